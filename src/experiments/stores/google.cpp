#include <algorithm>

#include "base/ascii.h"
#include "base/strings.h"
#include "experiments/stores/escape.h"
#include "experiments/stores/store.h"
#include "text/percent.h"

namespace expgate::experiments::stores {

namespace {

bool is_google_bucket(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return is_lower(c) || is_digit(c) || c == '-' || c == '_' || c == '.';
  });
}

// Google stores crc32c and MD5, and no sha256.
Result<StoredObject> read_google(const HttpResponse& response, const std::string& /*name*/) {
  TRY_ASSIGN(StoredObject object, read_status(response));
  object.size = response.number("x-goog-stored-content-length");
  if (!object.size) object.size = stated_size(response);
  return object;
}

}  // namespace

Result<Question> ask_google(const GoogleStorage& storage, std::string_view uri, Wanted wanted) {
  const UriParts parts = parts_of(uri);
  if (!is_google_bucket(parts.authority) || parts.path.empty() ||
      has_dot_parts(text::percent_decoded(parts.path)))
    return not_of_form("gs://BUCKET/KEY");
  Question question;
  question.request.is_head = wanted == Wanted::facts;
  question.request.url =
      storage.endpoint + "/" + parts.authority + "/" + escaped_path(text::percent_decoded(parts.path));
  if (!storage.token.empty()) question.request.headers.push_back("Authorization: Bearer " + storage.token);
  question.read = read_google;
  return question;
}

}  // namespace expgate::experiments::stores
