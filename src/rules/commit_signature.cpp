#include "message/header.h"
#include "rules/rule.h"

namespace expgate::rules {

namespace {

constexpr OptionSpec kOptions[] = {
    {.name = "allowed_signers",
     .type = OptionType::text,
     .default_value = "",
     .help = msgid("The file of SSH keys that may sign, as ssh-keygen(1) describes under ALLOWED SIGNERS; an "
                   "absolute path on the server."),
     .is_servers = true},
    {.name = "revoked_keys",
     .type = OptionType::text,
     .default_value = "",
     .help = msgid("The file of SSH keys that may not sign any more (ssh-keygen(1), KEY REVOCATION LISTS); "
                   "an absolute path on the server."),
     .is_servers = true},
    {.name = "openpgp_keys",
     .type = OptionType::text,
     .default_value = "",
     .help = msgid("The file of OpenPGP keys that may sign, as `gpg --export` writes it; an absolute path on "
                   "the server."),
     .is_servers = true},
    {.name = "by_committer",
     .type = OptionType::boolean,
     .default_value = "true",
     .help = msgid("The key must be the committer's: `allowed_signers` or a user ID of the OpenPGP key names "
                   "the committer's address for it.")},
};

constexpr ExampleArgument kKeyExample[] = {{"key", "SHA256:6R2rYTLzFkhcgPqUGMnDY3eKcyvC9SbRBfFfWAUSKZQ"}};

constexpr ExampleArgument kOwnerExample[] = {{"key", "SHA256:6R2rYTLzFkhcgPqUGMnDY3eKcyvC9SbRBfFfWAUSKZQ"},
                                             {"address", "ada@example.org"}};

constexpr Reason kNone{
    .name = "unsigned",
    .text = msgid("the commit has no signature"),
    .help = msgid("sign the last commit with `git commit --amend -S --no-edit`, and all new ones with `git "
                  "config commit.gpgsign true`"),
};
constexpr Reason kBad{
    .name = "bad",
    .text = msgid("the signature is not one of this commit"),
    .help = msgid("sign the commit again with `git commit --amend -S --no-edit`; if you did not change it "
                  "after it was signed, find out who did"),
};
constexpr Reason kUnknown{
    .name = "unknown-key",
    .text = msgid("the commit is signed with a key that the server does not know: `{key}`"),
    .help = msgid("sign it with a key that the server's administrator knows, or have yours added"),
    .example = kKeyExample,
};
constexpr Reason kUnnamed{
    .name = "unknown-key-kind",
    .text = msgid("the commit is signed with a key of a kind that the server knows none of"),
    .help = msgid("sign it with a key that the server's administrator knows, or have yours added"),
};
constexpr Reason kExpired{
    .name = "expired",
    .text = msgid("the signature, or the key `{key}` that made it, has expired"),
    .help = msgid("extend the key's life and give the server's administrator the new one, or sign with "
                  "another key"),
    .example = kKeyExample,
};
constexpr Reason kRevoked{
    .name = "revoked",
    .text = msgid("the key `{key}` that signed the commit was revoked"),
    .help = msgid("sign the commit again with another key: `git commit --amend -S --no-edit`"),
    .example = kKeyExample,
};
constexpr Reason kUnsupported{
    .name = "unsupported",
    .text = msgid("the signature is neither OpenPGP's nor SSH's"),
    .help = msgid("sign with one of these: `git config gpg.format ssh`, or `openpgp`"),
};
constexpr Reason kOthers{
    .name = "not-the-committer",
    .text = msgid("the key `{key}` that signed the commit does not belong to the committer, `{address}`"),
    .help = msgid("commit and sign with your own address and key: `git commit --amend -S --no-edit` makes "
                  "you the committer of the last commit. If the address is yours, have the server's "
                  "administrator add it to your key"),
    .example = kOwnerExample,
};
constexpr const Reason* kReasons[] = {&kNone,    &kBad,     &kUnknown,     &kUnnamed,
                                      &kExpired, &kRevoked, &kUnsupported, &kOthers};

// Null: nothing is wrong with it.
const Reason* wrong_with(const SignatureCheck& check, bool must_be_committer) {
  switch (check.state) {
    case SignatureState::good:
      return must_be_committer && !check.is_committers ? &kOthers : nullptr;
    case SignatureState::none:
      return &kNone;
    case SignatureState::bad:
      return &kBad;
    case SignatureState::expired:
      return &kExpired;
    case SignatureState::revoked:
      return &kRevoked;
    case SignatureState::unsupported:
      return &kUnsupported;
    case SignatureState::unknown:
      break;
  }
  return check.key.empty() ? &kUnnamed : &kUnknown;
}

Result<std::string> absolute(const Options& options, const char* name) {
  const std::string& path = options.text(name);
  if (path.empty() || path.starts_with('/')) return std::string(path);
  return fail(tr("`{key}` must be an absolute path, not `{path}`", {{"key", name}, {"path", path}}));
}

Result<Judge> make(const Options& options) {
  Signers signers;
  TRY_SET(signers.ssh, absolute(options, "allowed_signers"));
  TRY_SET(signers.openpgp, absolute(options, "openpgp_keys"));
  TRY_SET(signers.revoked, absolute(options, "revoked_keys"));
  signers.must_be_committer = options.boolean("by_committer");
  if (signers.ssh.empty() && signers.openpgp.empty())
    return fail(tr("it has neither `allowed_signers` nor `openpgp_keys`, so no signature could count"),
                tr("name a file in the server's own policy; `commit-author: {{signed: true}}` asks for a "
                   "signature without verifying it"));
  return JudgeCommit{[signers](const CommitView& view, Violations& violations) -> Result<void> {
    if (view.commit.oid.is_zero()) return {};  // git signs a commit after its hooks have run
    SignatureCheck check;
    if (view.commit.is_signed) TRY_SET(check, view.verify_signature(signers));
    const Reason* reason = wrong_with(check, signers.must_be_committer);
    if (reason == nullptr) return {};
    Violation violation{.reason = reason};
    if (!reason->example.empty())
      violation.arguments = {{"key", check.key.empty() ? "?" : message::shortened(check.key)}};
    if (reason == &kOthers)
      violation.arguments.push_back({"address", message::shortened(view.commit.committer.email)});
    violations.push_back(std::move(violation));
    return {};
  }};
}

}  // namespace

extern const Rule commit_signature;
const Rule commit_signature{
    {
        .id = "commit-signature",
        .scope = Scope::commit,
        .summary = msgid(
            "A commit is signed by a key of its committer that the server knows: git verifies it, OpenPGP "
            "or SSH."),
        .why = msgid("anybody can write any name into a commit; only a signature says who made it"),
        .bad =
            msgid("a commit without a signature, or signed with a key that is not on the server's list or is "
                  "somebody else's"),
        .good = msgid("a commit signed with a key that `allowed_signers` has for the committer's address"),
        .mend = msgid("Sign with a key that the server knows: `git commit --amend -S --no-edit`; for older "
                      "commits `git rebase -r --force-rebase -S BASE`."),
        .options = kOptions,
        .reasons = kReasons,
    },
    make,
};

}  // namespace expgate::rules
