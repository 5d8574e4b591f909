#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <utility>

#include "content/configs/compose.h"
#include "git/repository.h"

namespace expgate::experiments {

// Composes the configs of many trees. A file that several of them have is parsed once: what is kept is known
// by its blob.
class SharedConfigs {
 public:
  explicit SharedConfigs(git::Repository& repository) : repository_(repository) {}

  // Returns the config with all that it inherits, or its parse error. Errors: the repository cannot give a
  // file.
  Result<tl::expected<content::Composed, content::ParseError>> compose(const Oid& tree,
                                                                       const std::string& path);

 private:
  struct Kept {
    content::ConfigFile file;
    std::size_t size = 0;
  };

  Result<const content::ConfigFile*> open(const Oid& tree, const std::string& path);

  git::Repository& repository_;
  std::map<std::pair<Oid, std::string>, Kept> kept_;  // by blob, and by path, which names the language
  content::ConfigFile too_large_;
  std::size_t kept_bytes_ = 0;
  std::size_t at_once_ = 0;
};

}  // namespace expgate::experiments
