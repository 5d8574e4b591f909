#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

// One request over HTTP, carried out by curl as a child process: the program itself has no network code.
namespace expgate::experiments::stores {

struct HttpRequest {
  bool is_head = false;
  std::string url;                     // percent-encoded
  std::vector<std::string> headers;    // "Name: value"
  std::string user;                    // "name:password"; empty: none
  std::string signing;                 // "aws:amz:REGION:s3"; empty: not signed
  bool uses_netrc = false;             // passwords of ~/.netrc
  bool may_use_proxy = true;           // of the environment
  std::vector<std::string> addresses;  // all that the host may be reached at; empty: whatever it resolves to
  std::chrono::seconds most{30};       // the whole answer
  std::size_t most_body = 1U << 20U;   // bytes that are kept, where nothing takes them
};

struct HttpResponse {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  std::string body;
  std::string remote;  // the address that answered; empty: not known

  // The value of a header, "" if it is not there.
  [[nodiscard]] std::string header(std::string_view name) const;
  // A header that is a number of bytes.
  [[nodiscard]] std::optional<std::uint64_t> number(std::string_view name) const;
};

// Is given the body of an answer of 2xx piece by piece, with what the headers say. Returns whether it wants
// more.
using TakeBody = std::function<bool(const HttpResponse& head, std::string_view piece)>;

// Carries out a request. An error: there was no whole answer.
using Fetch = std::function<Result<HttpResponse>(const HttpRequest& request, const TakeBody& take)>;

// Returns the answer that curl gets. Nothing secret is among its arguments: all of the request goes to its
// stdin. It asks for nothing, follows nothing, reads no ~/.curlrc, and is ended with this process.
Result<HttpResponse> fetch_by_curl(const HttpRequest& request, const TakeBody& take);

// Returns the request as a configuration file for curl. An error if a value has control characters.
Result<std::string> curl_config(const HttpRequest& request);

// Reads answers as `curl --include` prints them, piece by piece.
class AnswerReader {
 public:
  enum class State { headers, body, broken };

  // Takes the next piece. Returns what of it is of the body.
  std::string_view take(std::string_view piece);

  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] HttpResponse& response() { return response_; }

  // The largest head of an answer that is read, in bytes.
  static constexpr std::size_t kLargestHead = std::size_t{64} << 10U;

 private:
  bool take_head(std::string_view head);

  State state_ = State::headers;
  std::string head_;
  HttpResponse response_;
};

}  // namespace expgate::experiments::stores
