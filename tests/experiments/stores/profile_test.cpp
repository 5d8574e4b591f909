#include "experiments/stores/profile.h"

#include <gtest/gtest.h>

namespace expgate::experiments::stores {
namespace {

constexpr std::string_view kCredentials = R"(# comment
[default]
aws_access_key_id = A
AWS_SECRET_ACCESS_KEY=S=1 # not mine
[ lab ]
aws_access_key_id=B
aws_secret_access_key = T
aws_session_token = U
)";

constexpr std::string_view kConfig = R"([default]
region = eu-west-1
s3 =
    endpoint_url = http://nested:1
    addressing_style = path
[profile lab]
region = eu-2
services = minio
endpoint_url = http://general:1
[services minio]
s3 =
  endpoint_url = http://minio:9000
ec2 =
  endpoint_url = http://other:1
[profile  sso]
sso_session = x
)";

TEST(Profile, OfBothFiles) {
  const AwsProfile plain = read_aws_profile(kCredentials, kConfig, "default");
  EXPECT_EQ(plain.key_id, "A");
  EXPECT_EQ(plain.secret, "S=1");
  EXPECT_EQ(plain.region, "eu-west-1");
  EXPECT_EQ(plain.endpoint, "http://nested:1");
  const AwsProfile lab = read_aws_profile(kCredentials, kConfig, "lab");
  EXPECT_EQ(lab.key_id + lab.secret + lab.session_token, "BTU");
  EXPECT_EQ(lab.region, "eu-2");
  EXPECT_EQ(lab.endpoint, "http://minio:9000");
  EXPECT_TRUE(read_aws_profile(kCredentials, kConfig, "sso").is_elsewhere);
  EXPECT_EQ(read_aws_profile(kCredentials, kConfig, "none").key_id, "");
  EXPECT_EQ(read_aws_profile("", "", "default").region, "");
}

TEST(Profile, JunkIsNone) {
  for (const char* junk : {"[", "[default", "=", "[default]\n=\n", "[]\nx=1", "\xFF\xFE", "[default]\nkey"})
    EXPECT_EQ(read_aws_profile(junk, junk, "default").key_id, "") << junk;
}

}  // namespace
}  // namespace expgate::experiments::stores
