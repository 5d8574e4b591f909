#include <algorithm>

#include "base/strings.h"
#include "message/attribution.h"
#include "message/body.h"
#include "message/breaking.h"
#include "message/header.h"
#include "rules/rule.h"
#include "text/utf8.h"

namespace expgate::rules {

namespace {

constexpr std::string_view kAttributions[] = {"allow", "forbid", "require"};

constexpr OptionSpec kOptions[] = {
    {"required", OptionType::texts, "[]",
     msgid("Trailers that every message has to have, as `Signed-off-by` or `Refs`.")},
    {"dco", OptionType::boolean, "false",
     msgid("Whether every message needs a `Signed-off-by` with the name and address of its author or "
           "committer (Developer Certificate of Origin).")},
    {"breaking_needs_footer", OptionType::boolean, "false",
     msgid("Whether `!` in a header asks for a `BREAKING CHANGE:` footer.")},
    {"ai_attribution", OptionType::choice, "allow",
     msgid("What a message may say about AI tools: `allow`, anything; `forbid`, no tool as a co-author, no "
           "`Generated with …` line, none of `ai_trailers`; `require`, one of `ai_trailers` that names the "
           "tool, "
           "or says `none`."),
     kAttributions},
    {"ai_trailers", OptionType::texts, "[Assisted-by, Generated-by]",
     msgid("The trailers that name an AI tool.")},
};

constexpr Msgid kNoToolSees = msgid("no tool will see that the commit breaks something");
constexpr Msgid kWriteFooter =
    msgid("write `BREAKING CHANGE: what breaks and how to migrate`, or say it in other words");
constexpr ExampleArgument kOtherKeyExample[] = {{"key", "Breaking change:"}};
constexpr ExampleArgument kFooterExample[] = {{"key", "BREAKING CHANGE"}};
constexpr ExampleArgument kOtherMarkExample[] = {{"key", "BREAKING CHANGE"}, {"mark", ";"}};
constexpr ExampleArgument kTrailerExample[] = {{"key", "Refs"}};
constexpr ExampleArgument kSignOffExample[] = {{"key", "Signed-off-by"}};
constexpr ExampleArgument kUnreadExample[] = {{"key", "Signed-off-by"}, {"number", "5"}};

constexpr Reason kOtherKey{
    .name = "breaking-key",
    .text = msgid("`{key}` is not `BREAKING CHANGE: `"),
    .help = kWriteFooter,
    .why = kNoToolSees,
    .example = kOtherKeyExample,
};
constexpr Reason kWideColon{
    .name = "breaking-wide-colon",
    .text = msgid("`{key}` is followed by a full-width `：` instead of a colon"),
    .help = kWriteFooter,
    .why = kNoToolSees,
    .example = kFooterExample,
};
constexpr Reason kNoText{
    .name = "breaking-no-text",
    .text = msgid("`{key}:` has no text after it on its line"),
    .help = kWriteFooter,
    .why = kNoToolSees,
    .example = kFooterExample,
};
constexpr Reason kNoSpace{
    .name = "breaking-no-space",
    .text = msgid("`{key}` has no space after its colon"),
    .help = kWriteFooter,
    .why = kNoToolSees,
    .example = kFooterExample,
};
constexpr Reason kSpaceBeforeColon{
    .name = "breaking-space-before-colon",
    .text = msgid("`{key}` has a space before its colon"),
    .help = kWriteFooter,
    .why = kNoToolSees,
    .example = kFooterExample,
};
constexpr Reason kNoColon{
    .name = "breaking-no-colon",
    .text = msgid("`{key}` has no colon after it"),
    .help = kWriteFooter,
    .why = kNoToolSees,
    .example = kFooterExample,
};
constexpr Reason kOtherMark{
    .name = "breaking-other-mark",
    .text = msgid("`{key}` is followed by `{mark}` instead of a colon"),
    .help = kWriteFooter,
    .why = kNoToolSees,
    .example = kOtherMarkExample,
};
constexpr Reason kScope{
    .name = "breaking-scope",
    .text = msgid("`{key}` has a scope in brackets, which only a header can have"),
    .help = kWriteFooter,
    .why = kNoToolSees,
    .example = kFooterExample,
};
constexpr Reason kNoBreakingFooter{
    .name = "no-breaking-footer",
    .text = msgid("the header has a `!`, but no footer says what breaks"),
    .help = msgid("end the message with a blank line and `BREAKING CHANGE: what breaks and how to migrate`"),
};
constexpr Reason kMissing{
    .name = "missing-trailer",
    .text = msgid("the trailer `{key}` is missing"),
    .help = msgid("end the message with a blank line and `{key}: …`"),
    .why = msgid("the policy of this repository requires it"),
    .example = kTrailerExample,
};
constexpr Msgid kIsPublished =
    msgid("with it an author says that the change may be published under the project's license");
constexpr Reason kNoSignOff{
    .name = "missing-sign-off",
    .text = msgid("the trailer `{key}` is missing"),
    .help = msgid("`git commit --amend -s --no-edit` adds it to the last commit"),
    .why = kIsPublished,
    .example = kSignOffExample,
};
constexpr ExampleArgument kOtherSignOffExample[] = {{"author", "Ada Lovelace <ada@example.org>"}};
constexpr Reason kOtherSignOff{
    .name = "sign-off-of-another",
    .text = msgid("no `Signed-off-by` is by the author, `{author}`, or the committer"),
    .help = msgid("`git commit --amend -s --no-edit` adds yours to the last commit"),
    .why = kIsPublished,
    .example = kOtherSignOffExample,
};
constexpr Reason kUnread{
    .name = "unread-trailer",
    .text = msgid("git does not read the `{key}` on line {number} as a trailer"),
    .help = msgid("put all trailers into the last paragraph, each with a text after its colon"),
    .example = kUnreadExample,
};
constexpr ExampleArgument kAttributionExample[] = {{"text", "Co-authored-by: Claude <noreply@anthropic.com>"},
                                                   {"number", "5"}};
constexpr ExampleArgument kTrailersExample[] = {{"key", "Assisted-by"}};
constexpr ExampleArgument kMisplacedExample[] = {
    {"text", "Co-authored-by: Claude <noreply@anthropic.com>"}, {"number", "5"}, {"key", "Assisted-by"}};
constexpr Reason kAttribution{
    .name = "ai-attribution",
    .text = msgid("line {number} names an AI tool: `{text}`"),
    .help = msgid("delete the line; whoever commits is the author, and answers for the change"),
    .why = msgid("the policy of this repository forbids it"),
    .example = kAttributionExample,
};
constexpr Reason kNoAttribution{
    .name = "no-ai-attribution",
    .text = msgid("the trailer `{key}` is missing"),
    .help = msgid("end the message with `{key}: TOOL`, or `{key}: none` if no AI tool had a part in it"),
    .why = msgid("the policy of this repository wants to know which AI tools had a part in a commit"),
    .example = kTrailersExample,
};
constexpr Reason kMisplacedAttribution{
    .name = "misplaced-ai-attribution",
    .text = msgid("line {number} names an AI tool in another place than the trailer `{key}`: `{text}`"),
    .help = msgid("write the trailer `{key}: TOOL` instead"),
    .why = msgid("an author is a person; a tool stands in a trailer of its own"),
    .example = kMisplacedExample,
};
constexpr const Reason* kReasons[] = {&kAttribution,
                                      &kNoAttribution,
                                      &kMisplacedAttribution,
                                      &kOtherKey,
                                      &kWideColon,
                                      &kNoText,
                                      &kNoSpace,
                                      &kSpaceBeforeColon,
                                      &kNoColon,
                                      &kOtherMark,
                                      &kScope,
                                      &kNoBreakingFooter,
                                      &kMissing,
                                      &kNoSignOff,
                                      &kOtherSignOff,
                                      &kUnread};

const Reason& reason_of(message::BreakingMistake::Kind kind) {
  using Kind = message::BreakingMistake::Kind;
  switch (kind) {
    case Kind::other_key:
      return kOtherKey;
    case Kind::wide_colon:
      return kWideColon;
    case Kind::no_text:
      return kNoText;
    case Kind::no_space:
      return kNoSpace;
    case Kind::space_before_colon:
      return kSpaceBeforeColon;
    case Kind::other_mark:
      return kOtherMark;
    case Kind::scope:
      return kScope;
    case Kind::no_colon:
      break;
  }
  return kNoColon;
}

Violation about_message(const Reason& reason, Arguments arguments, std::optional<int> line) {
  return {.reason = &reason,
          .arguments = std::move(arguments),
          .remedy = {.kind = Remedy::Kind::message},
          .line = line};
}

void judge_near_misses(const message::Message& message, Violations& violations) {
  for (std::size_t i = 1; i < message.lines.size(); ++i) {
    auto mistake = message::breaking_near_miss(message.lines[i], message::begins_block(message.lines, i));
    if (!mistake || message::line_kinds(message.lines)[i] == message::LineKind::fenced) continue;
    Arguments arguments{{"key", std::move(mistake->key)}};
    if (!mistake->mark.empty()) arguments.emplace_back("mark", std::move(mistake->mark));
    violations.push_back(
        about_message(reason_of(mistake->kind), std::move(arguments), static_cast<int>(i) + 1));
    return;  // one is enough to have the message written anew
  }
}

bool has_trailer(const message::Message& message, const std::string& key) {
  return std::any_of(message.trailers.begin(), message.trailers.end(), [&](const message::Trailer& trailer) {
    return ascii_lower(trailer.key) == ascii_lower(key) && !trailer.value.empty();
  });
}

// The line, from 1, that begins as the trailer should, wherever it stands; 0: none.
int line_of(const message::Message& message, const std::string& key) {
  const std::string prefix = ascii_lower(key) + ":";
  for (std::size_t i = 1; i < message.lines.size(); ++i)
    if (ascii_lower(message.lines[i]).starts_with(prefix)) return static_cast<int>(i) + 1;
  return 0;
}

Violation missing(const message::Message& message, const std::string& key) {
  if (const int line = line_of(message, key); line > 0)
    return about_message(kUnread, {{"key", key}, {"number", line}}, line);
  return about_message(ascii_lower(key) == "signed-off-by" ? kNoSignOff : kMissing, {{"key", key}},
                       std::nullopt);
}

constexpr std::string_view kSignOff = "Signed-off-by";

bool is_sign_off(std::string_view key) {
  return ascii_lower(key) == ascii_lower(kSignOff);
}

// Whether the trailer's value is the person. A name in another encoding than the message is not compared.
bool is_by(std::string_view value, const Signature& person) {
  const std::size_t open = value.rfind('<');
  const std::size_t close = value.rfind('>');
  if (person.email.empty() || open == std::string_view::npos || close == std::string_view::npos) return false;
  if (close < open) return false;
  const std::string_view name = trim(value.substr(0, open));
  const std::string_view email = value.substr(open + 1, close - open - 1);
  return !name.empty() && ascii_lower(email) == ascii_lower(person.email) &&
         (text::first_invalid(person.name) || ascii_lower(name) == ascii_lower(person.name));
}

// commit-msg knows no committer, and not always the author: then anybody's will do.
void judge_sign_off(const CommitView& view, Violations& violations) {
  const Commit& commit = view.commit;
  if (!has_trailer(view.message, std::string(kSignOff))) {
    violations.push_back(missing(view.message, std::string(kSignOff)));
    return;
  }
  const bool is_known = !commit.oid.is_zero() || !commit.author.email.empty();
  const auto& trailers = view.message.trailers;
  const bool is_theirs = std::any_of(trailers.begin(), trailers.end(), [&](const message::Trailer& trailer) {
    return is_sign_off(trailer.key) &&
           (is_by(trailer.value, commit.author) || is_by(trailer.value, commit.committer));
  });
  if (is_theirs || !is_known) return;
  violations.push_back(about_message(
      kOtherSignOff, {{"author", message::shortened(commit.author.name + " <" + commit.author.email + ">")}},
      std::nullopt));
}

void judge_breaking(const message::Message& message, Violations& violations) {
  const auto header = message::parse_header(message.header);
  if (!header || !header->is_breaking) return;
  if (std::any_of(message.lines.begin(), message.lines.end(), message::is_breaking_footer)) return;
  violations.push_back(about_message(kNoBreakingFooter, {}, 1));
}

// What a message may say of AI tools.
struct Attribution {
  enum class Mode { allow, forbid, require };
  Mode mode = Mode::allow;
  std::vector<std::string> trailers;

