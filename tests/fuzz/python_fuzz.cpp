// Any bytes as a Python file: the nodes of its tree, imports, calls and assignments lie within it.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "content/python/python_module.h"
#include "content/python/python_seeding.h"
#include "content/python/syntax.h"
#include "content/python/train_script.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  using namespace expgate::content;
  const Syntax syntax(bytes);
  for (std::size_t number = 0; number < syntax.size(); ++number) {
    const SyntaxNode node = syntax.node(number);
    if (node.begin() > node.end() || node.end() > size || node.kind().empty()) std::abort();
    for (const SyntaxNode child : children_of(node))
      if (child.parent() != node || child.begin() < node.begin()) std::abort();
  }
  const auto last_line = static_cast<int>(std::count(bytes.begin(), bytes.end(), '\n')) + 1;
  const PythonModule module = read_python_module(syntax);
  for (const PythonUse& use : module.uses) {
    if (use.line < 1 || use.line > last_line || use.name.empty()) std::abort();
    static_cast<void>(effect_of(use, false));
  }
  for (const PythonImport& import : module.imports)
    if (import.line < 1 || import.line > last_line) std::abort();
  for (const RandomLibrary library : kRandomLibraries)
    if (const auto line = used_import(module, library); line && (*line < 1 || *line > last_line))
      std::abort();
  static_cast<void>(uses_cuda(module));
  for (const std::string_view config : {"configs/vit.yaml", "configs/vit.py"}) {
    const auto arguments = config_arguments("train.py", bytes, config);
    if (arguments && arguments->empty()) std::abort();
  }
  return 0;
}
