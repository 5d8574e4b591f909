#include "message/wording.h"

#include <gtest/gtest.h>

namespace expgate::message {
namespace {

struct CapitalCase {
  const char* text;
  const char* mended;  // empty: the capital may stay
};

const CapitalCase kCapitals[] = {
    {"Add model", "add model"},
    {"Fix bug", "fix bug"},
    {"Update: eps", "update: eps"},
    {"Über-long", "über-long"},
    {"A new loader", "a new loader"},
    // verbs have no excuse
    {"ADD a model", "add a model"},
    {"FIx the loader", "fix the loader"},
    {"Add/Remove x", "add/Remove x"},
    {"Add-On for masks", "add-On for masks"},
    {"Fix_bug in the loader", "fix_bug in the loader"},
    {"Re-Add the head", "re-Add the head"},
    {"Train/Val split", "train/Val split"},
    {"ＡＤＤ x", ""},
    // letters that only look Latin
    {"\u0410dd x", "add x"},
    {"Ａdd x", "add x"},
    {"Обновить x", ""},
    // what stands in front does not count
    {"✨ Add x", "✨ add x"},
    {":sparkles: Add x", ":sparkles: add x"},
    {"[Model] Add x", "[Model] add x"},
    {"[ABC-1] #12 Add x", "[ABC-1] #12 add x"},
    {"ABC-1: Add x", "ABC-1: add x"},
    {"- Add x", "- add x"},
    {"(Temporarily) pin x", "(temporarily) pin x"},
    {"CIFAR-10 Loader", ""},
    {"[Model]", ""},
    {"✨ ViT", ""},
    {"`Add` takes x", ""},
    // what is written so
    {"U-Net", ""},
    {"Q-learning loop", ""},
    {"Re-ID head", ""},
    {"CPU/GPU parity", ""},
    {"Mix-FFN", ""},
    {"Docs/conf.py", ""},
    {"Conv2d bias", ""},
    {"ADD-S metric", ""},
    {"X is null", ""},
    // names
    {"Transformer encoder", ""},
    {"Transformer-based head", ""},
    {"Transformers 4.40", ""},
    {"Mixup alpha", ""},
    {"Adam's beta2", ""},
    {"Adam’s beta2", ""},
    {"Adam/AdamW", ""},
    {"Gaussian noise", ""},
    {"Mask R-CNN", ""},
    {"Segment Anything", ""},
    {"Segment images", "segment images"},
    {"Mask padding", "mask padding"},
    {"Adamantly refuse", "adamantly refuse"},
    {"Clip gradients", "clip gradients"},
    {"Dataset for x", "dataset for x"},
};

TEST(Wording, TakesCapitalsOffThatAreNone) {
  for (const auto& [text, mended] : kCapitals) {
    const bool stays = *mended == '\0';
    EXPECT_EQ(begins_with_plain_capital(text), !stays) << text;
    EXPECT_EQ(with_small_initial(text), stays ? text : mended);
  }
}

TEST(Wording, NamesOfTheTeam) {
  for (const char* text :
       {"Kestrel", "Kestrel head", "Kestrel's head", "Kestrels", "Big Kite", "Big Kite: x"})
    EXPECT_FALSE(begins_with_plain_capital(text, {"Kestrel", "Big Kite"})) << text;
  for (const char* text : {"Kestrelling", "Big kite", "Big Kitesurf", "Big"})
    EXPECT_TRUE(begins_with_plain_capital(text, {"Kestrel", "Big Kite"})) << text;
}

struct StopCase {
  const char* text;
  const char* mended;
};

const StopCase kStops[] = {
    {"add ViT.", "add ViT"},
    {"add ViT..", "add ViT"},
    {"add ViT. (#12)", "add ViT (#12)"},
    {"添加模型。", "添加模型"},
    {"添加模型．", "添加模型"},
    {"添加模型｡", "添加模型"},
    // these stay
    {"more to come...", "more to come..."},
    {"ViT etc.", "ViT etc."},
    {"paths that begin with ..", "paths that begin with .."},
    {"leave ../..", "leave ../.."},
    {"add x..", "add x"},
    {"as in He et al.", "as in He et al."},
    {"。。", "。。"},
    {"use v1.0 (#12)", "use v1.0 (#12)"},
    {"(#12)", "(#12)"},
    {"", ""},
};

TEST(Wording, TakesTheFullStopOff) {
  for (const auto& [text, mended] : kStops) EXPECT_EQ(without_final_stop(text), mended);
}

TEST(Wording, FoldsToWhatIsSaid) {
  EXPECT_EQ(folded("Fix bug!"), "fixbug");
  EXPECT_EQ(folded("Fix-\u200BBug 🐛"), "fixbug");
  EXPECT_EQ(folded("修复 bug。"), "修复bug");
  EXPECT_EQ(folded("ｆix"), "fix");
  EXPECT_EQ(folded("\u2800\u3164 — …"), "");
  EXPECT_EQ(folded("a\xff"), "a\xff");
}

}  // namespace
}  // namespace expgate::message
