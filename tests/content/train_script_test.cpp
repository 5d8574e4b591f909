#include "content/train_script.h"

#include <gtest/gtest.h>

#include "base/strings.h"
#include "content/sha256.h"

namespace expgate::content {
namespace {

// The arguments for `config` in one line, or "-".
std::string arguments(std::string_view source, std::string_view config = "configs/exp/vit.yaml",
                      std::string_view script = "train.py") {
  const auto found = config_arguments(script, source, config);
  return found ? join(*found, " ") : "-";
}

TEST(TrainScript, Flags) {
  EXPECT_EQ(arguments("parser.add_argument('--config', required=True)"), "--config configs/exp/vit.yaml");
  EXPECT_EQ(arguments("p.add_argument(\"-c\", \"--cfg\")"), "--cfg configs/exp/vit.yaml");
  EXPECT_EQ(arguments("@click.option(\"--config-file\")"), "--config-file configs/exp/vit.yaml");
  EXPECT_EQ(arguments("parser.add_argument('config', help='train config file path')"),
            "configs/exp/vit.yaml");
  EXPECT_EQ(arguments("cli = LightningCLI(Model)"), "fit --config configs/exp/vit.yaml");
}

TEST(TrainScript, Hydra) {
  constexpr std::string_view kMain =
      "@hydra.main(version_base=None, config_path=\"conf\", config_name=\"config\")";
  EXPECT_EQ(arguments(kMain, "conf/vit.yaml"), "--config-name vit");
  EXPECT_EQ(arguments(kMain, "conf/experiment/vit.yaml"), "--config-name experiment/vit");
  EXPECT_EQ(arguments("@hydra.main(config_path='../conf')", "conf/vit.yaml", "src/train.py"),
            "--config-name vit");
  EXPECT_EQ(arguments(kMain, "configs/vit.yaml"), "--config-dir configs --config-name vit");
}

TEST(TrainScript, WhatDoesNotSay) {
  EXPECT_EQ(arguments(""), "-");
  EXPECT_EQ(arguments("# parser.add_argument('--config')"), "-");
  EXPECT_EQ(arguments("config = load('configs/exp/vit.yaml')"), "-");
}

TEST(Sha256, OfTheStandardsExamples) {
  EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

}  // namespace
}  // namespace expgate::content
