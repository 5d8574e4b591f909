#include "support/verdict.h"

// Names that are not enough: sizes and contents decide.
namespace expgate::test {
namespace {

using namespace std::string_literals;

constexpr std::uint64_t kSize = 3 * (1 << 20);

TEST(ArtifactPath, WhatKeepsAFolderOrStandsForAFileIsText) {
  for (const char* path : {"checkpoints/.gitkeep", "logs/.gitkeep", "wandb/run-1/.gitignore",
                           "outputs/.gitignore", "tests/legacy/checkpoints/.gitkeep", "models/best.pth.dvc",
                           "data.dvc", "checkpoints/vit.dvc", "train.csv.dvc", "BEST.PT.DVC"}) {
    EXPECT_TRUE(catches_not("artifact-path", "", text_file(path, ""))) << path;
    EXPECT_TRUE(catches_not("artifact-path", "", text_file(path, "outs:\n- md5: 0123\n  path: x\n"))) << path;
  }
  EXPECT_TRUE(catches_not("artifact-path", "", file("data.dvc", kSize))) << "no list has the name";
  EXPECT_TRUE(catches("artifact-path", "", text_file("best.pt.dvc", "PK\3\4\0"s), "model weights"));
  EXPECT_TRUE(catches("artifact-path", "", file("best.pt.dvc", kSize), "model weights"));
  EXPECT_TRUE(
      catches("artifact-path", "", text_file("checkpoints/.gitkeep", "\x80\2}."), "a training checkpoint"));
}

TEST(ArtifactPath, SettingsWithoutASecretPass) {
  for (const char* path : {".env.development", ".env.local", "app/.env.test"}) {
    EXPECT_TRUE(catches_not("artifact-path", "", text_file(path, ""))) << path;
    EXPECT_TRUE(catches_not("artifact-path", "", text_file(path, "DEBUG=1\nAPI_TOKEN=\n"))) << path;
    EXPECT_TRUE(catches("artifact-path", "", text_file(path, "API_TOKEN=abc\n"), "a secret")) << path;
  }
  EXPECT_TRUE(catches_not("artifact-path", "", text_file(".env", "# nothing yet\n")));
  EXPECT_TRUE(catches("artifact-path", "", text_file(".env", "DEBUG=1\n"), "a secret")) << "of one machine";
  EXPECT_TRUE(catches_not("artifact-path", "", text_file("talk.key", "PK\3\4\0"s))) << "a presentation";
  EXPECT_TRUE(catches("artifact-path", "", text_file("app.key", "0123456789abcdef"), "a secret"));
}

TEST(ArtifactPath, TheLaterPartsOfWhatWasSplit) {
  for (const char* path : {"best.pth.ab", "best.pth.az", "src.tar.gz.ab", "src.zip.002", "src.7z.001",
                           "src.z02", "best.safetensors.partab", "src.tar.01"})
    EXPECT_TRUE(catches("artifact-path", "", file(path, 2_KiB))) << path;
  for (const char* path : {"notes.ab", "src.zip.ab.md", "best.pth.md", "src.py.ai", "x.ba"})
    EXPECT_TRUE(catches_not("artifact-path", "", file(path, 2_KiB))) << path;
}

TEST(ArtifactPath, SizeDecidesForTextDataAndArchives) {
  EXPECT_TRUE(catches_not("artifact-path", "", file("tests/labels.csv", 1_MiB)));
  EXPECT_TRUE(catches("artifact-path", "", file("tests/labels.csv", 1_MiB + 1), "data"));
  EXPECT_TRUE(catches("artifact-path", "data_limit: 10 KiB", file("tests/labels.csv", 11_KiB)));
  EXPECT_TRUE(catches_not("artifact-path", "", file("data/splits.csv", 8)));
  EXPECT_TRUE(catches("artifact-path", "", file("data/splits.csv", 1_KiB + 1), "`/data/*.csv`"));
  for (const char* path :
       {"a.bz2", "a.xz", "a.zst", "a.lz4", "a.lzma", "a.7z", "a.rar", "a.tar.xz", "a.txz"}) {
    EXPECT_TRUE(catches("artifact-path", "", file(path, 2_KiB), "an archive")) << path;
    EXPECT_TRUE(catches_not("artifact-path", "opaque_limit: 2 KiB", file(path, 2_KiB))) << path;
  }
  EXPECT_TRUE(catches_not("artifact-path", "", file("tests/fixture.zip", 100_KiB)));
  EXPECT_TRUE(catches("artifact-path", "", file("tests/fixture.zip", 101_KiB), "an archive"));
  EXPECT_TRUE(catches_not("artifact-path", "archive_limit: 2 MiB", file("tests/fixture.zip", 1_MiB)));
  EXPECT_TRUE(catches_not("artifact-path", "", file("dist.tar.gz.sha256", 1_KiB)));
  for (const char* path : {"airfoil.dat.gz", "firmware.bin.zip"}) {  // what is packed cannot be looked at
    EXPECT_TRUE(catches_not("artifact-path", "", file(path, 50_KiB))) << path;
    EXPECT_TRUE(catches("artifact-path", "", file(path, 200_KiB), "an archive")) << path;
  }
}

TEST(ArtifactPath, LooksWhereANameIsNotEnough) {
  const std::string binary("\x93\0\1\2\3"s);
  const std::string program = "\x7f\x45LF\2\1\1"s + std::string(64, '\0');
  EXPECT_TRUE(catches_not("artifact-path", "", text_file("tools/flash.bin", program)));
  EXPECT_TRUE(catches_not("artifact-path", "", text_file("install.bin", "#!/bin/sh\n")));
  EXPECT_TRUE(catches("artifact-path", "", text_file("a.bin", binary), "model weights"));
  EXPECT_TRUE(catches("artifact-path", "", text_file("a.bin", "weights"), "model weights"));
  for (const char* name : {"airfoil.dat", "train.index", "tree.model", "graph.pb"}) {
    EXPECT_TRUE(catches_not("artifact-path", "", text_file(name, "1.0 0.5\n"))) << name;
    EXPECT_TRUE(catches("artifact-path", "", text_file(name, binary))) << name;
    EXPECT_TRUE(catches("artifact-path", "", file(name, 1_MiB + 1))) << name;  // too large for a look
  }
  EXPECT_TRUE(
      catches_not("artifact-path", "", text_file("tokenizer.model", "\n\x0e\n\5<unk>\x15\0\0\0\0\x18\2"s)));
  EXPECT_TRUE(catches_not("artifact-path", "", text_file("ca.pem", "-----BEGIN CERTIFICATE-----\nMIIB\n")));
  EXPECT_TRUE(
      catches("artifact-path", "", text_file("key.pem", "-----BEGIN PRIVATE KEY-----\nMIIB\n"), "a secret"));
  EXPECT_TRUE(
      catches("artifact-path", "", text_file("checkpoints/graph.dat", "1.0\n"), "a training checkpoint"));
}

}  // namespace
}  // namespace expgate::test
