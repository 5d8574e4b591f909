#include "rewrite/ignore.h"

#include <algorithm>
#include <utility>

#include "base/strings.h"

namespace expgate::rewrite {

namespace {

// Up to here each file has a line of its own.
constexpr std::size_t kFew = 3;

std::string escaped(std::string_view path) {
  std::string pattern;
  for (const char c : path) {
    if (c == '\n' || c == '\r') {  // no line can say that
      pattern += '?';
      continue;
    }
    if (std::string_view("\\*?[]").find(c) != std::string_view::npos) pattern += '\\';
    pattern += c;
  }
  if (pattern.ends_with(' ')) pattern.insert(pattern.size() - 1, 1, '\\');
  return pattern;
}

// "folder/" and ".pt" of folder/best.pt; no ending: it shares a line with none.
std::pair<std::string, std::string> folder_and_ending(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::size_t name = slash == std::string::npos ? 0 : slash + 1;
  const std::size_t dot = path.rfind('.');
  const bool has_ending = dot != std::string::npos && dot > name && dot + 1 < path.size();
  return {path.substr(0, name), has_ending ? path.substr(dot) : ""};
}

}  // namespace

std::string ignore_line(std::string_view path) {
  return "/" + escaped(path);
}

std::map<std::string, std::string> ignore_lines(const std::set<std::string>& paths,
                                                const std::set<std::string>& others) {
  std::map<std::pair<std::string, std::string>, std::size_t> alike;
  for (const std::string& path : paths) ++alike[folder_and_ending(path)];
  for (const std::string& path : others) alike.erase(folder_and_ending(path));
  std::map<std::string, std::string> ignored;
  for (const std::string& path : paths) {
    const auto kind = folder_and_ending(path);
    const auto many = alike.find(kind);
    const bool is_shared = !kind.second.empty() && many != alike.end() && many->second > kFew;
    ignored[path] = is_shared ? "/" + escaped(kind.first) + "*" + escaped(kind.second) : ignore_line(path);
  }
  return ignored;
}

std::string with_ignored(std::string text, const std::set<std::string>& wanted) {
  std::set<std::string> missing = wanted;
  const bool has_crlf = text.find("\r\n") != std::string::npos;
  for (std::string_view line : lines(text)) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    missing.erase(std::string(line));
  }
  if (missing.empty()) return text;
  const std::string_view end = has_crlf ? "\r\n" : "\n";
  if (!text.empty() && !text.ends_with('\n')) text += text.ends_with('\r') ? "\n" : end;
  for (const std::string& line : missing) text.append(line).append(end);
  return text;
}

}  // namespace expgate::rewrite
