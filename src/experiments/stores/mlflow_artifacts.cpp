#include <nlohmann/json.hpp>

#include "base/paths.h"
#include "base/strings.h"
#include "experiments/stores/escape.h"
#include "experiments/stores/mlflow.h"
#include "experiments/stores/store.h"
#include "text/percent.h"

namespace expgate::experiments::stores {

namespace {

constexpr std::string_view kArtifacts = "/api/2.0/mlflow-artifacts/artifacts";

// A listing of the artifact's folder: {"files": [{"path", "is_dir", "file_size"}]}.
Result<StoredObject> read_listing(const HttpResponse& response, const std::string& name) {
  TRY_ASSIGN(StoredObject object, read_status(response));
  if (!object.is_there) return object;
  object.is_there = false;
  const nlohmann::json answer = nlohmann::json::parse(response.body, nullptr, false);
  if (!answer.is_object()) return fail(tr("it does not answer with a list of files"));
  const auto files = answer.find("files");
  if (files == answer.end() || !files->is_array()) return object;
  for (const nlohmann::json& file : *files) {
    if (!file.is_object() || file.value("is_dir", nlohmann::json(false)) == true) continue;
    const auto path = file.find("path");
    if (path == file.end() || !path->is_string()) continue;
    if (file_name_of(path->get_ref<const std::string&>()) != name) continue;
    object.is_there = true;
    const auto size = file.find("file_size");
    if (size != file.end() && size->is_number_unsigned()) object.size = size->get<std::uint64_t>();
    // Some versions of the server write numbers of 64 bits as texts, as protobuf has it.
    if (size != file.end() && size->is_string()) object.size = parse_decimal(size->get<std::string>());
  }
  return object;
}

Result<StoredObject> read_artifact_bytes(const HttpResponse& response, const std::string& /*name*/) {
  return read_status(response);
}

}  // namespace

Result<Question> ask_mlflow(const std::optional<MlflowServer>& known, std::string_view uri, Wanted wanted) {
  const UriParts parts = parts_of(uri);
  const std::string path = text::percent_decoded(parts.path);
  if (path.empty() || has_dot_parts(path)) return not_of_form("mlflow-artifacts:/PATH");
  MlflowServer server;
  if (parts.authority.empty()) {
    if (!known)
      return fail(tr("MLFLOW_TRACKING_URI does not name a server over http or https"),
                  tr("set it to the URL of the tracking server, as in `https://mlflow.example.com`"));
    server = *known;
  } else {
    // A host that was pushed: it is shown the password only if it is the one that the password is for.
    server.url = "https://" + parts.authority;
    const auto pushed = read_url(server.url);
    if (!pushed) return not_of_form("mlflow-artifacts:/PATH");
    const auto own = known ? read_url(known->url) : std::nullopt;
    if (own && own->host == pushed->host && (own->port == pushed->port || pushed->port == 443))
      server = *known;
  }
  Question question;
  question.name = file_name_of(path);
  const std::string folder(folder_of(path));
  question.request = wanted == Wanted::bytes
                         ? server.request(std::string(kArtifacts) + "/" + escaped_path(path))
                         : server.request(std::string(kArtifacts) + "?path=" + escaped(folder));
  question.request.most_body = std::size_t{16} << 20U;
  question.read = wanted == Wanted::bytes ? read_artifact_bytes : read_listing;
  return question;
}

}  // namespace expgate::experiments::stores
