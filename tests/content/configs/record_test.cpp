#include "content/configs/record.h"

#include <gtest/gtest.h>

#include "base/strings.h"

namespace expgate::content {
namespace {

const std::string kHash(64, 'a');
const std::string kCommit(40, 'c');

// A good record, with one part of its text exchanged for another.
std::string record(const std::string& part = "", const std::string& other = "") {
  std::string text =
      "{\n\"schema\": \"exp-result/1\",\n\"commit\": \"" + kCommit +
      "\",\n\"config\": \"configs/exp/x.yaml\",\n\"seed\": 42,\n"
      "\"image\": \"registry/image@sha256:" +
      kHash +
      "\",\n"
      "\"metrics\": {\"acc@1\": 87.3, \"loss\": 0.41},\n"
      "\"artifacts\": [{\"name\": \"best\", \"uri\": \"s3://bucket/key\", \"sha256\": \"" +
      kHash +
      "\", \"size\": 102400, \"format\": \"safetensors\"}],\n"
      "\"run\": {\"tracker\": \"wandb\", \"url\": \"https://wandb.ai/a/b/runs/1\", \"id\": \"1\"}\n}\n";
  const std::size_t at = text.find(part);
  EXPECT_NE(at, std::string::npos) << part;
  return part.empty() ? text : text.replace(at, part.size(), other);
}

// "LINE what | LINE what" for all errors.
std::string errors_of(const std::string& text) {
  std::vector<std::string> shown;
  for (const text::ParseError& error : read_record(text).errors)
    shown.push_back(std::to_string(error.location.line) + " " + english(error.what));
  return join(shown, " | ");
}

TEST(Record, AGoodOneIsRead) {
  const RecordReading reading = read_record(record());
  EXPECT_EQ(reading.kind, RecordReading::Kind::record);
  EXPECT_EQ(errors_of(record()), "");
  EXPECT_EQ(reading.record.commit.value, kCommit);
  EXPECT_EQ(reading.record.config.value, "configs/exp/x.yaml");
  EXPECT_EQ(reading.record.seeds.value, (std::vector<std::uint64_t>{42}));
  EXPECT_EQ(reading.record.metrics.front().first, "acc@1");
  EXPECT_DOUBLE_EQ(reading.record.metrics.front().second, 87.3);
  EXPECT_EQ(reading.record.artifacts.at(0).uri, "s3://bucket/key");
  EXPECT_EQ(reading.record.artifacts.at(0).size, 102400U);
  EXPECT_EQ(errors_of(record(kCommit, std::string(64, '1'))), "");
  EXPECT_EQ(errors_of(record("42", "[1, 2, 3]")), "");
  EXPECT_EQ(errors_of(record("\"image\": \"registry/image@sha256:" + kHash + "\",", "")), "");
  EXPECT_EQ(errors_of(record("\"seed\": 42", "\"seed\": 42, \"seeds\": 1, \"notes\": \"x\", \"gpu\": {}")),
            "");
}

TEST(Record, EachErrorIsReportedWithItsLine) {
  EXPECT_EQ(errors_of(record(kCommit, "main")),
            "3 `commit` is not a full commit ID (40 or 64 hex digits): branches move, and short IDs become "
            "ambiguous");
  EXPECT_EQ(errors_of(record("\"configs/exp/x.yaml\"", "null")), "4 `config` is null, not a string");
  for (const char* path : {"/etc/x.yaml", "../x.yaml", "configs/../../x.yaml", "C:\\\\x.yaml", "./x.yaml"})
    EXPECT_EQ(errors_of(record("configs/exp/x.yaml", path)),
              "4 `config` is not a path from the top of the repository");
  for (const char* seed : {"-1", "4294967296", "1.5", "\"42\"", "true", "null", "[1, -1]"})
    EXPECT_EQ(errors_of(record("42", seed)), "5 `seed` is not a whole number from 0 to 4294967295") << seed;
  EXPECT_EQ(errors_of(record("42", "[]")), "5 `seed` is an empty list");
  EXPECT_EQ(errors_of(record("@sha256:" + kHash, ":latest")),
            "6 `image` is not pinned by `@sha256:` and 64 hex digits");
  EXPECT_EQ(errors_of(record("87.3", "\"87.3%\"")), "7 `metrics.acc@1` is a string, not a finite number");
  EXPECT_EQ(errors_of(record("87.3", "true")), "7 `metrics.acc@1` is true, not a finite number");
  EXPECT_EQ(errors_of(record("{\"acc@1\": 87.3, \"loss\": 0.41}", "{}")), "7 `metrics` is empty");
  EXPECT_EQ(errors_of(record("\"" + kHash + "\", \"size\"", "\"abc\", \"size\"")),
            "8 `artifacts[0].sha256` is not 64 hex digits");
  EXPECT_EQ(errors_of(record("102400", "-1")), "8 `artifacts[0].size` is not a number of bytes");
  EXPECT_EQ(errors_of(record("\"name\": \"best\", ", "")), "8 `artifacts[0].name` is missing");
  EXPECT_EQ(errors_of(record("s3://bucket/key", "file:///x")),
            "8 `artifacts[0].uri`: the URI is a file on one machine");
  EXPECT_EQ(errors_of(record("\"wandb\"", "\"wandbb\"")),
            "9 `run.tracker` is not one of `wandb`, `mlflow` and `dvc`");
  EXPECT_EQ(errors_of(record("https://wandb.ai", "https://a:b@wandb.ai")),
            "9 `run.url`: the URI contains a user name and a password");
  EXPECT_EQ(errors_of(record("exp-result/1", "exp-result/2")), "2 `schema` is not `exp-result/1`");
  EXPECT_EQ(errors_of(record("\"seed\": 42,\n", "")), "1 `seed` is missing");
  EXPECT_EQ(errors_of(record("\"schema\": \"exp-result/1\",", "")),
            "1 `\"schema\": \"exp-result/1\"` is missing");
}

TEST(Record, SlipsOfKeysAreNamedOnce) {
  EXPECT_EQ(errors_of(record("\"artifacts\"", "\"artefacts\"")),
            "8 unknown key `artefacts`, did you mean `artifacts`?");
  EXPECT_EQ(errors_of(record("\"seed\"", "\"sed\"")), "5 unknown key `sed`, did you mean `seed`?");
  EXPECT_EQ(errors_of(record("\"uri\"", "\"url\"")), "8 unknown key `artifacts[0].url`, did you mean `uri`?");
}

TEST(Record, WhatIsNoJson) {
  for (const char* text : {"", "{", "{\"a\": NaN}", "{\"a\": 1e999}", "{\"a\": 1, \"a\": 2}", "acc: 1"}) {
    EXPECT_EQ(read_record(text).kind, RecordReading::Kind::unreadable);
    EXPECT_EQ(read_record(text).errors.size(), 1U) << text;
  }
}

TEST(Record, WhatIsAnotherKindOfJson) {
  for (const char* text :
       {"{\"acc\": 0.9, \"loss\": 0.4}", "[1, 2]", "3", "null", "{\"schema\": \"other/1\", \"seed\": 1}",
        "{\"config\": {}, \"results\": {}}", "{}"})
    EXPECT_EQ(read_record(text).kind, RecordReading::Kind::other) << text;
  EXPECT_EQ(read_record("{\"seed\": 1, \"config\": \"a\", \"metrics\": {}}").kind,
            RecordReading::Kind::unnamed);
}

TEST(Uri, Good) {
  for (const char* uri : {"s3://bucket/a/b.pt", "gs://b/k", "az://container/x",
                          "abfss://container@account.dfs.core.windows.net/x", "hf://org/model@abc/file",
                          "oci://registry/repo@sha256:abc", "https://host/x?version=3", "dvc://repo/x",
                          "mlflow-artifacts:/1/abc/artifacts", "wandb-artifact:///team/project/model:v3",
                          "S3://bucket/key", "https://host:8080/x", "s3://bucket/sig=1/key"})
    EXPECT_EQ(uri_problem(uri), std::nullopt) << uri;
}

TEST(Uri, Bad) {
  const std::pair<const char*, const char*> kCases[] = {
      {"", "is empty"},
      {"file:///home/ada/best.pt", "is a file on one machine"},
      {"FILE:best.pt", "is a file on one machine"},
      {"/data/best.pt", "is a path on one machine"},
      {"~/best.pt", "is a path on one machine"},
      {"C:\\best.pt", "is a path on one machine"},
      {"\\\\nas\\best.pt", "is a path on one machine"},
      {"checkpoints/best.pt", "has no scheme"},
      {"http://host/x", "has the scheme `http`"},
      {"ftp://host/x", "has the scheme `ftp`"},
      {"https://ada:secret@host/x", "contains a user name and a password"},
      {"s3://key:secret@bucket/x", "contains a user name and a password"},
      {"s3://key%3Asecret@bucket/x", "contains a user name and a password"},
      {"https://token@host/x", "contains a user name or a token"},
      {"https://b.s3.amazonaws.com/k?X-Amz-Algorithm=A&X-Amz-Signature=ab", "is signed"},
      {"https://b/k?x-amz-signature=ab", "is signed"},
      {"https://b/k?%58-Amz-Signature=ab", "is signed"},
      {"https://storage.googleapis.com/b/k?X-Goog-Signature=ab", "is signed"},
      {"https://a.blob.core.windows.net/c/x?sv=1&sig=ab%3D", "is signed"},
      {"https://b/k#token=ab", "is signed"},
      {"s3://", "has a scheme but no host or path"},
      {"https:///x", "has a scheme but no host or path"},
      {"s3://a b", "contains spaces"},
  };
  for (const auto& [uri, problem] : kCases)
    EXPECT_NE(english(uri_problem(uri).value_or(Text())).find(problem), std::string::npos)
        << uri << ": " << uri_problem(uri).value_or(verbatim("good"));
}

}  // namespace
}  // namespace expgate::content
