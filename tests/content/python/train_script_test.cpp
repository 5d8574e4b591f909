#include "content/python/train_script.h"

#include <gtest/gtest.h>

#include "base/strings.h"

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
  EXPECT_EQ(arguments("config = load('configs/exp/swin.yaml')"), "-");
  EXPECT_EQ(arguments("config = load('configs/exp/vit.yaml')"), "") << "it needs none";
}

}  // namespace
}  // namespace expgate::content
