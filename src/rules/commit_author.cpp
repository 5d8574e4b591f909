#include "rules/rule.h"
#include "rules/whole_pattern.h"

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

Result<Judge> make(const Options& options) {
  TRY_ASSIGN(const WholePattern name, WholePattern::compile(options.text("name")));
  TRY_ASSIGN(const WholePattern email, WholePattern::compile(options.text("email")));
  return JudgeCommit{[name, email, needs_signature = options.boolean("signed")](
                         const CommitView& view, Violations& violations) -> Result<void> {
    const Commit& commit = view.commit;
    judge_whole(kName, commit.author.name, name, violations);
    judge_whole(kAddress, commit.author.email, email, violations);
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
