#include "model/ref_name.h"

#include <array>

#include <fmt/core.h>

namespace expgate {

namespace {

// What a byte of a name is: one of most, one that depends on its neighbours, or one that no name may have.
enum class ByteKind : unsigned char { plain, joint, forbidden };
constexpr auto kByteKinds = [] {
  std::array<ByteKind, 256> kinds{};
  for (unsigned byte = 0; byte <= ' '; ++byte) kinds[byte] = ByteKind::forbidden;
  for (const unsigned char byte : std::string_view("~^:?*[\\\x7f")) kinds[byte] = ByteKind::forbidden;
  for (const unsigned char byte : std::string_view("/.{")) kinds[byte] = ByteKind::joint;
  return kinds;
}();

enum class Fault { none, empty, byte, empty_part, hidden_part, lock, dots, brace, final_dot };

// The first fault of a name.
struct Flaw {
  Fault fault = Fault::none;
  unsigned char byte = 0;  // of Fault::byte
};

constexpr std::string_view kLock = ".lock";

Fault fault_at_end(std::string_view name) {
  if (name.empty()) return Fault::empty;
  if (name.ends_with('/')) return Fault::empty_part;
  if (name.ends_with('.')) return Fault::final_dot;
  return name.ends_with(kLock) ? Fault::lock : Fault::none;
}

Fault fault_of_joint(std::string_view name, std::size_t at) {
  const char before = at == 0 ? '/' : name[at - 1];
  switch (name[at]) {
    case '.':
      if (before == '/') return Fault::hidden_part;
      return before == '.' ? Fault::dots : Fault::none;
    case '{':
      return before == '@' ? Fault::brace : Fault::none;
    default:
      if (before == '/') return Fault::empty_part;
      return name.substr(0, at).ends_with(kLock) ? Fault::lock : Fault::none;
  }
}

// One pass, since there may be 100,000 names.
Flaw flaw_of(std::string_view name, std::size_t known) {
  for (std::size_t at = known; at < name.size(); ++at) {
    const auto byte = static_cast<unsigned char>(name[at]);
    const ByteKind kind = kByteKinds[byte];
    if (kind == ByteKind::plain) continue;
    if (kind == ByteKind::forbidden) return {Fault::byte, byte};
    if (const Fault fault = fault_of_joint(name, at); fault != Fault::none) return {fault, byte};
  }
  return {fault_at_end(name), 0};
}

std::string byte_problem(unsigned char byte) {
  if (byte == ' ') return "it holds a space";
  if (byte < ' ' || byte == 0x7f) return fmt::format("it holds the control byte 0x{:02X}", byte);
  return fmt::format("it holds `{}`", static_cast<char>(byte));
}

std::optional<std::string> problem_of(const Flaw& flaw) {
  switch (flaw.fault) {
    case Fault::empty:
      return "it is empty";
    case Fault::byte:
      return byte_problem(flaw.byte);
    case Fault::empty_part:
      return "it has an empty part: `/` at an end, or two in a row";
    case Fault::hidden_part:
      return "a part of it begins with `.`";
    case Fault::lock:
      return "a part of it ends in `.lock`";
    case Fault::dots:
      return "it holds `..`";
    case Fault::brace:
      return "it holds `@{`";
    case Fault::final_dot:
      return "it ends in `.`";
    case Fault::none:
      break;
  }
  return std::nullopt;
}

}  // namespace

std::string_view short_name(std::string_view ref) {
  if (is_branch(ref)) return ref.substr(kBranches.size());
  if (is_tag(ref)) return ref.substr(kTags.size());
  return ref;
}

bool is_ref_name(std::string_view name, std::size_t known) {
  return flaw_of(name, known).fault == Fault::none;
}

std::optional<std::string> ref_name_problem(std::string_view ref) {
  if (auto problem = problem_of(flaw_of(ref, 0))) return problem;
  if (ref.find('/') == std::string_view::npos) return "it has one part only";
  if (is_branch(ref) && short_name(ref).starts_with('-')) return "the branch begins with `-`, like an option";
  if (is_branch(ref) && short_name(ref) == "HEAD") return "a branch called `HEAD` hides the real one";
  return std::nullopt;
}

}  // namespace expgate
