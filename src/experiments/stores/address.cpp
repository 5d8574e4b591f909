#include "experiments/stores/address.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cstring>

#include <fmt/core.h>

#include "base/ascii.h"
#include "base/strings.h"

namespace expgate::experiments::stores {

namespace {

constexpr std::uint16_t kHttpPort = 80;
constexpr std::uint16_t kHttpsPort = 443;
constexpr std::size_t kLongestHost = 253;

struct Net4 {
  std::uint32_t address;
  int bits;
};

// Not of the public internet: IANA's registry of special-purpose IPv4 addresses, multicast, and what is
// reserved.
constexpr std::array<Net4, 16> kSpecial4 = {{
    {0x00000000, 8},   // this network
    {0x0A000000, 8},   // private
    {0x64400000, 10},  // shared, behind a carrier's NAT
    {0x7F000000, 8},   // loopback
    {0xA9FE0000, 16},  // link-local: the metadata of clouds
    {0xAC100000, 12},  // private
    {0xC0000000, 24},  // protocol assignments
    {0xC0000200, 24},  // documentation
    {0xC0586300, 24},  // 6to4 relays
    {0xC0A80000, 16},  // private
    {0xC6120000, 15},  // benchmarks
    {0xC6336400, 24},  // documentation
    {0xCB007100, 24},  // documentation
    {0xA83F8110, 32},  // 168.63.129.16: a cloud's own services
    {0xE0000000, 4},   // multicast
    {0xF0000000, 4},   // reserved, broadcast
}};

bool is_public4(std::uint32_t address) {
  return std::none_of(kSpecial4.begin(), kSpecial4.end(), [&](const Net4& net) {
    return (address ^ net.address) >> (32U - static_cast<unsigned>(net.bits)) == 0;
  });
}

using Bytes16 = std::array<unsigned char, 16>;

bool begins(const Bytes16& address, std::initializer_list<unsigned char> prefix) {
  return std::equal(prefix.begin(), prefix.end(), address.begin());
}

std::uint32_t ipv4_at(const Bytes16& address, std::size_t at) {
  return std::uint32_t{address.at(at)} << 24U | std::uint32_t{address.at(at + 1)} << 16U |
         std::uint32_t{address.at(at + 2)} << 8U | std::uint32_t{address.at(at + 3)};
}

bool is_public6(const Bytes16& address) {
  if (begins(address, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF})) return is_public4(ipv4_at(address, 12));
  if (begins(address, {0x00, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0}))  // NAT64
    return is_public4(ipv4_at(address, 12));
  if ((address[0] & 0xE0U) != 0x20) return false;  // all of the public internet begins so
  if (begins(address, {0x20, 0x02})) return is_public4(ipv4_at(address, 2));  // 6to4
  if (begins(address, {0x20, 0x01}) && address[2] < 2) return false;          // Teredo and other assignments
  if (begins(address, {0x20, 0x01, 0x0D, 0xB8})) return false;                // documentation
  return !begins(address, {0x3F, 0xFF});
}

std::optional<std::uint32_t> parse4(const std::string& text) {
  in_addr address{};
  if (::inet_pton(AF_INET, text.c_str(), &address) != 1) return std::nullopt;
  return ntohl(address.s_addr);
}

std::optional<Bytes16> parse6(const std::string& text) {
  Bytes16 address{};
  if (::inet_pton(AF_INET6, text.c_str(), address.data()) != 1) return std::nullopt;
  return address;
}

bool is_host_char(char c) {
  return is_lower(c) || is_digit(c) || c == '-' || c == '.' || c == '_';
}

// A host name, or an IPv4 address in its one canonical form. inet_aton(3) reads "127.1", "0x7f000001" and
// "2130706433" too, all as 127.0.0.1.
bool is_host_name(std::string_view host) {
  if (host.empty() || host.size() > kLongestHost || !std::all_of(host.begin(), host.end(), is_host_char))
    return false;
  if (host.starts_with('.') || host.starts_with('-') || host.find("..") != std::string_view::npos)
    return false;
  std::string_view last = host;
  if (last.ends_with('.')) last.remove_suffix(1);
  last = last.substr(last.rfind('.') + 1);
  const bool is_numeric = std::all_of(last.begin(), last.end(), is_digit) || last.starts_with("0x");
  return !is_numeric || parse4(std::string(host));
}

// Takes "[::1]" or "host" from the front of `text`; false if it is neither.
bool take_host(std::string_view& text, WebAddress& address) {
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) return false;
    address.host = ascii_lower(text.substr(1, end - 1));
    text.remove_prefix(end + 1);
    return parse6(address.host).has_value();
  }
  const std::size_t end = std::min(text.find(':'), text.size());
  address.host = ascii_lower(text.substr(0, end));
  text.remove_prefix(end);
  return is_host_name(address.host);
}

