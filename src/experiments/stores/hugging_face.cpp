#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/strings.h"
#include "experiments/stores/escape.h"
#include "experiments/stores/store.h"
#include "text/percent.h"

namespace expgate::experiments::stores {

namespace {

struct HubFile {
  std::string repository;  // "datasets/ada/vit"
  std::string revision = "main";
  std::string path;
};

bool is_hub_name(std::string_view name) {
  return !name.empty() && name != "." && name != ".." && std::all_of(name.begin(), name.end(), [](char c) {
    return is_letter_or_digit(c) || c == '-' || c == '_' || c == '.';
  });
}

// "refs/pr/1" and "refs/convert/parquet" are revisions with slashes.
std::string take_revision(std::string_view& rest) {
  std::size_t slashes = rest.starts_with("refs/pr/") || rest.starts_with("refs/convert/") ? 3 : 1;
  std::size_t end = 0;
  for (; end < rest.size(); ++end)
    if (rest[end] == '/' && --slashes == 0) break;
  std::string revision = text::percent_decoded(rest.substr(0, end));
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return revision;
}

std::optional<HubFile> read_hub_uri(std::string_view uri) {
  const UriParts parts = parts_of(uri);
  std::string whole = parts.authority + "/" + parts.path;
  std::string_view rest = whole;
  HubFile file;
  for (const std::string_view kind : {"datasets/", "spaces/", "models/"}) {
    if (!rest.starts_with(kind)) continue;
    if (kind != "models/") file.repository = kind;
    rest.remove_prefix(kind.size());
    break;
  }
  const std::size_t slash = rest.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const std::string_view owner = rest.substr(0, slash);
  rest.remove_prefix(slash + 1);
  const std::size_t end = std::min(rest.find_first_of("/@"), rest.size());
  const std::string_view name = rest.substr(0, end);
  if (!is_hub_name(owner) || !is_hub_name(name) || end == rest.size()) return std::nullopt;
  file.repository += std::string(owner) + "/" + std::string(name);
  const bool has_revision = rest[end] == '@';
  rest.remove_prefix(end + 1);
  if (has_revision) file.revision = take_revision(rest);
  file.path = text::percent_decoded(rest);
  if (file.path.empty() || file.revision.empty() || has_dot_parts(file.path)) return std::nullopt;
  return file;
}

// What the hub itself says of a file: the redirect to where its bytes lie already has size and hash.
Result<StoredObject> read_hub(const HttpResponse& response, const std::string& /*name*/) {
  const std::string error = response.header("x-error-code");
  if (error == "RepoNotFound" || error == "GatedRepo")
    return fail(tr("the hub does not show that repository (`{code}`)", {{"code", error}}),
                tr("set HF_TOKEN to a token that may read it"));
  const bool is_redirect = response.status >= 300 && response.status < 400;
  if (is_redirect && response.header("x-repo-commit").empty())
    return fail(tr("the repository has moved"), tr("write its new name into the record"));
  HttpResponse answer = response;
  if (is_redirect) answer.status = 200;
  TRY_ASSIGN(StoredObject object, read_status(answer));
  object.size = response.number("x-linked-size");
  if (!object.size && response.status == 200) object.size = stated_size(response);
  std::string etag = ascii_lower(response.header("x-linked-etag"));
  std::erase(etag, '"');
  constexpr std::size_t kDigits = 64;  // of a file in LFS; of others it is git's own hash
  if (etag.size() == kDigits && is_hex(etag)) object.sha256 = etag;
  return object;
}

Result<StoredObject> read_hub_bytes(const HttpResponse& response, const std::string& /*name*/) {
  return read_status(response);
}

}  // namespace

Result<Question> ask_hugging_face(const HuggingFace& hub, std::string_view uri, Wanted wanted) {
  const auto file = read_hub_uri(uri);
  if (!file)
    return fail(tr("the URI is not `hf://OWNER/NAME/PATH`"),
                tr("write `hf://OWNER/NAME@REVISION/PATH`, or `hf://datasets/OWNER/NAME/PATH`"));
  Question question;
  question.request.is_head = wanted == Wanted::facts;
  question.request.url = hub.endpoint + "/" + file->repository + "/resolve/" + escaped(file->revision) + "/" +
                         escaped_path(file->path);
  if (!hub.token.empty()) question.request.headers.push_back("Authorization: Bearer " + hub.token);
  question.follows = wanted == Wanted::bytes;
  question.read = wanted == Wanted::bytes ? read_hub_bytes : read_hub;
  return question;
}

}  // namespace expgate::experiments::stores
