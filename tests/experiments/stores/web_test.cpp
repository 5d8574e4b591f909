#include "experiments/stores/web.h"

#include <gtest/gtest.h>

namespace expgate::experiments::stores {
namespace {

// A web of answers by URL; what was asked is kept.
struct FakeWeb {
  std::map<std::string, HttpResponse> answers;
  std::map<std::string, std::vector<std::string>> names = {{"public.example", {"8.8.8.8", "2600::1"}},
                                                           {"private.example", {"8.8.8.8", "10.0.0.1"}}};
  std::vector<HttpRequest> asked;
  std::vector<std::string> looked_up;

  Web web(HostList listed = {}) {
    return {std::move(listed),
            [this](const HttpRequest& request, const TakeBody&) -> Result<HttpResponse> {
              asked.push_back(request);
              const auto found = answers.find(request.url);
              if (found == answers.end()) return fail(verbatim("nobody there"));
              return found->second;
            },
            [this](const std::string& host) -> Result<std::vector<std::string>> {
              looked_up.push_back(host);
              const auto found = names.find(host);
              if (found == names.end()) return fail(verbatim("unknown name"));
              return found->second;
            },
            [](std::chrono::milliseconds) {}};
  }
};

HttpRequest get(const std::string& url) {
  HttpRequest request;
  request.url = url;
  request.headers = {"Authorization: secret"};
  request.user = "ada:secret";
  request.signing = "aws:amz:r:s3";
  request.uses_netrc = true;
  return request;
}

HttpResponse redirect_to(const std::string& url) {
  return {302, {{"location", url}}, "", ""};
}

TEST(Web, PinsTheAddressesThatWereLookedAt) {
  FakeWeb fake;
  fake.answers["https://public.example/x"] = {200, {}, "", ""};
  Web web = fake.web();
  EXPECT_TRUE(web.ask(get("https://public.example/x")));
  EXPECT_TRUE(web.ask(get("https://public.example/x")));
  ASSERT_EQ(fake.asked.size(), 2U);
  EXPECT_EQ(fake.asked[1].addresses, (std::vector<std::string>{"8.8.8.8", "2600::1"}));
  EXPECT_FALSE(fake.asked[0].may_use_proxy);
  EXPECT_EQ(fake.looked_up.size(), 1U);
}

TEST(Web, AsksNobodyWhoIsNotPublic) {
  FakeWeb fake;
  Web web = fake.web();
  for (const char* url :
       {"https://private.example/", "https://10.0.0.1/", "http://169.254.169.254/latest", "https://[::1]/",
        "https://unknown.example/", "https://2130706433/", "file:///etc/passwd", "https://u@public.example/"})
    EXPECT_FALSE(web.ask(get(url))) << url;
  EXPECT_TRUE(fake.asked.empty());
}

TEST(Web, AsksWhoIsListed) {
  FakeWeb fake;
  fake.answers["http://10.0.0.1:9000/x"] = {200, {}, "", ""};
  HostList listed;
  listed.add_url("http://10.0.0.1:9000");
  Web web = fake.web(listed);
  EXPECT_TRUE(web.ask(get("http://10.0.0.1:9000/x")));
  EXPECT_TRUE(fake.asked[0].may_use_proxy);
  EXPECT_TRUE(fake.looked_up.empty());
  EXPECT_FALSE(web.ask(get("http://10.0.0.1:9001/x")));
}

TEST(Web, CarriesNothingAlongARedirect) {
  FakeWeb fake;
  fake.answers["https://public.example/a"] = redirect_to("/b");
  fake.answers["https://public.example/b"] = {200, {}, "", ""};
  Web web = fake.web();
  ASSERT_TRUE(web.follow(get("https://public.example/a")));
  ASSERT_EQ(fake.asked.size(), 2U);
  EXPECT_EQ(fake.asked[0].user, "ada:secret");
  EXPECT_TRUE(fake.asked[1].headers.empty());
  EXPECT_EQ(fake.asked[1].user + fake.asked[1].signing, "");
  EXPECT_FALSE(fake.asked[1].uses_netrc);
  EXPECT_EQ(web.ask(get("https://public.example/a"))->status, 302);
}

TEST(Web, FollowsNowhereElse) {
  for (const char* target :
       {"http://public.example/b", "https://private.example/", "https://10.0.0.1/", "file:///etc/passwd",
        "//10.0.0.1/x", "gopher://public.example/", "https://127.1/", "", "b", "https://u:p@public.example/b",
        "https://public.example/a"}) {
    FakeWeb fake;
    fake.answers["https://public.example/a"] = redirect_to(target);
    fake.answers["https://public.example/b"] = {200, {}, "", ""};
    Web web = fake.web();
    EXPECT_FALSE(web.follow(get("https://public.example/a"))) << target;
    EXPECT_LE(fake.asked.size(), 6U);
  }
}

TEST(Web, TriesAgainButNotForEver) {
  FakeWeb fake;
  fake.answers["https://public.example/x"] = {503, {}, "", ""};
  Web web = fake.web();
  EXPECT_EQ(web.ask(get("https://public.example/x"))->status, 503);
  EXPECT_EQ(fake.asked.size(), 3U);
  for (int n = 0; n < 5; ++n) EXPECT_FALSE(web.ask(get("https://public.example/none")));
  EXPECT_EQ(fake.asked.size(), 3U + 9U);  // three times three, then the host is given up
}

TEST(Web, Redirects) {
  const auto to = [](const char* location, const char* from = "https://host/a/b?c") {
    return redirected(from, redirect_to(location)).value_or("none");
  };
  EXPECT_EQ(to("/x?y"), "https://host/x?y");
  EXPECT_EQ(to("https://other:444/x#y"), "https://other:444/x");
  EXPECT_EQ(to("//other/x"), "https://other/x");
  EXPECT_EQ(to("http://other/x"), "none");
  EXPECT_EQ(to("http://other/x", "http://host/"), "http://other/x");
  EXPECT_EQ(redirected("https://host/", {200, {{"location", "/x"}}, "", ""}), std::nullopt);
}

}  // namespace
}  // namespace expgate::experiments::stores