bool is_url_char(char c) {
  return c > ' ' && c < 0x7F && c != '\\' && c != '"' && c != '<' && c != '>' && c != '^' && c != '`' &&
         c != '{' && c != '|' && c != '}';
}

}  // namespace

std::string WebAddress::host_and_port() const {
  return is_ipv6() ? fmt::format("[{}]:{}", host, port) : fmt::format("{}:{}", host, port);
}

std::string WebAddress::origin() const {
  const bool is_usual = port == (scheme == "https" ? kHttpsPort : kHttpPort);
  const std::string name = is_ipv6() ? "[" + host + "]" : host;
  return scheme + "://" + (is_usual ? name : host_and_port());
}

std::optional<WebAddress> read_url(std::string_view url) {
  if (!std::all_of(url.begin(), url.end(), is_url_char)) return std::nullopt;
  const std::size_t colon = url.find("://");
  if (colon == std::string_view::npos) return std::nullopt;
  WebAddress address;
  address.scheme = ascii_lower(url.substr(0, colon));
  if (address.scheme != "http" && address.scheme != "https") return std::nullopt;
  url.remove_prefix(colon + 3);
  const std::size_t slash = std::min(url.find_first_of("/?#"), url.size());
  std::string_view authority = url.substr(0, slash);
  std::string_view rest = url.substr(slash);
  rest = rest.substr(0, rest.find('#'));
  address.path = rest.starts_with('/') ? std::string(rest) : "/" + std::string(rest);
  if (!take_host(authority, address)) return std::nullopt;
  address.port = address.scheme == "https" ? kHttpsPort : kHttpPort;
  if (authority.empty()) return address;
  const auto port = authority.starts_with(':') ? parse_decimal(authority.substr(1)) : std::nullopt;
  if (!port || *port == 0 || *port > UINT16_MAX) return std::nullopt;
  address.port = static_cast<std::uint16_t>(*port);
  return address;
}

bool is_address(std::string_view text) {
  return parse4(std::string(text)) || parse6(std::string(text));
}

bool is_public_address(std::string_view address) {
  const std::string text(address);
  if (const auto four = parse4(text)) return is_public4(*four);
  if (const auto six = parse6(text)) return is_public6(*six);
  return false;
}

Result<void> HostList::add(std::string_view entry) {
  const std::string host = ascii_lower(trim(entry));
  const std::string_view plain = std::string_view(host).substr(host.starts_with("*.") ? 2 : 0);
  const auto address = read_url("https://" + std::string(plain));
  if (plain.empty() || !address || address->path != "/")
    return fail(tr("`{host}` is not a host", {{"host", entry}}),
                tr("write `HOST`, `HOST:PORT` or `*.DOMAIN`"));
  hosts_.push_back(host);
  return {};
}

void HostList::add_url(std::string_view url) {
  if (const auto address = read_url(url)) hosts_.push_back(address->host_and_port());
}

bool HostList::has(const WebAddress& address) const {
  const std::string with_port = address.host_and_port();
  const std::string bare = address.is_ipv6() ? "[" + address.host + "]" : address.host;
  return std::any_of(hosts_.begin(), hosts_.end(), [&](const std::string& each) {
    if (!each.starts_with("*.")) return each == with_port || each == bare;
    const std::string_view domain = std::string_view(each).substr(1);
    return bare.ends_with(domain) || with_port.ends_with(domain);
  });
}

}  // namespace expgate::experiments::stores
