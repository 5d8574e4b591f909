#include "experiments/stores/store.h"

#include <algorithm>
#include <array>

#include "base/strings.h"

namespace expgate::experiments::stores {

UriParts parts_of(std::string_view uri) {
  UriParts parts;
  // Of a page; in the key of a store it is a character like any other.
  const std::string start = ascii_lower(uri.substr(0, uri.find(':')));
  if (start == "https" || start == "http") uri = uri.substr(0, uri.find('#'));
  if (const std::size_t query = uri.find('?'); query != std::string_view::npos) {
    parts.query = uri.substr(query + 1);
    uri = uri.substr(0, query);
  }
  const std::size_t colon = uri.find(':');
  parts.scheme = ascii_lower(uri.substr(0, colon));
  uri.remove_prefix(std::min(uri.size(), colon == std::string_view::npos ? uri.size() : colon + 1));
  if (uri.starts_with("//")) {
    uri.remove_prefix(2);
    const std::size_t slash = std::min(uri.find('/'), uri.size());
    parts.authority = uri.substr(0, slash);
    uri.remove_prefix(slash);
  }
  while (uri.starts_with('/')) uri.remove_prefix(1);
  parts.path = uri;
  return parts;
}

bool has_dot_parts(std::string_view path) {
  const auto parts = split(path, '/');
  return std::any_of(parts.begin(), parts.end(),
                     [](std::string_view part) { return part == "." || part == ".."; });
}

tl::unexpected<Error> not_of_form(const char* form) {
  return fail(tr("the URI is not `{form}`", {{"form", form}}),
              tr("write the URI of the uploaded file into the record, in that form"));
}

Result<StoredObject> read_status(const HttpResponse& response) {
  constexpr int kMissing = 404;
  constexpr int kGone = 410;
  const int status = response.status;
  StoredObject object;
  object.is_there = status != kMissing && status != kGone;
  constexpr std::array<int, 3> kThere = {200, 203, 206};  // not 202 and 204: there may be nothing yet
  if (!object.is_there || std::find(kThere.begin(), kThere.end(), status) != kThere.end()) return object;
  if (status == 401 || status == 403)
    return fail(tr("access is denied (status {status})", {{"status", status}}),
                tr("set the environment's variables for that store, or check what they say"));
  constexpr int kServerFails = 500;
  return fail(tr("it answers with status {status}", {{"status", status}}),
              status >= kServerFails
                  ? tr("the store itself fails: ask again later, or ask those who run it")
                  : tr("check the URI, and the variables that name the endpoint of that store"));
}

std::optional<std::uint64_t> stated_size(const HttpResponse& response) {
  const std::string coding = ascii_lower(response.header("content-encoding"));
  if (!coding.empty() && coding != "identity") return std::nullopt;
  constexpr int kPartial = 206;
  if (response.status != kPartial) return response.number("content-length");
  const std::string range = response.header("content-range");  // "bytes 0-0/1234"
  const std::size_t slash = range.rfind('/');
  return slash == std::string::npos ? std::nullopt : parse_decimal(range.substr(slash + 1));
}

}  // namespace expgate::experiments::stores
