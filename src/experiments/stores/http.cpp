#include "experiments/stores/http.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "base/ascii.h"
#include "base/strings.h"
#include "base/version.h"
#include "experiments/stores/address.h"
#include "git/command.h"

namespace expgate::experiments::stores {

namespace {

// As curl's man page has it, "Config file": what a quoted value may hold.
std::string quoted_for_curl(std::string_view value) {
  std::string quoted = "\"";
  for (const char c : value) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

bool has_control(std::string_view value) {
  return std::any_of(value.begin(), value.end(),
                     [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7F; });
}

// "host:443:192.0.2.1,[2001:db8::1]"
Result<std::string> pinned(const HttpRequest& request) {
  const auto address = read_url(request.url);
  if (!address) return fail(tr("the URL is not one of http or https"));
  std::string value;
  for (const std::string& each : request.addresses) {
    const bool is_six = each.find(':') != std::string::npos;
    value += (value.empty() ? "" : ",") + (is_six ? "[" + each + "]" : each);
  }
  return address->host_and_port() + ":" + value;
}

// What curl's exit code means, in words of our own: its own may repeat what is secret.
Text curl_problem(int code) {
  switch (code) {
    case 2:
    case 4:
      return tr("curl does not know an option that is needed: it has to be 7.75 or newer");
    case 5:
    case 97:
      return tr("the proxy cannot be reached");
    case 6:
      return tr("the host name is not known");
    case 7:
      return tr("nothing answers at that host and port");
    case 18:
      return tr("the answer ended too early");
    case 28:
      return tr("it took too long");
    case 35:
    case 58:
    case 59:
      return tr("no secure connection can be made");
    case 60:
    case 77:
      return tr("the certificate of the host is not trusted");
    case 47:
      return tr("it redirects without end");
    case 52:
    case 56:
      return tr("the connection was closed");
    default:
      return tr("curl failed with exit code {code}", {{"code", code}});
  }
}

// What --write-out says at the end of stderr: "\n@ 192.0.2.1\n"
std::string remote_of(std::string_view err) {
  const std::size_t at = err.rfind("\n@ ");
  return at == std::string_view::npos ? std::string() : std::string(trim(err.substr(at + 3)));
}

}  // namespace

std::string HttpResponse::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (key == name) return value;
  return {};
}

std::optional<std::uint64_t> HttpResponse::number(std::string_view name) const {
  std::optional<std::uint64_t> stated;
  for (const auto& [key, value] : headers) {
    if (key != name) continue;
    const auto number = parse_decimal(value);
    if (!number || (stated && *stated != *number)) return std::nullopt;  // two that differ say nothing
    stated = number;
  }
  return stated;
}

Result<std::string> curl_config(const HttpRequest& request) {
  std::string config =
      "silent\ngloboff\npath-as-is\nsuppress-connect-headers\nproto = \"=http,https\"\nmax-redirs = 0\n";
  config += request.is_head ? "head\n" : "include\n";
  config += "connect-timeout = 15\n";
  config += fmt::format("max-time = {}\n", request.most.count());
  config += "speed-limit = 512\nspeed-time = 30\n";
  config += "write-out = \"%{stderr}\\n@ %{remote_ip}\\n\"\n";
  std::vector<std::pair<std::string, std::string>> values = {
      {"url", request.url}, {"user-agent", fmt::format("expgate/{}", version())}};
  values.emplace_back("header", "Accept-Encoding: identity");
  for (const std::string& header : request.headers) values.emplace_back("header", header);
  if (!request.user.empty()) values.emplace_back("user", request.user);
  if (!request.signing.empty()) values.emplace_back("aws-sigv4", request.signing);
  if (!request.may_use_proxy) values.emplace_back("noproxy", "*");
  if (request.uses_netrc) config += "netrc-optional\n";
  if (!request.addresses.empty()) {
    TRY_ASSIGN(std::string pin, pinned(request));
    values.emplace_back("resolve", std::move(pin));
  }
  for (const auto& [name, value] : values) {
    if (has_control(value))
      return fail(tr("a value for curl's `{option}` has control characters", {{"option", name}}));
    config += name + " = " + quoted_for_curl(value) + "\n";
  }
  return config;
}

bool AnswerReader::take_head(std::string_view head) {
  HttpResponse answer;
  for (std::string_view line : lines(head)) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (answer.status == 0) {
      constexpr std::size_t kDigits = 3;
      const std::size_t blank = line.find(' ');
      if (!line.starts_with("HTTP/") || blank == std::string_view::npos) return false;
      const auto status = parse_decimal(line.substr(blank + 1, kDigits));
      if (!status || *status < 100 || *status > 599) return false;
      answer.status = static_cast<int>(*status);
      continue;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    answer.headers.emplace_back(ascii_lower(trim(line.substr(0, colon))), trim(line.substr(colon + 1)));
  }
  response_ = std::move(answer);
  return response_.status != 0;
}

std::string_view AnswerReader::take(std::string_view piece) {
  if (state_ == State::body) return piece;
  if (state_ == State::broken) return {};
  head_.append(piece);
  for (;;) {
    const std::size_t unix_end = head_.find("\n\n");
    const std::size_t end = head_.find("\r\n\r\n");
    const bool is_unix = unix_end < end;
    const std::size_t at = is_unix ? unix_end : end;
    const std::size_t length = at == std::string::npos ? head_.size() : at;
    if (length > kLargestHead) state_ = State::broken;
    if (at == std::string::npos || state_ == State::broken) return {};
    if (!take_head(std::string_view(head_).substr(0, at))) {
      state_ = State::broken;
      return {};
    }
    const std::size_t rest = head_.size() - at - (is_unix ? 2 : 4);
    constexpr int kFirstFinal = 200;
    if (response_.status >= kFirstFinal) {
      state_ = State::body;
      return piece.substr(piece.size() - std::min(rest, piece.size()));
    }
    head_.erase(0, head_.size() - rest);  // "100 Continue": the answer itself follows
  }
}

Result<HttpResponse> fetch_by_curl(const HttpRequest& request, const TakeBody& take) {
  TRY_ASSIGN(const std::string config, curl_config(request));
  AnswerReader reader;
  bool is_stopped = false;
  const auto on_output = [&](std::string_view piece) {
    const std::string_view body = reader.take(piece);
    HttpResponse& response = reader.response();
    if (reader.state() == AnswerReader::State::broken) is_stopped = true;
    if (body.empty()) return !is_stopped;
    const bool is_good = response.status >= 200 && response.status < 300;
    if (take && is_good) {
      is_stopped = !take(response, body);
    } else {
      response.body.append(
          body.substr(0, request.most_body - std::min(request.most_body, response.body.size())));
      is_stopped = response.body.size() >= request.most_body;
    }
    return !is_stopped;
  };
  constexpr std::chrono::seconds kGrace{5};  // curl ends by itself
  auto output = git::stream_for(request.most + kGrace, {"curl", "-q", "--config", "-"}, config, on_output);
  if (!output) return within(tr("asking a store"), output.error());
  if (!*output) return fail(curl_problem(28));
  if (reader.state() == AnswerReader::State::broken)
    return fail(tr("it does not answer as a web server does, or with a head of over {limit}",
                   {{"limit", Bytes{AnswerReader::kLargestHead}}}));
  if (!is_stopped && !(*output)->ok()) return fail(curl_problem((*output)->code));
  if (reader.state() != AnswerReader::State::body) return fail(tr("it answers nothing"));
  HttpResponse response = std::move(reader.response());
  response.remote = remote_of((*output)->err);
  return response;
}

}  // namespace expgate::experiments::stores
