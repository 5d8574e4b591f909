#include "content/python/syntax.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <malloc.h>
#include <memory>
#include <tree_sitter/api.h>

extern "C" const TSLanguage* tree_sitter_python(void);

namespace expgate::content {

namespace {

constexpr std::uint32_t kNoNode = UINT32_MAX;
constexpr std::string_view kErrorKind = "ERROR";

// Processor time that a parse may take, ten times what code takes: some garbage would take quadratic time.
constexpr std::chrono::milliseconds kMostTime{20};
constexpr std::chrono::microseconds kMostTimeOfByte{2};

// What tree-sitter holds, by thread: a tree is parsed and given back by one.
thread_local std::int64_t held_bytes = 0;

void* counted(void* memory) {
  if (memory == nullptr) std::abort();  // as everywhere else
  held_bytes += static_cast<std::int64_t>(malloc_usable_size(memory));
  return memory;
}
void uncount(void* memory) {
  if (memory != nullptr) held_bytes -= static_cast<std::int64_t>(malloc_usable_size(memory));
}
void* counted_malloc(std::size_t size) {
  return counted(std::malloc(std::max<std::size_t>(size, 1)));
}
void* counted_calloc(std::size_t count, std::size_t size) {
  return counted(std::calloc(std::max<std::size_t>(count, 1), std::max<std::size_t>(size, 1)));
}
void* counted_realloc(void* memory, std::size_t size) {
  uncount(memory);
  return counted(std::realloc(memory, std::max<std::size_t>(size, 1)));
}
void counted_free(void* memory) {
  uncount(memory);
  std::free(memory);
}

struct DeleteParser {
  void operator()(TSParser* parser) const { ts_parser_delete(parser); }
};
struct DeleteTree {
  void operator()(TSTree* tree) const { ts_tree_delete(tree); }
};
using Parser = std::unique_ptr<TSParser, DeleteParser>;
using Tree = std::unique_ptr<TSTree, DeleteTree>;

Parser make_parser() {
  static const bool is_counted = [] {
    ts_set_allocator(counted_malloc, counted_calloc, counted_realloc, counted_free);
    return true;
  }();
  Parser parser(is_counted ? ts_parser_new() : nullptr);
  if (!ts_parser_set_language(parser.get(), tree_sitter_python())) std::abort();  // another version of it
  return parser;
}

// Of this thread, whatever else the machine does.
std::chrono::nanoseconds processor_time() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

// What a parse may cost.
struct Budget {
  std::int64_t most_held = 0;
  std::chrono::nanoseconds end{};

  static bool is_over(TSParseState* state) {  // called every hundred steps
    const auto& budget = *static_cast<const Budget*>(state->payload);
    return held_bytes > budget.most_held || processor_time() > budget.end;
  }
};

const char* read_source(void* payload, std::uint32_t at, TSPoint /*point*/, std::uint32_t* size) {
  const std::string_view rest = static_cast<const std::string_view*>(payload)->substr(at);
  *size = static_cast<std::uint32_t>(rest.size());
  return rest.data();
}

// No tree: a limit was met.
Tree tree_of_python(std::string_view source) {
  const Parser parser = make_parser();
  Budget budget{held_bytes + Syntax::kMostMemory,
                processor_time() + kMostTime + kMostTimeOfByte * source.size()};
  const TSInput input{&source, read_source, TSInputEncodingUTF8, nullptr};
  return Tree(ts_parser_parse_with_options(parser.get(), nullptr, input, {&budget, Budget::is_over}));
}

// The names of kinds and fields, which live as long as the program, measured once.
std::vector<std::string_view> names_of(std::uint32_t count,
                                       const char* (*name_of)(const TSLanguage*, std::uint16_t)) {
  std::vector<std::string_view> names(count);
  for (std::uint32_t number = 0; number < count; ++number) {
    const char* const name = name_of(tree_sitter_python(), static_cast<std::uint16_t>(number));
    if (name != nullptr) names[number] = name;
  }
  return names;
}
std::string_view name_of_kind(std::uint16_t kind) {
  static const std::vector<std::string_view> names =
      names_of(ts_language_symbol_count(tree_sitter_python()), ts_language_symbol_name);
  return kind < names.size() ? names[kind] : kErrorKind;  // the number of a mistake is the highest
}
std::string_view name_of_field(std::uint16_t field) {
  static const std::vector<std::string_view> names =
      names_of(ts_language_field_count(tree_sitter_python()) + 1, ts_language_field_name_for_id);
  return names[field];
}

// Whether lines stand so deep that the grammar's scanner has no room for it. Python itself takes 100 levels.
bool is_indented_too_deep(std::string_view source) {
  constexpr std::size_t kMostLevels = 200;
  std::vector<std::size_t> levels;
  for (std::size_t at = 0; at < source.size();) {
    const std::size_t end = std::min(source.find('\n', at), source.size());
    const std::size_t first = source.find_first_not_of(" \t\f", at);
    if (first < end && source[first] != '\r' && source[first] != '#') {
      while (!levels.empty() && levels.back() >= first - at) levels.pop_back();
      levels.push_back(first - at);
      if (levels.size() > kMostLevels) return true;
    }
    at = end + 1;
  }
  return false;
}

}  // namespace

// Copies a tree into records, without recursion.
class SyntaxReader {
 public:
  SyntaxReader(Syntax& syntax, const TSTree& tree)
      : syntax_(syntax), cursor_(ts_tree_cursor_new(ts_tree_root_node(&tree))) {}
  ~SyntaxReader() { ts_tree_cursor_delete(&cursor_); }
  SyntaxReader(const SyntaxReader&) = delete;
  SyntaxReader& operator=(const SyntaxReader&) = delete;

