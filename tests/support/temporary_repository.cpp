#include "support/temporary_repository.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <vector>

#include "git/command.h"

namespace expgate::test {

TemporaryRepository::TemporaryRepository() {
  std::string pattern = (std::filesystem::temp_directory_path() / "expgate-test-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
  folder_ = pattern;
  for (const char* name :
       {"GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_INDEX_FILE", "GIT_WORK_TREE"})
    unsetenv(name);
  setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
  setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
  setenv("GIT_DIR", folder_.c_str(), 1);
  git({"init", "--quiet", "--bare", "--initial-branch=main"});
}

TemporaryRepository::~TemporaryRepository() {
  unsetenv("GIT_DIR");
  std::error_code ignored;  // what cannot be removed stays in the temporary folder
  std::filesystem::remove_all(folder_, ignored);
}

std::string TemporaryRepository::git(std::vector<std::string> arguments, std::string_view input) {
  arguments.insert(arguments.begin(), "git");
  const auto output = git::run(std::move(arguments), input);
  if (!output) throw std::runtime_error(english(output.error().message));
  if (!output->ok()) throw std::runtime_error(output->err);
  return output->out;
}

std::map<int, Oid> TemporaryRepository::import(std::string_view stream) {
  const std::string marks = folder_ + "/marks";
  git({"fast-import", "--quiet", "--force", "--export-marks=" + marks}, stream);
  std::map<int, Oid> oids;
  std::ifstream lines(marks);
  for (std::string mark, hex; lines >> mark >> hex;)
    oids[std::stoi(mark.substr(1))] = Oid::parse(hex).value();
  return oids;
}

std::unique_ptr<git::Repository> TemporaryRepository::open() const {
  auto repository = git::Repository::open_from_environment();
  if (!repository) throw std::runtime_error(english(repository.error().message));
  return std::move(*repository);
}

}  // namespace expgate::test
