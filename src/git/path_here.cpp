#include "git/path_here.h"

#include <filesystem>

#include "base/paths.h"

namespace expgate::git {

namespace {

namespace fs = std::filesystem;

// `folder` without the top in front: "configs/exp"; nothing if it does not lie below.
std::optional<std::string> below(const std::string& top, const fs::path& folder) {
  std::error_code error;
  const fs::path real_top = fs::weakly_canonical(top, error);
  if (error) return std::nullopt;
  const std::string relative = folder.lexically_relative(real_top).generic_string();
  if (relative.empty() || relative == ".." || relative.starts_with("../")) return std::nullopt;
  return relative == "." ? std::string() : relative;
}

}  // namespace

Result<std::string> path_here(const Repository& repository, const std::string& path) {
  const auto outside = [&] {
    return fail(tr("`{path}` lies outside the repository", {{"path", path}}),
                tr("paths are relative to the current folder"));
  };
  const std::string top = repository.work_tree();
  if (path.empty() || top.empty()) return path;
  std::error_code error;
  if (path.starts_with('/')) {
    const fs::path whole =
        fs::path(path).lexically_normal();  // its last part may be a link, which git has as it is
    const auto inside = below(top, fs::weakly_canonical(whole.parent_path(), error) / whole.filename());
    if (error || !inside || inside->empty()) return outside();
    return *inside;
  }
  const fs::path here = fs::current_path(error);
  const auto folder = error ? std::nullopt : below(top, here);
  const auto inside = path_in(folder.value_or(""), path);
  if (!inside || inside->empty()) return outside();
  return *inside;
}

}  // namespace expgate::git
