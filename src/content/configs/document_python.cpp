#include "content/configs/document_formats.h"
#include "content/configs/python_config.h"

namespace expgate::content {

Document read_python(std::string_view text) {
  const Syntax syntax(text);
  if (syntax.error()) return tl::unexpected(*syntax.error());
  return PythonConfig(syntax).read();
}

}  // namespace expgate::content
