#include <memory>

#include "message/header.h"
#include "rules/rule.h"
#include "text/regex.h"

namespace expgate::rules {

namespace {

constexpr OptionSpec kOptions[] = {
    {"name", OptionType::regex, "",
     msgid("What the author's name has to match from end to end; empty: any name.")},
    {"email", OptionType::regex, "",
     msgid("What the author's address has to match from end to end; empty: any address.")},
    {"signed", OptionType::boolean, "false",
     msgid("Whether a commit has to carry a signature (it is not verified).")},
};

constexpr ExampleArgument kNameExample[] = {{"name", "root"}, {"pattern", "\\S+ \\S.*"}};
constexpr ExampleArgument kAddressExample[] = {{"address", "root@gpu-node-7"},
                                               {"pattern", ".*@example\\.org"}};

constexpr Reason kName{
    .name = "name",
    .text = msgid("the author's name `{name}` does not match `{pattern}`"),
    .help = msgid(
        "set it with `git config user.name …`; `git commit --amend --reset-author --no-edit` changes it "
        "in the last commit"),
    .example = kNameExample,
};
constexpr Reason kAddress{
    .name = "address",
    .text = msgid("the author's address `{address}` does not match `{pattern}`"),
    .help = msgid(
        "set it with `git config user.email …`; `git commit --amend --reset-author --no-edit` changes it "
        "in the last commit"),
    .example = kAddressExample,
};
constexpr Reason kUnsigned{
    .name = "unsigned",
    .text = msgid("the commit has no signature"),
    .help = msgid(
        "sign the last commit with `git commit --amend -S --no-edit`, and all new ones with `git config "
        "commit.gpgsign true`"),
};
constexpr const Reason* kReasons[] = {&kName, &kAddress, &kUnsigned};

using Pattern = std::shared_ptr<const text::Regex>;

// Null where there is no pattern.
Result<Pattern> compile(const std::string& pattern) {
  if (pattern.empty()) return Pattern{};
  TRY_ASSIGN(text::Regex regex, text::Regex::compile(pattern));
  return std::make_shared<const text::Regex>(std::move(regex));
}

void judge_match(const Reason& reason, const std::string& value, const Pattern& pattern,
                 const std::string& source, Violations& violations) {
  if (!pattern || pattern->matches(value)) return;
  violations.push_back(
      {.reason = &reason, .arguments = {{reason.name, message::shortened(value)}, {"pattern", source}}});
}

Result<Judge> make(const Options& options) {
  TRY_ASSIGN(const Pattern name, compile(options.text("name")));
  TRY_ASSIGN(const Pattern email, compile(options.text("email")));
  return JudgeCommit{[name, email, name_source = options.text("name"), email_source = options.text("email"),
                      needs_signature = options.boolean("signed")](const CommitView& view,
                                                                   Violations& violations) -> Result<void> {
    const Commit& commit = view.commit;
    judge_match(kName, commit.author.name, name, name_source, violations);
    judge_match(kAddress, commit.author.email, email, email_source, violations);
    const bool is_made = !commit.oid.is_zero();  // git signs a commit after its hooks have run
    if (needs_signature && is_made && !commit.is_signed) violations.push_back({.reason = &kUnsigned});
    return {};
  }};
}

}  // namespace

extern const Rule commit_author;
const Rule commit_author{
    {
        .id = "commit-author",
        .scope = Scope::commit,
        .summary =
            msgid("The author's name and address match a pattern, and the commit carries a signature, where "
                  "that is asked for."),
        .why = msgid("who trained it can be asked only if the history names them"),
        .bad = msgid("Author: root <root@gpu-node-7>, with `email: '.*@example\\.org'`"),
        .good = msgid("Author: Ada Lovelace <ada@example.org>"),
        .mend = msgid("Set `git config user.name` and `user.email`, then `git commit --amend --reset-author "
                      "--no-edit`."),
        .options = kOptions,
        .reasons = kReasons,
    },
    make,
};

}  // namespace expgate::rules
