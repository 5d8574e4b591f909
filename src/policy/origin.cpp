#include "policy/origin.h"

namespace expgate::policy {

Argument file_argument(const Origin& origin) {
  if (origin.kind == Origin::Kind::server) return {"file", LocalFile{origin.file}};
  return {"file", origin.file};
}

Text text_of(const Origin& origin) {
  if (origin.kind == Origin::Kind::pack) return verbatim(origin.file);
  return tr("`{file}`:{line}", {file_argument(origin), {"line", origin.line}});
}

}  // namespace expgate::policy
