#include "content/configs/jsonnet/jsonnet.h"
#include "content/configs/jsonnet/syntax.h"

namespace expgate::content::jsonnet {

std::vector<MemberPlace> members_in_line(const std::string& source, int line, std::string_view name) {
  Syntax syntax;
  syntax.source = source;
  std::size_t most = kMostExprs;
  std::vector<MemberPlace> found;
  if (!parse(syntax, 0, most)) return found;
  for (const Parts& parts : syntax.parts)
    for (const Field& field : parts.fields) {
      const bool is_it =
          field.name->kind == Kind::string && field.name->text == name && field.value != nullptr;
      if (!is_it || syntax.location(field.name->begin).line != line) continue;
      const std::size_t mark = source.find_first_of(":+", field.name->end);
      if (mark < field.value->begin) found.push_back({mark, field.value->begin, field.value->end});
    }
  return found;
}

}  // namespace expgate::content::jsonnet
