#include "experiments/stores/artifacts.h"

#include <algorithm>
#include <array>

#include "base/sha256.h"

namespace expgate::experiments::stores {

namespace {

constexpr std::array<std::string_view, 8> kKnownSchemes = {"s3", "https", "http", "hf", "mlflow-artifacts",
                                                           "gs", "az",    "abfss"};

// A body may take its time, as long as it comes at all: curl ends it below 512 bytes a second.
constexpr std::chrono::hours kLongestRead{12};

}  // namespace

bool is_known_store(std::string_view uri) {
  const std::string scheme = parts_of(uri).scheme;
  return std::find(kKnownSchemes.begin(), kKnownSchemes.end(), scheme) != kKnownSchemes.end();
}

Result<Question> Stores::question(const std::string& uri, Wanted wanted, const S3& s3) {
  const std::string scheme = parts_of(uri).scheme;
  if (scheme == "s3") return ask_s3(s3, uri, wanted);
  if (scheme == "hf") return ask_hugging_face(settings_.hub, uri, wanted);
  if (scheme == "gs") return ask_google(settings_.google, uri, wanted);
  if (scheme == "az" || scheme == "abfss") return ask_azure(settings_.azure, uri, wanted);
  if (scheme == "mlflow-artifacts") return ask_mlflow(settings_.mlflow, uri, wanted);
  if (scheme == "https" || scheme == "http") {
    TRY_ASSIGN(Question asked, ask_https(uri, wanted));
    asked.request.uses_netrc = web_.is_listed(asked.request.url);
    return asked;
  }
  return fail(tr("expgate has no way to ask for `{scheme}:`", {{"scheme", scheme}}));
}

Result<StoredObject> Stores::ask(const std::string& uri, Wanted wanted, const TakeBody& take) {
  S3 s3 = settings_.s3;
  const std::string scheme = parts_of(uri).scheme;
  for (int attempt = 0;; ++attempt) {
    TRY_ASSIGN(Question asked, question(uri, wanted, s3));
    asked.request.most = wanted == Wanted::bytes ? kLongestRead : settings_.patience;
    TRY_ASSIGN(HttpResponse response,
               asked.follows ? web_.follow(asked.request, take) : web_.ask(asked.request, take));
    if (scheme == "s3" && response.status >= 300 && response.status != 404) {
      TRY_ASSIGN(HttpResponse told, explained(asked, std::move(response)));
      response = std::move(told);
      const std::string region = region_of(response);
      if (!region.empty() && region != s3.region && attempt == 0) {
        s3.region = region;
        continue;
      }
    }
    // A server that knows no HEAD: the first byte says as much.
    const bool knows_no_head = response.status == 405 || response.status == 501;
    if (knows_no_head && asked.request.is_head && asked.follows) {
      asked.request.is_head = false;
      asked.request.headers.emplace_back("Range: bytes=0-0");
      asked.request.most_body = 1;
      TRY_SET(response, web_.follow(asked.request));
    }
    auto object = asked.read(response, asked.name);
    if (!object && scheme == "s3" && s3.is_elsewhere)
      return fail(
          object.error().message,
          tr("the profile takes its credentials from a role, a program or a sign-in: export them with "
             "`aws configure export-credentials --format env`"));
    return object;
  }
}

// S3 says why in the body of its answer, and HEAD has none.
Result<HttpResponse> Stores::explained(Question asked, HttpResponse response) {
  if (!asked.request.is_head || !region_of(response).empty()) return response;
  asked.request.is_head = false;
  asked.request.headers.emplace_back("Range: bytes=0-0");
  asked.request.most_body = std::size_t{16} << 10U;
  TRY_ASSIGN(HttpResponse in_full, web_.ask(asked.request));
  return in_full.status >= 300 ? std::move(in_full) : std::move(response);
}

Result<StoredObject> Stores::look(const std::string& uri) {
  return ask(uri, Wanted::facts, {});
}

Result<StoredObject> Stores::read(const std::string& uri, std::uint64_t most, const ReadProgress& progress) {
  Sha256 hash;
  bool is_wanted = true;
  const TakeBody take = [&](const HttpResponse& /*head*/, std::string_view piece) {
    hash.add(piece);
    is_wanted = hash.size() <= most && (!progress || progress(hash.size()));
    return is_wanted;
  };
  TRY_ASSIGN(StoredObject object, ask(uri, Wanted::bytes, take));
  object.sha256.clear();
  if (!object.is_there) return object;
  if (!is_wanted && hash.size() <= most) return fail(tr("it was stopped"));
  object.size = hash.size();  // one byte too many at least, where there are more than `most`
  object.sha256 = hash.finish();
  return object;
}

}  // namespace expgate::experiments::stores
