#include "support/verdict.h"

namespace expgate::test {
namespace {

constexpr std::string_view kScopes = "scopes: [model, data, train, configs/vit]";

TEST(CommitScope, AnythingGoesByDefault) {
  EXPECT_TRUE(catches_not("commit-scope", "", message("feat: a")));
  EXPECT_TRUE(catches_not("commit-scope", "", message("feat(whatever it is): a")));
  EXPECT_TRUE(catches("commit-scope", "", message("feat(a,,b): a"), "a part of the scope `a,,b` is empty"));
}

TEST(CommitScope, IsOneOfTheList) {
  for (const char* text : {"feat(model): a", "feat: a", "feat(model,data): a", "feat(model, data): a",
                           "feat(model/train)!: a", "feat(configs/vit): a"})
    EXPECT_TRUE(catches_not("commit-scope", kScopes, message(text))) << text;
  EXPECT_TRUE(catches("commit-scope", kScopes, message("feat(mdoel): a"),
                      "unknown scope `mdoel`; did you mean `model`?"));
  EXPECT_TRUE(catches("commit-scope", kScopes, message("feat(model,web): a"),
                      "unknown scope `web` | the scopes are `model`, `data`"));
  EXPECT_TRUE(catches("commit-scope", kScopes, message("feat(Model): a"), "did you mean `model`?"));
  EXPECT_TRUE(catches("commit-scope", kScopes, message("feat(configs): a"), "unknown scope `configs`"));
  EXPECT_TRUE(catches("commit-scope", kScopes, message("feat(model,): a"), "is empty"));
}

TEST(CommitScope, DelimitersCanBeChosen) {
  EXPECT_TRUE(catches("commit-scope", "scopes: [a, b], delimiters: \"+\"", message("feat(a,b): x"),
                      "unknown scope `a,b`"));
  EXPECT_TRUE(catches_not("commit-scope", "scopes: [a, b], delimiters: \"+\"", message("feat(a+b): x")));
  EXPECT_TRUE(catches("commit-scope", "scopes: [a, b], delimiters: \"\"", message("feat(a,b): x"),
                      "unknown scope `a,b`"));
}

TEST(CommitScope, CanBeRequired) {
  EXPECT_TRUE(catches("commit-scope", "required: true, scopes: [data]", message("feat: a"),
                      "write it as in `feat(data): a`"));
  EXPECT_TRUE(catches("commit-scope", "required: true", message("feat!: a"), "the header has no scope"));
  EXPECT_TRUE(catches_not("commit-scope", "required: true", message("feat(x): a")));
  for (const char* text : {"update", "feat(): a", "fixup! feat: a"})
    EXPECT_TRUE(catches_not("commit-scope", "required: true", message(text))) << text;
  EXPECT_TRUE(catches_not("commit-scope", "required: true", merge("feat: a")));
}

}  // namespace
}  // namespace expgate::test
