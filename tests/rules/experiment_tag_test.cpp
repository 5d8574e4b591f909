#include "support/verdict.h"

namespace expgate::test {
namespace {

constexpr std::string_view kRule = "experiment-tag";

// A tag of a commit with a seeded config, annotated with that message.
TipCase tagged(std::string message, std::string name = "exp-vit") {
  TipCase made = tip({{"configs/exp/vit.yaml", "seed: 42"}, {"train.py", "x"}});
  made.ref = "refs/tags/" + name;
  made.annotation = std::move(message);
  return made;
}

TEST(ExperimentTag, AMetricIsEnough) {
  for (const char* message : {"ResNet50 + AdamW, lr=3e-4 | Acc@1: 87.3% | Loss: 0.41", "val_loss=0.0042",
                              "model=LogisticRegression lr=0.01 acc=0.87 f1=0.85",
                              "ViT\n\nAcc@1: 87.3%\n\nSigned-off-by: A <a@b>\n"})
    EXPECT_TRUE(catches_not(kRule, "", tagged(message))) << message;
}

TEST(ExperimentTag, WithoutOneItIsRefused) {
  for (const char* message :
       {"α=0.1, γ=0.95, 300 episodes", "10 tokens, 2k context", "fine-tuning: +12%", "", "ViT, lr=3e-4",
        "ViT\n-----BEGIN PGP SIGNATURE-----\nacc=0.9\n-----END PGP SIGNATURE-----\n",
        "ViT\n\nReviewed-by: acc=0.9\n"})
    EXPECT_TRUE(catches(kRule, "", tagged(message), "states no metric")) << message;
  EXPECT_EQ(judge(kRule, "", tagged("it's ViT")).at(0).remedy.commands,
            (std::vector<Command>{
                {"git", "tag", "-a", "-f", "exp-vit", "exp-vit^{}", "-m", "it's ViT | METRIC: VALUE"},
                {"git", "push", "-f", "origin", "tag", "exp-vit"}}));
}

TEST(ExperimentTag, WhatWasMeantAsAMetricIsNamed) {
  const auto message = [](const char* text) {
    const Violation found = judge(kRule, "", tagged(text)).at(0);
    return english({found.reason->text, found.arguments});
  };
  EXPECT_EQ(message("ViT | loss: nan"),
            "the message of the experiment tag `exp-vit` states no metric: `loss: nan` is not a number");
  EXPECT_EQ(message("ViT | Acc@1: 87,3%"),
            "the message of the experiment tag `exp-vit` states no metric: `Acc@1: 87,3%` has a comma: "
            "write a point");
  EXPECT_EQ(message("Acc@1：87.3%，Loss：0.41"),
            "the message of the experiment tag `exp-vit` states no metric: full-width `：`, `，` in "
            "`Acc@1：87.3%，Loss：0.41`; write `Acc@1: 87.3%, Loss: 0.41`");
  EXPECT_EQ(message("ViT | 准确率＝87.3％"),
            "the message of the experiment tag `exp-vit` states no metric: full-width `＝`, `％` in "
            "`ViT | 准确率＝87.3％`; write `ViT | 准确率=87.3%`");
  EXPECT_EQ(message("ViT，学习率：3e-4"),
            "the message of the experiment tag `exp-vit` states no metric: `ViT，学习率：3e-4`");
  EXPECT_EQ(message("ViT | val_loss=-inf."),
            "the message of the experiment tag `exp-vit` states no metric: `val_loss=-inf.` is not a number");
  EXPECT_EQ(message("ViT | acc 2k"),
            "the message of the experiment tag `exp-vit` states no metric: `acc 2k` is not a plain number");
  EXPECT_EQ(message("loss went down"),
            "the message of the experiment tag `exp-vit` states no metric: `loss went down`");
  EXPECT_EQ(message("nan: 3"), "the message of the experiment tag `exp-vit` states no metric: `nan: 3`");
  EXPECT_TRUE(catches_not(kRule, "", tagged("ViT | loss: nan | acc: 0.5")));
}

TEST(ExperimentTag, AMessageIsNoPlaceForALog) {
  const std::string metric = "ViT | Acc@1: 87.3%\n\n";
  EXPECT_TRUE(catches_not(kRule, "", tagged(metric + std::string(64 * 1024 - metric.size(), 'x'))));
  EXPECT_TRUE(catches(kRule, "", tagged(metric + std::string(400'000, 'x')),
                      "the message of the experiment tag `exp-vit` is 390.6 KiB, over the limit of 64 KiB"));
}

TEST(ExperimentTag, LightweightOnesAreRefused) {
  TipCase light = tagged("");
  light.annotation.reset();
  EXPECT_TRUE(catches(kRule, "", light, "the experiment tag `exp-vit` is lightweight"));
  EXPECT_EQ(judge(kRule, "", light).at(0).remedy.commands.at(0),
            (Command{"git", "tag", "-a", "-f", "exp-vit", "exp-vit^{}", "-m", "TITLE | METRIC: VALUE"}));
  EXPECT_EQ(judge(kRule, "", light).size(), 1U);
}

TEST(ExperimentTag, Names) {
  for (const char* name : {"exp-vit", "exp/vit", "exp-v2", "exp/2024-01/vit_b.16", "exp-v"})
    EXPECT_TRUE(catches_not(kRule, "", tagged("acc=0.9", name))) << name;
  for (const char* name : {"exp-ViT", "exp-", "exp/.a", "exp--a", "exp-a b", "exp-é", "exp-a+b"})
    EXPECT_TRUE(catches(kRule, "", tagged("acc=0.9", name), "is not a name for an experiment tag")) << name;
  EXPECT_EQ(judge(kRule, "", tagged("acc=0.9", "exp-ViT_B")).at(0).remedy.commands,
            (std::vector<Command>{{"git", "tag", "exp-vit_b", "exp-ViT_B"},
                                  {"git", "tag", "-d", "exp-ViT_B"},
                                  {"git", "push", "origin", "tag", "exp-vit_b"}}));
}

TEST(ExperimentTag, TheCommitMustPassConfigAndSeed) {
  TipCase unseeded = tagged("acc=0.9");
  unseeded.files["configs/exp/vit.yaml"] = "lr: 1\nseed:";
  const Violations found = judge(kRule, "", unseeded);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].reason->name, "not-repeatable");
  EXPECT_EQ(
      english({found[0].reason->text, found[0].arguments}),
      "the experiment tag `exp-vit` is on a commit that cannot be run again: `configs/exp/vit.yaml` has no "
      "valid seed: `seed` is empty");
  EXPECT_EQ(found[0].path, "configs/exp/vit.yaml");
  EXPECT_EQ(found[0].line, 2);
  EXPECT_EQ(found[0].remedy.commands,
            (std::vector<Command>{{"git", "add", "--", ":/configs/exp/vit.yaml"},
                                  {"git", "commit"},
                                  {"git", "tag", "-a", "-f", "exp-vit"},
                                  {"git", "push", "-f", "origin", "tag", "exp-vit"}}));
  TipCase bare = tagged("acc=0.9");
  bare.files = {{"train.py", "x"}};
  EXPECT_TRUE(catches(kRule, "", bare, "has no experiment config"));
  EXPECT_EQ(judge(kRule, "", bare).size(), 1U);  // what has no config is not told that it has no seed
  TipCase elsewhere = bare;
  elsewhere.files["hp/a.yaml"] = "seed: 1";
  EXPECT_TRUE(catches_not(kRule, "configs: ['hp/*']", elsewhere));
}

}  // namespace
}  // namespace expgate::test
