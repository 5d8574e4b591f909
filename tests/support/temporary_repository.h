#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "git/repository.h"

namespace expgate::test {

// A real bare repository in a folder of its own, gone when this goes. One at a time: it is opened through
// GIT_DIR.
class TemporaryRepository {
 public:
  TemporaryRepository();
  ~TemporaryRepository();
  TemporaryRepository(const TemporaryRepository&) = delete;
  TemporaryRepository& operator=(const TemporaryRepository&) = delete;

  // Feeds `stream` to git fast-import and yields the oids of its marks. Throws where git does not take it.
  std::map<int, Oid> import(std::string_view stream);

  // Runs git in the repository and yields its stdout. Throws where git fails.
  std::string git(std::vector<std::string> arguments, std::string_view input = {});

  // The repository as the gate sees it.
  std::unique_ptr<git::Repository> open() const;

  [[nodiscard]] const std::string& folder() const { return folder_; }

 private:
  std::string folder_;
};

}  // namespace expgate::test
