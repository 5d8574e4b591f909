#include "message/metrics.h"

#include <algorithm>
#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "base/strings.h"

namespace expgate::message {
namespace {

// "acc@1=87.3% ±0.2; loss=0.41": the metrics of a message, by their keys.
std::string metrics_of(std::string_view message) {
  std::vector<std::string> shown;
  for (const Metric& metric : read_tag_message(message).metrics) {
    shown.push_back(metric_key(metric.name) + "=" + metric.number + metric.unit);
    if (metric.deviation) shown.back() += " ±" + std::to_string(*metric.deviation).substr(0, 4);
  }
  return join(shown, "; ");
}

TEST(Metrics, RealExamples) {
  EXPECT_EQ(metrics_of("ResNet50 + AdamW, lr=3e-4 | Acc@1: 87.3% | Loss: 0.41"), "acc@1=87.3%; loss=0.41");
  EXPECT_EQ(metrics_of("val_loss=0.0042"), "val_loss=0.0042");
  EXPECT_EQ(metrics_of("model=LogisticRegression lr=0.01 acc=0.87 f1=0.85"), "acc=0.87; f1=0.85");
}

TEST(Metrics, RealExamplesThatHaveNone) {
  EXPECT_EQ(metrics_of("α=0.1, γ=0.95, 300 episodes"), "");
  EXPECT_EQ(metrics_of("10 tokens, 2k context"), "");
  EXPECT_EQ(metrics_of("fine-tuning: +12%"), "");
}

TEST(Metrics, KnownNames) {
  for (const char* name :
       {"acc",      "Acc@1",      "acc@5",      "top-1",    "top1",       "top-5",        "loss",
        "nll",      "mAP",        "mAP50",      "mAP50:95", "mAP@0.5",    "mAP@[.5:.95]", "mIoU",
        "dice",     "F1",         "precision",  "recall",   "AUC",        "AUROC",        "BLEU",
        "ROUGE",    "ROUGE-L",    "WER",        "CER",      "ppl",        "PSNR",         "SSIM",
        "FID",      "NDCG@10",    "MRR",        "R@1",      "Recall@10",  "reward",       "accuracy",
        "val_loss", "train/loss", "test-acc@1", "ema.mIoU", "ema_val_acc"}) {
    EXPECT_TRUE(is_known_metric(name)) << name;
    for (const char* sign : {":", "=", " ", ": ", " = ", "  "})
      EXPECT_EQ(metrics_of(std::string("a | ") + name + sign + "12"), metric_key(name) + "=12")
          << name << sign;
  }
  for (const char* name :
       {"R", "best", "val", "model", "epochs", "lr", "loss_weight", "@1", "", "accuracies"})
    EXPECT_FALSE(is_known_metric(name)) << name;
  EXPECT_EQ(metrics_of("val loss 0.41, test acc@1 87.3"), "val_loss=0.41; test_acc@1=87.3");
  EXPECT_EQ(metrics_of("valid loss 0.41, mAP50:95.1"), "val_loss=0.41; map50=95.1");
}

TEST(Metrics, OtherNamesNeedAPointOrAPercentSign) {
  EXPECT_EQ(metrics_of("kappa=0.81"), "kappa=0.81");
  EXPECT_EQ(metrics_of("kappa: 81%"), "kappa=81%");
  EXPECT_EQ(metrics_of("准确率: 87.3%"), "准确率=87.3%");
  EXPECT_EQ(metrics_of("r2=-0.5"), "r2=-0.5");
  EXPECT_EQ(metrics_of("kappa 0.81"), "");
  EXPECT_EQ(metrics_of("kappa=81"), "");
  EXPECT_EQ(metrics_of("kappa: 1e-3"), "");
}

TEST(Metrics, Numbers) {
  EXPECT_EQ(metrics_of("acc: 87"), "acc=87");
  EXPECT_EQ(metrics_of("acc: 87."), "acc=87");
  EXPECT_EQ(metrics_of("acc=.87"), "acc=.87");
  EXPECT_EQ(metrics_of("loss=4.2e-3"), "loss=4.2e-3");
  EXPECT_EQ(metrics_of("reward=-12.5"), "reward=-12.5");
  EXPECT_EQ(metrics_of("acc: +2.1pp"), "acc=2.1pp");
  EXPECT_EQ(metrics_of("PSNR: 28.3 dB"), "psnr=28.3dB");
  EXPECT_EQ(metrics_of("acc: 87.3 % (best)"), "acc=87.3%");
  EXPECT_EQ(metrics_of("acc (%): 87.3"), "acc=87.3%");
  EXPECT_EQ(metrics_of("acc: 87.3 ± 0.2%"), "acc=87.3% ±0.20");
  EXPECT_EQ(metrics_of("acc: 87.3% (±0.2)"), "acc=87.3% ±0.20");
  EXPECT_EQ(metrics_of("acc=87.3+/-0.2, f1=0.9"), "acc=87.3 ±0.20; f1=0.9");
  for (const char* none :
       {"acc: high", "acc", "acc:", "loss=nan", "loss=inf", "loss=1e999", "acc 2k", "loss 1.5x",
        "torchvision=2.1.0", "acc: 87,3%", "iters: 0.5-0.9", "wall=3.5h", "latency=1.5µs", "acc=="})
    EXPECT_EQ(metrics_of(none), "") << none;
}

TEST(Metrics, HyperParametersAreNone) {
  for (const char* name :
       {"lr",      "wd",      "bs",          "batch",        "batch_size", "epochs", "seed",
        "steps",   "dropout", "momentum",    "beta1",        "beta2",      "gamma",  "alpha",
        "warmup",  "rank",    "lora_rank",   "warmup_ratio", "layers",     "dim",    "tokens",
        "gpus",    "α",       "β",           "β1",           "γ",          "LR",     "lr_min",
        "version", "python",  "weight_decay"}) {
    EXPECT_TRUE(is_hyper_parameter(name)) << name;
    EXPECT_EQ(metrics_of(std::string(name) + "=0.5"), "") << name;
    EXPECT_EQ(metrics_of(std::string("run | ") + name + ": 50%"), "") << name;
  }
  EXPECT_EQ(metrics_of("precision=16"), "");
  EXPECT_EQ(metrics_of("precision=16.2"), "precision=16.2");
  for (const char* name : {"loss", "acc@1", "kappa", "val_acc"})
    EXPECT_FALSE(is_hyper_parameter(name)) << name;
}

TEST(Metrics, TitleAndSegments) {
  const TagMessage read = read_tag_message("ViT-tiny  | Acc@1: 87.3% |  | Loss: 0.41\n\nTrained twice.\n");
  EXPECT_EQ(read.title, "ViT-tiny");
  EXPECT_EQ(read.segments, (std::vector<std::string>{"Acc@1: 87.3%", "Loss: 0.41", "Trained twice."}));
  EXPECT_EQ(read.metrics.size(), 2U);
  EXPECT_EQ(read.metrics[0].name, "Acc@1");
  EXPECT_DOUBLE_EQ(read.metrics[0].value, 87.3);
  EXPECT_EQ(metrics_of("ViT\n\nAcc@1: 87.3%\nLoss: 0.41\n"), "acc@1=87.3%; loss=0.41");
  EXPECT_EQ(metrics_of(""), "");
}

TEST(Metrics, SignaturesAndTrailersAreNoText) {
  EXPECT_EQ(
      metrics_of("ViT | Acc: 87%\n-----BEGIN PGP SIGNATURE-----\n\nf1=0.5\n-----END PGP SIGNATURE-----\n"),
      "acc=87%");
  EXPECT_EQ(metrics_of("ViT\n-----BEGIN SSH SIGNATURE-----\nloss=0.5\n-----END SSH SIGNATURE-----\n"), "");
  EXPECT_EQ(metrics_of("ViT\n\nSigned-off-by: Ada <ada@example.org>\nRefs: loss=0.5\n"), "");
  EXPECT_EQ(metrics_of("ViT\n\nCo-authored-by: Bob acc=0.5\n"), "");
  EXPECT_EQ(metrics_of("ViT\n\nAcc: 87.3%\nLoss: 0.41\n"),
            "acc=87.3%; loss=0.41");  // git takes these for trailers
  EXPECT_EQ(metrics_of("ViT\n\nAcc@1: 87.3%\nSigned-off-by: Ada <ada@example.org>\n"), "acc@1=87.3%");
}

TEST(Metrics, WhichAreTheBetter) {
  for (const char* name :
       {"acc@1", "Accuracy", "val_acc", "mAP50:95", "F1", "top-5", "PSNR", "reward", "kappa", "R@1"})
    EXPECT_EQ(better(name), Better::higher) << name;
  for (const char* name :
       {"loss", "val/loss", "nll", "ppl", "perplexity", "WER", "cer", "FID", "rmse", "top-1_error"})
    EXPECT_EQ(better(name), Better::lower) << name;
  for (const char* name : {"zeta", "size", ""}) EXPECT_EQ(better(name), Better::unknown) << name;
}

TEST(Metrics, SpellingsOfOneMetric) {
  EXPECT_EQ(metric_key("Acc@1"), "acc@1");
  EXPECT_EQ(metric_key("Accuracy"), "acc");
  EXPECT_EQ(metric_key("val/Loss"), "val_loss");
  EXPECT_EQ(metric_key("validation loss"), "val_loss");
  EXPECT_EQ(metric_key("Top1"), metric_key("top-1"));
  EXPECT_EQ(metric_key("mAP@0.5"), "map@0.5");
}

// Whatever the text: it ends, numbers are finite, no hyper-parameter gets through, and what stands in one
// segment is found there whatever stands in the others.
TEST(Metrics, AnyText) {
  constexpr std::string_view kPieces[] = {
      "acc", "loss", "lr", "mAP50", ":95", "α", "val", "kappa", "=",   ":",
      " ",   "0.5",  "87", "%",     "±",   "|", "\n",  "-",     "+",   "e5",
      ".",   "\xff", "pp", "dB",    "@1",  "[", "]",   "(",     "\0x", "Signed-off-by: "};
  std::mt19937 random(42);  // NOLINT(cert-msc51-cpp): the same texts each time
  for (int round = 0; round < 4000; ++round) {
    std::string text;
    for (std::size_t pieces = random() % 24; pieces > 0; --pieces)
      text += kPieces[random() % std::size(kPieces)];
    const TagMessage read = read_tag_message(text);
    for (const Metric& metric : read.metrics) {
      EXPECT_TRUE(std::isfinite(metric.value)) << text;
      EXPECT_FALSE(is_hyper_parameter(metric.name)) << text;
      EXPECT_NE(text.find(metric.number), std::string::npos) << text;
    }
    std::string line = text;
    std::replace(line.begin(), line.end(), '\n', ' ');
    EXPECT_TRUE(metrics_of("a | acc: 0.5 | " + line).starts_with("acc=0.5")) << line;
  }
}

TEST(Metrics, LongTextsAreReadOnce) {
  EXPECT_EQ(metrics_of(std::string(1 << 20, 'a') + " acc=0.5"), "acc=0.5");
  EXPECT_EQ(metrics_of(std::string(1 << 20, ':') + " acc=0.5"), "acc=0.5");
}

}  // namespace
}  // namespace expgate::message
