// Any bytes as what curl prints, as answers of stores, as files of AWS profiles, of DVC and of metrics, and
// as URIs: what is read keeps its promises, and nobody is asked whom a pushed URI may not reach.
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/ascii.h"
#include "experiments/dvc.h"
#include "experiments/record_metrics.h"
#include "experiments/record_name.h"
#include "experiments/stores/artifacts.h"
#include "experiments/stores/profile.h"
#include "experiments/tracked_run.h"
#include "fuzz/fields.h"

namespace {

using namespace expgate;
using namespace expgate::experiments;

void check_answer(std::string_view bytes, std::size_t step) {
  stores::AnswerReader reader;
  std::size_t body = 0;
  for (std::size_t at = 0; at < bytes.size(); at += step) {
    const std::string_view piece = bytes.substr(at, step);
    const std::string_view taken = reader.take(piece);
    if (taken.size() > piece.size()) std::abort();
    body += taken.size();
  }
  if (body > bytes.size()) std::abort();
  if (reader.state() != stores::AnswerReader::State::body && body > 0) std::abort();
  const int status = reader.response().status;
  if (reader.state() == stores::AnswerReader::State::body && (status < 200 || status > 599)) std::abort();
}

void check_object(const Result<stores::StoredObject>& object) {
  if (object && !object->sha256.empty() && (object->sha256.size() != 64 || !is_hex(object->sha256)))
    std::abort();
}

void check_store_answers(std::string_view bytes, int status) {
  stores::AnswerReader reader;
  const std::string answer = "HTTP/1.1 " + std::to_string(200 + status % 400) + " x\r\n" + std::string(bytes);
  const std::string_view body = reader.take(answer);
  stores::HttpResponse& response = reader.response();
  response.body = body;
  const stores::S3 s3{"", "us-east-1", "", "", "", false};
  const stores::HuggingFace hub{"https://hub.example", ""};
  const stores::MlflowServer server{"https://mlflow.example", "", "", ""};
  for (const auto& question :
       {stores::ask_s3(s3, "s3://bucket/k", stores::Wanted::facts),
        stores::ask_hugging_face(hub, "hf://a/b/c", stores::Wanted::facts),
        stores::ask_https("https://host/", stores::Wanted::facts),
        stores::ask_google({"https://g.example", ""}, "gs://b/k", stores::Wanted::facts),
        stores::ask_azure({"a", "", ""}, "az://c/p", stores::Wanted::facts),
        stores::ask_mlflow(server, "mlflow-artifacts:/a/b", stores::Wanted::facts)})
    check_object(question->read(response, question->name));
  const std::string region = stores::region_of(response);
  for (const char c : region)
    if (!is_lower(c) && !is_digit(c) && c != '-') std::abort();
  const auto target = stores::redirected("https://host/a", response);
  if (target && !target->starts_with("https://")) std::abort();
  (void)stores::read_mlflow_run(bytes);
}

// Whatever the URI: curl gets no option of its making, and credentials stay with the host that they are for.
void check_uri(std::string_view bytes) {
  const std::string uri(bytes.substr(0, 2000));
  stores::StoreSettings settings;
  settings.s3 = {"", "us-east-1", "key", "secret", ""};
  settings.hub = {"https://hub.example", "secret"};
  settings.google = {"https://google.example", "secret"};
  settings.azure = {"ada", "https://azure.example", "sig=secret"};
  settings.mlflow = stores::MlflowServer{"https://mlflow.example", "ada", "secret", ""};
  stores::Web web(
      {},
      [](const stores::HttpRequest& request, const stores::TakeBody&) -> Result<stores::HttpResponse> {
        const auto address = stores::read_url(request.url);
        if (!address) std::abort();
        if (!stores::is_address(address->host) && request.addresses.empty()) std::abort();
        if (stores::is_address(address->host) && !stores::is_public_address(address->host)) std::abort();
        const auto config = stores::curl_config(request);
        if (!config) return fail({});
        const bool is_secret = config->find("secret") != std::string::npos;
        const std::string& host = address->host;
        const bool is_own = host.ends_with(".example") || host.ends_with(".amazonaws.com");
        const bool is_said =
            request.url.find("secret") != std::string::npos && !host.ends_with("azure.example");
        if (is_secret && !is_own && !is_said) std::abort();
        for (const std::string_view option :
             {"\nupload-file", "\noutput", "\nlocation", "\nproxy", "\nconfig"})
          if (config->find(option) != std::string::npos) std::abort();
        return fail(Text(Msgid("x")));
      },
      [](const std::string&) -> Result<std::vector<std::string>> {
        return std::vector<std::string>{"8.8.8.8"};
      },
      [](std::chrono::milliseconds) {});
  if (uri.find("secret") != std::string::npos || uri.find(".example") != std::string::npos) return;
  stores::Stores all(settings, web);
  (void)all.look(uri);
}

void check_files(std::string_view one, std::string_view other) {
  const stores::AwsProfile profile = stores::read_aws_profile(one, other, "default");
  if (profile.key_id.find('\n') != std::string::npos) std::abort();
  const auto object = read_dvc_object(one, other);
  if (object && object->uri.empty()) std::abort();
  for (const char* path : {"m.json", "m.yaml", "m.csv", "m.jsonl"}) {
    const auto figures = read_figures(path, one);
    if (!figures) continue;
    for (const auto& [name, value] : figures->values())
      if (name.empty() || !std::isfinite(value)) std::abort();
  }
  if (const auto metric = parse_metric(one); metric && !std::isfinite(metric->second)) std::abort();
  if (const auto name = record_name(one.substr(0, 200)); name && name->find("..") != std::string::npos)
    std::abort();
  (void)parse_run(std::string(one));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  fuzz::Fields fields(bytes);
  const std::size_t step = fields.byte() + 1U;
  const std::size_t status = fields.number();
  const std::string_view one = fields.text();
  const std::string_view rest = fields.rest();
  check_answer(rest, step);
  check_store_answers(rest, static_cast<int>(status));
  check_uri(rest);
  check_files(one, rest);
  check_files(rest, one);
  return 0;
}
