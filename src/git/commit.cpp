#include "git/commit.h"

#include <charconv>
#include <optional>
#include <utility>

#include "base/strings.h"

namespace expgate::git {

namespace {

constexpr std::size_t kLongestHeaderValue = std::size_t{4} << 10;  // more of a name is not carried around

// Reads the header lines of a commit or tag one after the other; what is left after them is the message.
class HeaderReader {
 public:
  explicit HeaderReader(std::string_view bytes) : rest_(bytes) {}

  // The value of the next line if it has that key, or nothing.
  std::optional<std::string_view> take(std::string_view key) {
    if (!rest_.starts_with(key) || rest_.size() <= key.size() || rest_[key.size()] != ' ')
      return std::nullopt;
    return next_line().substr(key.size() + 1);
  }

  // The next line of any key, or nothing at the empty line that ends the header.
  std::optional<std::string_view> next() {
    if (rest_.empty() || rest_.front() == '\n') return std::nullopt;
    return next_line();
  }

  // The bytes after the header's empty line.
  std::string_view message() {
    if (!rest_.empty()) rest_.remove_prefix(1);
    return rest_;
  }

 private:
  std::string_view next_line() {
    const std::size_t end = rest_.find('\n');
    const std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    return line;
  }

  std::string_view rest_;
};

tl::unexpected<Error> malformed(const Oid& oid, Text problem) {
  return fail(
      tr("object {oid} is malformed: {problem}", {{"oid", oid.hex()}, {"problem", std::move(problem)}}),
      tr("run `git fsck`; git itself does not write such an object"));
}

std::int64_t parse_date(std::string_view signature) {
  const std::size_t close = signature.rfind('>');
  if (close == std::string_view::npos) return 0;
  const std::string_view digits = trim(signature.substr(close + 1));
  std::int64_t seconds = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), seconds);
  return seconds;
}

// "+0130" as minutes.
int parse_zone(std::string_view text) {
  constexpr int kMinutes = 60;
  if (text.size() < 5 || (text[0] != '+' && text[0] != '-')) return 0;
  int hours = 0;
  int minutes = 0;
  std::from_chars(text.data() + 1, text.data() + 3, hours);
  std::from_chars(text.data() + 3, text.data() + 5, minutes);
  return (text[0] == '-' ? -1 : 1) * (hours * kMinutes + minutes);
}

// "Name <email> seconds zone", as far as it goes.
Signature parse_signature(std::string_view text) {
  const std::size_t open = text.find('<');
  const std::size_t close = text.find('>', open == std::string_view::npos ? 0 : open);
  Signature signature;
  signature.name = trim(text.substr(0, open));
  if (open != std::string_view::npos && close != std::string_view::npos)
    signature.email = text.substr(open + 1, close - open - 1);
  signature.date = parse_date(text);
  signature.zone = parse_zone(trim(text.substr(text.rfind(' ') + 1)));
  return signature;
}

Result<Oid> take_tree(const Oid& oid, HeaderReader& header) {
  const auto tree = Oid::parse(header.take("tree").value_or(""), oid.format);
  if (!tree || tree->is_zero()) return malformed(oid, tr("it names no tree"));
  return Oid(*tree);
}

Result<std::vector<Oid>> take_parents(const Oid& oid, HeaderReader& header) {
  std::vector<Oid> parents;
  while (const auto hex = header.take("parent")) {
    const auto parent = Oid::parse(*hex, oid.format);
    if (!parent) return malformed(oid, tr("a parent is not an object ID"));
    parents.push_back(*parent);
  }
  return parents;
}

}  // namespace

Result<CommitLinks> parse_links(const Oid& oid, std::string_view bytes) {
  HeaderReader header(bytes);
  if (!header.take("tree")) return malformed(oid, tr("it names no tree"));
  CommitLinks links;
  TRY_SET(links.parents, take_parents(oid, header));
  header.take("author");
  if (const auto committer = header.take("committer")) links.date = parse_date(*committer);
  return links;
}

Result<Oid> parse_tree(const Oid& oid, std::string_view bytes) {
  HeaderReader header(bytes);
  return take_tree(oid, header);
}

Result<Commit> parse_commit(const Oid& oid, std::string_view bytes) {
  HeaderReader header(bytes);
  Commit commit;
  commit.oid = oid;
  TRY_SET(commit.tree, take_tree(oid, header));
  TRY_SET(commit.parents, take_parents(oid, header));
  bool is_declared = false;  // git goes by the first encoding
  while (const auto line = header.next()) {
    const std::size_t space = line->find(' ');
    const std::string_view key = line->substr(0, space);
    const std::string_view value =
        space == std::string_view::npos ? "" : line->substr(space + 1, kLongestHeaderValue);
    if (key == "author") commit.author = parse_signature(value);
    if (key == "committer") commit.committer = parse_signature(value);
    if (key == "encoding" && !std::exchange(is_declared, true)) commit.encoding = value;
    if (key == "gpgsig" || key == "gpgsig-sha256") commit.is_signed = true;
  }
  const std::string_view message = header.message();
  commit.message = message.substr(0, kLongestMessage);
  commit.message_left_out = message.size() - commit.message.size();
  return commit;
}

Result<Oid> parse_tag_target(const Oid& oid, std::string_view bytes) {
  HeaderReader header(bytes);
  const auto target = Oid::parse(header.take("object").value_or(""), oid.format);
  if (!target) return malformed(oid, tr("the tag names no object"));
  return *target;
}

Result<Tag> parse_tag(const Oid& oid, std::string_view bytes) {
  Tag tag;
  tag.oid = oid;
  TRY_SET(tag.target, parse_tag_target(oid, bytes));
  HeaderReader header(bytes);
  while (const auto line = header.next()) {
    const std::size_t space = line->find(' ');
    const std::string_view key = line->substr(0, space);
    const std::string_view value =
        space == std::string_view::npos ? "" : line->substr(space + 1, kLongestHeaderValue);
    if (key == "tag") tag.name = value;
    if (key == "tagger") tag.tagger = parse_signature(value);
  }
  tag.message = header.message().substr(0, kLongestMessage);
  return tag;
}

}  // namespace expgate::git
