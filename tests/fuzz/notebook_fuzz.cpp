#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "content/notebook/notebook.h"
#include "content/notebook/notebook_diff.h"

// Whatever the bytes are: a notebook that can be read is one after it was cleaned, and clean then.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace expgate::content;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto notebook = read_notebook(bytes);
  if (!notebook) {
    const NotebookError& error = notebook.error();
    const auto& [location, what] = error.error;
    if (location.line < 1 || location.column < 1 || what.empty() || text_of(error).empty()) std::abort();
    return 0;
  }
  std::size_t at = 0;
  for (const Cut& cut : notebook->cuts) {
    if (cut.begin < at || cut.end < cut.begin || cut.end > size) std::abort();
    at = cut.end;
  }
  const std::string clean = cleaned(bytes, notebook->cuts);
  const auto again = read_notebook(clean);
  if (!again || !again->cuts.empty() || again->cells != notebook->cells) std::abort();
  if (unified_diff("a.ipynb", bytes, notebook->cuts).empty() != notebook->cuts.empty()) std::abort();
  return 0;
}
