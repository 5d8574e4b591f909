#include "experiments/tracked_run.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "base/ascii.h"
#include "base/strings.h"
#include "content/configs/record.h"
#include "experiments/stores/mlflow.h"

namespace expgate::experiments {

namespace {

bool is_run_id(std::string_view id) {
  constexpr std::size_t kLongest = 128;
  return !id.empty() && id.size() <= kLongest && std::all_of(id.begin(), id.end(), [](char c) {
    return is_letter_or_digit(c) || c == '-' || c == '_';
  });
}

// The part of a path or fragment behind "runs/", up to the next slash.
std::string id_in(std::string_view url) {
  constexpr std::string_view kRuns = "/runs/";
  const std::size_t at = url.rfind(kRuns);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = url.substr(at + kRuns.size());
  return std::string(rest.substr(0, rest.find_first_of("/?#")));
}

// The page of a run in MLflow's own pages, and Databricks': "https://host/prefix/#/experiments/1/runs/ID".
std::optional<std::string> mlflow_server_in(std::string_view url) {
  for (const std::string_view mark : {"/#/experiments/", "/ml/experiments/", "/#mlflow/experiments/"})
    if (const std::size_t at = url.find(mark); at != std::string_view::npos)
      return std::string(url.substr(0, at));
  return std::nullopt;
}

bool is_host_of(const std::string& host, std::string_view domain) {
  return host == domain || host.ends_with("." + std::string(domain));
}

}  // namespace

Result<RunName> parse_run(const std::string& option) {
  constexpr std::string_view kMlflow = "mlflow:";
  const Text help = tr("write `mlflow:ID`, or the URL of the run's page at MLflow, W&B or DVC Studio");
  RunName name;
  if (option.starts_with(kMlflow) && !option.starts_with("mlflow://")) {
    name.tracker = "mlflow";
    name.id = option.substr(kMlflow.size());
    if (!is_run_id(name.id))
      return fail(tr("`--run` does not name a run: a run ID has letters and digits"), help);
    return name;
  }
  if (const auto problem = content::link_problem(option))
    return fail(tr("`--run`: {problem}", {{"problem", *problem}}), help);
  const auto address = stores::read_url(option);
  if (!address) return fail(tr("`--run` is not a URL that can be asked"), help);
  name.url = option;
  name.id = id_in(option);
  if (const auto server = mlflow_server_in(option)) {
    name.tracker = "mlflow";
    name.server = *server;
    if (!is_run_id(name.id)) return fail(tr("`--run` is not the page of one run at MLflow"), help);
  } else if (is_host_of(address->host, "wandb.ai") || option.find("/wandb/") != std::string::npos) {
    name.tracker = "wandb";
  } else if (is_host_of(address->host, "dvc.ai") || is_host_of(address->host, "iterative.ai")) {
    name.tracker = "dvc";
  } else {
    return fail(tr("`--run` is not the page of a run at MLflow, W&B or DVC Studio"), help);
  }
  return name;
}

Result<TrackedRun> read_tracked_run(const std::string& option, const std::string& commit) {
  TRY_ASSIGN(const RunName name, parse_run(option));
  if (name.tracker != "mlflow") return TrackedRun{{name.tracker, name.url, name.id}, {}};
  TRY_ASSIGN(auto server, stores::mlflow_server_of_environment());
  if (!server && name.server.empty())
    return fail(tr("MLFLOW_TRACKING_URI is not set, so expgate does not know which server has the run"),
                tr("set it, or name the run by the URL of its page"));
  // A user and a token are for the server that the environment names, and no other.
  if (!name.server.empty() && (!server || server->url != name.server)) {
    server = stores::MlflowServer{};
    server->url = name.server;
  }
  stores::HostList listed;
  listed.add_url(server->url);  // whoever runs the command names it
  stores::Web web(listed, stores::fetch_by_curl, stores::resolve_by_getent);
  TRY_ASSIGN(stores::MlflowRun run, stores::fetch_mlflow_run(web, *server, name.id));
  if (!run.commit.empty() && run.commit != commit && !commit.starts_with(run.commit))
    return fail(tr("nothing was written: according to MLflow, the run `{run}` is of commit {commit}",
                   {{"run", name.id}, {"commit", run.commit}}),
                tr("write `--commit {commit}`", {{"commit", run.commit}}));
  const std::string page = server->url + "/#/experiments/" + run.experiment + "/runs/" + run.id;
  return TrackedRun{{name.tracker, name.url.empty() ? page : name.url, run.id}, std::move(run.figures)};
}

}  // namespace expgate::experiments
