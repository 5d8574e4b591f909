#include "experiments/stores/settings.h"

#include "base/environment.h"
#include "base/files.h"
#include "base/strings.h"

namespace expgate::experiments::stores {

namespace {

std::string first_set(std::initializer_list<const char*> names) {
  for (const char* name : names)
    if (std::string value(trim(environment(name))); !value.empty()) return value;
  return {};
}

// The text of a file; "" where there is none. An error where there is one that cannot be read.
Result<std::string> text_of(const std::string& path) {
  const auto bytes = read_file(path);
  if (bytes) return *bytes;
  if (is_not_there(bytes.error())) return std::string();
  return fail(tr("cannot read `{path}`: {problem}",
                 {{"path", path}, {"problem", verbatim(bytes.error().message())}}));
}

// The URL of an endpoint, without a final slash; an error if it is not one of http or https.
Result<std::string> endpoint(std::string value, const char* variable) {
  while (value.ends_with('/')) value.pop_back();
  if (!value.empty() && !read_url(value))
    return fail(tr("{variable} is not a URL of http or https", {{"variable", variable}}),
                tr("write `https://HOST` or `https://HOST:PORT`, without user and password"));
  return value;
}

Result<S3> s3_settings() {
  S3 s3;
  s3.key_id = environment("AWS_ACCESS_KEY_ID");
  s3.secret = environment("AWS_SECRET_ACCESS_KEY");
  if (!s3.key_id.empty()) s3.session_token = environment("AWS_SESSION_TOKEN");
  s3.region = first_set({"AWS_REGION", "AWS_DEFAULT_REGION"});
  std::string url = first_set({"AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"});
  const std::string home = environment("HOME");
  const std::string named = first_set({"AWS_PROFILE", "AWS_DEFAULT_PROFILE"});
  std::string credentials_file = first_set({"AWS_SHARED_CREDENTIALS_FILE"});
  std::string config_file = first_set({"AWS_CONFIG_FILE"});
  if (credentials_file.empty() && !home.empty()) credentials_file = home + "/.aws/credentials";
  if (config_file.empty() && !home.empty()) config_file = home + "/.aws/config";
  TRY_ASSIGN(const std::string credentials, text_of(credentials_file));
  TRY_ASSIGN(const std::string config, text_of(config_file));
  const AwsProfile profile = read_aws_profile(credentials, config, named.empty() ? "default" : named);
  if (s3.key_id.empty()) {
    s3.key_id = profile.key_id;
    s3.secret = profile.secret;
    s3.session_token = profile.session_token;
    s3.is_elsewhere = profile.is_elsewhere;
  }
  if (s3.region.empty()) s3.region = profile.region.empty() ? "us-east-1" : profile.region;
  if (url.empty()) url = profile.endpoint;
  TRY_SET(s3.endpoint, endpoint(url, "AWS_ENDPOINT_URL"));
  return s3;
}

Result<HuggingFace> hub_settings() {
  HuggingFace hub;
  TRY_SET(hub.endpoint, endpoint(first_set({"HF_ENDPOINT"}), "HF_ENDPOINT"));
  if (hub.endpoint.empty()) hub.endpoint = "https://huggingface.co";
  hub.token = first_set({"HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"});
  const std::string home = environment("HF_HOME");
  const std::string cache = environment("XDG_CACHE_HOME");
  std::string file = environment("HF_TOKEN_PATH");
  if (file.empty() && !home.empty()) file = home + "/token";
  if (file.empty() && !cache.empty()) file = cache + "/huggingface/token";
  if (file.empty() && !environment("HOME").empty()) file = environment("HOME") + "/.cache/huggingface/token";
  if (hub.token.empty() && !file.empty()) {
    TRY_ASSIGN(const std::string text, text_of(file));
    hub.token = trim(text);
  }
  return hub;
}

// As the emulator's variable has it: with or without "http://".
Result<GoogleStorage> google_settings() {
  std::string emulator = first_set({"STORAGE_EMULATOR_HOST"});
  if (!emulator.empty() && emulator.find("://") == std::string::npos) emulator = "http://" + emulator;
  GoogleStorage google;
  TRY_SET(google.endpoint, endpoint(emulator, "STORAGE_EMULATOR_HOST"));
  if (google.endpoint.empty()) google.endpoint = "https://storage.googleapis.com";
  google.token = first_set({"GOOGLE_OAUTH_ACCESS_TOKEN"});
  return google;
}

Result<AzureStorage> azure_settings() {
  AzureStorage azure;
  azure.account = first_set({"AZURE_STORAGE_ACCOUNT", "AZURE_STORAGE_ACCOUNT_NAME"});
  TRY_SET(azure.endpoint,
          endpoint(first_set({"AZURE_STORAGE_SERVICE_ENDPOINT"}), "AZURE_STORAGE_SERVICE_ENDPOINT"));
  azure.signature = first_set({"AZURE_STORAGE_SAS_TOKEN"});
  if (azure.signature.starts_with('?')) azure.signature.erase(0, 1);
  return azure;
}

}  // namespace

Result<StoreSettings> settings_of_environment() {
  StoreSettings settings;
  TRY_SET(settings.s3, s3_settings());
  TRY_SET(settings.hub, hub_settings());
  TRY_SET(settings.google, google_settings());
  TRY_SET(settings.azure, azure_settings());
  // A folder or a database of one's own machine (the default of MLflow) is no server.
  if (environment("MLFLOW_TRACKING_URI").starts_with("http"))
    TRY_SET(settings.mlflow, mlflow_server_of_environment());
  for (const std::string& url :
       {settings.s3.endpoint, settings.azure.endpoint,
        environment("HF_ENDPOINT").empty() ? std::string() : settings.hub.endpoint,
        environment("STORAGE_EMULATOR_HOST").empty() ? std::string() : settings.google.endpoint,
        settings.mlflow ? settings.mlflow->url : std::string()})
    settings.listed.add_url(url);
  constexpr std::uint64_t kLongestPatience = 600;
  const std::string patience = environment("EXPGATE_VERIFY_TIMEOUT");
  if (const auto seconds = parse_decimal(patience); seconds && *seconds > 0 && *seconds <= kLongestPatience)
    settings.patience = std::chrono::seconds(*seconds);
  else if (!patience.empty())
    return fail(tr("EXPGATE_VERIFY_TIMEOUT is not a number of seconds from 1 to {limit}",
                   {{"limit", kLongestPatience}}));
  const std::string hosts = environment("EXPGATE_VERIFY_HOSTS");
  for (const std::string_view host : split(hosts, ','))
    if (!trim(host).empty()) TRY(settings.listed.add(host));
  return settings;
}

}  // namespace expgate::experiments::stores
