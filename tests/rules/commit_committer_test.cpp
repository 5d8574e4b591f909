#include "support/verdict.h"

namespace expgate::test {
namespace {

CommitCase by(const std::string& name, const std::string& email) {
  CommitCase made{message("feat: a"), {}, {}};
  made.commit.oid.bytes[0] = 1;
  made.commit.committer = {name, email};
  return made;
}

// The same, pushed to a server by that user.
CommitCase pushed(const std::string& email, const std::string& user, const std::string& user_id = "user-1") {
  CommitCase made = by("Ada", email);
  made.push = Context{.mode = Mode::pre_receive, .user = user, .user_id = user_id};
  return made;
}

constexpr std::string_view kOptions =
    "addresses: {alice: [alice@x.org, a@y.org], key-3: [bot@x.org], '*': ['{user}@x.org']}";

TEST(CommitCommitter, AnybodyByDefault) {
  EXPECT_TRUE(catches_not("commit-committer", "", by("root", "root@localhost")));
  EXPECT_TRUE(catches_not("commit-committer", "", pushed("a@b", "")));
}

TEST(CommitCommitter, MatchesThePatterns) {
  const std::string_view options = "email: '.+@example\\.org', name: '\\S+ \\S.*'";
  EXPECT_TRUE(catches_not("commit-committer", options, by("Ada Lovelace", "ada@example.org")));
  EXPECT_TRUE(catches("commit-committer", options, by("Ada Lovelace", "ada@example.org.evil"),
                      "the committer's address `ada@example.org.evil` does not match"));
  EXPECT_TRUE(catches("commit-committer", options, by("root", "ada@example.org"), "name `root`"));
  CommitCase draft = by("", "");
  draft.commit.oid = {};
  EXPECT_TRUE(catches_not("commit-committer", options, draft)) << "commit-msg is not told";
}

TEST(CommitCommitter, IsThePusher) {
  EXPECT_TRUE(catches_not("commit-committer", kOptions, pushed("alice@x.org", "alice")));
  EXPECT_TRUE(catches_not("commit-committer", kOptions, pushed("A@Y.org", "alice")));
  EXPECT_TRUE(catches("commit-committer", kOptions, pushed("bob@x.org", "alice"),
                      "`bob@x.org` does not belong to `alice`, who pushes"));
  EXPECT_TRUE(catches_not("commit-committer", kOptions, pushed("bob@x.org", "bob")));
  EXPECT_TRUE(catches("commit-committer", kOptions, pushed("bob@x.org.evil", "bob"), "does not belong to"));
  EXPECT_TRUE(catches("commit-committer", "addresses: {alice: [alice@x.org]}", pushed("bob@x.org", "bob"),
                      "no address for `bob`"));
}

TEST(CommitCommitter, KnowsDeployKeysAndNobody) {
  EXPECT_TRUE(catches_not("commit-committer", kOptions, pushed("bot@x.org", "", "key-3")));
  EXPECT_TRUE(catches("commit-committer", kOptions, pushed("alice@x.org", "", "key-3"), "`key-3`"));
  EXPECT_TRUE(catches("commit-committer", kOptions, pushed("alice@x.org", "", "alice"), "does not say who"));
  EXPECT_TRUE(catches("commit-committer", kOptions, pushed("@x.org", "", ""), "does not say who"));
}

TEST(CommitCommitter, LooksForAPusherOnServersOnly) {
  CommitCase made = pushed("bob@x.org", "alice");
  for (const Mode mode : {Mode::ci, Mode::pre_push, Mode::audit}) {
    made.push->mode = mode;
    EXPECT_TRUE(catches_not("commit-committer", kOptions, made)) << name_of(mode);
  }
  made.push->mode = Mode::update;
  EXPECT_TRUE(catches("commit-committer", kOptions, made));
  made.push->protocol = "web";
  EXPECT_TRUE(catches_not("commit-committer", kOptions, made)) << "the forge commits it";
}

}  // namespace
}  // namespace expgate::test
