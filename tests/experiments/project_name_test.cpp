#include "experiments/project_name.h"

#include <gtest/gtest.h>

namespace expgate::test {
namespace {

TEST(ProjectName, OfAUrl) {
  const std::pair<const char*, const char*> cases[] = {
      {"https://git.example.org/team/vit.git", "vit"},
      {"https://git.example.org/team/vit/", "vit"},
      {"https://user@git.example.org/vit.git?x=1", "vit"},
      {"ssh://git@git.example.org:2222/team/vit", "vit"},
      {"git@git.example.org:team/vit.git", "vit"},
      {"git@git.example.org:vit.git", "vit"},
      {"https://git.example.org", ""},
      {"https://git.example.org/", ""},
      {"git@git.example.org:", ""},
      {"/srv/server.git", ""},
      {"../server.git", ""},
      {"file:///srv/server.git", ""},
      {"server/x:y.git", ""},
      {"server.git", ""},
      {"", ""},
  };
  for (const auto& [url, wanted] : cases) EXPECT_EQ(experiments::name_of_url(url), wanted) << url;
}

TEST(ProjectName, PathOfAUrl) {
  const std::pair<const char*, const char*> cases[] = {
      {"https://me:secret@git.example.org/group/team/vit.git", "group/team/vit"},
      {"https://git.example.org//vit.git/?private_token=secret#x", "vit"},
      {"git@git.example.org:team/vit.git", "team/vit"},
      {"ext::sh -c secret", ""},
      {"file:///srv/server.git", ""},
  };
  for (const auto& [url, wanted] : cases) EXPECT_EQ(experiments::path_of_url(url), wanted) << url;
}

}  // namespace
}  // namespace expgate::test
