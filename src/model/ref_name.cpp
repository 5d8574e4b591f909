#include "model/ref_name.h"

#include <fmt/core.h>

#include "base/strings.h"

namespace expgate {

namespace {

std::optional<std::string> byte_problem(unsigned char byte) {
  constexpr std::string_view kForbidden = "~^:?*[\\";
  if (byte == ' ') return "it holds a space";
  if (byte < 0x20 || byte == 0x7f) return fmt::format("it holds the control byte 0x{:02X}", byte);
  if (kForbidden.find(static_cast<char>(byte)) != std::string_view::npos) {
    return fmt::format("it holds `{}`", static_cast<char>(byte));
  }
  return std::nullopt;
}

std::optional<std::string> component_problem(std::string_view component) {
  if (component.empty()) return "it has an empty part: `/` at an end, or two in a row";
  if (component.front() == '.') return "a part of it begins with `.`";
  if (component.ends_with(".lock")) return "a part of it ends in `.lock`";
  return std::nullopt;
}

}  // namespace

std::string_view short_name(std::string_view ref) {
  if (is_branch(ref)) return ref.substr(kBranches.size());
  if (is_tag(ref)) return ref.substr(kTags.size());
  return ref;
}

std::optional<std::string> ref_name_problem(std::string_view ref) {
  if (ref.empty()) return "it is empty";
  for (const char byte : ref) {
    if (auto problem = byte_problem(static_cast<unsigned char>(byte))) return problem;
  }
  for (const std::string_view component : split(ref, '/')) {
    if (auto problem = component_problem(component)) return problem;
  }
  if (ref.find('/') == std::string_view::npos) return "it has one part only";
  if (ref.find("..") != std::string_view::npos) return "it holds `..`";
  if (ref.find("@{") != std::string_view::npos) return "it holds `@{`";
  if (ref.ends_with('.')) return "it ends in `.`";
  if (is_branch(ref) && short_name(ref).starts_with('-')) return "the branch begins with `-`, like an option";
  if (is_branch(ref) && short_name(ref) == "HEAD") return "a branch called `HEAD` hides the real one";
  return std::nullopt;
}

}  // namespace expgate
