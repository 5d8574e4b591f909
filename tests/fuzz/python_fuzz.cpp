// Any bytes as a Python file: imports, calls and assignments lie within it.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "content/python/python_module.h"
#include "content/python/python_source.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  using namespace expgate::content;
  const PythonSource source(bytes);
  for (const PythonLine& line : source.lines()) {
    if (line.begin > line.end || line.end > size) std::abort();
    static_cast<void>(source.assignment(line));
  }
  static_cast<void>(read_python_module(bytes));
  return 0;
}
