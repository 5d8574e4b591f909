#include <algorithm>
#include <cctype>
#include <cstddef>
#include <iterator>
#include <optional>
#include <set>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/strings.h"
#include "content/configs/document_formats.h"
#include "text/utf8.h"

namespace expgate::content {

namespace {

using text::Location;
using text::Node;

// Reads characters and leaves word how far it came: the parser's events carry no place.
struct Reader {
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  const char* at = nullptr;
  const char** reached = nullptr;

  reference operator*() const { return *at; }
  Reader& operator++() {
    *reached = ++at;
    return *this;
  }
  bool operator==(const Reader& other) const { return at == other.at; }
  bool operator!=(const Reader& other) const { return at != other.at; }
};

// Turns offsets that only grow into marks.
class Places {
 public:
  explicit Places(std::string_view source) : source_(source) {}

  // The mark of the token that follows the last one: what stands between them is known.
  Location next_token(std::size_t end_of_last) {
    std::size_t begin = source_.find_first_not_of(" \t\r\n,:\xEF\xBB\xBF", end_of_last);
    if (begin == std::string_view::npos) begin = source_.size();
    return at(begin);
  }

  Location at(std::size_t offset) {
    for (; counted_ < offset && counted_ < source_.size(); ++counted_) {
      if (source_[counted_] != '\n') continue;
      ++line_;
      line_begin_ = counted_ + 1;
    }
    return {line_, static_cast<int>(offset - line_begin_) + 1};
  }

 private:
  std::string_view source_;
  std::size_t counted_ = 0;
  std::size_t line_begin_ = 0;
  int line_ = 1;
};

// Builds a Node from the parser's events; `false` from one of them ends the parse.
class Builder : public nlohmann::json_sax<nlohmann::json> {
 public:
  Builder(std::string_view source, const char* const* reached)
      : source_(source), reached_(reached), places_(source) {}

  Node take() { return std::move(root_); }
  ParseError error() { return error_ ? *std::move(error_) : ParseError{{1, 1}, tr("the file is not JSON")}; }

  bool null() override { return add({Node::Kind::null, mark(), "?", "null", {}, {}}); }
  bool boolean(bool value) override { return plain(value ? "true" : "false"); }
  bool number_integer(std::int64_t value) override { return plain(std::to_string(value)); }
  bool number_unsigned(std::uint64_t value) override { return plain(std::to_string(value)); }
  bool number_float(double, const std::string& digits) override { return plain(digits); }
  bool string(std::string& value) override { return add({Node::Kind::scalar, mark(), "!", value, {}, {}}); }
  bool binary(nlohmann::json::binary_t&) override { return reject({1, 1}, tr("binary data")); }
  bool start_object(std::size_t) override { return open(Node::Kind::mapping); }
  bool start_array(std::size_t) override { return open(Node::Kind::sequence); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(std::string& name) override {
    Node node{Node::Kind::scalar, mark(), "!", name, {}, {}};
    if (!stack_.back().keys.insert(name).second) {
      return reject(node.mark, tr("duplicate key `{key}`", {{"key", name}}));
    }
    stack_.back().key = std::move(node);
    return count(stack_.back().key->mark);
  }

  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override {
    const std::size_t at = position == 0 ? 0 : position - 1;
    const Location location = places_.at(at);
    if (at >= source_.size()) return reject(location, tr("the file ends in the middle of a value"));
    std::string_view found = word_around(at);
    const std::string plain = ascii_lower(found);
    if (plain == "nan" || plain == "inf" || plain == "infinity")
      return reject(location, tr("`{word}` is not a number in JSON", {{"word", found}}));
    if (std::isalpha(static_cast<unsigned char>(source_[at])) == 0)
      found = source_.substr(at, text::decode(source_, at).length);
    return reject(location, tr("`{found}` is not expected here", {{"found", text::printable(found)}}));
  }

 private:
  struct Open {
    Node node;
    std::optional<Node> key;
    std::set<std::string> keys;
  };

  // The letters that stand there together: what Python writes and JSON does not know.
  [[nodiscard]] std::string_view word_around(std::size_t at) const {
    const auto is_letter = [&](std::size_t place) {
      return place < source_.size() && std::isalpha(static_cast<unsigned char>(source_[place])) != 0;
    };
    std::size_t begin = std::min(at, source_.size());
    while (begin > 0 && is_letter(begin - 1)) --begin;
    std::size_t end = begin;
    while (is_letter(end)) ++end;
    return source_.substr(begin, end - begin);
  }

  bool reject(Location location, Text what) {
    error_ = ParseError{location, std::move(what)};
    return false;
  }

  // Where the token of this event begins. Numbers are read one character too far, which is one of those that
  // may be skipped.
  Location mark() {
    const Location found = places_.next_token(end_of_last_);
    end_of_last_ = static_cast<std::size_t>(*reached_ - source_.data());
    return found;
  }

  bool count(Location place) { return ++nodes_ <= kMostNodes || reject(place, tr("too many values")); }

  bool plain(std::string value) { return add({Node::Kind::scalar, mark(), "?", std::move(value), {}, {}}); }

  bool open(Node::Kind kind) {
    Node node{kind, mark(), "?", {}, {}, {}};
    const Location place = node.mark;
    stack_.push_back({std::move(node), std::nullopt, {}});
    if (static_cast<int>(stack_.size()) > kMostDepth) {
      return reject(place, tr("nested deeper than {limit} levels", {{"limit", kMostDepth}}));
    }
    return count(place);
  }

  bool close() {
    end_of_last_ = static_cast<std::size_t>(*reached_ - source_.data());
    Node done = std::move(stack_.back().node);
    stack_.pop_back();
    put(std::move(done));
    return true;
  }

  bool add(Node node) {
    const Location place = node.mark;
    put(std::move(node));
    return count(place);
  }

  void put(Node node) {
    if (stack_.empty()) {
      root_ = std::move(node);
    } else if (Open& parent = stack_.back(); parent.node.is_sequence()) {
      parent.node.items.push_back(std::move(node));
    } else {
      parent.node.entries.emplace_back(*std::move(parent.key), std::move(node));
      parent.key.reset();
    }
  }

  std::string_view source_;
  const char* const* reached_;
  Places places_;
  std::size_t end_of_last_ = 0;
  std::size_t nodes_ = 0;
  Node root_;
  std::vector<Open> stack_;
  std::optional<ParseError> error_;
};

}  // namespace

Document read_json(std::string_view source) {
  // the parser takes a byte 0 for the end of the file
  if (const std::size_t zero = source.find('\0'); zero != std::string_view::npos)
    return tl::unexpected(
        ParseError{Places(source).at(zero), tr("a control character: `{byte}`", {{"byte", "\\x00"}})});
  const char* reached = source.data();
  Builder builder(source, &reached);
  const Reader begin{source.data(), &reached};
  const Reader end{source.data() + source.size(), &reached};
  if (nlohmann::json::sax_parse(begin, end, &builder)) return builder.take();
  return tl::unexpected(builder.error());
}

}  // namespace expgate::content
