#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

// Where a URL leads: its host and addresses, and whether they are anybody's to ask.
namespace expgate::experiments::stores {

// An http or https URL, taken apart.
struct WebAddress {
  std::string scheme;  // "http", "https"
  std::string host;    // lower case; of IPv6 without brackets
  std::uint16_t port = 0;
  std::string path;  // with the query, from its slash on

  [[nodiscard]] bool is_ipv6() const { return host.find(':') != std::string::npos; }
  // "host:port", of IPv6 "[host]:port"
  [[nodiscard]] std::string host_and_port() const;
  // "https://host:port", without a port that is the scheme's own
  [[nodiscard]] std::string origin() const;
};

// Returns the parts of a URL; nothing if it is not one of http or https, has a user or a password, or is
// spelled so that two programs could read it in two ways (blanks, backslashes, numbers as a host).
std::optional<WebAddress> read_url(std::string_view url);

// Whether an address, in numbers, is one of the public internet: neither private, link-local, loopback,
// multicast nor reserved (IANA's registries of special-purpose addresses), whatever wraps an IPv4 address.
bool is_public_address(std::string_view address);

// Whether the text is an address in numbers.
bool is_address(std::string_view text);

// Hosts that the environment or the policy names: "host", "host:port", "*.domain".
class HostList {
 public:
  // An error if the entry is none of these.
  Result<void> add(std::string_view entry);
  // The host and port of a URL; nothing happens if it is not one.
  void add_url(std::string_view url);

  [[nodiscard]] bool has(const WebAddress& address) const;

 private:
  std::vector<std::string> hosts_;
};

}  // namespace expgate::experiments::stores
