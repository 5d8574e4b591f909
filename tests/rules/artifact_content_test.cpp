#include "support/format_bytes.h"
#include "support/verdict.h"

namespace expgate::test {
namespace {

using namespace std::string_literals;

constexpr const char* kRule = "artifact-content";

TEST(ArtifactContent, ARenamedCheckpointIsStillACheckpoint) {
  for (const char* path :
       {"notes.txt", "train.py", "cache.dat", "docs/run", "best.pth", "LICENSE", "a.png"}) {
    EXPECT_TRUE(catches(kRule, "", text_file(path, pytorch()), "contains a PyTorch checkpoint")) << path;
    EXPECT_TRUE(catches(kRule, "", text_file(path, pytorch_legacy()), "a PyTorch checkpoint")) << path;
    EXPECT_TRUE(catches(kRule, "", text_file(path, pickle(4)), "a Python pickle")) << path;
    EXPECT_TRUE(catches(kRule, "", text_file(path, tensorboard()), "TensorBoard events")) << path;
  }
  EXPECT_TRUE(catches(kRule, "", text_file("src.zip", zip({{"a", pytorch()}})),
                      "`src.zip` contains a PyTorch checkpoint (in a zip archive), whatever its name"));
}

TEST(ArtifactContent, EachKindHasItsOwnAdvice) {
  EXPECT_TRUE(catches(kRule, "", text_file("x", safetensors()), "record name, sha256 and URI"));
  EXPECT_TRUE(catches(kRule, "", text_file("x", pickle(2)), "JSON or YAML"));
  EXPECT_TRUE(catches(kRule, "", text_file("x", "\x57\xfb\x80\x8b\x24\x75\x47\xdb"), "keep the best one"));
  EXPECT_TRUE(catches(kRule, "", text_file("x", tensorboard()), "record the run's URL"));
  EXPECT_TRUE(catches(kRule, "", text_file("x", training_log(21'000)), "put the numbers that matter"));
  EXPECT_TRUE(catches(kRule, "", text_file("x", npy()), "dvc add"));
  EXPECT_TRUE(
      catches(kRule, "", text_file("x", "BZh91AY&SY" + std::string(200'000, 'z')), "commit its content"));
}

TEST(ArtifactContent, APrivateKeyIsASecret) {
  const std::string key =
      "-----BEGIN OPENSSH PRIVATE"
      " KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5v\n";
  EXPECT_TRUE(catches(kRule, "", text_file("docker/ssh_key", key), "contains a private key"));
  EXPECT_TRUE(catches(kRule, "", text_file("docker/ssh_key", key), "replace the key now"));
  EXPECT_TRUE(catches_not(kRule, "allow: [secrets]", text_file("docker/ssh_key", key)));
  EXPECT_TRUE(
      catches(kRule, "", text_file("src.zip", zip({{"id", key}})), "a private key (in a zip archive)"));
}

TEST(ArtifactContent, OrdinaryFilesPass) {
  for (const std::string& content :
       {""s, "import torch\n"s, "\x89PNG\r\n\x1a\n"s, "{\"loss\": 0.4}\n"s, numbers(19'000)})
    EXPECT_TRUE(catches_not(kRule, "", text_file("x.txt", content)));
  EXPECT_TRUE(catches_not(kRule, "", text_file("train.csv", numbers(100'000))));
}

TEST(ArtifactContent, PointersPass) {
  const std::string lfs =
      "version https://git-lfs.github.com/spec/v1\noid sha256:" + std::string(64, 'a') + "\nsize 9\n";
  EXPECT_TRUE(catches_not(kRule, "", text_file("best.pth", lfs)));
  EXPECT_TRUE(catches_not(kRule, "", text_file("features.pkl", lfs)));
  EXPECT_TRUE(catches_not(kRule, "", text_file("best.pth.dvc", "outs:\n- md5: 0123\n  path: best.pth\n")));
}

TEST(ArtifactContent, LinksAndSubmodulesHoldNoBytes) {
  EXPECT_TRUE(catches_not(kRule, "", link("models/best", pickle(2))));
  FileCase submodule = file("vendor", 0);
  submodule.mode = 0160000;
  EXPECT_TRUE(catches_not(kRule, "", submodule));
}

TEST(ArtifactContent, WhatIsTooLargeIsNotRead) {
  EXPECT_TRUE(catches_not(kRule, "", file("notes", 65_MiB)));
  EXPECT_TRUE(catches_not(kRule, "limit: 1 KiB", file("notes", 1_KiB + 1)));
  EXPECT_TRUE(catches(kRule, "limit: 2 KiB", text_file("notes", pickle(2))));
  EXPECT_TRUE(catches_not(kRule, "min_size: 1 KiB", file("notes", 1_KiB - 1)));
  EXPECT_TRUE(catches(kRule, "min_size: 1 KiB", text_file("notes", hdf5(1024))));
}

TEST(ArtifactContent, SomeAreAMatterOfSize) {
  const std::string packed =
      "\xfd"
      "7zXZ\0"s +
      std::string(100 * 1024 - 6, 'z');
  EXPECT_TRUE(catches(kRule, "", text_file("a", packed), "xz data")) << "nobody can look into it";
  EXPECT_TRUE(catches_not(kRule, "opaque_limit: 100 KiB", text_file("a", packed)));
  EXPECT_TRUE(catches(kRule, "opaque_limit: 100 KiB", text_file("a", packed + "z"), "xz data"));
  EXPECT_TRUE(catches_not(kRule, "allow: [xz]", text_file("a", packed)));
  const std::string members = zip({{"a.txt", std::string(99 * 1024, 'z')}});
  EXPECT_TRUE(catches_not(kRule, "", text_file("a", members)));
  EXPECT_TRUE(catches(kRule, "archive_limit: 1 KiB", text_file("a", members), "a zip archive"));
  EXPECT_TRUE(catches_not(kRule, "", text_file("test.db", sqlite(1 << 20))));
  EXPECT_TRUE(catches(kRule, "", text_file("test.db", sqlite((1 << 20) + 1)), "an SQLite database"));
  EXPECT_TRUE(catches(kRule, "database_limit: 1 KiB", text_file("test.db", sqlite())));
  EXPECT_TRUE(catches(kRule, "", text_file("dump", numbers(20'001)), "a dump of numbers"));
  EXPECT_TRUE(catches_not(kRule, "text_limit: 1 MiB", text_file("dump", numbers(20'001))));
  EXPECT_TRUE(catches(kRule, "text_limit: 1 KB", text_file("dump", numbers(1'001))));
}

TEST(ArtifactContent, ThePolicyLetsFormatsAndKindsPass) {
  EXPECT_TRUE(catches_not(kRule, "allow: [npy]", text_file("x", npy())));
  EXPECT_TRUE(catches(kRule, "allow: [npy]", text_file("x", pickle(2))));
  EXPECT_TRUE(catches_not(kRule, "allow: [data, pickled]", text_file("x", npy())));
  EXPECT_TRUE(catches_not(kRule, "allow: [data, pickled]", text_file("x", pickle(2))));
  EXPECT_TRUE(catches(kRule, "allow: [data, pickled]", text_file("x", pytorch())));
}

}  // namespace
}  // namespace expgate::test