  void read() {
    if (ts_node_has_error(ts_tree_cursor_current_node(&cursor_))) has_mistake_ = true;
    int depth = 0;
    while (true) {
      const bool goes_down = enter(depth);
      if (goes_down && ts_tree_cursor_goto_first_child(&cursor_)) {
        ++depth;
        continue;
      }
      leave();
      while (!ts_tree_cursor_goto_next_sibling(&cursor_)) {
        if (!ts_tree_cursor_goto_parent(&cursor_)) return finish();
        --depth;
        leave();
      }
    }
  }

 private:
  struct Open {
    char what = 0;  // a bracket, or a quote for a string
    std::size_t offset = 0;
  };

  // Notes the node that the cursor is at; whether its children are to be looked at.
  bool enter(int depth) {
    const TSNode node = ts_tree_cursor_current_node(&cursor_);
    const std::uint32_t begin = ts_node_start_byte(node);
    const std::uint32_t end = ts_node_end_byte(node);
    const bool is_wrong = ts_node_is_error(node) || ts_node_is_missing(node);
    if (is_wrong && !wrong_) wrong_ = begin;
    balance(node, begin);
    const std::uint16_t field = ts_tree_cursor_current_field_id(&cursor_);
    const bool is_kept = (ts_node_is_named(node) || field != 0) && !ts_node_is_extra(node);
    // A mistake is an extra as well.
    stack_.push_back(kNoNode);
    if (!is_kept && !is_wrong && depth > 0) return false;
    if (depth > Syntax::kMostDepth || syntax_.nodes_.size() >= Syntax::kMostNodes) {
      if (!limit_) limit_ = begin;
      return false;
    }
    const std::uint32_t parent = depth == 0 ? kNoNode : parent_;
    stack_.back() = static_cast<std::uint32_t>(syntax_.nodes_.size());
    syntax_.nodes_.push_back({begin, std::max(begin, end), parent, 0, ts_node_symbol(node), field});
    parent_ = stack_.back();
    return true;
  }

  void leave() {
    const std::uint32_t number = stack_.back();
    stack_.pop_back();
    if (number == kNoNode) return;
    syntax_.nodes_[number].after = static_cast<std::uint32_t>(syntax_.nodes_.size());
    parent_ = syntax_.nodes_[number].parent;
  }

  // Keeps account of what is open, to say what a mistake is.
  void balance(TSNode node, std::size_t begin) {
    if (ts_node_is_missing(node)) return;
    const std::string_view kind = ts_node_type(node);
    if (kind == "(" || kind == "[" || kind == "{") {
      open_.push_back({kind.front(), begin});
    } else if (kind == "string_start") {
      open_.push_back({'"', begin});
    } else if (kind == ")" || kind == "]" || kind == "}" || kind == "string_end") {
      const char opening = kind == ")" ? '(' : kind == "]" ? '[' : kind == "}" ? '{' : '"';
      const bool fits = !open_.empty() && open_.back().what == opening;
      if (fits) open_.pop_back();
      if (!fits && opening != '"' && !unmatched_) unmatched_ = begin;
    }
  }

