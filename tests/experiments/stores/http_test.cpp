#include "experiments/stores/http.h"

#include <gtest/gtest.h>

#include "experiments/stores/escape.h"
#include "text/percent.h"

namespace expgate::experiments::stores {
namespace {

// "200 the body": what is read of an answer that comes in pieces of that size.
std::string read(std::string_view answer, std::size_t step) {
  AnswerReader reader;
  std::string body;
  for (std::size_t at = 0; at < answer.size(); at += step) body += reader.take(answer.substr(at, step));
  if (reader.state() == AnswerReader::State::broken) return "broken";
  if (reader.state() == AnswerReader::State::headers) return "unfinished";
  return std::to_string(reader.response().status) + " " + body;
}

TEST(Http, AnswersInPieces) {
  const std::pair<const char*, const char*> cases[] = {
      {"HTTP/1.1 200 OK\r\nA: b\r\n\r\nbody", "200 body"},
      {"HTTP/2 404 \r\n\r\n", "404 "},
      {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\nx\r\n\r\ny", "200 x\r\n\r\ny"},
      {"HTTP/1.0 302 Found\nLocation: x\n\nhere", "302 here"},
      {"HTTP/1.1 200 OK\r\nA: b\r\n", "unfinished"},
      {"SSH-2.0-x\r\n\r\n", "broken"},
      {"HTTP/1.1 999 OK\r\n\r\n", "broken"},
      {"HTTP/1.1\r\n\r\n", "broken"},
      {"\r\n\r\n", "broken"},
      {"HTTP/1.1 abc\r\n\r\n", "broken"}};
  for (const auto& [answer, expected] : cases)
    for (const std::size_t step : {1, 2, 3, 7, 1000})
      EXPECT_EQ(read(answer, step), expected) << answer << step;
}

TEST(Http, AHeadHasALimit) {
  const std::string wide = "HTTP/1.1 200 OK\r\n" + std::string(AnswerReader::kLargestHead, 'x');
  EXPECT_EQ(read(wide, 1000), "broken");
  EXPECT_EQ(read(wide + "\r\n\r\n", 100000), "broken");
}

TEST(Http, Headers) {
  AnswerReader reader;
  reader.take(
      "HTTP/1.1 200 OK\r\nContent-Length: 12\r\nX-Linked-ETag:  \"a\" \r\nx-two: 1\r\nX-Two: "
      "2\r\nnone\r\n\r\n");
  const HttpResponse& response = reader.response();
  EXPECT_EQ(response.number("content-length"), 12U);
  EXPECT_EQ(response.header("x-linked-etag"), "\"a\"");
  EXPECT_EQ(response.header("x-two"), "1");
  EXPECT_EQ(response.header("none"), "");
  EXPECT_FALSE(response.number("x-linked-etag"));
  EXPECT_FALSE(response.number("x-two")) << "two that differ";
}

TEST(Http, ConfigurationForCurl) {
  HttpRequest request;
  request.is_head = true;
  request.url = "https://host/a%20b";
  request.headers = {"X: \"quoted\" \\ back"};
  request.user = "ada:love\"lace";
  request.signing = "aws:amz:eu-1:s3";
  request.addresses = {"1.2.3.4", "2600::1"};
  request.may_use_proxy = false;
  const auto config = curl_config(request);
  ASSERT_TRUE(config);
  for (const char* line : {"\nhead\n", "\nproto = \"=http,https\"\n", "\nmax-redirs = 0\n",
                           "url = \"https://host/a%20b\"\n", "header = \"X: \\\"quoted\\\" \\\\ back\"\n",
                           "user = \"ada:love\\\"lace\"\n", "aws-sigv4 = \"aws:amz:eu-1:s3\"\n",
                           "resolve = \"host:443:1.2.3.4,[2600::1]\"\n", "noproxy = \"*\"\n"})
    EXPECT_NE(config->find(line), std::string::npos) << line;
  EXPECT_EQ(config->find("location"), std::string::npos);
  EXPECT_EQ(config->find("netrc"), std::string::npos);
  request.headers = {"X: a\nurl = file:///etc/passwd"};
  EXPECT_FALSE(curl_config(request));
}

TEST(Http, Escapes) {
  EXPECT_EQ(escaped_path("a b/c+d=(é)@~"), "a%20b/c%2Bd%3D%28%C3%A9%29%40~");
  EXPECT_EQ(escaped("a/b"), "a%2Fb");
  EXPECT_EQ(text::percent_decoded("a%2Fb%zz%4"), "a/b%zz%4");
  EXPECT_EQ(hex_of_base64("AAEC/w=="), "000102ff");
  EXPECT_FALSE(hex_of_base64("a-b"));
}

}  // namespace
}  // namespace expgate::experiments::stores
