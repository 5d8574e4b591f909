#include "base/ascii.h"
#include "base/strings.h"
#include "experiments/stores/address.h"
#include "experiments/stores/escape.h"
#include "experiments/stores/store.h"

namespace expgate::experiments::stores {

namespace {

constexpr std::size_t kHashDigits = 64;

// A sha256 in a header: of Artifactory and Nexus, of RFC 9530 ("sha-256=:…:"), of RFC 3230 ("sha-256=…").
std::string stated_hash(const HttpResponse& response) {
  std::string hex = ascii_lower(response.header("x-checksum-sha256"));
  for (const char* name : {"repr-digest", "digest"}) {
    if (!hex.empty()) break;
    const std::string digest = response.header(name);
    constexpr std::string_view kName = "sha-256=";
    const std::size_t at = ascii_lower(digest).find(kName);
    if (at == std::string::npos) continue;
    std::string_view value = std::string_view(digest).substr(at + kName.size());
    if (value.starts_with(':')) value.remove_prefix(1);
    value = value.substr(0, value.find_first_of(":,; "));
    hex = hex_of_base64(value).value_or("");
  }
  return hex.size() == kHashDigits && is_hex(hex) ? hex : std::string();
}

Result<StoredObject> read_https(const HttpResponse& response, const std::string& /*name*/) {
  TRY_ASSIGN(StoredObject object, read_status(response));
  object.size = stated_size(response);
  if (object.size) object.sha256 = stated_hash(response);
  return object;
}

}  // namespace

Result<Question> ask_https(std::string_view uri, Wanted wanted) {
  const auto address = read_url(uri);
  if (!address) return fail(tr("the URL is not one of http or https that can be asked"));
  Question question;
  question.request.is_head = wanted == Wanted::facts;
  question.request.url = address->origin() + address->path;
  question.follows = true;
  question.read = read_https;
  return question;
}

}  // namespace expgate::experiments::stores
