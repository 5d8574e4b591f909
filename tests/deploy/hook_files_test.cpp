#include "deploy/hook_files.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>

#include <gtest/gtest.h>

#include "base/strings.h"
#include "deploy/shims.h"

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

TEST_F(HookFiles, EveryShimIsShortPlainShAndKnownAsOurs) {
  constexpr std::size_t kMostLines = 10;
  for (const Shim& shim : shims()) {
    const std::string text = render_shim(shim.name, "/opt/expgate");
    EXPECT_LE(lines(text).size(), kMostLines) << shim.name;
    EXPECT_TRUE(text.starts_with("#!/bin/sh\n")) << shim.name;
    EXPECT_TRUE(is_shim(text)) << shim.name;
    EXPECT_EQ(text.find('@' + std::string("EXPGATE")), std::string::npos) << shim.name;
    EXPECT_NE(text, shim.text) << shim.name;
  }
  EXPECT_FALSE(is_shim("#!/bin/sh\nexec expgate pre-commit\n"));
  EXPECT_FALSE(is_shim("about # Made by `expgate install`"));
}

TEST_F(HookFiles, WarnModeIsInEachCallOfTheGateAndNowhereElse) {
  const auto count = [](const std::string& text, std::string_view part) {
    int found = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
    return found;
  };
  const std::string enforcing = render_shim("pre-receive", "/opt/expgate");
  const std::string warning = in_warn_mode(enforcing);
  EXPECT_EQ(count(enforcing, "--mode"), 0);
  EXPECT_EQ(count(warning, "\"$gate\" --mode warn pre-receive"), count(enforcing, "\"$gate\" pre-receive"));
  EXPECT_EQ(count(warning, "--mode warn"), count(enforcing, "\"$gate\" pre-receive"));
  EXPECT_NE(warning.find("[ -x \"$gate\" ]"), std::string::npos);
  EXPECT_EQ(gate_of(warning), "/opt/expgate");
}

TEST_F(HookFiles, ThePathOfTheBinaryComesBackAsItWentIn) {
  for (const char* path :
       {"/opt/expgate", "/home/a b/expgate", "/tmp/it's/$(id)`x`\"\\/expgate", "/a'\\'b''/expgate"})
    EXPECT_EQ(gate_of(render_shim("pre-push", path)), path);
  EXPECT_EQ(gate_of("#!/bin/sh\nexit 0\n"), "");
}

TEST_F(HookFiles, InstallsIntoAFolderThatIsNotThereYet) {
  EXPECT_EQ(kind_of(put_hook(at("hooks/pre-commit"), shim_, false)), HookChange::Kind::installed);
  EXPECT_EQ(read("hooks/pre-commit"), shim_);
  EXPECT_EQ(mode("hooks/pre-commit"), 0755U);
}

TEST_F(HookFiles, ASecondTimeChangesNothing) {
  ASSERT_TRUE(put_hook(at("pre-commit"), shim_, false));
  EXPECT_EQ(kind_of(put_hook(at("pre-commit"), shim_, false)), HookChange::Kind::none);
  EXPECT_FALSE(is_there("pre-commit.before-expgate"));
}

TEST_F(HookFiles, UpdatesAnOldShimAndALostExecutableBit) {
  ASSERT_TRUE(put_hook(at("pre-commit"), render_shim("pre-commit", "/old/expgate"), false));
  EXPECT_EQ(kind_of(put_hook(at("pre-commit"), shim_, false)), HookChange::Kind::updated);
  EXPECT_EQ(read("pre-commit"), shim_);
  EXPECT_FALSE(is_there("pre-commit.before-expgate"));  // it never keeps, and so runs, itself
  write("pre-commit", shim_, 0644);
  EXPECT_EQ(kind_of(put_hook(at("pre-commit"), shim_, false)), HookChange::Kind::updated);
  EXPECT_EQ(mode("pre-commit"), 0755U);
}

TEST_F(HookFiles, KeepsAForeignHookAndRestoresItAsItWas) {
  const std::string other = std::string("#!/bin/bash\nlefthook run pre-commit\n\0x", 38);
  write("pre-commit", other, 0751);
  const Result<HookChange> done = put_hook(at("pre-commit"), shim_, false);
  ASSERT_TRUE(done);
  EXPECT_EQ(done->kind, HookChange::Kind::installed);
  EXPECT_EQ(done->manager, "lefthook");
  EXPECT_EQ(done->kept, at("pre-commit.before-expgate"));
  EXPECT_EQ(read("pre-commit"), shim_);
  EXPECT_EQ(read("pre-commit.before-expgate"), other);
  EXPECT_EQ(kind_of(put_hook(at("pre-commit"), shim_, false)), HookChange::Kind::none);
  EXPECT_EQ(kind_of(take_hook(at("pre-commit"), false)), HookChange::Kind::restored);
  EXPECT_EQ(read("pre-commit"), other);
  EXPECT_EQ(mode("pre-commit"), 0751U);
  EXPECT_FALSE(is_there("pre-commit.before-expgate"));
}

