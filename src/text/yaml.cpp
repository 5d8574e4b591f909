#include "text/yaml.h"

#include <exception>
#include <map>
#include <set>
#include <sstream>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

namespace expgate::text {

namespace {

// Ends the parse from inside an event: yaml-cpp knows exceptions only. Caught below, in this file.
struct Refused {
  Mark mark;
  std::string message;
};

Mark mark_of(const YAML::Mark& mark) {
  return {mark.line + 1, mark.column + 1};
}

// Builds a Node from yaml-cpp's events and keeps to the limits while doing so.
class Builder : public YAML::EventHandler {
 public:
  explicit Builder(const YamlLimits& limits) : limits_(limits) {}

  Node take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    add({Node::Kind::null, mark_of(mark), {}, {}, {}, {}}, anchor);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    const bool plain_null = tag == "?" && (value == "null" || value == "Null" || value == "NULL" || value == "~");
    add({plain_null ? Node::Kind::null : Node::Kind::scalar, mark_of(mark), tag, value, {}, {}}, anchor);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) throw Refused{mark_of(mark), "an alias inside its own anchor"};
    count(mark_of(mark), found->second.size);
    add_counted(found->second.node, 0);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open({Node::Kind::sequence, mark_of(mark), tag, {}, {}, {}}, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open({Node::Kind::mapping, mark_of(mark), tag, {}, {}, {}}, anchor);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Open {
    Node node;
    YAML::anchor_t anchor = 0;
    std::size_t first_node = 0;   // how many nodes there were before this one
    std::optional<Node> key;      // of a mapping: read, its value is still to come
    std::set<std::string> keys;
  };
  struct Anchored {
    Node node;
    std::size_t size = 0;
  };

  void count(Mark mark, std::size_t nodes) {
    nodes_ += nodes;
    if (nodes_ > limits_.nodes) throw Refused{mark, "too many values (or aliases that multiply)"};
  }

  void open(Node node, YAML::anchor_t anchor) {
    if (static_cast<int>(stack_.size()) >= limits_.depth)
      throw Refused{node.mark, "nested deeper than " + std::to_string(limits_.depth) + " levels"};
    count(node.mark, 1);
    stack_.push_back({std::move(node), anchor, nodes_ - 1, std::nullopt, {}});
  }

  void close() {
    Open done = std::move(stack_.back());
    stack_.pop_back();
    if (done.anchor != 0) anchors_[done.anchor] = {done.node, nodes_ - done.first_node};
    add_counted(std::move(done.node), 0);
  }

  void add(Node node, YAML::anchor_t anchor) {
    count(node.mark, 1);
    add_counted(std::move(node), anchor);
  }

  void add_counted(Node node, YAML::anchor_t anchor) {
    if (anchor != 0) anchors_[anchor] = {node, 1};
    if (stack_.empty()) {
      root_ = std::move(node);
      return;
    }
    Open& parent = stack_.back();
    if (parent.node.is_sequence()) {
      parent.node.items.push_back(std::move(node));
    } else if (!parent.key) {
      if (node.is_scalar() && !parent.keys.insert(node.scalar).second)
        throw Refused{node.mark, "the key `" + node.scalar + "` stands here a second time"};
      parent.key = std::move(node);
    } else {
      if (node.is_null()) node.mark = parent.key->mark;  // a value left out "stands" on some later line
      parent.node.entries.emplace_back(std::move(*parent.key), std::move(node));
      parent.key.reset();
    }
  }

  YamlLimits limits_;
  Node root_;
  std::vector<Open> stack_;
  std::map<YAML::anchor_t, Anchored> anchors_;
  std::size_t nodes_ = 0;
};

tl::unexpected<Error> refusal(Mark mark, const std::string& message) {
  return fail(std::to_string(mark.line) + ":" + std::to_string(mark.column) + ": " + message);
}

}  // namespace

Result<Node> parse_yaml(std::string_view source, const YamlLimits& limits) {
  if (source.size() > limits.bytes)
    return refusal({1, 1}, "larger than " + std::to_string(limits.bytes) + " bytes");
  try {
    std::istringstream stream{std::string(source)};
    YAML::Parser parser(stream);
    Builder builder(limits);
    parser.HandleNextDocument(builder);
    Node root = builder.take();
    Builder rest(limits);
    if (parser.HandleNextDocument(rest)) return refusal({1, 1}, "more than one document");
    return root;
  } catch (const Refused& refused) {
    return refusal(refused.mark, refused.message);
  } catch (const YAML::Exception& error) {
    return refusal(mark_of(error.mark), error.msg);
  }
}

}  // namespace expgate::text
