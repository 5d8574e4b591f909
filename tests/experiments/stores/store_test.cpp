#include "experiments/stores/store.h"

#include <gtest/gtest.h>

#include "experiments/stores/mlflow.h"

namespace expgate::experiments::stores {
namespace {

std::string url(const Result<Question>& question) {
  return question ? question->request.url : "error";
}

bool has_header(const Result<Question>& question, const std::string& header) {
  const auto& all = question->request.headers;
  return std::find(all.begin(), all.end(), header) != all.end();
}

// What is read of an answer to `question`: "there 5 abc…", "missing", "error".
std::string read(const Result<Question>& question, int status,
                 std::vector<std::pair<std::string, std::string>> headers, const std::string& body = "") {
  const auto object = question->read({status, std::move(headers), body, ""}, question->name);
  if (!object) return "error";
  if (!object->is_there) return "missing";
  return "there " + (object->size ? std::to_string(*object->size) : "?") + " " + object->sha256.substr(0, 4);
}

const std::string kHash(64, 'a');
const std::string kHashInBase64 = "qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqo=";

const S3 kAws{"", "eu-west-1", "AKIA", "secret", ""};

TEST(Stores, S3Urls) {
  EXPECT_EQ(url(ask_s3(kAws, "s3://bucket/a/b.pt", Wanted::facts)),
            "https://bucket.s3.eu-west-1.amazonaws.com/a/b.pt");
  EXPECT_EQ(url(ask_s3(kAws, "s3://my.bucket/k", Wanted::facts)),
            "https://s3.eu-west-1.amazonaws.com/my.bucket/k");
  EXPECT_EQ(url(ask_s3({"", "cn-north-1", "", "", ""}, "s3://bucket/k", Wanted::facts)),
            "https://bucket.s3.cn-north-1.amazonaws.com.cn/k");
  const S3 own{"http://minio:9000", "us-east-1", "", "", ""};
  EXPECT_EQ(url(ask_s3(own, "s3://bucket/a+b=(c)@é%20d?x", Wanted::facts)),
            "http://minio:9000/bucket/a%2Bb%3D%28c%29%40%C3%A9%20d%3Fx");
  EXPECT_EQ(url(ask_s3(own, "s3://bucket/k?versionId=a/b", Wanted::facts)),
            "http://minio:9000/bucket/k?versionId=a%2Fb");
  for (const char* bad : {"s3://b/k", "s3://bucket", "s3://bucket/", "s3:///k", "s3://bucket@host/k",
                          "s3://host:80/k", "s3://buck\\et/k", "s3://.bucket/k", "s3://bu..ket/k"})
    EXPECT_EQ(url(ask_s3(kAws, bad, Wanted::facts)), "error") << bad;
  EXPECT_EQ(url(ask_s3({"", "x.evil/", "", "", ""}, "s3://bucket/k", Wanted::facts)), "error");
}

TEST(Stores, S3Signatures) {
  S3 s3 = kAws;
  s3.session_token = "token";
  const auto question = ask_s3(s3, "s3://bucket/k", Wanted::facts);
  ASSERT_TRUE(question);
  EXPECT_TRUE(question->request.is_head);
  EXPECT_EQ(question->request.signing, "aws:amz:eu-west-1:s3");
  EXPECT_EQ(question->request.user, "AKIA:secret");
  EXPECT_TRUE(has_header(question, "x-amz-content-sha256: UNSIGNED-PAYLOAD"));
  EXPECT_TRUE(has_header(question, "x-amz-checksum-mode: ENABLED"));
  EXPECT_TRUE(has_header(question, "x-amz-security-token: token"));
  EXPECT_FALSE(ask_s3(kAws, "s3://bucket/k", Wanted::bytes)->request.is_head);
  const auto open = ask_s3({"", "eu-west-1", "", "", ""}, "s3://bucket/k", Wanted::facts);
  EXPECT_EQ(open->request.signing + open->request.user, "");
}

TEST(Stores, S3Answers) {
  const auto question = ask_s3(kAws, "s3://bucket/k", Wanted::facts);
  EXPECT_EQ(read(question, 200, {{"content-length", "5"}, {"etag", "\"abc\""}}), "there 5 ");
  EXPECT_EQ(read(question, 200, {{"content-length", "5"}, {"x-amz-checksum-sha256", kHashInBase64}}),
            "there 5 aaaa");
  EXPECT_EQ(read(question, 200, {{"x-amz-checksum-sha256", kHashInBase64 + "-3"}}), "there ? ");
  EXPECT_EQ(
      read(question, 200, {{"x-amz-checksum-sha256", kHashInBase64}, {"x-amz-checksum-type", "COMPOSITE"}}),
      "there ? ");
  EXPECT_EQ(read(question, 404, {}), "missing");
  for (const int status : {301, 400, 403, 500, 302}) EXPECT_EQ(read(question, status, {}), "error") << status;
  HttpResponse elsewhere{301, {{"x-amz-bucket-region", "us-east-1"}}, "", ""};
  EXPECT_EQ(region_of(elsewhere), "us-east-1");
  EXPECT_EQ(region_of({400, {}, "<Error><Region>eu-1</Region></Error>", ""}), "eu-1");
  EXPECT_EQ(region_of({400, {}, "<Error><Region>e.vil/</Region></Error>", ""}), "");
  elsewhere.status = 200;
  EXPECT_EQ(region_of(elsewhere), "");
}

TEST(Stores, HuggingFace) {
  const HuggingFace hub{"https://huggingface.co", "hf_x"};
  const auto at = [&](const char* uri) { return url(ask_hugging_face(hub, uri, Wanted::facts)); };
  EXPECT_EQ(at("hf://ada/vit/a b%20c.pt"), "https://huggingface.co/ada/vit/resolve/main/a%20b%20c.pt");
  EXPECT_EQ(at("hf://datasets/ada/vit@v1/x/y"), "https://huggingface.co/datasets/ada/vit/resolve/v1/x/y");
  EXPECT_EQ(at("hf://spaces/ada/vit@refs/pr/1/x"),
            "https://huggingface.co/spaces/ada/vit/resolve/refs%2Fpr%2F1/x");
  EXPECT_EQ(at("hf://models/ada/vit@a%2Fb/x"), "https://huggingface.co/ada/vit/resolve/a%2Fb/x");
  for (const char* bad :
       {"hf://", "hf://ada", "hf://ada/vit", "hf://ada/vit@v1", "hf://ada/vit@/x", "hf://../vit/x",
        "hf://a?/b/c", "hf://a:1/b/c", "hf://ada/vit/", "hf://ada/vit/../../x", "hf://ada/vit/%2e%2e/x"})
    EXPECT_EQ(at(bad), "error") << bad;
  const auto question = ask_hugging_face(hub, "hf://ada/vit/x", Wanted::facts);
  EXPECT_FALSE(question->follows);
  EXPECT_TRUE(has_header(question, "Authorization: Bearer hf_x"));
  EXPECT_EQ(read(question, 302,
                 {{"x-repo-commit", "c"}, {"x-linked-size", "5"}, {"x-linked-etag", "\"" + kHash + "\""}}),
            "there 5 aaaa");
  EXPECT_EQ(read(question, 200, {{"content-length", "5"}, {"etag", "\"git\""}}), "there 5 ");
  EXPECT_EQ(read(question, 307, {{"location", "/new/name"}}), "error");
  EXPECT_EQ(read(question, 404, {{"x-error-code", "EntryNotFound"}}), "missing");
  EXPECT_EQ(read(question, 404, {{"x-error-code", "RepoNotFound"}}), "error");
  EXPECT_EQ(read(question, 401, {}), "error");
}

TEST(Stores, GoogleAndAzure) {
  const GoogleStorage google{"https://storage.googleapis.com", ""};
  EXPECT_EQ(url(ask_google(google, "gs://b_1/a%20b+c", Wanted::facts)),
            "https://storage.googleapis.com/b_1/a%20b%2Bc");
  for (const char* bad : {"gs://", "gs://b", "gs://b@h/k", "gs://B/k", "gs://b:1/k", "gs://b/../c/k"})
    EXPECT_EQ(url(ask_google(google, bad, Wanted::facts)), "error") << bad;
  EXPECT_EQ(
      read(ask_google(google, "gs://b/k", Wanted::facts), 200,
           {{"content-encoding", "gzip"}, {"content-length", "3"}, {"x-goog-stored-content-length", "5"}}),
      "there 5 ");
  const AzureStorage azure{"ada", "", "sv=1&sig=x"};
  const auto at = [&](const char* uri) { return url(ask_azure(azure, uri, Wanted::facts)); };
  EXPECT_EQ(at("az://c/p/q"), "https://ada.blob.core.windows.net/c/p/q?sv=1&sig=x");
  EXPECT_EQ(at("az://eve.blob.core.windows.net/c/p"), "https://eve.blob.core.windows.net/c/p");
  EXPECT_EQ(at("abfss://c@ada.dfs.core.windows.net/p"), "https://ada.blob.core.windows.net/c/p?sv=1&sig=x");
  for (const char* bad : {"az://c", "az://c/", "az://evil.example/c/p", "abfss://c@evil.example/p",
                          "abfss://c@a.b.blob.core.windows.net/p", "az://C/p", "az://c/../d/p",
                          "az://a.evil.example%2f.blob.core.windows.net/c/p"})
    EXPECT_EQ(at(bad), "error") << bad;
  EXPECT_EQ(url(ask_azure({}, "az://c/p", Wanted::facts)), "error");
  const auto question = ask_azure(azure, "az://c/p", Wanted::facts);
  EXPECT_EQ(read(question, 404, {{"x-ms-error-code", "BlobNotFound"}}), "missing");
  EXPECT_EQ(read(question, 404, {{"x-ms-error-code", "ResourceNotFound"}}), "error");
}

TEST(Stores, Https) {
  const auto question = ask_https("https://host/x?y=1", Wanted::facts);
  EXPECT_EQ(url(question), "https://host/x?y=1");
  EXPECT_TRUE(question->follows);
  EXPECT_EQ(read(question, 200, {{"content-length", "5"}, {"x-checksum-sha256", kHash}}), "there 5 aaaa");
  EXPECT_EQ(
      read(question, 200, {{"content-length", "5"}, {"repr-digest", "sha-256=:" + kHashInBase64 + ":"}}),
      "there 5 aaaa");
  EXPECT_EQ(read(question, 200, {{"content-length", "5"}, {"digest", "md5=x,SHA-256=" + kHashInBase64}}),
            "there 5 aaaa");
  EXPECT_EQ(read(question, 200,
                 {{"content-length", "5"}, {"content-encoding", "gzip"}, {"x-checksum-sha256", kHash}}),
            "there ? ");
  EXPECT_EQ(read(question, 206, {{"content-length", "1"}, {"content-range", "bytes 0-0/77"}}), "there 77 ");
  EXPECT_EQ(read(question, 206, {{"content-range", "bytes 0-0/*"}}), "there ? ");
  EXPECT_EQ(read(question, 410, {}), "missing");
  EXPECT_FALSE(ask_https("file:///etc/passwd", Wanted::facts));
}

TEST(Stores, Mlflow) {
  const MlflowServer server{"https://mlflow.example/sub", "ada", "lace", ""};
  const auto at = [&](const char* uri, Wanted wanted) { return ask_mlflow(server, uri, wanted); };
  const auto listing = at("mlflow-artifacts:/1/r/artifacts/b.pt", Wanted::facts);
  EXPECT_EQ(url(listing),
            "https://mlflow.example/sub/api/2.0/mlflow-artifacts/artifacts?path=1%2Fr%2Fartifacts");
  EXPECT_EQ(listing->request.user, "ada:lace");
  EXPECT_EQ(url(at("mlflow-artifacts:/1/b.pt", Wanted::bytes)),
            "https://mlflow.example/sub/api/2.0/mlflow-artifacts/artifacts/1/b.pt");
  const auto own = at("mlflow-artifacts://mlflow.example/1/b.pt", Wanted::bytes);
  EXPECT_EQ(own->request.user, "ada:lace");
  const auto other = at("mlflow-artifacts://evil.example/1/b.pt", Wanted::bytes);
  EXPECT_EQ(url(other) + other->request.user,
            "https://evil.example/api/2.0/mlflow-artifacts/artifacts/1/b.pt");
  EXPECT_EQ(at("mlflow-artifacts://mlflow.example:81/1/b.pt", Wanted::bytes)->request.user, "");
  for (const char* bad :
       {"mlflow-artifacts:/", "mlflow-artifacts:/../../mlflow/runs/get", "mlflow-artifacts:/a/%2E%2E/b"})
    EXPECT_EQ(url(at(bad, Wanted::facts)), "error") << bad;
  EXPECT_EQ(url(ask_mlflow(std::nullopt, "mlflow-artifacts:/1/b.pt", Wanted::facts)), "error");
  EXPECT_EQ(read(listing, 200, {}, R"({"files": [{"path": "b.pt", "is_dir": false, "file_size": 5}]})"),
            "there 5 ");
  EXPECT_EQ(read(listing, 200, {}, R"({"files": [{"path": "x/b.pt", "file_size": "7"}]})"), "there 7 ");
  EXPECT_EQ(read(listing, 200, {}, R"({"files": [{"path": "b.pt", "is_dir": true}, {"path": "c.pt"}, 3]})"),
            "missing");
  EXPECT_EQ(read(listing, 200, {}, "{}"), "missing");
  for (const char* bad : {"", "[]", "<html>", "3"}) EXPECT_EQ(read(listing, 200, {}, bad), "error") << bad;
}

}  // namespace
}  // namespace expgate::experiments::stores
