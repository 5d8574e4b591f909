#include <algorithm>

#include "base/ascii.h"
#include "base/strings.h"
#include "experiments/stores/escape.h"
#include "experiments/stores/store.h"
#include "text/percent.h"

namespace expgate::experiments::stores {

namespace {

bool is_bucket(std::string_view name) {
  return name.size() >= 3 && name.size() <= 63 && name.find("..") == std::string_view::npos &&
         name.front() != '.' && name.back() != '.' && std::all_of(name.begin(), name.end(), [](char c) {
           return is_letter_or_digit(c) || c == '-' || c == '.' || c == '_';
         });
}

bool is_region(std::string_view name) {
  return !name.empty() && name.size() <= 40 &&
         std::all_of(name.begin(), name.end(), [](char c) { return is_lower(c) || is_digit(c) || c == '-'; });
}

// "BUCKET.s3.REGION.amazonaws.com"; the bucket in the path where its dots would not fit the certificate, or
// the endpoint is one's own.
std::string url_of(const S3& s3, const std::string& bucket) {
  if (!s3.endpoint.empty()) return s3.endpoint + "/" + bucket;
  const std::string domain = s3.region.starts_with("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  const std::string host = "s3." + s3.region + "." + domain;
  const bool fits_name =
      bucket.find_first_of("._") == std::string::npos && std::none_of(bucket.begin(), bucket.end(), is_upper);
  return fits_name ? "https://" + bucket + "." + host : "https://" + host + "/" + bucket;
}

// The sha256 of the whole object, if the uploader sent it. Of a multipart upload it is one of hashes ("…-3").
std::string stored_hash(const HttpResponse& response) {
  constexpr std::size_t kDigits = 64;
  if (response.header("x-amz-checksum-type") == "COMPOSITE") return {};
  const std::string hex = hex_of_base64(response.header("x-amz-checksum-sha256")).value_or("");
  return hex.size() == kDigits ? hex : std::string();
}

// The text of an element of an error in XML: words of letters, digits and dashes alone.
std::string element(std::string_view xml, const std::string& name) {
  const std::size_t begin = xml.find("<" + name + ">");
  if (begin == std::string_view::npos) return {};
  const std::string_view rest = xml.substr(begin + name.size() + 2);
  const std::string_view text = rest.substr(0, rest.find('<'));
  constexpr std::size_t kLongest = 64;
  const bool is_word = text.size() <= kLongest && std::all_of(text.begin(), text.end(), [](char c) {
                         return is_letter_or_digit(c) || c == '-';
                       });
  return is_word ? std::string(text) : std::string();
}

Result<StoredObject> read_s3(const HttpResponse& response, const std::string& /*name*/) {
  const std::string code = element(response.body, "Code");
  if (response.status >= 300 && response.status != 404 && !code.empty())
    return fail(tr("S3 answers `{code}` (status {status})", {{"code", code}, {"status", response.status}}),
                tr("check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_PROFILE and AWS_REGION"));
  TRY_ASSIGN(StoredObject object, read_status(response));
  if (!object.is_there) return object;
  object.size = response.number("content-length");  // a content-encoding is a label of S3's, no more
  object.sha256 = stored_hash(response);
  return object;
}

}  // namespace

std::string region_of(const HttpResponse& response) {
  std::string region = response.header("x-amz-bucket-region");
  if (region.empty()) region = element(response.body, "Region");
  return response.status >= 300 && is_region(region) ? region : std::string();
}

Result<Question> ask_s3(const S3& s3, std::string_view uri, Wanted wanted) {
  UriParts parts = parts_of(uri);
  std::string version;
  constexpr std::string_view kVersion = "versionId=";
  if (parts.query.starts_with(kVersion))
    version = text::percent_decoded(std::string_view(parts.query).substr(kVersion.size()));
  else if (!parts.query.empty())
    parts.path += "?" + parts.query;  // keys may have any byte
  if (!is_bucket(parts.authority) || parts.path.empty()) return not_of_form("s3://BUCKET/KEY");
  if (!is_region(s3.region))
    return fail(tr("`{region}` is not a region of AWS", {{"region", s3.region}}), tr("check AWS_REGION"));
  Question question;
  question.request.is_head = wanted == Wanted::facts;
  question.request.url = url_of(s3, parts.authority) + "/" + escaped_path(text::percent_decoded(parts.path));
  if (!version.empty()) question.request.url += "?versionId=" + escaped(version);
  question.request.headers = {"x-amz-checksum-mode: ENABLED"};
  if (!s3.key_id.empty()) {
    // The body is empty, and curl 7.88 would sign it wrongly (docs/tool-facts.md).
    question.request.headers.emplace_back("x-amz-content-sha256: UNSIGNED-PAYLOAD");
    if (!s3.session_token.empty())
      question.request.headers.push_back("x-amz-security-token: " + s3.session_token);
    question.request.signing = "aws:amz:" + s3.region + ":s3";
    question.request.user = s3.key_id + ":" + s3.secret;
  }
  question.read = read_s3;
  return question;
}

}  // namespace expgate::experiments::stores
