#include "experiments/shared_configs.h"

#include <optional>

namespace expgate::experiments {

namespace {

// Bytes that one config may be made of, and of the sources whose documents are kept: a document takes several
// times the room of its source.
constexpr std::size_t kMostOfOne = std::size_t{8} << 20;
constexpr std::size_t kMostShared = std::size_t{4} << 20;

}  // namespace

Result<tl::expected<content::Composed, content::ParseError>> SharedConfigs::compose(const Oid& tree,
                                                                                    const std::string& path) {
  if (kept_bytes_ > kMostShared) {
    kept_.clear();
    kept_bytes_ = 0;
  }
  at_once_ = 0;
  return content::compose(path, [&](const std::string& wanted) { return open(tree, wanted); });
}

Result<const content::ConfigFile*> SharedConfigs::open(const Oid& tree, const std::string& path) {
  TRY_ASSIGN(const std::optional<File> file, repository_.file(tree, path));
  if (!file || !file->has_content()) return nullptr;
  const std::pair key(file->oid, path);
  auto found = kept_.find(key);
  if (found == kept_.end()) {
    TRY_ASSIGN(const std::uint64_t size, repository_.size(file->oid));
    if (size > content::kMostBytes || at_once_ + size > kMostOfOne) {
      too_large_.document = content::too_large();
      return &too_large_;
    }
    TRY_ASSIGN(const std::string text, repository_.content(file->oid));
    found = kept_.emplace(key, Kept{content::read_config_file(path, text), text.size()}).first;
    kept_bytes_ += text.size();
  }
  at_once_ += found->second.size;
  if (at_once_ > kMostOfOne) {
    too_large_.document = content::too_large();
    return &too_large_;
  }
  return &found->second.file;
}

}  // namespace expgate::experiments
