#include "experiments/stores/mlflow.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <nlohmann/json.hpp>

#include "base/ascii.h"
#include "base/environment.h"
#include "base/strings.h"
#include "experiments/stores/escape.h"
#include "text/percent.h"

namespace expgate::experiments::stores {

namespace {

using MlflowJson = nlohmann::json;

// MLflow writes infinity as the largest number, NaN as a text (docs/tool-facts.md).
double mlflow_number(const MlflowJson& value) {
  if (value.is_string()) return number_in(value.get<std::string>()).value_or(std::nan(""));
  if (!value.is_number()) return std::nan("");
  const double number = value.get<double>();
  constexpr double kInfinite = std::numeric_limits<double>::max() * 0.999;
  if (number >= kInfinite) return HUGE_VAL;
  return number <= -kInfinite ? -HUGE_VAL : number;
}

std::string text_at(const MlflowJson& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// The member of that name, or an empty value of another kind.
const MlflowJson& member(const MlflowJson& object, const char* key) {
  static const MlflowJson none;
  if (!object.is_object()) return none;
  const auto found = object.find(key);
  return found == object.end() ? none : *found;
}

// What an answer that is not the run says, as far as it is for people.
Text mlflow_refusal(const HttpResponse& response) {
  if (response.status == 401 || response.status == 403)
    return tr(
        "it wants a user and password (MLFLOW_TRACKING_USERNAME, MLFLOW_TRACKING_PASSWORD) or a token "
        "(MLFLOW_TRACKING_TOKEN)");
  const MlflowJson answer = MlflowJson::parse(response.body, nullptr, false);
  const std::string code = text_at(answer.is_object() ? answer : MlflowJson::object(), "error_code");
  if (code == "RESOURCE_DOES_NOT_EXIST") return tr("it has no such run");
  return tr("it answers with status {status}", {{"status", response.status}});
}

}  // namespace

HttpRequest MlflowServer::request(const std::string& path) const {
  HttpRequest request;
  request.url = url + path;
  if (!token.empty())
    request.headers.push_back("Authorization: Bearer " + token);
  else if (!user.empty())
    request.user = user + ":" + password;
  return request;
}

Result<std::optional<MlflowServer>> mlflow_server_of_environment() {
  std::string uri = environment("MLFLOW_TRACKING_URI");
  if (uri.empty()) return std::optional<MlflowServer>();
  MlflowServer server;
  server.user = environment("MLFLOW_TRACKING_USERNAME");
  server.password = environment("MLFLOW_TRACKING_PASSWORD");
  server.token = environment("MLFLOW_TRACKING_TOKEN");
  const std::size_t begin = uri.find("://");
  const std::size_t authority = begin == std::string::npos ? 0 : begin + 3;
  const std::size_t end = std::min(uri.find('/', authority), uri.size());
  const std::size_t at = uri.rfind('@', end);
  if (begin != std::string::npos && at != std::string::npos && at >= authority && at < end) {
    const std::string who = uri.substr(authority, at - authority);
    const std::size_t colon = std::min(who.find(':'), who.size());
    server.user = text::percent_decoded(who.substr(0, colon));
    server.password = colon == who.size() ? "" : text::percent_decoded(who.substr(colon + 1));
    uri.erase(authority, at + 1 - authority);
  }
  while (uri.ends_with('/')) uri.pop_back();
  if (!read_url(uri))
    return fail(tr("MLFLOW_TRACKING_URI does not name a server over http or https"),
                tr("set it to the URL of the tracking server, as in `https://mlflow.example.com`"));
  server.url = std::move(uri);
  return std::optional(std::move(server));
}

Result<MlflowRun> read_mlflow_run(std::string_view json) {
  const MlflowJson answer = MlflowJson::parse(json, nullptr, false);
  const MlflowJson& run = member(answer, "run");
  const MlflowJson& info = member(run, "info");
  MlflowRun read;
  if (info.is_object()) {
    read.id = text_at(info, "run_id");
    read.experiment = text_at(info, "experiment_id");
  }
  if (read.id.empty()) return fail(tr("it does not answer with a run"));
  for (const MlflowJson& metric : member(member(run, "data"), "metrics"))
    if (metric.is_object() && !text_at(metric, "key").empty())
      read.figures.add_result(text_at(metric, "key"), mlflow_number(member(metric, "value")));
  for (const MlflowJson& tag : member(member(run, "data"), "tags"))
    if (tag.is_object() && text_at(tag, "key") == "mlflow.source.git.commit")
      read.commit = ascii_lower(text_at(tag, "value"));
  return read;
}

Result<MlflowRun> fetch_mlflow_run(Web& web, const MlflowServer& server, const std::string& id) {
  const auto failed = [&](Text problem) {
    return fail(tr("the run `{run}` cannot be read from {server}: {problem}",
                   {{"run", id}, {"server", server.url}, {"problem", std::move(problem)}}));
  };
  HttpRequest request = server.request("/api/2.0/mlflow/runs/get?run_id=" + escaped(id));
  request.most_body = std::size_t{16} << 20U;
  const auto response = web.ask(std::move(request));
  if (!response) return failed(response.error().message);
  if (response->status != 200) return failed(mlflow_refusal(*response));
  auto run = read_mlflow_run(response->body);
  if (!run) return failed(run.error().message);
  return *std::move(run);
}

}  // namespace expgate::experiments::stores