TEST_F(HookFiles, ALinkIsKeptAsALink) {
  write("shared", "#!/bin/sh\n");
  for (const char* target : {"shared", "nowhere"}) {
    fs::create_symlink(target, at("pre-commit"));
    ASSERT_TRUE(put_hook(at("pre-commit"), shim_, false)) << target;
    EXPECT_FALSE(fs::is_symlink(at("pre-commit"))) << target;
    ASSERT_TRUE(take_hook(at("pre-commit"), false)) << target;
    EXPECT_EQ(fs::read_symlink(at("pre-commit")), target);
    fs::remove(at("pre-commit"));
  }
  EXPECT_EQ(read("shared"), "#!/bin/sh\n");
}

TEST_F(HookFiles, AnInterruptedInstallationIsCarriedOn) {
  write("pre-commit", "#!/bin/sh\n");
  fs::create_hard_link(at("pre-commit"), at("pre-commit.before-expgate"));
  EXPECT_TRUE(put_hook(at("pre-commit"), shim_, false));
  EXPECT_EQ(read("pre-commit"), shim_);
  EXPECT_EQ(read("pre-commit.before-expgate"), "#!/bin/sh\n");
}

TEST_F(HookFiles, TwoForeignHooksAreNotMixedUp) {
  write("pre-commit", "#!/bin/sh\necho new\n");
  write("pre-commit.before-expgate", "#!/bin/sh\necho old\n");
  EXPECT_FALSE(put_hook(at("pre-commit"), shim_, false));
  EXPECT_EQ(read("pre-commit"), "#!/bin/sh\necho new\n");
  EXPECT_EQ(read("pre-commit.before-expgate"), "#!/bin/sh\necho old\n");
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
  write("pre-commit.before-expgate", "#!/bin/sh\necho old\n");
  const Result<HookChange> done = take_hook(at("pre-commit"), false);
  ASSERT_TRUE(done);
  EXPECT_EQ(done->kind, HookChange::Kind::foreign);
  EXPECT_EQ(done->kept, at("pre-commit.before-expgate"));
}

TEST_F(HookFiles, ChangesAreDescribedInOneLine) {
  EXPECT_EQ(english(description({HookChange::Kind::installed}, "hooks/pre-push")),
            "hooks/pre-push: installed");
  EXPECT_EQ(
      english(
          description({HookChange::Kind::installed, "/w/pre-push.before-expgate", "git lfs"}, "pre-push")),
      "pre-push: installed; the hook of git lfs that was there is kept as pre-push.before-expgate and runs "
      "first");
  EXPECT_EQ(english(description({HookChange::Kind::foreign, "/w/pre-push.before-expgate", ""}, "pre-push")),
            "pre-push: left alone: it is a foreign hook; `/w/pre-push.before-expgate` is still beside it");
}

TEST_F(HookFiles, OptionsAreInEachCallOfTheBinary) {
  const std::string text =
      with_options(in_warn_mode(render_shim("pre-receive", "/opt/expgate")), "--report json=r");
  EXPECT_NE(text.find("exec \"$gate\" --report json=r --mode warn pre-receive"), std::string::npos) << text;
  EXPECT_NE(text.find("| \"$gate\" --report json=r --mode warn pre-receive"), std::string::npos) << text;
  EXPECT_NE(text.find("[ -x \"$gate\" ]"), std::string::npos) << text;
}

TEST_F(HookFiles, ADryRunSaysTheSameAndTouchesNothing) {
  write("pre-commit", "#!/bin/sh\n");
  EXPECT_EQ(kind_of(put_hook(at("pre-push"), shim_, true)), HookChange::Kind::installed);
  EXPECT_FALSE(is_there("pre-push"));
  ASSERT_TRUE(put_hook(at("pre-commit"), shim_, true));
  EXPECT_EQ(read("pre-commit"), "#!/bin/sh\n");
  EXPECT_FALSE(is_there("pre-commit.before-expgate"));
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

}  // namespace
}  // namespace expgate::deploy
