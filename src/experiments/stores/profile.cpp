#include "experiments/stores/profile.h"

#include "base/strings.h"

namespace expgate::experiments::stores {

namespace {

bool is_indented(std::string_view line) {
  return line.starts_with(' ') || line.starts_with('\t');
}

// What stands before " #" or " ;".
std::string_view without_remark(std::string_view line) {
  for (std::size_t at = 1; at < line.size(); ++at)
    if ((line[at] == '#' || line[at] == ';') && (line[at - 1] == ' ' || line[at - 1] == '\t'))
      return line.substr(0, at);
  return line;
}

// "profile  ada" as "profile ada"
std::string section_name(std::string_view line) {
  std::string name;
  for (const std::string_view part : split(trim(line.substr(1, line.find(']') - 1)), ' '))
    if (!part.empty()) name += (name.empty() ? "" : " ") + std::string(part);
  return name;
}

std::string value_at(const AwsSection& section, const std::string& key) {
  const auto found = section.find(key);
  return found == section.end() ? std::string() : found->second;
}

}  // namespace

AwsSection aws_section(std::string_view text, std::string_view name) {
  AwsSection section;
  bool is_inside = false;
  std::string above;  // the key that indented lines belong to
  for (const std::string_view whole : lines(text)) {
    const std::string_view line = trim(whole);
    if (line.empty() || line.starts_with('#') || line.starts_with(';')) continue;
    if (line.starts_with('[')) {
      is_inside = line.find(']') != std::string_view::npos && section_name(line) == name;
      above.clear();
      continue;
    }
    const std::size_t equals = line.find('=');
    if (!is_inside || equals == std::string_view::npos) continue;
    std::string key = ascii_lower(trim(line.substr(0, equals)));
    const std::string value(trim(without_remark(line.substr(equals + 1))));
    const bool is_nested = is_indented(whole) && !above.empty();
    if (!is_nested) above = value.empty() ? key : "";
    if (is_nested) key.insert(0, above + ".");
    section[key] = value;
  }
  return section;
}

AwsProfile read_aws_profile(std::string_view credentials, std::string_view config, std::string_view name) {
  const AwsSection secret = aws_section(credentials, name);
  AwsSection plain = aws_section(config, name == "default" ? "default" : "profile " + std::string(name));
  if (plain.empty() && name == "default") plain = aws_section(config, "profile default");
  AwsProfile profile;
  const auto both = [&](const std::string& key) {
    const std::string value = value_at(secret, key);
    return value.empty() ? value_at(plain, key) : value;
  };
  profile.key_id = both("aws_access_key_id");
  profile.secret = both("aws_secret_access_key");
  profile.session_token = both("aws_session_token");
  profile.region = both("region");
  if (const std::string services = both("services"); !services.empty())
    profile.endpoint = value_at(aws_section(config, "services " + services), "s3.endpoint_url");
  if (profile.endpoint.empty()) profile.endpoint = both("s3.endpoint_url");
  if (profile.endpoint.empty()) profile.endpoint = both("endpoint_url");
  for (const char* key : {"credential_process", "role_arn", "sso_session", "sso_start_url"})
    if (profile.key_id.empty() && !both(key).empty()) profile.is_elsewhere = true;
  return profile;
}

}  // namespace expgate::experiments::stores
