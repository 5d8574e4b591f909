#include "deploy/hook_files.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>

#include <gtest/gtest.h>

#include "base/strings.h"
#include "deploy/hook_seat.h"
#include "deploy/kept_hooks.h"
#include "deploy/shim_text.h"
#include "deploy/shims.h"
#include "support/full_disk.h"

namespace expgate::deploy {
namespace {

namespace fs = std::filesystem;

std::optional<HookChange::Kind> kind_of(const Result<HookChange>& change) {
  return change ? std::optional(change->kind) : std::nullopt;
}

// A folder that is empty at the start of each test.
class HookFiles : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "expgate-hooks-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }

  [[nodiscard]] fs::path at(const std::string& name) const { return folder_ / name; }
  [[nodiscard]] std::string read(const std::string& name) const {
    std::ifstream in(at(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void write(const std::string& name, const std::string& text, unsigned mode = 0755) const {
    std::ofstream(at(name), std::ios::binary) << text;
    fs::permissions(at(name), static_cast<fs::perms>(mode));
  }
  [[nodiscard]] unsigned mode(const std::string& name) const {
    return static_cast<unsigned>(fs::status(at(name)).permissions());
  }
  [[nodiscard]] bool is_there(const std::string& name) const {
    return fs::symlink_status(at(name)).type() != fs::file_type::not_found;
  }

  fs::path folder_;
  std::string shim_ = render_shim("pre-commit", "/opt/expgate");
};

TEST_F(HookFiles, InstallsIntoAFolderThatIsNotThereYet) {
  EXPECT_EQ(kind_of(put_hook(at("hooks/pre-commit"), shim_, false)), HookChange::Kind::installed);
  EXPECT_EQ(read("hooks/pre-commit"), shim_);
  EXPECT_EQ(mode("hooks/pre-commit"), 0755U);
}

TEST_F(HookFiles, ASecondTimeChangesNothing) {
  ASSERT_TRUE(put_hook(at("pre-commit"), shim_, false));
  EXPECT_EQ(kind_of(put_hook(at("pre-commit"), shim_, false)), HookChange::Kind::none);
  EXPECT_FALSE(is_there("before-expgate/pre-commit"));
}

TEST_F(HookFiles, UpdatesAnOldShimAndALostExecutableBit) {
  ASSERT_TRUE(put_hook(at("pre-commit"), render_shim("pre-commit", "/old/expgate"), false));
  EXPECT_EQ(kind_of(put_hook(at("pre-commit"), shim_, false)), HookChange::Kind::updated);
  EXPECT_EQ(read("pre-commit"), shim_);
  EXPECT_FALSE(is_there("before-expgate/pre-commit"));  // it never keeps, and so runs, itself
  write("pre-commit", shim_, 0644);
  EXPECT_EQ(kind_of(put_hook(at("pre-commit"), shim_, false)), HookChange::Kind::updated);
  EXPECT_EQ(mode("pre-commit"), 0755U);
}

TEST_F(HookFiles, KeepsAForeignHookAndRestoresItAsItWas) {
  const std::string other = std::string("#!/bin/bash\nlefthook run pre-commit\n\0x", 38);
  write("pre-commit", other, 0751);
  write("husky.sh", "echo sourced\n");
  const Result<HookChange> done = put_hook(at("pre-commit"), shim_, false);
  ASSERT_TRUE(done);
  EXPECT_EQ(done->kind, HookChange::Kind::installed);
  EXPECT_EQ(done->manager, "lefthook");
  EXPECT_EQ(done->kept, at("before-expgate/pre-commit"));
  EXPECT_EQ(read("pre-commit"), running_first(shim_, at("before-expgate/pre-commit")));
  EXPECT_EQ(read("before-expgate/pre-commit"), other);
  EXPECT_EQ(read("before-expgate/husky.sh"), "echo sourced\n");  // as the hook finds it beside itself
  EXPECT_EQ(kind_of(put_hook(at("pre-commit"), shim_, false)), HookChange::Kind::none);
  EXPECT_EQ(kind_of(take_hook(at("pre-commit"), false)), HookChange::Kind::restored);
  EXPECT_EQ(read("pre-commit"), other);
  EXPECT_EQ(mode("pre-commit"), 0751U);
  EXPECT_FALSE(is_there("before-expgate"));
}

TEST_F(HookFiles, ALinkIsKeptAsALink) {
  write("shared", "#!/bin/sh\n");
  for (const char* target : {"shared", "nowhere"}) {
    fs::create_symlink(target, at("pre-commit"));
    ASSERT_TRUE(put_hook(at("pre-commit"), shim_, false)) << target;
    EXPECT_FALSE(fs::is_symlink(at("pre-commit"))) << target;
    EXPECT_EQ(fs::exists(at("before-expgate/pre-commit")), std::string(target) == "shared");
    ASSERT_TRUE(take_hook(at("pre-commit"), false)) << target;
    EXPECT_EQ(fs::read_symlink(at("pre-commit")), target);
    fs::remove(at("pre-commit"));
  }
  EXPECT_EQ(read("shared"), "#!/bin/sh\n");
}

TEST_F(HookFiles, AnInterruptedInstallationIsCarriedOn) {
  write("pre-commit", "#!/bin/sh\n");
  fs::create_directory(at("before-expgate"));
  fs::create_hard_link(at("pre-commit"), at("before-expgate/pre-commit"));
  EXPECT_TRUE(put_hook(at("pre-commit"), shim_, false));
  EXPECT_EQ(first_of(read("pre-commit")), at("before-expgate/pre-commit"));
  EXPECT_EQ(read("before-expgate/pre-commit"), "#!/bin/sh\n");
}

TEST_F(HookFiles, TwoForeignHooksAreNotMixedUp) {
  for (const char* kept : {"before-expgate/pre-commit", "pre-commit.before-expgate"}) {
    fs::create_directory(at("before-expgate"));
    write("pre-commit", "#!/bin/sh\necho new\n");
    write(kept, "#!/bin/sh\necho old\n");
    EXPECT_FALSE(put_hook(at("pre-commit"), shim_, false));
    EXPECT_EQ(read("pre-commit"), "#!/bin/sh\necho new\n");
    EXPECT_EQ(read(kept), "#!/bin/sh\necho old\n");
    fs::remove(at(kept));
  }
}

TEST_F(HookFiles, AProgramThatWroteItsHookAnewHasItKeptAnew) {
  write("pre-push", "#!/bin/sh\n# husky 1\n");
  ASSERT_TRUE(put_hook(at("pre-push"), shim_, false));
  write("pre-push", "#!/bin/sh\n# husky 2\n");
  EXPECT_EQ(kind_of(put_hook(at("pre-push"), shim_, false)), HookChange::Kind::installed);
  EXPECT_EQ(read("before-expgate/pre-push"), "#!/bin/sh\n# husky 2\n");
}

TEST_F(HookFiles, AHookThatSomebodyMayHaveEditedIsNotReplaced) {
  write("pre-push", "#!/bin/sh\nmake test\ngit lfs pre-push \"$@\"\n");
  ASSERT_TRUE(put_hook(at("pre-push"), shim_, false));
  write("pre-push", "#!/bin/sh\ngit lfs pre-push \"$@\"\n");
  EXPECT_FALSE(put_hook(at("pre-push"), shim_, false));
  EXPECT_EQ(read("before-expgate/pre-push"), "#!/bin/sh\nmake test\ngit lfs pre-push \"$@\"\n");
}

TEST_F(HookFiles, AHookThatLooksAboveItselfIsKnown) {
  EXPECT_TRUE(looks_above_itself("#!/bin/sh\nacl=$(dirname \"$0\")/../acl\n"));
  EXPECT_TRUE(looks_above_itself("cd \"${0%/*}/../..\"\n"));
  EXPECT_FALSE(looks_above_itself("#!/bin/sh\n. \"$(dirname \"$0\")/husky.sh\"\ncd ..\n"));
}

TEST_F(HookFiles, TheFirstVersionsNameOfAKeptHookIsGivenUp) {
  write("shared", "#!/bin/sh\n");
  write("pre-commit", shim_);
  fs::create_symlink("shared", at("pre-commit.before-expgate"));
  EXPECT_EQ(kind_of(put_hook(at("pre-commit"), shim_, true)), HookChange::Kind::updated);
  EXPECT_TRUE(is_there("pre-commit.before-expgate"));
  EXPECT_EQ(kind_of(put_hook(at("pre-commit"), shim_, false)), HookChange::Kind::updated);
  EXPECT_FALSE(is_there("pre-commit.before-expgate"));
  EXPECT_EQ(read("before-expgate/pre-commit"), "#!/bin/sh\n");
  EXPECT_EQ(first_of(read("pre-commit")), at("before-expgate/pre-commit"));
  EXPECT_EQ(kind_of(put_hook(at("pre-commit"), shim_, false)), HookChange::Kind::none);
  ASSERT_TRUE(take_hook(at("pre-commit"), false));
  EXPECT_EQ(fs::read_symlink(at("pre-commit")), "shared");
}

TEST_F(HookFiles, TheFirstVersionIsRemovedWithoutAnUpdate) {
  write("pre-commit", shim_);
  write("pre-commit.before-expgate", "#!/bin/sh\necho old\n");
  EXPECT_EQ(kind_of(take_hook(at("pre-commit"), false)), HookChange::Kind::restored);
  EXPECT_EQ(read("pre-commit"), "#!/bin/sh\necho old\n");
  EXPECT_FALSE(is_there("pre-commit.before-expgate"));
  EXPECT_FALSE(is_there("before-expgate"));
}

TEST_F(HookFiles, OursNeverRunsItself) {
  fs::create_directory(at("before-expgate"));
  write("before-expgate/pre-commit", shim_);
  ASSERT_TRUE(put_hook(at("pre-commit"), shim_, false));
  EXPECT_EQ(first_of(read("pre-commit")), "");
}

TEST_F(HookFiles, AHookThatRunsAFolderIsEntered) {
  fs::create_directory(at("pre-receive.d"));
  const std::string dispatcher = "#!/bin/sh\nfor hook in hooks/$(basename $0).d/*; do $hook; done\n";
  write("pre-receive", dispatcher);
  EXPECT_EQ(find_seat(folder_, "pre-receive")->path, at("pre-receive.d/expgate"));
  write("pre-receive", dispatcher, 0644);  // git does not run it
  EXPECT_EQ(find_seat(folder_, "pre-receive")->path, at("pre-receive"));
  write("pre-receive", "#!/bin/sh\n# see https://example.de/\nexit 0\n");
  EXPECT_EQ(find_seat(folder_, "pre-receive")->path, at("pre-receive"));
  fs::create_directory(at("before-expgate"));  // as 0.1.0 left it
  write("pre-receive.before-expgate", dispatcher);
  write("pre-receive", shim_);
  const Result<HookSeat> seat = find_seat(folder_, "pre-receive");
  EXPECT_EQ(seat->path, at("pre-receive.d/expgate"));
  EXPECT_EQ(seat->displaced, at("pre-receive"));
}

TEST_F(HookFiles, PreCommitRunsOursAsItsLegacyHook) {
  write("pre-push", "#!/usr/bin/env bash\n# File generated by pre-commit: https://pre-commit.com\n");
  EXPECT_EQ(find_seat(folder_, "pre-push")->path, at("pre-push.legacy"));
  write("pre-push.legacy", "#!/bin/sh\ngit lfs pre-push \"$@\"\n");
  ASSERT_TRUE(put_hook(at("pre-push.legacy"), shim_, false));
  EXPECT_EQ(first_of(read("pre-push.legacy")), at("before-expgate/pre-push"));
  fs::remove(at("pre-push"));  // pre-commit is gone
  EXPECT_EQ(find_seat(folder_, "pre-push")->displaced, at("pre-push.legacy"));
}

TEST_F(HookFiles, AManagerWhoseSettingsNameTheGateCallsIt) {
  write("pre-commit", "#!/bin/sh\n# pre-commit.com\n");
  write(".pre-commit-config.yaml", "hooks: [{id: expgate-pre-push}]\n#  - id: expgate-pre-commit\n");
  EXPECT_EQ(caller_of(at("pre-commit"), "pre-commit", folder_)->call.kind, GateCall::Kind::none);
  write(".pre-commit-config.yaml", "hooks:\n  - id: expgate-pre-commit\n");
  EXPECT_EQ(caller_of(at("pre-commit"), "pre-commit", folder_)->program, "pre-commit");
  EXPECT_EQ(caller_of(at("pre-commit"), "pre-commit", folder_)->call.kind, GateCall::Kind::heeded);
  write("commit-msg", "#!/bin/sh\nexpgate commit-msg \"$1\"\n");
  EXPECT_EQ(caller_of(at("commit-msg"), "commit-msg", folder_)->program, "commit-msg");
  EXPECT_EQ(caller_of(at("pre-push"), "pre-push", folder_)->call.kind, GateCall::Kind::none);
}

TEST_F(HookFiles, TakesOutOnlyWhatIsOurs) {
  EXPECT_EQ(kind_of(take_hook(at("pre-commit"), false)), HookChange::Kind::absent);
  write("pre-commit", "#!/bin/sh\n");
  EXPECT_EQ(kind_of(take_hook(at("pre-commit"), false)), HookChange::Kind::foreign);
  EXPECT_EQ(read("pre-commit"), "#!/bin/sh\n");
  ASSERT_TRUE(put_hook(at("pre-push"), shim_, false));
  EXPECT_EQ(kind_of(take_hook(at("pre-push"), false)), HookChange::Kind::removed);
  EXPECT_FALSE(is_there("pre-push"));
}

TEST_F(HookFiles, ForeignHooksLeftBesideOnesOfOursAreNamed) {
  write("pre-commit", "#!/bin/sh\n");
  fs::create_directory(at("before-expgate"));
  write("before-expgate/pre-commit", "#!/bin/sh\necho old\n");
  const Result<HookChange> done = take_hook(at("pre-commit"), false);
  ASSERT_TRUE(done);
  EXPECT_EQ(done->kind, HookChange::Kind::foreign);
  EXPECT_EQ(done->kept, at("before-expgate/pre-commit"));
}

TEST_F(HookFiles, ChangesAreDescribedInOneLine) {
  EXPECT_EQ(english(description({HookChange::Kind::installed}, "hooks/pre-push")),
            "hooks/pre-push: installed");
  EXPECT_EQ(
      english(
          description({HookChange::Kind::installed, "/w/before-expgate/pre-push", "git lfs"}, "pre-push")),
      "pre-push: installed; the hook of git lfs that was there is kept as before-expgate/pre-push and runs "
      "first");
  EXPECT_EQ(english(description({HookChange::Kind::foreign, "/w/before-expgate/pre-push", ""}, "pre-push")),
            "pre-push: left alone: it is a foreign hook; `/w/before-expgate/pre-push` is still beside it");
}

TEST_F(HookFiles, ADryRunSaysTheSameAndTouchesNothing) {
  write("pre-commit", "#!/bin/sh\n");
  EXPECT_EQ(kind_of(put_hook(at("pre-push"), shim_, true)), HookChange::Kind::installed);
  EXPECT_FALSE(is_there("pre-push"));
  ASSERT_TRUE(put_hook(at("pre-commit"), shim_, true));
  EXPECT_EQ(read("pre-commit"), "#!/bin/sh\n");
  EXPECT_FALSE(is_there("before-expgate/pre-commit"));
  ASSERT_TRUE(put_hook(at("commit-msg"), shim_, false));
  EXPECT_EQ(kind_of(take_hook(at("commit-msg"), true)), HookChange::Kind::removed);
  EXPECT_TRUE(is_there("commit-msg"));
}

TEST_F(HookFiles, AFolderInTheWayIsAnError) {
  fs::create_directory(at("pre-commit"));
  EXPECT_FALSE(put_hook(at("pre-commit"), shim_, false));
  EXPECT_FALSE(take_hook(at("pre-commit"), false));
}

TEST_F(HookFiles, SeesWhetherGitWouldRunIt) {
  for (const auto& [mode, runs] : {std::pair{0755U, true}, {0644U, false}, {0744U, false}, {0754U, false}}) {
    write("pre-commit", shim_, mode);
    const Result<HookFile> found = look_at(at("pre-commit"));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->executable, runs) << std::oct << mode;
    EXPECT_EQ(found->kind, HookFile::Kind::ours);
  }
  EXPECT_EQ(look_at(at("none"))->kind, HookFile::Kind::none);
}

TEST_F(HookFiles, KnowsOtherManagers) {
  EXPECT_EQ(manager_of("#!/usr/bin/env sh\n. \"$(dirname -- \"$0\")/_/husky.sh\"\n"), "husky");
  EXPECT_EQ(manager_of("#!/bin/sh\ncall_lefthook run pre-commit\n"), "lefthook");
  EXPECT_EQ(manager_of("#!/usr/bin/env bash\n# File generated by pre-commit: https://pre-commit.com\n"),
            "pre-commit");
  EXPECT_EQ(manager_of("#!/bin/sh\ngit lfs pre-push \"$@\"\n"), "git lfs");
  EXPECT_EQ(manager_of("#!/bin/sh\nmake lint\n"), "");
}

TEST_F(HookFiles, AHookThatDoesNotFitOnTheDiskLeavesTheOldOneAndNothingElse) {
  write("pre-commit", render_shim("pre-commit", "/old/expgate"));
  {
    const test::FullDisk full(10);
    EXPECT_FALSE(put_hook(at("pre-commit"), shim_, false));
  }
  EXPECT_EQ(read("pre-commit"), render_shim("pre-commit", "/old/expgate"));
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()), 1);
}

}  // namespace
}  // namespace expgate::deploy