  explicit Attribution(const Options& options) : trailers(options.list("ai_trailers")) {
    const std::string& wanted = options.text("ai_attribution");
    if (wanted == "forbid") mode = Mode::forbid;
    if (wanted == "require") mode = Mode::require;
    if (trailers.empty()) trailers.emplace_back("Assisted-by");
  }

  [[nodiscard]] bool has(std::string_view key) const {
    return std::any_of(trailers.begin(), trailers.end(),
                       [&](const std::string& each) { return ascii_lower(each) == ascii_lower(key); });
  }
};

// The first line that gives a tool as an author, from 1; 0: none does. What code shows is no word of the
// author's.
int line_of_credit(const message::Message& message) {
  for (std::size_t i = 1; i < message.lines.size(); ++i)
    if (message::credits_ai_tool(message.lines[i]) &&
        message::line_kinds(message.lines)[i] != message::LineKind::fenced)
      return static_cast<int>(i) + 1;
  return 0;
}

void judge_attribution(const message::Message& message, const Attribution& attribution,
                       Violations& violations) {
  if (attribution.mode == Attribution::Mode::allow) return;
  const bool forbids = attribution.mode == Attribution::Mode::forbid;
  int line = line_of_credit(message);
  bool has_trailer = false;
  for (const message::Trailer& trailer : message.trailers) {
    if (!attribution.has(trailer.key) || trailer.value.empty()) continue;
    has_trailer = true;
    if (forbids && line == 0 && !message::says_no_tool(trailer.value)) line = trailer.line;
  }
  if (line > 0) {
    const std::string text = message::shortened(message.lines[static_cast<std::size_t>(line) - 1]);
    Arguments arguments{{"text", text}, {"number", line}};
    if (!forbids) arguments.emplace_back("key", attribution.trailers.front());
    violations.push_back(
        about_message(forbids ? kAttribution : kMisplacedAttribution, std::move(arguments), line));
  }
  if (!forbids && !has_trailer && line == 0)
    violations.push_back(
        about_message(kNoAttribution, {{"key", attribution.trailers.front()}}, std::nullopt));
}

Result<Judge> make(const Options& options) {
  return JudgeCommit{
      [required = options.list("required"), needs_sign_off = options.boolean("dco"),
       breaking_needs_footer = options.boolean("breaking_needs_footer"),
       attribution = Attribution(options)](const CommitView& view, Violations& violations) -> Result<void> {
        const message::Message& message = view.message;
        if (message.kind != message::Kind::ordinary) return {};
        judge_attribution(message, attribution, violations);
        const std::size_t before = violations.size();
        judge_near_misses(message, violations);
        if (breaking_needs_footer && violations.size() == before) judge_breaking(message, violations);
        if (needs_sign_off) judge_sign_off(view, violations);
        for (const std::string& key : required)
          if (!(needs_sign_off && is_sign_off(key)) && !has_trailer(message, key))
            violations.push_back(missing(message, key));
        return {};
      }};
}

}  // namespace

extern const Rule commit_footer;
const Rule commit_footer{
    {
        .id = "commit-footer",
        .scope = Scope::commit,
        .summary = msgid(
            "Footers are spelt as tools read them, `BREAKING CHANGE: text` above all; some may be required."),
        .why = msgid("tools skip a footer with a mistake in it without a word"),
        .bad = msgid(
            "feat(train): read the batch size from the config\n\nBreaking Change: `--batch-size` is gone."),
        .good = msgid(
            "feat(train): read the batch size from the config\n\nBREAKING CHANGE: `--batch-size` is gone."),
        .mend = msgid("Write the key in capitals, a colon, a space and the text; trailers stand in the last "
                      "paragraph."),
        .options = kOptions,
        .reasons = kReasons,
    },
    make,
};

}  // namespace expgate::rules
