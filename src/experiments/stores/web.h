#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "experiments/stores/address.h"
#include "experiments/stores/http.h"

namespace expgate::experiments::stores {

// Returns the addresses of a host, in numbers; an error if it has none.
using Resolve = std::function<Result<std::vector<std::string>>(const std::string& host)>;

// The same through getent(1), for programs that may not look names up by themselves.
Result<std::vector<std::string>> resolve_by_getent(const std::string& host);

// Waits between two tries.
using Pause = std::function<void(std::chrono::milliseconds)>;
void sleep_for(std::chrono::milliseconds time);

// How stores are asked: URLs come from whoever pushes, so that each host is looked at before it is asked.
// May be used by several threads.
class Web {
 public:
  Web(HostList listed, Fetch fetch, Resolve resolve, Pause pause = sleep_for)
      : listed_(std::move(listed)),
        fetch_(std::move(fetch)),
        resolve_(std::move(resolve)),
        pause_(std::move(pause)) {}

  // Returns the answer of the host itself; a redirect is an answer. An error: none came, after three tries,
  // or the host may not be asked.
  Result<HttpResponse> ask(HttpRequest request, const TakeBody& take = {});

  // The same, and up to five redirects are followed: to hosts that may be asked, never from https to http,
  // and without headers, passwords and signatures.
  Result<HttpResponse> follow(HttpRequest request, const TakeBody& take = {});

  // Whether the environment or the policy names the host of that URL.
  [[nodiscard]] bool is_listed(const std::string& url) const;

 private:
  Result<void> allow(HttpRequest& request);
  Result<void> check_failures(const std::string& url);
  void note_failure(const std::string& url, const Result<HttpResponse>& response);
  Result<std::vector<std::string>> addresses_of(const WebAddress& address);

  HostList listed_;
  Fetch fetch_;
  Resolve resolve_;
  Pause pause_;
  std::mutex mutex_;
  std::map<std::string, std::vector<std::string>> addresses_;  // of hosts that were looked up

  struct Failures {
    int count = 0;  // one after the other
    Error last;
  };
  std::map<std::string, Failures> failures_;  // of hosts and ports that did not answer
};

// The URL that a redirect leads to, as it is resolved against that of the request; nothing if it is not one.
std::optional<std::string> redirected(const std::string& url, const HttpResponse& response);

}  // namespace expgate::experiments::stores
