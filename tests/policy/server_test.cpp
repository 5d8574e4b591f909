#include <gtest/gtest.h>

#include "support/policies.h"

// What only a server's own policy can say: projects, mode, repository_policy, allow, bypass, audit.
namespace expgate::test {
namespace {

using Texts = std::vector<std::string>;

policy::Layer server_layer(std::string_view lines) {
  policy::Layer made = layer(lines);
  made.trust = policy::Layer::Trust::server;
  return made;
}

policy::Policy made(const std::vector<policy::Layer>& layers, std::string_view project = "") {
  auto loaded = policy::load(layers, made_up_rules(), project);
  if (loaded) return *std::move(loaded);
  ADD_FAILURE() << loaded.error().message;
  return {};
}

constexpr std::string_view kProjects =
    "rules:\n  size-limit: {limit: 1 MiB}\nprojects:\n"
    "  - {match: [\"vision/**\"], mode: warn, rules: {size-limit: {limit: 2 MiB}, word-choice: {words: "
    "[a]}}}\n"
    "  - {match: [vision/strict, /srv/git/old.git], mode: enforce, rules: {size-limit: {limit: 3 MiB}}}\n";

TEST(PolicyServer, ProjectsLaterOverEarlier) {
  struct Case {
    const char* project;
    std::uint64_t mebibytes;
    bool warn_only;
    std::size_t checks;
  };
  const Case cases[] = {
      {"", 1, false, 1},
      {"audio/vision", 1, false, 1},
      {"visionary/x", 1, false, 1},
      {"vision/vit", 2, true, 2},
      {"Vision/ViT", 2, true, 2},
      {"vision/deep/er", 2, true, 2},
      {"vision/strict", 3, false, 2},
      {"/srv/git/old.git", 3, false, 1},
      {"/srv/git/old", 1, false, 1},
  };
  for (const Case& it : cases) {
    const policy::Policy policy = made({server_layer(kProjects)}, it.project);
    EXPECT_EQ(check(policy, "size-limit").options.number("limit"), it.mebibytes << 20) << it.project;
    EXPECT_EQ(policy.warn_only, it.warn_only) << it.project;
    EXPECT_EQ(policy.checks.size(), it.checks) << it.project;
  }
}

TEST(PolicyServer, ARepositorysPolicyCanBeIgnored) {
  struct Case {
    const char* server;
    const char* project;
    bool is_read;
  };
  const Case cases[] = {
      {"rules: {}\n", "", true},
      {"repository_policy: read\n", "", true},
      {"repository_policy: ignore\n", "", false},
      {"projects: [{match: [vision/vit], repository_policy: ignore}]\n", "vision/vit", false},
      {"projects: [{match: [vision/vit], repository_policy: ignore}]\n", "vision/asr", true},
      {"repository_policy: ignore\nprojects: [{match: [vision/vit], repository_policy: read}]\n",
       "vision/vit", true},
  };
  for (const Case& it : cases) {
    const std::vector<policy::Layer> layers{server_layer(it.server),
                                            repository_layer("rules: {nonsense: {}}\n")};
    const auto loaded = policy::load(layers, made_up_rules(), it.project);
    EXPECT_EQ(loaded.has_value(), !it.is_read) << it.server << it.project;
    EXPECT_EQ(loaded ? loaded->notes.size() : 1, 1) << it.server;
  }
}

TEST(PolicyServer, AProjectsSettingsAreTheServers) {
  const policy::Policy policy =
      made({server_layer(kProjects),
            repository_layer("rules:\n  size-limit: {limit: 9 MiB}\n  word-choice: {}\n")},
           "vision/vit");
  EXPECT_EQ(check(policy, "size-limit").options.number("limit"), 2U << 20);
  EXPECT_EQ(check(policy, "size-limit").origins.at("limit").line, 6);
  EXPECT_EQ(notes_of(policy),
            Texts{"`.expgate.yaml`:4: `limit` of `size-limit` is ignored: the check is locked "
                  "by `p.yaml`:6"});
}

TEST(PolicyServer, ModeOfTheFileAndOfALaterOne) {
  EXPECT_TRUE(made({server_layer("mode: warn\n")}).warn_only);
  EXPECT_FALSE(made({server_layer("mode: enforce\n")}).warn_only);
  EXPECT_FALSE(made({server_layer("mode: warn\n"), server_layer("mode: enforce\n")}).warn_only);
  EXPECT_TRUE(made({server_layer("mode: warn\n"), server_layer("")}).warn_only);
}

TEST(PolicyServer, ExceptionsBypassesAndAudit) {
  const policy::Policy policy = made({server_layer(
      "allow:\n"
      "  - {rule: size-limit, path: \"a/*.bin\", object: 0123456789012345678901234567890123456789,\n"
      "     reason: \"by the board\", expires: 2028-02-29}\n"
      "bypass: [{users: [alice, bob], rules: [size-limit]}, {users: carol}]\n"
      "audit: {file: /var/log/a.jsonl, on_error: allow}\n")});
  ASSERT_EQ(policy.exceptions.size(), 1U);
  const policy::Exception& exception = policy.exceptions[0];
  EXPECT_EQ(exception.rule, "size-limit");
  EXPECT_EQ(exception.paths, Texts{"a/*.bin"});
  EXPECT_EQ(exception.object->hex(), "0123456789012345678901234567890123456789");
  EXPECT_EQ(exception.reason, "by the board");
  EXPECT_EQ(exception.expires, "2028-02-29");
  EXPECT_EQ(exception.at.file + std::to_string(exception.at.line), "p.yaml4");
  EXPECT_EQ(text_of(exception.at), tr("`{file}`:{line}", {{"file", LocalFile{"p.yaml"}}, {"line", 4}}));
  ASSERT_EQ(policy.bypasses.size(), 2U);
  EXPECT_EQ(policy.bypasses[0].users, (Texts{"alice", "bob"}));
  EXPECT_EQ(policy.bypasses[0].rules, Texts{"size-limit"});
  EXPECT_EQ(policy.bypasses[1].rules, Texts{});
  ASSERT_TRUE(policy.audit);
  EXPECT_EQ(policy.audit->file, "/var/log/a.jsonl");
  EXPECT_TRUE(policy.audit->may_be_lost);
  EXPECT_FALSE(made({server_layer("audit: {file: /a}\n")}).audit->may_be_lost);
}

TEST(PolicyServer, FilesOfAServerAddUp) {
  const std::string lines = "bypass: [{users: [alice]}]\nallow: [{rule: size-limit, path: a, reason: r}]\n";
  const policy::Policy policy = made({server_layer(lines), server_layer(lines)});
  EXPECT_EQ(policy.bypasses.size(), 2U);
  EXPECT_EQ(policy.exceptions.size(), 2U);
}

TEST(PolicyServer, ARepositorySaysNothingOfIt) {
  const std::string wish =
      "mode: warn\nbypass: [{users: [mallory]}]\nallow: [{rule: size-limit, path: '**', reason: r}]\n"
      "audit: {file: /tmp/a}\nprojects: [{match: ['**'], rules: {size-limit: {severity: off}}}]\n";
  const policy::Policy policy =
      made({server_layer("rules: {size-limit: {}}\n"), repository_layer(wish)}, "a/b");
  EXPECT_EQ(check(policy, "size-limit").severity, Severity::error);
  EXPECT_FALSE(policy.warn_only);
  EXPECT_TRUE(policy.bypasses.empty() && policy.exceptions.empty() && !policy.audit);
  EXPECT_EQ(notes_of(policy),
            Texts{"`.expgate.yaml`:3: `mode`, `bypass`, `allow`, `audit`, `projects` are ignored: "
                  "only a server's policy can say that"});
  EXPECT_EQ(error_of({layer("mode: warn\n")}), "`p.yaml`:3:1: `mode` is for a server's own policy only");
  EXPECT_EQ(error_of({layer("rules: {}\nbypass: []\n")}),
            "`p.yaml`:4:1: `bypass` is for a server's own policy only");
}

TEST(PolicyServer, Mistakes) {
  struct Case {
    const char* lines;
    const char* error;
  };
  const Case cases[] = {
      {"mode: wran\n", "3:7: unknown mode `wran`; did you mean `warn`?"},
      {"mode: [warn]\n", "3:7: `mode` must be `enforce` or `warn`, not a list"},
      {"project: []\n", "3:1: unknown key `project`; did you mean `projects`?"},
      {"projects: {match: a}\n", "3:11: `projects` must be a list, not a mapping"},
      {"projects: [a]\n", "3:12: `projects` must be a mapping, not `a`"},
      {"projects: [{rules: {}}]\n",
       "3:12: this entry of `projects` matches no project: `match` is missing or empty"},
      {"projects: [{match: a, extend: []}]\n", "3:23: unknown key `extend`; did you mean `extends`?"},
      {"projects: [{match: a, extends: [pytroch]}]\n",
       "3:33: unknown pack `pytroch`; did you mean `pytorch`?"},
      {"projects: [{match: a, rules: {size-limit: {limt: 1}}}]\n",
       "3:44: unknown key `limt`; did you mean `limit`?"},
      {"projects: [{match: a, rules: [size-limit]}]\n",
       "3:30: `rules` must be a mapping of checks, not a list"},
      {"allow: [{rule: size-limit, path: a}]\n", "3:9: this entry of `allow` has no `reason`"},
      {"allow: [{rule: size-limit, path: a, reason: ' '}]\n", "3:45: `reason` must not be empty"},
      {"allow: [{path: a, reason: r}]\n", "3:9: this entry of `allow` has no `rule`"},
      {"allow: [{rule: size-limit, reason: r}]\n",
       "3:9: this entry of `allow` has neither `path` nor `object`"},
      {"allow: [{rule: size-limt, path: a, reason: r}]\n",
       "3:16: unknown check or rule `size-limt`; did you mean `size-limit`?"},
      {"allow: [{rule: size-limit, object: abc, reason: r}]\n",
       "3:36: `object` must be 40 or 64 hex digits, not `abc`"},
      {"allow: [{rule: size-limit, path: a, reason: r, expires: 2027-02-29}]\n",
       "3:57: `expires` must be a date such as `2026-01-31`, not `2027-02-29`"},
      {"allow: [{rule: size-limit, path: a, reason: r, expires: 31.1.2026}]\n",
       "3:57: `expires` must be a date such as `2026-01-31`, not `31.1.2026`"},
      {"allow: [{rule: size-limit, path: a, reason: r, expire: 2026-01-31}]\n",
       "3:48: unknown key `expire`; did you mean `expires`?"},
      {"bypass: [{rules: [size-limit]}]\n", "3:10: this entry of `bypass` has no `users`"},
      {"bypass: [{users: []}]\n", "3:18: `users` must list at least one name, and no empty ones"},
      {"bypass: [{users: [a], rules: []}]\n", "3:30: `rules` must list at least one name, and no empty ones"},
      {"bypass: [{users: [a], rules: [size-limt]}]\n",
       "3:31: unknown check or rule `size-limt`; did you mean `size-limit`?"},
      {"audit: /var/log/a\n", "3:8: `audit` must be a mapping, not `/var/log/a`"},
      {"audit: {on_error: allow}\n", "3:8: `audit` has no `file`"},
      {"audit: {file: a.jsonl}\n", "3:15: `file` must be an absolute path, not `a.jsonl`"},
      {"audit: {file: /a, on_error: rejct}\n", "3:29: unknown value `rejct`; did you mean `reject`?"},
  };
  for (const Case& it : cases)
    EXPECT_EQ(error_of({server_layer(it.lines)}), std::string("`p.yaml`:") + it.error) << it.lines;
}

}  // namespace
}  // namespace expgate::test
