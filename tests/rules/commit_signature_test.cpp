#include <stdexcept>

#include "support/verdict.h"

namespace expgate::test {
namespace {

CommitCase signed_case(SignatureState state, const std::string& key = "SHA256:abc") {
  CommitCase made{message("feat: a"), {}, {}};
  made.commit.oid.bytes[0] = 1;
  made.commit.is_signed = true;
  made.signature = {state, "", key, state == SignatureState::good};
  return made;
}

constexpr std::string_view kOptions = "allowed_signers: /etc/expgate/signers";

TEST(CommitSignature, SaysWhatGitSays) {
  using State = SignatureState;
  EXPECT_TRUE(catches_not("commit-signature", kOptions, signed_case(State::good)));
  EXPECT_TRUE(catches("commit-signature", kOptions, signed_case(State::bad), "not one of this commit"));
  EXPECT_TRUE(catches("commit-signature", kOptions, signed_case(State::unknown), "not know: `SHA256:abc`"));
  EXPECT_TRUE(catches("commit-signature", kOptions, signed_case(State::unknown, ""), "of a kind"));
  EXPECT_TRUE(catches("commit-signature", kOptions, signed_case(State::expired), "has expired"));
  EXPECT_TRUE(catches("commit-signature", kOptions, signed_case(State::revoked), "`SHA256:abc` that signed"));
  EXPECT_TRUE(catches("commit-signature", kOptions, signed_case(State::unsupported), "neither"));
  EXPECT_TRUE(catches("commit-signature", kOptions, signed_case(State::none), "no signature"))
      << "a header that git does not take for one";
}

TEST(CommitSignature, IsTheCommitters) {
  CommitCase made = signed_case(SignatureState::good);
  made.commit.committer.email = "ada@example.org";
  EXPECT_TRUE(catches_not("commit-signature", kOptions, made));
  made.signature.is_committers = false;
  EXPECT_TRUE(catches("commit-signature", kOptions, made,
                      "the key `SHA256:abc` that signed the commit does not belong to the committer, "
                      "`ada@example.org`"));
  EXPECT_TRUE(
      catches_not("commit-signature", "allowed_signers: /etc/expgate/signers, by_committer: false", made));
  made.signature.state = SignatureState::revoked;
  EXPECT_TRUE(catches("commit-signature", kOptions, made, "was revoked")) << "the worse comes first";
}

TEST(CommitSignature, WithoutOneNobodyIsAsked) {
  CommitCase made = signed_case(SignatureState::good);
  made.commit.is_signed = false;
  EXPECT_TRUE(catches("commit-signature", kOptions, made, "has no signature"));
  made.commit.oid = {};
  EXPECT_TRUE(catches_not("commit-signature", kOptions, made)) << "git signs it after the hook";
}

TEST(CommitSignature, NeedsKeysOfTheServer) {
  const CommitCase made = signed_case(SignatureState::good);
  EXPECT_THROW(judge("commit-signature", "", made), std::runtime_error);
  EXPECT_THROW(judge("commit-signature", "allowed_signers: keys", made), std::runtime_error);
  EXPECT_TRUE(catches_not("commit-signature", "openpgp_keys: /etc/expgate/keys.asc", made));
}

}  // namespace
}  // namespace expgate::test
