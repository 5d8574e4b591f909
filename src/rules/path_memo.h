#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>

namespace expgate::rules {

// What a rule has found out about paths by their names alone: a push often changes the same file in many
// commits. It holds a bounded number of them. Not for threads.
template <typename Answer>
class PathMemo {
 public:
  // The answer for the path; nothing: it is not known.
  [[nodiscard]] std::optional<Answer> find(const std::string& path) const {
    const auto found = answers_.find(path);
    return found == answers_.end() ? std::nullopt : std::optional(found->second);
  }

  void add(const std::string& path, Answer answer) {
    constexpr std::size_t kMost = 8192;
    if (answers_.size() == kMost) answers_.clear();
    answers_.emplace(path, answer);
  }

 private:
  std::unordered_map<std::string, Answer> answers_;
};

}  // namespace expgate::rules
