#include <algorithm>
#include <array>
#include <string>

#include <fmt/core.h>

#include "base/ascii.h"
#include "base/strings.h"
#include "content/configs/record.h"
#include "text/percent.h"

namespace expgate::content {

namespace {

constexpr std::array<std::string_view, 10> kSchemes = {
    "s3", "gs", "az", "abfss", "hf", "oci", "https", "dvc", "mlflow-artifacts", "wandb-artifact"};

// Parameters of a query that let in whoever has the URL.
constexpr std::array<std::string_view, 12> kSecrets = {
    "x-amz-signature", "x-amz-security-token", "x-goog-signature", "sig",
    "signature",       "awsaccesskeyid",       "googleaccessid",   "token",
    "access_token",    "x-amz-credential",     "api_key",          "key-pair-id"};

struct Uri {
  std::string scheme;  // lower case; empty: none
  std::string_view authority;
  std::string_view path;
  std::string query;  // with the fragment, %XX undone, lower case
};

bool is_of_scheme(char c) {
  return is_letter_or_digit(c) || c == '+' || c == '-' || c == '.';
}

// RFC 3986, as far as it matters here.
Uri parse(std::string_view text) {
  Uri uri;
  const std::size_t query = text.find_first_of("?#");
  if (query != std::string_view::npos) {
    uri.query = ascii_lower(text::percent_decoded(text.substr(query)));
    text = text.substr(0, query);
  }
  const std::size_t colon = text.find(':');
  const bool has_scheme =
      colon != std::string_view::npos && colon > 1 &&
      std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(colon), is_of_scheme);
  if (has_scheme) {
    uri.scheme = ascii_lower(text.substr(0, colon));
    text.remove_prefix(colon + 1);
  }
  if (text.starts_with("//")) {
    text.remove_prefix(2);
    uri.authority = text.substr(0, text.find('/'));
    text.remove_prefix(uri.authority.size());
  }
  uri.path = text;
  return uri;
}

bool has_secret(const std::string& query) {
  std::size_t at = 0;
  while (at < query.size()) {
    const std::size_t begin = at + 1;
    const std::size_t end = std::min(query.find_first_of("&;?#", begin), query.size());
    const std::string_view parameter = std::string_view(query).substr(begin, end - begin);
    const std::string_view name = parameter.substr(0, parameter.find('='));
    if (name.size() < parameter.size() && std::find(kSecrets.begin(), kSecrets.end(), name) != kSecrets.end())
      return true;
    at = end;
  }
  return false;
}

bool is_local_path(std::string_view text) {
  const bool has_drive = text.size() > 2 && text[1] == ':' && (text[2] == '\\' || text[2] == '/');
  return text.starts_with('/') || text.starts_with('\\') || text.starts_with('~') || has_drive;
}

std::optional<Text> secret_in(const Uri& uri) {
  const std::size_t at = uri.authority.rfind('@');
  const std::string user =
      text::percent_decoded(uri.authority.substr(0, at == std::string_view::npos ? 0 : at));
  if (user.find(':') != std::string::npos) return tr("the URI contains a user name and a password");
  if (!user.empty() && (uri.scheme == "https" || uri.scheme == "http"))
    return tr("the URI contains a user name or a token");
  if (has_secret(uri.query))
    return tr("the URI is signed: anyone who reads it can use it, and it soon expires");
  return std::nullopt;
}

}  // namespace

std::optional<Text> uri_problem(std::string_view text) {
  if (text.empty()) return tr("the URI is empty");
  if (std::any_of(text.begin(), text.end(),
                  [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == 0x7F; }))
    return tr("the URI contains spaces or control characters");
  const Uri uri = parse(text);
  if (uri.scheme == "file") return tr("the URI is a file on one machine");
  if (is_local_path(text)) return tr("the URI is a path on one machine");
  if (const auto secret = secret_in(uri)) return secret;
  if (uri.scheme.empty()) return tr("the URI has no scheme, so nobody knows where it is");
  if (std::find(kSchemes.begin(), kSchemes.end(), uri.scheme) == kSchemes.end())
    return tr("the URI has the scheme `{scheme}`, but others can fetch only from {schemes}",
              {{"scheme", uri.scheme}, {"schemes", join({kSchemes.begin(), kSchemes.end()}, ", ")}});
  const bool is_nowhere = uri.authority.empty() && uri.path.find_first_not_of('/') == std::string_view::npos;
  if (is_nowhere || (uri.scheme == "https" && uri.authority.empty()))
    return tr("the URI has a scheme but no host or path");
  return std::nullopt;
}

std::optional<Text> link_problem(std::string_view text) {
  const Uri uri = parse(text);
  if (const auto secret = secret_in(uri)) return secret;
  if ((uri.scheme != "https" && uri.scheme != "http") || uri.authority.empty())
    return tr("the URL is not an https link");
  return std::nullopt;
}

}  // namespace expgate::content
