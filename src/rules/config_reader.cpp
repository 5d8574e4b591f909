#include "rules/config_reader.h"

#include <optional>
#include <utility>

namespace expgate::rules {

Result<tl::expected<content::Composed, content::ParseError>> ConfigReader::compose(const std::string& path) {
  if (kept_bytes_ > kMostKept) {
    kept_.clear();
    kept_bytes_ = 0;
  }
  at_once_ = 0;
  return content::compose(path, [this](const std::string& wanted) { return open(wanted); });
}

Result<const content::ConfigFile*> ConfigReader::open(const std::string& path) {
  auto found = kept_.find(path);
  if (found == kept_.end()) {
    TRY_ASSIGN(const std::optional<File> file, view_.file(path));
    if (!file || !file->has_content()) return nullptr;
    TRY_ASSIGN(const std::uint64_t size, view_.size(*file));
    Kept kept;
    if (size > content::kMostBytes || at_once_ + size > kMostAtOnce) {
      kept.file.document = content::too_large();
    } else {
      TRY_ASSIGN(const std::string text, view_.content(*file));
      kept = {content::read_config_file(path, text), text.size()};
    }
    kept_bytes_ += kept.size;
    work_ += kept.size;
    found = kept_.emplace(path, std::move(kept)).first;
  }
  at_once_ += found->second.size;
  work_ += found->second.size / 16 + 256;  // to copy it costs a fraction of parsing it
  return &found->second.file;
}

}  // namespace expgate::rules
