#include "text/yaml.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <sstream>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include "text/utf8.h"

namespace expgate::text {

namespace {

Location mark_of(const YAML::Mark& mark) {
  // yaml-cpp counts from 0; -1 is "nowhere"
  return {std::max(mark.line, 0) + 1, std::max(mark.column, 0) + 1};
}

// Builds a Node from yaml-cpp's events and keeps to the limits while doing so. Throws a ParseError to end the
// parse from inside an event, since yaml-cpp knows exceptions only; parse_yaml() catches it.
class Builder : public YAML::EventHandler {
 public:
  Builder(std::string_view source, const YamlLimits& limits) : source_(source), limits_(limits) {}

  Node take() { return std::move(root_); }
  [[nodiscard]] Location begin() const { return begin_; }  // of the document

  void OnDocumentStart(const YAML::Mark& mark) override { begin_ = mark_of(mark); }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    add({Node::Kind::null, mark_of(mark), {}, null_at(mark), {}, {}}, anchor);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    add({Node::Kind::scalar, mark_of(mark), tag, value, {}, {}}, anchor);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) throw ParseError{mark_of(mark), tr("an alias inside its own anchor")};
    const Anchored& anchored = found->second;
    check_depth(mark_of(mark), anchored.height);
    count(mark_of(mark), anchored.cost);
    put(anchored.node, anchored.height);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override {
    open({Node::Kind::sequence, mark_of(mark), tag, {}, {}, {}}, anchor, style);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    open({Node::Kind::mapping, mark_of(mark), tag, {}, {}, {}}, anchor, style);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Open {
    Node node;
    YAML::anchor_t anchor = 0;
    bool is_block = false;        // not written in braces or brackets
    std::size_t cost_before = 0;  // what all nodes before this one have cost
    int height = 1;               // levels of nesting, this one included
    std::optional<Node> key;      // of a mapping: read, its value is still to come
    std::set<std::string, std::less<>> keys;
  };
  struct Anchored {
    Node node;
    std::size_t cost = 0;
    int height = 0;
  };

  // Long texts count as several nodes: a bomb may be made of one text and many aliases.
  static std::size_t cost_of(const Node& node) { return 1 + node.scalar.size() / 64; }

  void count(Location mark, std::size_t cost) {
    cost_ += cost;
    if (cost_ + kept_ > limits_.nodes)
      throw ParseError{mark, tr("too many values (or aliases that multiply)")};
  }

  void check_depth(Location mark, int further) const {
    if (static_cast<int>(stack_.size()) + further > limits_.depth)
      throw ParseError{mark, tr("nested deeper than {limit} levels", {{"limit", limits_.depth}})};
  }

  // A copy for aliases to come: it costs as much as the node itself.
  void keep(YAML::anchor_t anchor, const Node& node, std::size_t cost, int height) {
    if (anchor == 0) return;
    kept_ += cost;
    count(node.mark, 0);
    anchors_[anchor] = {node, cost, height};
  }

  void open(Node node, YAML::anchor_t anchor, YAML::EmitterStyle::value style) {
    check_depth(node.mark, 1);
    const std::size_t cost_before = cost_;
    count(node.mark, 1);
    stack_.push_back(
        {std::move(node), anchor, style == YAML::EmitterStyle::Block, cost_before, 1, std::nullopt, {}});
  }

  void close() {
    Open done = std::move(stack_.back());
    stack_.pop_back();
    keep(done.anchor, done.node, cost_ - done.cost_before, done.height);
    put(std::move(done.node), done.height);
  }

  void add(Node node, YAML::anchor_t anchor) {
    count(node.mark, cost_of(node));
    keep(anchor, node, cost_of(node), 0);
    put(std::move(node), 0);
  }

  // The node in its place in what is open.
  void put(Node node, int height) {
    if (stack_.empty()) {
      if (node.is_left_out()) node.mark = {1, 1};
      root_ = std::move(node);
      return;
    }
    Open& parent = stack_.back();
    parent.height = std::max(parent.height, height + 1);
    if (parent.node.is_sequence()) {
      parent.node.items.push_back(std::move(node));
    } else if (!parent.key) {
      check_key(parent, node);
      parent.key = std::move(node);
    } else {
      if (node.is_left_out()) node.mark = parent.key->mark;  // to yaml-cpp it stands on some later line
      parent.node.entries.emplace_back(std::move(*parent.key), std::move(node));
      parent.key.reset();
    }
  }

  // The word for null that the document has at `mark`: yaml-cpp does not tell. Empty: the value is left out,
  // and the mark is of what follows, which in a block stands no deeper than what it was left out of.
  std::string null_at(const YAML::Mark& yaml_mark) const {
    const Location mark = mark_of(yaml_mark);
    if (!stack_.empty() && stack_.back().is_block) {
      const Open& parent = stack_.back();
      const bool is_key = parent.node.is_mapping() && !parent.key;
      const Location owner = parent.key ? parent.key->mark : parent.node.mark;
      if (!is_key && mark.line > owner.line && mark.column <= owner.column) return "";
    }
    const auto at = static_cast<std::size_t>(std::max(yaml_mark.pos, 0));
    for (const char* word : {"null", "Null", "NULL", "~"})
      if (at < source_.size() && source_.substr(at).starts_with(word)) return word;
    return "";
  }

  static void check_key(Open& parent, const Node& key) {
    const std::string& name = key.scalar;
    const bool is_simple = key.is_null() || key.is_scalar();
    if (is_simple && !parent.keys.insert(name).second)
      throw ParseError{key.mark, tr("duplicate key `{key}`", {{"key", printable(name)}})};
  }

  std::string_view source_;
  YamlLimits limits_;
  Location begin_{1, 1};
  Node root_;
  std::vector<Open> stack_;
  std::map<YAML::anchor_t, Anchored> anchors_;
  std::size_t cost_ = 0;  // of the document, aliases counted as often as they are used
  std::size_t kept_ = 0;  // of the copies for aliases
};

tl::unexpected<ParseError> parse_error(Location mark, Text what) {
  return tl::unexpected(ParseError{mark, std::move(what)});
}

// yaml-cpp takes a byte 4 for the end of the document and lets others pass: what is not text is rejected
// here.
std::optional<ParseError> find_binary(std::string_view source) {
  Location mark{1, 1};
  for (std::size_t at = 0; at < source.size();) {
    const CodePoint point = decode(source, at);
    const bool is_blank = point.value == '\n' || point.value == '\r' || point.value == '\t';
    if (!point.valid)
      return ParseError{
          mark, tr("a byte that is not UTF-8: `{byte}`", {{"byte", printable(source.substr(at, 1))}})};
    if ((point.value < ' ' && !is_blank) || point.value == 0x7F)
      return ParseError{mark,
                        tr("a control character: `{byte}`", {{"byte", printable(source.substr(at, 1))}})};
    mark = point.value == '\n' ? Location{mark.line + 1, 1} : Location{mark.line, mark.column + 1};
    at += point.length;
  }
  return std::nullopt;
}

// To yaml-cpp the end of the text closes an open quote; the end of a document does not.
std::string with_document_end(std::string_view source) {
  std::string text(source);
  if (!text.empty() && text.back() != '\n') text += '\n';
  return text + "...\n";
}

// The first tab among the blanks that begin a line, up to this one: yaml-cpp stumbles over it without naming
// it.
std::optional<Location> tab_in_indentation(std::string_view source, int last_line) {
  Location mark{1, 1};
  while (mark.line <= last_line && !source.empty()) {
    const std::string_view line = source.substr(0, source.find('\n'));
    const std::size_t end = std::min(line.find_first_not_of(" \t\r"), line.size());
    const std::size_t tab = line.find('\t');
    if (tab < end && end < line.size()) return Location{mark.line, static_cast<int>(tab) + 1};
    source.remove_prefix(std::min(line.size() + 1, source.size()));
    ++mark.line;
  }
  return std::nullopt;
}

}  // namespace

tl::expected<Node, ParseError> parse_yaml(std::string_view source, const YamlLimits& limits) {
  if (source.size() > limits.bytes)
    return parse_error({1, 1}, tr("the file is larger than {limit}", {{"limit", Bytes{limits.bytes}}}));
  if (source.starts_with("\xEF\xBB\xBF")) source.remove_prefix(3);  // a byte order mark
  if (auto binary = find_binary(source)) return tl::unexpected(*std::move(binary));
  if (values_by_sight(source) > limits.nodes) return parse_error({1, 1}, tr("too many values"));
  try {
    std::istringstream stream(with_document_end(source));
    YAML::Parser parser(stream);
    Builder builder(source, limits);
    parser.HandleNextDocument(builder);
    Builder rest(source, limits);
    if (!parser.HandleNextDocument(rest)) return builder.take();
    return parse_error(rest.begin(), tr("a second document begins here; only one is read"));
  } catch (const ParseError& error) {
    return tl::unexpected(error);
  } catch (const YAML::Exception& error) {
    if (const auto tab = tab_in_indentation(source, mark_of(error.mark).line))
      return parse_error(*tab, tr("a tab in the indentation; YAML takes spaces only"));
    const bool is_open_quote = error.msg == YAML::ErrorMsg::DOC_IN_SCALAR;
    return parse_error(mark_of(error.mark),
                       is_open_quote ? tr("a quote is not closed") : verbatim(printable(error.msg)));
  }
}

}  // namespace expgate::text
