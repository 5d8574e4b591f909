#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "base/text.h"
#include "text/node.h"

namespace expgate::content {

// The way from a document's root to a value: names of keys, indices of items.
using KeyPath = std::vector<std::string>;

// "train.runs.0.seed".
std::string dotted(const KeyPath& path);

// Looks up what a value of a config stands for: OmegaConf's `${a.b}`, `${.sibling}`,
// `${oc.env:NAME,default}`, `${oc.select:a.b,default}`, `${oc.create:[…]}` and `${oc.decode:…}`,
// HyperPyYAML's `!ref <a[b]>`. It lives as long as what it answers is needed.
class Interpolation {
 public:
  // `root` is the document that absolute keys start from; it must outlive this.
  explicit Interpolation(const text::Node& root) : root_(root) {}

  // Returns the value that `value`, at `path`, stands for (itself, if it refers to nothing), or why it has
  // none: "`train.seed` refers to `a.b`, which does not exist".
  tl::expected<const text::Node*, Text> resolve(const text::Node& value, const KeyPath& path);

 private:
  struct Place {
    const text::Node* node = nullptr;
    KeyPath path;
  };
  using Found = tl::expected<Place, Text>;

  // The arguments of a text about the value that is being resolved.
  [[nodiscard]] Arguments about(Arguments more = {}) const;

  Found follow(Place place, int depth);
  Found expand(std::string_view text, const Place& from, int depth);
  Found evaluate(std::string_view inside, const Place& from, int depth);
  Found call(std::string_view name, std::string_view arguments, const Place& from, int depth);
  Found argument(std::string_view text, const Place& from, int depth);
  Found literal(std::string_view text, const Place& from, int depth);
  Found list(std::string_view text, const Place& from, int depth);
  Found look_up(std::string_view key, const Place& from, int depth);
  Found walk(Place start, const KeyPath& names, std::string_view key, int depth);
  Found reference(std::string_view text, int depth);
  Found made(text::Node::Kind kind, std::string_view tag, std::string_view scalar, const Place& from);

  const text::Node& root_;
  std::deque<text::Node> made_;  // values that stand nowhere in the document: defaults, texts put together
  std::vector<const text::Node*> chain_;  // what is being followed: a circle comes back to one of them
  std::string key_;                       // of the value that is being resolved, in backquotes
  int steps_ = 0;
};

}  // namespace expgate::content
