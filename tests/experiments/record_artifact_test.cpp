#include "experiments/record_artifact.h"

#include <filesystem>
#include <fstream>
#include <unistd.h>

#include <gtest/gtest.h>

#include "base/sha256.h"

namespace expgate::experiments {
namespace {

namespace fs = std::filesystem;

class RecordArtifact : public testing::Test {
 protected:
  RecordArtifact() : folder_(fs::temp_directory_path() / ("expgate-artifact-" + std::to_string(::getpid()))) {
    fs::create_directories(folder_);
  }
  ~RecordArtifact() override { fs::remove_all(folder_); }

  std::string put(const std::string& name, const std::string& bytes) {
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
    return (folder_ / name).string();
  }

  fs::path folder_;
};

TEST_F(RecordArtifact, PartsOfTheOption) {
  const std::string file = put("a,b.pt", "x");
  const auto parsed = parse_artifact("best=s3://bucket/k,1," + file);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->name, "best");
  EXPECT_EQ(parsed->uri, "s3://bucket/k,1");
  EXPECT_EQ(parsed->file, file);
  EXPECT_EQ(parse_artifact("best=s3://bucket/k")->file, "");
  for (const char* bad :
       {"", "best", "=s3://b/k", "s3://b/k=1", "best=", "best=ftp://h/k", "best=s3://b/k,none.pt",
        "best=https://u:p@h/k", "best=https://h/k?sig=x", "best=file:///x", "best=/x"})
    EXPECT_FALSE(parse_artifact(bad)) << bad;
}

TEST_F(RecordArtifact, HashSizeAndFormat) {
  const std::string bytes =
      "GGUF" + std::string("\3\0\0\0", 4) + std::string(16, '\0') + std::string(3'000'000, 'x');
  std::uint64_t last = 0;
  const auto artifact = read_artifact({"m", "s3://b/k", put("model.dat", bytes)},
                                      [&](const std::string&, std::uint64_t done, std::uint64_t total) {
                                        EXPECT_EQ(total, bytes.size());
                                        EXPECT_GT(done, last);
                                        last = done;
                                      });
  ASSERT_TRUE(artifact) << english(artifact.error().message);
  EXPECT_EQ(artifact->sha256, sha256(bytes));
  EXPECT_EQ(artifact->size, bytes.size());
  EXPECT_EQ(artifact->format, "gguf");
  EXPECT_EQ(last, bytes.size());
  EXPECT_EQ(read_artifact({"m", "s3://b/k", put("empty.csv", "")}, {})->format, "csv");
  EXPECT_FALSE(read_artifact({"m", "s3://b/k", folder_.string()}, {}));
  EXPECT_FALSE(read_artifact({"m", "s3://b/k", (folder_ / "none").string()}, {}));
  EXPECT_FALSE(read_artifact({"m", "s3://b/k", "/dev/null"}, {}));
}

TEST_F(RecordArtifact, FormatsByEnding) {
  EXPECT_EQ(format_by_ending("out/Best.PT"), "pytorch");
  EXPECT_EQ(format_by_ending("a.tar.gz"), "tar.gz");
  EXPECT_EQ(format_by_ending("a.bin"), "");
  EXPECT_EQ(format_by_ending(".pt"), "");
}

}  // namespace
}  // namespace expgate::experiments
