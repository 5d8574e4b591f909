#include "content/configs/compose_jsonnet.h"

#include <optional>
#include <utility>

#include "content/configs/jsonnet/jsonnet.h"

namespace expgate::content {

namespace {

using OptionalComposed = tl::expected<Composed, ParseError>;

}  // namespace

Result<OptionalComposed> compose_jsonnet(const std::string& path, const OpenConfig& open) {
  TRY_ASSIGN(const ConfigFile* const file, open(path));
  if (file == nullptr) return OptionalComposed(tl::unexpect, ParseError{{1, 1}, tr("it is not in the tip")});
  if (!file->document) return OptionalComposed(tl::unexpect, file->document.error());
  Composed composed;
  composed.signs = file->signs;
  std::optional<Error> error;
  const auto import = [&](const std::string& wanted) -> std::optional<std::string> {
    auto found = open(wanted);
    if (!found) error = std::move(found.error());
    if (error || *found == nullptr || (*found)->source.empty()) return std::nullopt;
    composed.signs.insert(composed.signs.end(), (*found)->signs.begin(), (*found)->signs.end());
    return (*found)->source;
  };
  jsonnet::Evaluation made;
  if (file->source.find("import") == std::string::npos) {
    made.document = *file->document;
    made.files.push_back({path, -1});
  } else {
    made = jsonnet::evaluate(path, file->source, import);
  }
  if (error) return tl::unexpected(*std::move(error));
  if (!made.document) return OptionalComposed(tl::unexpect, std::move(made.document.error()));
  composed.root = *std::move(made.document);
  composed.steps = made.steps;
  for (jsonnet::Evaluation::File& each : made.files)
    composed.files.push_back({std::move(each.path), each.from});
  for (const std::string& name : made.missing) {
    composed.gaps.push_back(tr("it inherits from `{path}`, which is not in the tip", {{"path", name}}));
    if (!composed.broken) composed.broken = composed.gaps.back();
  }
  composed.system = system_of(path, composed.root, composed.signs);
  return OptionalComposed(std::move(composed));
}

}  // namespace expgate::content
