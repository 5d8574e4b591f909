#include "deploy/gate_calls.h"

#include <gtest/gtest.h>

namespace expgate::deploy {
namespace {

using Kind = GateCall::Kind;

Kind in_shell(std::string_view text) {
  return find_gate_call(text, "commit-msg", CallSite::shell).kind;
}
Kind in_strict_shell(std::string_view text) {
  return find_gate_call(text, "commit-msg", CallSite::strict_shell).kind;
}
Kind in_settings(std::string_view text) {
  return find_gate_call(text, "commit-msg", CallSite::settings_file).kind;
}

TEST(GateCalls, WhatDecidesHowTheHookEndsIsHeeded) {
  for (const char* text : {"expgate commit-msg \"$1\"",
                           "exec '/opt/x/expgate' commit-msg \"$1\"",
                           "npx expgate commit-msg \"$1\"\n",
                           "expgate commit-msg \"$1\" || exit 1\nnpm test\n",
                           "expgate commit-msg \"$1\" || exit\nnpm test\n",
                           "expgate commit-msg \"$1\" || exit $?\nnpm test",
                           "expgate commit-msg \"$1\" || { echo no; exit 1; }\nx\n",
                           "set -e\nexpgate commit-msg \"$1\"\nnpm test\n",
                           "#!/bin/sh -e\nexpgate commit-msg \"$1\"\nnpm test\n",
                           "set -euo pipefail\nexpgate commit-msg \"$1\" | tee log\n",
                           "expgate commit-msg \"$1\" >&2\n",
                           "expgate commit-msg \"$1\" 2>&1 # say it\n",
                           "if ! expgate commit-msg \"$1\"; then exit 1; fi\nnpm test\n",
                           "expgate commit-msg \"$1\"\nstatus=$?\nexit $status\n",
                           "expgate commit-msg \"$1\" &&\n  npm test\n",
                           "if [ -n \"$CI\" ]; then exit 0; fi\nexpgate commit-msg \"$1\"\n",
                           "if [ -n \"$CI\" ]; then\n  exit 0\nfi\nexpgate commit-msg \"$1\"\n",
                           "[ -z \"$CI\" ] || exit 0\nexpgate commit-msg \"$1\"\n",
                           "skip() {\n  exit 0\n}\nexpgate commit-msg \"$1\"\n",
                           "exec 2>&1\nexpgate commit-msg \"$1\"\n",
                           "# exit 0\nexpgate commit-msg \"$1\"\n",
                           "if command -v expgate; then\n  expgate commit-msg \"$1\"\nfi\n",
                           "expgate commit-msg \"$1\" || true\nexpgate commit-msg \"$1\"\n"})
    EXPECT_EQ(in_shell(text), Kind::heeded) << text;
  EXPECT_EQ(in_strict_shell("expgate commit-msg \"$1\"\nnpm test\n"), Kind::heeded);
  EXPECT_EQ(in_strict_shell("expgate commit-msg \"$1\"; npm test\n"), Kind::heeded);
  EXPECT_EQ(in_settings("repos:\n  - hooks: [{id: expgate-commit-msg}, {id: x}]\n"), Kind::heeded);
  EXPECT_EQ(in_settings("      run: expgate commit-msg {1}\n    x:\n      run: npm test\n"), Kind::heeded);
}

TEST(GateCalls, WhatGoesOnWhateverTheGateSaysIsNot) {
  for (const char* text :
       {"expgate commit-msg \"$1\" || true", "expgate commit-msg \"$1\" || :\n",
        "expgate commit-msg \"$1\"||true\n", "expgate commit-msg \"$1\" || exit 0\n",
        "expgate commit-msg \"$1\" || echo 'never mind'\n",
        "expgate commit-msg \"$1\" || { echo no; exit 0; }\n", "expgate commit-msg \"$1\" &\n",
        "expgate commit-msg \"$1\" 2>&1 | tee log\n", "set -e\nexpgate commit-msg \"$1\" || true\n"}) {
    EXPECT_EQ(in_shell(text), Kind::ignored) << text;
    EXPECT_EQ(in_strict_shell(text), Kind::ignored) << text;
    EXPECT_EQ(in_settings(text), Kind::ignored) << text;
  }
  for (const char* text : {"expgate commit-msg \"$1\"; true\n", "expgate commit-msg \"$1\"\nnpm test\n",
                           "expgate commit-msg \"$1\"\n# done\nexit 0\n",
                           "if command -v expgate; then\n  expgate commit-msg \"$1\"\nfi\nnpm test\n"})
    EXPECT_EQ(in_shell(text), Kind::ignored) << text;
  EXPECT_EQ(
      find_gate_call("x\n  expgate commit-msg \"$1\" || true # soft\n", "commit-msg", CallSite::shell).line,
      "expgate commit-msg \"$1\" || true");
}

TEST(GateCalls, WhatComesAfterTheEndIsNotReached) {
  for (const char* text :
       {"#!/bin/sh\nexit 0\nexpgate commit-msg \"$1\"\n", "exit\nexpgate commit-msg \"$1\"\n",
        "npm test; exit 0\nexpgate commit-msg \"$1\"\n", "exec npm test\nexpgate commit-msg \"$1\"\n",
        "if true; then\n  npm test\nfi\nexit 0 # for now\nexpgate commit-msg \"$1\"\n"}) {
    EXPECT_EQ(in_shell(text), Kind::not_reached) << text;
    EXPECT_EQ(in_strict_shell(text), Kind::not_reached) << text;
  }
}

TEST(GateCalls, WhatCallsNothingIsNoCall) {
  for (const char* text : {"", "npm test\n", "# expgate commit-msg\n", "echo expgate commit-msg\n",
                           "expgate commit-msgs\n", "expgate pre-commit\n"})
    EXPECT_EQ(in_shell(text), Kind::none) << text;
}

}  // namespace
}  // namespace expgate::deploy
