#pragma once

#include <map>
#include <string>
#include <string_view>

namespace expgate::experiments::stores {

// A section of ~/.aws/config or ~/.aws/credentials: keys in lower case. What is nested below a key has the
// name "key.nested".
using AwsSection = std::map<std::string, std::string>;

// Returns the section `[name]` of the text; empty if it has none. Later lines win. Comments begin with # or
// ;.
AwsSection aws_section(std::string_view text, std::string_view name);

// What a profile says, of both files: that of the credentials wins.
struct AwsProfile {
  std::string key_id;
  std::string secret;
  std::string session_token;
  std::string region;
  std::string endpoint;  // of S3
  bool is_elsewhere =
      false;  // its credentials come from a program, a role or a sign-in that is not known here
};
AwsProfile read_aws_profile(std::string_view credentials, std::string_view config, std::string_view name);

}  // namespace expgate::experiments::stores
