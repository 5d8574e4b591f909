#include "experiments/stores/web.h"

#include <algorithm>
#include <thread>

#include "base/strings.h"
#include "git/command.h"

namespace expgate::experiments::stores {

namespace {

constexpr int kTries = 3;
constexpr int kMostRedirects = 5;
constexpr std::chrono::milliseconds kWorthAnother{2500};

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

// Whether it may be better a second later.
bool is_passing(int status) {
  return status == 429 || status == 500 || status == 502 || status == 503 || status == 504;
}

}  // namespace

void sleep_for(std::chrono::milliseconds time) {
  std::this_thread::sleep_for(time);
}

Result<std::vector<std::string>> resolve_by_getent(const std::string& host) {
  constexpr std::chrono::seconds kMost{15};
  TRY_ASSIGN(const auto output, git::run_for(kMost, {"getent", "ahosts", host}));
  std::vector<std::string> addresses;
  if (output && output->ok()) {
    for (const std::string_view line : lines(output->out)) {
      std::string address(line.substr(0, line.find_first_of(" \t")));
      const bool is_new = std::find(addresses.begin(), addresses.end(), address) == addresses.end();
      if (is_new && is_address(address)) addresses.push_back(std::move(address));
    }
  }
  if (addresses.empty())
    return fail(tr("the host name `{host}` is not known", {{"host", host}}),
                tr("check how it is spelled, and whether this machine can reach it: "
                   "`getent hosts {host}`",
                   {{"host", host}}));
  return addresses;
}

std::optional<std::string> redirected(const std::string& url, const HttpResponse& response) {
  const std::string location = response.header("location");
  const auto from = read_url(url);
  if (!is_redirect(response.status) || location.empty() || !from) return std::nullopt;
  std::string target = location;
  if (location.starts_with("//"))
    target = from->scheme + ":" + location;
  else if (location.starts_with('/'))
    target = from->origin() + location;
  const auto to = read_url(target);
  if (!to || (from->scheme == "https" && to->scheme == "http")) return std::nullopt;
  return to->origin() + to->path;
}

bool Web::is_listed(const std::string& url) const {
  const auto address = read_url(url);
  return address && listed_.has(*address);
}

Result<std::vector<std::string>> Web::addresses_of(const WebAddress& address) {
  if (is_address(address.host)) return std::vector<std::string>{address.host};
  {
    const std::lock_guard lock(mutex_);
    if (const auto known = addresses_.find(address.host); known != addresses_.end()) return known->second;
  }
  TRY_ASSIGN(std::vector<std::string> found, resolve_(address.host));
  const std::lock_guard lock(mutex_);
  return addresses_.emplace(address.host, std::move(found)).first->second;
}

// A name may resolve to one address for us and to another one for curl, a moment later. So the addresses that
// were looked at are the only ones that curl may use.
Result<void> Web::allow(HttpRequest& request) {
  const auto address = read_url(request.url);
  if (!address) return fail(tr("the URL is not one of http or https that can be asked"));
  if (listed_.has(*address)) return {};
  TRY_ASSIGN(const std::vector<std::string> addresses, addresses_of(*address));
  for (const std::string& each : addresses)
    if (!is_public_address(each))
      return fail(tr("`{host}` is at {address}, which is not an address of the public internet",
                     {{"host", address->host_and_port()}, {"address", each}}),
                  tr("if it is a store of yours, name the host in `EXPGATE_VERIFY_HOSTS` or in the policy's "
                     "`verify_hosts`"));
  if (!is_address(address->host)) request.addresses = addresses;
  request.may_use_proxy = false;  // it would look the name up once more
  return {};
}

// A thousand artifacts of one store that is down need not be waited for one by one.
Result<void> Web::check_failures(const std::string& url) {
  constexpr int kEnough = 3;
  const auto address = read_url(url);
  const std::lock_guard lock(mutex_);
  const auto known = failures_.find(address ? address->host_and_port() : url);
  if (known == failures_.end() || known->second.count < kEnough) return {};
  return tl::unexpected(known->second.last);
}

void Web::note_failure(const std::string& url, const Result<HttpResponse>& response) {
  const auto address = read_url(url);
  const std::lock_guard lock(mutex_);
  Failures& failures = failures_[address ? address->host_and_port() : url];
  failures.count = response ? 0 : failures.count + 1;
  if (!response) failures.last = response.error();
}

Result<HttpResponse> Web::ask(HttpRequest request, const TakeBody& take) {
  TRY(allow(request));
  TRY(check_failures(request.url));
  for (int attempt = 0;; ++attempt) {
    bool has_begun = false;
    const TakeBody watch = [&](const HttpResponse& head, std::string_view piece) {
      has_begun = true;
      return take(head, piece);
    };
    const auto began = std::chrono::steady_clock::now();
    Result<HttpResponse> response = fetch_(request, take ? watch : TakeBody());
    // What took long takes as long again: three times eight artifacts would be a pipeline's whole time.
    const bool took_long = std::chrono::steady_clock::now() - began > kWorthAnother;
    const bool is_final = response ? !is_passing(response->status) : has_begun || took_long;
    if (is_final || attempt + 1 == kTries) {
      note_failure(request.url, response);
      return response;
    }
    constexpr std::chrono::milliseconds kFirst{300};
    pause_(kFirst * (1 << attempt));
  }
}

Result<HttpResponse> Web::follow(HttpRequest request, const TakeBody& take) {
  for (int hops = 0;; ++hops) {
    TRY_ASSIGN(HttpResponse response, ask(request, take));
    if (!is_redirect(response.status)) return response;
    const auto target = redirected(request.url, response);
    if (!target)
      return fail(tr("it redirects to where expgate does not follow"),
                  tr("record the URI that it leads to; over https if it is not a host of yours"));
    if (hops == kMostRedirects)
      return fail(tr("it redirects without end"), tr("record the URI that it should lead to"));
    HttpRequest next;
    next.is_head = request.is_head;
    next.url = *target;
    next.most = request.most;
    request = std::move(next);
  }
}

}  // namespace expgate::experiments::stores
