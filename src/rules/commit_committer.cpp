#include <algorithm>

#include "base/strings.h"
#include "message/header.h"
#include "rules/rule.h"
#include "rules/whole_pattern.h"

namespace expgate::rules {

namespace {

constexpr std::string_view kAnybodyElse = "*";
constexpr std::string_view kUserMark = "{user}";

constexpr OptionSpec kOptions[] = {
    {"name", OptionType::regex, "",
     msgid("What the committer's name has to match from end to end; empty: any name.")},
    {"email", OptionType::regex, "",
     msgid("What the committer's address has to match from end to end; empty: any address.")},
    {"addresses", OptionType::lists, "",
     msgid("On a server: the addresses that each pusher may commit with, `{alice: [alice@example.org]}`; "
           "`*` stands for everybody else, and `{user}` in an address for the pusher's name. Empty: not "
           "looked at.")},
};

constexpr ExampleArgument kNameExample[] = {{"name", "root"}, {"pattern", "\\S+ \\S.*"}};
constexpr ExampleArgument kAddressExample[] = {{"address", "root@gpu-node-7"},
                                               {"pattern", ".*@example\\.org"}};
constexpr ExampleArgument kPusherExample[] = {{"address", "bob@example.org"}, {"user", "alice"}};
constexpr ExampleArgument kUserExample[] = {{"user", "mallory"}};

constexpr Reason kCommitterName{
    .name = "name",
    .text = msgid("the committer's name `{name}` does not match `{pattern}`"),
    .help = msgid("set it with `git config user.name …`; `git commit --amend --no-edit` then changes it in "
                  "the last commit"),
    .example = kNameExample,
};
constexpr Reason kCommitterAddress{
    .name = "address",
    .text = msgid("the committer's address `{address}` does not match `{pattern}`"),
    .help = msgid("set it with `git config user.email …`; `git commit --amend --no-edit` then changes it in "
                  "the last commit"),
    .example = kAddressExample,
};
constexpr Reason kOther{
    .name = "not-the-pusher",
    .text = msgid("the committer's address `{address}` does not belong to `{user}`, who pushes"),
    .help = msgid("set your own with `git config user.email …`; `git commit --amend --no-edit` then changes "
                  "it in the last commit. Commits of a colleague are for that colleague to push"),
    .example = kPusherExample,
};
constexpr Reason kUnlisted{
    .name = "unlisted-pusher",
    .text = msgid("the policy has no address for `{user}`, who pushes"),
    .help = msgid("ask the server's administrator to add one to `addresses`"),
    .example = kUserExample,
};
constexpr Reason kNobody{
    .name = "unknown-pusher",
    .text = msgid("the server does not say who pushes"),
    .help = msgid("ask the server's administrator: `identity` in the policy names the kind of server"),
};
constexpr const Reason* kReasons[] = {&kCommitterName, &kCommitterAddress, &kOther, &kUnlisted, &kNobody};

std::string with_user(const std::string& address, const std::string& user) {
  const std::size_t at = address.find(kUserMark);
  if (at == std::string::npos) return address;
  return address.substr(0, at) + user + address.substr(at + kUserMark.size());
}

// Domains are the same in either case, and nobody tells people apart by that of the rest.
bool may_commit(const std::vector<std::string>& addresses, const std::string& user,
                const std::string& email) {
  return std::any_of(addresses.begin(), addresses.end(), [&](const std::string& each) {
    return ascii_lower(with_user(each, user)) == ascii_lower(email);
  });
}

// What a forge makes in its pages is committed by the forge. A deploy key has no user, but a name of its own.
void judge_pusher(const CommitView& view, const TextLists& addresses, Violations& violations) {
  const Context* push = view.push();
  if (addresses.empty() || push == nullptr || !is_server(push->mode) || push->is_web()) return;
  const bool is_key = push->user.empty() && push->user_id.starts_with("key-");
  const std::string& user = is_key ? push->user_id : push->user;
  if (user.empty()) {
    violations.push_back({.reason = &kNobody});
    return;
  }
  auto listed = addresses.find(user);
  if (listed == addresses.end()) listed = addresses.find(kAnybodyElse);
  if (listed == addresses.end()) {
    violations.push_back({.reason = &kUnlisted, .arguments = {{"user", message::shortened(user)}}});
    return;
  }
  const std::string& email = view.commit.committer.email;
  if (!may_commit(listed->second, user, email))
    violations.push_back(
        {.reason = &kOther,
         .arguments = {{"address", message::shortened(email)}, {"user", message::shortened(user)}}});
}

Result<Judge> make(const Options& options) {
  TRY_ASSIGN(const WholePattern name, WholePattern::compile(options.text("name")));
  TRY_ASSIGN(const WholePattern email, WholePattern::compile(options.text("email")));
  return JudgeCommit{[name, email, addresses = options.lists("addresses")](
                         const CommitView& view, Violations& violations) -> Result<void> {
    if (view.commit.oid.is_zero()) return {};  // commit-msg is not told who commits
    const Signature& committer = view.commit.committer;
    judge_whole(kCommitterName, committer.name, name, violations);
    judge_whole(kCommitterAddress, committer.email, email, violations);
    judge_pusher(view, addresses, violations);
    return {};
  }};
}

}  // namespace

extern const Rule commit_committer;
const Rule commit_committer{
    {
        .id = "commit-committer",
        .scope = Scope::commit,
        .summary = msgid("The committer's name and address match a pattern, and on a server the committer is "
                         "the one who pushes, if the policy asks for that."),
        .why = msgid("whoever reads the history takes the committer for the one who put it there"),
        .bad = msgid("Commit: Bob <bob@example.org>, pushed by `alice`, with "
                     "`addresses: {'*': ['{user}@example.org']}`"),
        .good = msgid("Commit: Alice <alice@example.org>, pushed by `alice`"),
        .mend = msgid("Set `git config user.name` and `user.email`, then `git commit --amend --no-edit`; for "
                      "older commits `git rebase -r --force-rebase BASE`."),
        .options = kOptions,
        .reasons = kReasons,
    },
    make,
};

}  // namespace expgate::rules
