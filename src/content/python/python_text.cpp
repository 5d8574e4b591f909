#include "content/python/python_text.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/strings.h"

namespace expgate::content {

namespace {

// The offset behind a string that begins at `at` of the node, or `at` where none does.
std::size_t end_of_string(SyntaxNode& string, std::size_t at) {
  return string && string.begin() == at ? string.end() : at;
}

}  // namespace

std::string plain_text(SyntaxNode node, std::size_t most) {
  std::string result;
  if (!node) return result;
  const std::size_t begin = node.begin();
  const std::string_view text = node.text();
  SyntaxNode inner = node;  // the next string, found on the way
  const auto next_string = [&](std::size_t at) {
    while (inner && inner.begin() < node.end() && (!inner.is("string") || inner.begin() < begin + at))
      inner = inner.is("string") || !inner.first_child() ? inner.after() : inner.first_child();
  };
  next_string(0);
  for (std::size_t at = 0; at < text.size() && result.size() < most;) {
    const std::size_t after = end_of_string(inner, begin + at) - begin;
    if (after > at) {
      result += text.substr(at, after - at);
      at = after;
      next_string(at);
    } else if (text[at] == '#') {
      at = std::min(text.find('\n', at), text.size());
    } else {
      const bool is_blank = std::string_view("\n\r\\\t ").find(text[at]) != std::string_view::npos;
      if (!is_blank) result += text[at];
      if (is_blank && !result.ends_with(' ')) result += ' ';
      ++at;
    }
  }
  if (result.size() > most) result.resize(most);
  return std::string(trim(result));
}

std::string inside_of(std::string_view text) {
  if (text.starts_with('(')) text.remove_prefix(1);
  if (text.ends_with(')')) text.remove_suffix(1);
  return std::string(trim(text));
}

std::string without_blanks(std::string_view text) {
  std::string result;
  for (const char c : text)
    if (std::string_view(" \t\r\n\f\\").find(c) == std::string_view::npos) result += c;
  return result;
}

std::string chain_of(SyntaxNode node) {
  std::vector<std::string_view> names;
  while (node.is("attribute")) {
    names.push_back(node.child("attribute").text());
    node = node.child("object");
  }
  std::string chain(node.is("identifier") ? node.text() : std::string_view());
  if (chain.empty() && names.empty()) return chain;
  for (auto name = names.rbegin(); name != names.rend(); ++name) chain += "." + std::string(*name);
  return chain;
}

std::optional<std::vector<std::string>> path_of(SyntaxNode node) {
  std::vector<std::string> path;
  while (true) {
    if (node.is("identifier")) {
      path.emplace_back(node.text());
      std::reverse(path.begin(), path.end());
      return path;
    }
    if (node.is("attribute")) {
      path.emplace_back(node.child("attribute").text());
      node = node.child("object");
    } else if (node.is("subscript")) {
      const auto key = string_of(node.child("subscript"));
      if (!key) return std::nullopt;
      path.push_back(*key);
      node = node.child("value");
    } else {
      return std::nullopt;
    }
  }
}

std::optional<std::string> string_of(SyntaxNode node) {
  std::string whole;
  if (node.is("concatenated_string")) {
    for (const SyntaxNode part : children_of(node)) {
      const auto text = string_of(part);
      if (!text) return std::nullopt;
      whole += *text;
    }
    return whole;
  }
  if (!node.is("string")) return std::nullopt;
  for (const SyntaxNode part : children_of(node)) {
    if (part.is("interpolation")) return std::nullopt;
    if (part.is("string_content")) whole += part.text();
  }
  return whole;
}

}  // namespace expgate::content
