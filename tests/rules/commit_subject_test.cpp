#include "support/verdict.h"

namespace expgate::test {
namespace {

TEST(CommitSubject, RealOnesPass) {
  for (const char* text : {
           "feat(api)!: drop X",
           "chore(deps): bump foo from 1.0 to 2.0",
           "fix: ünïcode in paths",
           "feat: 添加学习率调度",
           "fix: 学習率を修正",
           "docs: обновить описание",
           "docs: Обновить описание",
           "feat: use U-Net",
           "fix: don't crash on NaN",
           "perf: 2x faster",
           "fix: update the learning rate schedule",
           "fix: bug in the loader when a batch is empty",
           "docs: fix typo",
           "test: cover the empty batch",
           "chore: update dependencies",
           "fix: wip branch names in the CI",
           "refactor: clean up",
           "feat: initial commit",
           "docs: update README",
           "fix: handle Inf",
           "fix: 更新学习率",
       })
    EXPECT_TRUE(catches_not("commit-subject", "", message(text))) << text;
}

TEST(CommitSubject, IsNotTooWide) {
  const auto header = [](std::size_t columns) { return message("feat: " + std::string(columns - 6, 'x')); };
  EXPECT_TRUE(catches_not("commit-subject", "", header(100)));
  EXPECT_TRUE(
      catches("commit-subject", "", header(101), "the header is 101 columns wide, over the limit of 100"));
  EXPECT_TRUE(catches_not("commit-subject", "max_width: 120", header(120)));
  std::string wide = "feat: ";
  for (int i = 0; i < 47; ++i) wide += "模";
  EXPECT_TRUE(catches_not("commit-subject", "", message(wide)));
  EXPECT_TRUE(catches("commit-subject", "", message(wide + "模"), "102 columns"));
}

TEST(CommitSubject, BeginsWithASmallLetter) {
  EXPECT_TRUE(catches("commit-subject", "", message("feat: Add ViT"),
                      "the description begins with a capital letter: `Add` | write `feat: add ViT`"));
  for (const char* text : {"feat(x)!: Über-long", "fix: A new loader", "feat: Add", "fix: Re-add it",
                           "fix: Handle, then go", "fix: Add/remove x", "docs: I tried"})
    EXPECT_TRUE(catches("commit-subject", "", message(text), "begins with a capital")) << text;
}

TEST(CommitSubject, AcronymsAndNamesKeepTheirCapital) {
  for (const char* text : {"feat: LSTM cell", "feat: ResNet-50 backbone", "feat: AdamW by default",
                           "feat: LSTMs", "feat: ViT baseline", "docs: README in English", "feat: U-Net",
                           "fix: X is null", "perf: B0 is faster", "fix: NaN in loss",
                           "fix: Config.load takes a path", "fix: Trainer() closes its log", "fix: Foo::bar",
                           "feat: EMA, at last", "feat: Adam with decoupled decay", "build: Docker image",
                           "fix: `Config` is frozen", "feat: 2D attention"})
    EXPECT_TRUE(catches_not("commit-subject", "", message(text))) << text;
  EXPECT_TRUE(catches("commit-subject", "", message("feat: Kestrel module"), "begins with a capital"));
  EXPECT_TRUE(catches_not("commit-subject", "names: [Kestrel]", message("feat: Kestrel module")));
  for (const char* text : {"feat: Lightning module", "feat: Transformer encoder", "fix: Mixup alpha"})
    EXPECT_TRUE(catches_not("commit-subject", "names: [Kestrel]", message(text))) << text;
}

TEST(CommitSubject, EndsWithoutAFullStop) {
  EXPECT_TRUE(catches("commit-subject", "", message("feat: add ViT."),
                      "the header ends with a full stop | write `feat: add ViT`"));
  EXPECT_TRUE(catches("commit-subject", "", message("feat: 添加模型。"), "write `feat: 添加模型`"));
  for (const char* text : {"feat: more to come...", "feat: more to come…", "fix: what is it?",
                           "feat: at last!", "feat: ViT, DeiT etc.", "fix: use v1.0"})
    EXPECT_TRUE(catches_not("commit-subject", "", message(text))) << text;
}

TEST(CommitSubject, SaysSomething) {
  for (const char* text : {"fix: update",
                           "feat: Update",
                           "fix: fix bug",
                           "fix: Fix-Bug!",
                           "fix: bugfix",
                           "chore: wip",
                           "chore: WIP",
                           "chore: tmp",
                           "chore: misc changes",
                           "feat(model): changes",
                           "chore: stuff",
                           "test: test",
                           "fix: ...",
                           "fix: -",
                           "chore: update files",
                           "feat: 更新",
                           "fix: 修复 bug",
                           "fix: правки",
                           "chore: minor  changes.",
                           "feat: work in progress",
                           "fix: 更新。"})
    EXPECT_TRUE(catches("commit-subject", "", message(text), "does not say what the commit does")) << text;
  EXPECT_EQ(judge("commit-subject", "", message("fix: Update.")).size(), 1U)
      << "nobody mends the spelling of nothing";
}

TEST(CommitSubject, VagueIsWhatTheTeamSays) {
  EXPECT_TRUE(catches("commit-subject", "vague: [tweak hyperparameters]",
                      message("feat: Tweak hyper-parameters"), "does not say"));
  EXPECT_TRUE(catches_not("commit-subject", "vague: []", message("fix: update")));
}

TEST(CommitSubject, FurtherWordsThatSayNothing) {
  for (const char* text : {"fix: fix stuff", "feat: new", "feat: final", "chore: changes",
                           "fix: more changes", "fix: Minor", "feat: new stuff", "docs: final version"})
    EXPECT_TRUE(catches("commit-subject", "", message(text), "does not say")) << text;
  for (const char* text : {"feat: new loader for video", "fix: final layer norm", "fix: minor axis of boxes"})
    EXPECT_TRUE(catches_not("commit-subject", "", message(text))) << text;
}

// Chinese has no blanks between words.
TEST(CommitSubject, ChineseThatSaysNothing) {
  for (const char* text :
       {"修改了一些代码", "提交一下",       "测试一下", "bug修复",        "第一次提交",     "修复了一些bug",
        "更新了代码",     "更新代码和文件", "优化代码", "修改部分代码。", "最终版本",       "最新版本",
        "再次提交",       "临时保存",       "小改动",   "修复问题",       "解决了几个问题", "完善功能",
        "日常更新",       "提交代码2",      "上传文件", "修改bug",        "代码整理",       "调试一下代码"})
    EXPECT_TRUE(catches("commit-subject", "", message("fix: " + std::string(text)), "does not say")) << text;
  for (const char* text :
       {"修改学习率", "提交日志格式", "测试空批次", "bug修复：损失为 NaN", "第一次提交时建立索引",
        "修复数据加载器的bug", "更新文档", "优化数据读取速度", "添加 ViT 模型", "删除旧的检查点",
        "支持混合精度", "解决内存泄漏问题", "调整批大小", "合并两个数据集", "版本号改为 0.4.2",
        "补充单元测试", "上传到 MinIO"})
    EXPECT_TRUE(catches_not("commit-subject", "", message("fix: " + std::string(text)))) << text;
  EXPECT_TRUE(catches_not("commit-subject", "vague: []", message("fix: 提交一下")));
}

TEST(CommitSubject, TheNumberThatAForgeAddsDoesNotCount) {
  const std::string header = "feat: " + std::string(94, 'x');  // 100 columns
  for (const char* suffix : {" (#1234)", " (!123)", " (#12) (#34)"})
    EXPECT_TRUE(catches_not("commit-subject", "", message(header + suffix))) << suffix;
  for (const char* suffix : {" (1234)", " (#12a)", "(#1234)", " (#)", " (#12).", " #1234"})
    EXPECT_FALSE(judge("commit-subject", "", message(header + suffix)).empty()) << suffix;
  EXPECT_TRUE(catches("commit-subject", "", message(header + "x (#1234)"), "101 columns wide"));
  EXPECT_TRUE(catches("commit-subject", "", message("feat: add ViT. (!12)"), "write `feat: add ViT (!12)`"));
}

TEST(CommitSubject, ALetterWithAMarkIsAName) {
  for (const char* text : {"fix: I/O errors", "fix: I/O", "test: A/B test of schedules", "feat: A* search",
                           "feat: C++ tokenizer", "fix: F# bindings", "feat: R-CNN head", "fix: I-frames"})
    EXPECT_TRUE(catches_not("commit-subject", "", message(text))) << text;
  for (const char* text : {"fix: A search", "fix: I think so", "fix: I'm done here", "fix: Io errors"})
    EXPECT_TRUE(catches("commit-subject", "", message(text), "begins with a capital")) << text;
}

TEST(CommitSubject, SentenceCaseIsAnOption) {
  const std::string_view options = "case: sentence";
  EXPECT_TRUE(catches("commit-subject", options, message("feat: add ViT"),
                      "the description begins with a small letter: `add` | write `feat: Add ViT`"));
  EXPECT_TRUE(catches("commit-subject", options, message("feat: add ViT."), "write `feat: Add ViT`"));
  for (const char* text :
       {"feat(x)!: über-long", "fix: re-add it", "fix: don't crash", "feat: ✨ add ViT", "feat: [vit] add it"})
    EXPECT_TRUE(catches("commit-subject", options, message(text), "small letter")) << text;
  for (const char* text : {"feat: Add ViT", "feat: ViT baseline", "feat: 添加学习率", "perf: 2x faster",
                           "fix: `config` is frozen", "fix: torch.compile breaks", "fix: lr_scheduler steps",
                           "fix: nvJPEG decodes", "build: pip caches wheels", "docs: обновить описание",
                           "fix: src/train reads it", "fix: __init__ is empty"})
    EXPECT_TRUE(catches_not("commit-subject", options, message(text))) << text;
  EXPECT_TRUE(
      catches_not("commit-subject", "case: sentence, names: [kestrel]", message("feat: kestrel module")));
  EXPECT_TRUE(catches("commit-subject", options, message("fix: update"), "does not say"));
  for (const char* text : {"feat: Add ViT", "feat: add ViT"})
    EXPECT_TRUE(catches_not("commit-subject", "case: any", message(text))) << text;
  EXPECT_TRUE(catches("commit-subject", "case: any", message("feat: Add ViT."), "write `feat: Add ViT`"));
}

TEST(CommitSubject, BlanksThatLookLikeLettersSayNothing) {
  for (const char* blank : {"\u3164", "\u115F", "\u1160", "\uFFA0", "\u2800", "\u200B"})
    EXPECT_FALSE(judge("commit-subject", "", message("feat: " + std::string(blank) + blank)).empty() &&
                 judge("commit-header", "", message("feat: " + std::string(blank) + blank)).empty())
        << blank;
  EXPECT_TRUE(catches("commit-subject", "", message("fix: update\u3164"), "does not say"));
}

TEST(CommitSubject, LeavesOthersToOtherRules) {
  for (const char* text : {"update", "Update.", "fixup! feat: Add.", ""})
    EXPECT_TRUE(catches_not("commit-subject", "", message(text))) << text;
  EXPECT_TRUE(catches_not("commit-subject", "", merge("feat: Add.")));
}

}  // namespace
}  // namespace expgate::test
