#include <algorithm>

#include "base/ascii.h"
#include "base/strings.h"
#include "experiments/stores/escape.h"
#include "experiments/stores/store.h"
#include "text/percent.h"

namespace expgate::experiments::stores {

namespace {

constexpr std::string_view kBlobHost = ".blob.core.windows.net";

struct BlobPlace {
  std::string account;  // empty: that of the environment
  std::string container;
  std::string path;
};

bool is_azure_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return is_lower(c) || is_digit(c) || c == '-' || c == '$';
  });
}

// The account in "ada.blob.core.windows.net" and "ada.dfs.core.windows.net".
std::string account_of(std::string_view host) {
  for (const std::string_view end : {kBlobHost, std::string_view(".dfs.core.windows.net")})
    if (host.ends_with(end)) return std::string(host.substr(0, host.size() - end.size()));
  return {};
}

std::optional<BlobPlace> read_blob_uri(std::string_view uri) {
  const UriParts parts = parts_of(uri);
  BlobPlace place;
  const std::size_t at = parts.authority.find('@');
  if (at != std::string::npos) {
    place.container = parts.authority.substr(0, at);
    place.account = account_of(ascii_lower(parts.authority.substr(at + 1)));
    place.path = parts.path;
    if (place.account.empty()) return std::nullopt;
  } else if (parts.authority.find('.') != std::string::npos) {
    const std::size_t slash = std::min(parts.path.find('/'), parts.path.size());
    place.account = account_of(ascii_lower(parts.authority));
    place.container = parts.path.substr(0, slash);
    place.path = parts.path.substr(std::min(slash + 1, parts.path.size()));
    if (place.account.empty()) return std::nullopt;
  } else {
    place.container = parts.authority;
    place.path = parts.path;
  }
  const bool is_good = is_azure_name(place.container) && !place.path.empty() &&
                       !has_dot_parts(text::percent_decoded(place.path)) &&
                       (place.account.empty() || is_azure_name(place.account));
  return is_good ? std::optional(std::move(place)) : std::nullopt;
}

// Azure stores an MD5, and no sha256.
Result<StoredObject> read_azure(const HttpResponse& response, const std::string& /*name*/) {
  // To somebody unknown it says of a private container that there is nothing.
  if (response.header("x-ms-error-code") == "ResourceNotFound")
    return fail(tr("access is denied (status {status})", {{"status", response.status}}),
                tr("set AZURE_STORAGE_SAS_TOKEN"));
  TRY_ASSIGN(StoredObject object, read_status(response));
  object.size = stated_size(response);
  return object;
}

}  // namespace

Result<Question> ask_azure(const AzureStorage& storage, std::string_view uri, Wanted wanted) {
  const auto place = read_blob_uri(uri);
  if (!place) return not_of_form("az://CONTAINER/PATH");
  const bool is_own = place->account.empty() || place->account == storage.account;
  const std::string account = place->account.empty() ? storage.account : place->account;
  if (account.empty())
    return fail(
        tr("the storage account of the container `{name}` is not known", {{"name", place->container}}),
        tr("set AZURE_STORAGE_ACCOUNT, or write `az://ACCOUNT.blob.core.windows.net/CONTAINER/PATH`"));
  Question question;
  question.request.is_head = wanted == Wanted::facts;
  const std::string host =
      is_own && !storage.endpoint.empty() ? storage.endpoint : "https://" + account + std::string(kBlobHost);
  question.request.url =
      host + "/" + escaped(place->container) + "/" + escaped_path(text::percent_decoded(place->path));
  // The signature is of one account; another one's server need not see it.
  if (is_own && !storage.signature.empty()) question.request.url += "?" + storage.signature;
  question.request.headers.emplace_back("x-ms-version: 2021-08-06");
  question.read = read_azure;
  return question;
}

}  // namespace expgate::experiments::stores