  void finish() {
    if (limit_) {
      syntax_.error_ =
          text::ParseError{syntax_.location(*limit_), tr("the code is nested too deep or too long")};
    } else if (!has_mistake_) {
      return;
    } else if (unmatched_ && (open_.empty() || open_.front().offset > *unmatched_)) {
      syntax_.error_ =
          text::ParseError{syntax_.location(*unmatched_), tr("a bracket is closed that was not opened")};
    } else if (!open_.empty()) {
      syntax_.error_ = text::ParseError{
          syntax_.location(open_.back().offset),
          open_.back().what == '"' ? tr("a string is not closed") : tr("a bracket is not closed")};
    } else {
      syntax_.error_ = text::ParseError{syntax_.location(wrong_.value_or(0)), tr("this is not valid Python")};
    }
  }

  Syntax& syntax_;
  TSTreeCursor cursor_;
  std::vector<std::uint32_t> stack_;  // the records of the nodes that lead to the cursor
  std::uint32_t parent_ = kNoNode;
  bool has_mistake_ = false;
  std::optional<std::size_t> wrong_;  // the offset of the first one that has a node
  std::optional<std::size_t> limit_;
  std::optional<std::size_t> unmatched_;
  std::vector<Open> open_;
};

Syntax::Syntax(std::string_view source) : source_(source), line_begins_{0} {
  for (std::size_t at = 0; at < source.size() && source.size() <= kMostBytes; ++at)
    if (source[at] == '\n') line_begins_.push_back(static_cast<std::uint32_t>(at + 1));
  const std::size_t nul = source.find('\0');
  const bool is_text = nul == std::string_view::npos;
  const bool is_parsed = is_text && source.size() <= kMostBytes && !is_indented_too_deep(source);
  const Tree tree = is_parsed ? tree_of_python(source) : nullptr;
  if (tree != nullptr) {
    SyntaxReader(*this, *tree).read();
  } else if (is_text) {
    error_ = text::ParseError{{1, 1}, tr("the code is nested too deep or too long")};
  } else {
    error_ = text::ParseError{location(nul), tr("this is not valid Python")};
  }
}

text::Location Syntax::location(std::size_t offset) const {
  const auto line = std::upper_bound(line_begins_.begin(), line_begins_.end(), offset) - 1;
  return {static_cast<int>(line - line_begins_.begin()) + 1, static_cast<int>(offset - *line) + 1};
}

std::string_view SyntaxNode::kind() const {
  return syntax_ == nullptr ? std::string_view() : name_of_kind(syntax_->nodes_[number_].kind);
}

std::string_view SyntaxNode::field() const {
  return syntax_ == nullptr ? std::string_view() : name_of_field(syntax_->nodes_[number_].field);
}

std::string_view SyntaxNode::text() const {
  return syntax_ == nullptr ? std::string_view() : syntax_->source_.substr(begin(), end() - begin());
}

std::size_t SyntaxNode::begin() const {
  return syntax_ == nullptr ? 0 : syntax_->nodes_[number_].begin;
}

std::size_t SyntaxNode::end() const {
  return syntax_ == nullptr ? 0 : syntax_->nodes_[number_].end;
}

text::Location SyntaxNode::location() const {
  return syntax_ == nullptr ? text::Location() : syntax_->location(begin());
}

SyntaxNode SyntaxNode::parent() const {
  const std::uint32_t parent = syntax_ == nullptr ? kNoNode : syntax_->nodes_[number_].parent;
  return parent == kNoNode ? SyntaxNode() : SyntaxNode(syntax_, parent);
}

SyntaxNode SyntaxNode::first_child() const {
  const bool has_children = syntax_ != nullptr && syntax_->nodes_[number_].after > number_ + 1;
  return has_children ? SyntaxNode(syntax_, number_ + 1) : SyntaxNode();
}

SyntaxNode SyntaxNode::after() const {
  if (syntax_ == nullptr) return {};
  const std::uint32_t after = syntax_->nodes_[number_].after;
  return after < syntax_->nodes_.size() ? SyntaxNode(syntax_, after) : SyntaxNode();
}

SyntaxNode SyntaxNode::next() const {
  const SyntaxNode other = after();
  const bool is_sibling = other && syntax_->nodes_[other.number_].parent == syntax_->nodes_[number_].parent;
  return is_sibling ? other : SyntaxNode();
}

SyntaxNode SyntaxNode::child(std::string_view field) const {
  for (const SyntaxNode node : children_of(*this))
    if (node.field() == field) return node;
  return {};
}

}  // namespace expgate::content
