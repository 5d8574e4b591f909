#include "content/json/json_values.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "content/json/json_scan.h"

namespace expgate::content {

namespace {

// Keeps the path of keys that lead to where the scan is; what lies in a list has none.
class Picker : public JsonVisitor {
 public:
  Picker(std::string_view text, const std::vector<std::string_view>& paths) : text_(text), paths_(paths) {}

  void key(std::size_t begin, std::size_t end) override {
    key_ = lists_ == 0 ? text_of(begin, end) : std::string();
    if (key_.find('.') != std::string::npos) key_ = ".";  // "b.c" is not the c of b: on none of the paths
    if (lists_ == 0) forget(path_.back() + key_);
  }

  void scalar(std::size_t begin, std::size_t end) override {
    if (lists_ > 0 || path_.empty()) return;
    const std::string place = path_.back() + key_;
    if (std::find(paths_.begin(), paths_.end(), place) == paths_.end()) return;
    const std::string_view written = text_.substr(begin, end - begin);
    if (written != "null")
      values[place] = written.starts_with('"') ? text_of(begin, end) : std::string(written);
  }

  void open(bool is_object, std::size_t /*at*/) override {
    if (!is_object || lists_ > 0)
      ++lists_;
    else
      path_.push_back(path_.empty() ? std::string() : path_.back() + key_ + ".");
  }

  void close(std::size_t /*end*/) override {
    if (lists_ > 0)
      --lists_;
    else
      path_.pop_back();
  }

  std::map<std::string, std::string, std::less<>> values;

 private:
  // A key that stands for the second time takes the place of what it stood for first.
  void forget(const std::string& place) {
    std::erase_if(values, [&](const auto& each) {
      const std::string& path = each.first;
      return path.starts_with(place) && (path.size() == place.size() || path[place.size()] == '.');
    });
  }

  // The string in the quotes; what cannot be one in UTF-8 (a lone surrogate) is empty.
  [[nodiscard]] std::string text_of(std::size_t begin, std::size_t end) const {
    const auto parsed = nlohmann::json::parse(text_.substr(begin, end - begin), nullptr, false);
    return parsed.is_string() ? parsed.get<std::string>() : std::string();
  }

  std::string_view text_;
  const std::vector<std::string_view>& paths_;
  std::vector<std::string> path_;  // of each open object: what its keys are appended to
  std::string key_;
  std::size_t lists_ = 0;  // lists that are open, and all that is open inside them
};

}  // namespace

Result<std::map<std::string, std::string, std::less<>>> json_values(
    std::string_view text, const std::vector<std::string_view>& paths) {
  Picker picker(text, paths);
  if (const auto error = scan_json(text, picker))
    return fail(
        tr("not valid JSON at byte {offset}: {problem}", {{"offset", error->at}, {"problem", error->what}}));
  return std::move(picker.values);
}

}  // namespace expgate::content
