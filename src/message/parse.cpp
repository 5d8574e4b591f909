#include <algorithm>
#include <array>

#include "base/strings.h"
#include "message/charset.h"
#include "message/message.h"
#include "message/trailers.h"
#include "model/oid.h"

namespace expgate::message {

namespace {

constexpr std::array<std::string_view, 3> kAutosquashPrefixes = {"fixup! ", "squash! ", "amend! "};

// As much of the message as is looked at; a character is not cut in two.
std::string_view beginning(std::string_view bytes) {
  if (bytes.size() <= kMaxText) return bytes;
  std::size_t end = kMaxText;
  while (end > kMaxText - 3 && (static_cast<unsigned char>(bytes[end]) & 0xC0U) == 0x80U) --end;
  return bytes.substr(0, end);
}

std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> split;
  split.reserve(static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    split.emplace_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return split;
}

// "This reverts commit <oid>" with nothing, a full stop or ", reversing" behind it, as git and the forges
// write it.
bool names_reverted(std::string_view line) {
  constexpr std::string_view kPhrase = "This reverts commit ";
  if (!line.starts_with(kPhrase)) return false;
  line.remove_prefix(kPhrase.size());
  const auto reverted = Oid::parse(line.substr(0, line.find_first_of("., ")));
  return reverted && !reverted->is_zero();
}

bool is_revert(const Message& message) {
  if (!message.header.starts_with("Revert \"") && !message.header.starts_with("Reapply \"")) return false;
  return std::any_of(message.lines.begin(), message.lines.end(), names_reverted);
}

// A parent that is named twice, as git does not, joins nothing.
bool is_merge(const Commit& commit) {
  return std::any_of(commit.parents.begin(), commit.parents.end(),
                     [&](const Oid& parent) { return parent != commit.parents.front(); });
}

Kind kind_of(const Commit& commit, const Message& message) {
  if (is_merge(commit)) return Kind::merge;
  if (!autosquash_target(message.header).empty()) return Kind::autosquash;
  return is_revert(message) ? Kind::revert : Kind::ordinary;
}

}  // namespace

std::string_view autosquash_target(std::string_view header) {
  bool found = false;
  const auto next = [&] {
    return std::find_if(kAutosquashPrefixes.begin(), kAutosquashPrefixes.end(),
                        [&](std::string_view prefix) { return header.starts_with(prefix); });
  };
  for (auto prefix = next(); prefix != kAutosquashPrefixes.end(); prefix = next()) {
    header.remove_prefix(prefix->size());
    found = true;
  }
  return found && !trim(header).empty() ? header : std::string_view();
}

Message parse(const Commit& commit) {
  Message message;
  std::string_view bytes = beginning(commit.message);
  if (bytes.starts_with(kByteOrderMark)) bytes.remove_prefix(kByteOrderMark.size());
  message.text = decode(bytes, charset_of(commit.encoding)).text;
  message.lines = split_lines(message.text);
  if (!message.lines.empty()) message.header = message.lines.front();
  message.kind = kind_of(commit, message);
  message.trailers_line = find_trailers_line(message.lines);
  if (message.trailers_line > 0) message.trailers = read_trailers(message.lines, message.trailers_line);
  return message;
}

}  // namespace expgate::message
