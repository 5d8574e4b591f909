#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>
#include <utility>

namespace expgate::rules {

// What a rule has found out about paths by their names alone: a push often changes the same file in many
// commits. It holds a bounded number of them. Not for threads.
template <typename Answer>
class PathMemo {
 public:
  // The answer for the path, until the next one is added; null: it is not known.
  [[nodiscard]] const Answer* find(const std::string& path) const {
    const auto found = answers_.find(path);
    return found == answers_.end() ? nullptr : &found->second;
  }

  const Answer& add(const std::string& path, Answer answer) {
    constexpr std::size_t kMost = 8192;
    if (answers_.size() == kMost) answers_.clear();
    return answers_.emplace(path, std::move(answer)).first->second;
  }

 private:
  std::unordered_map<std::string, Answer> answers_;
};

}  // namespace expgate::rules
