#include <string>
#include <string_view>
#include <utility>

#include "content/configs/document_formats.h"
#include "content/configs/jsonnet/jsonnet.h"

namespace expgate::content {

Document read_jsonnet(std::string_view source) {
  return jsonnet::evaluate({}, std::string(source), {}).document;
}

}  // namespace expgate::content
