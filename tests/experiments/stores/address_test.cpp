#include "experiments/stores/address.h"

#include <gtest/gtest.h>

namespace expgate::experiments::stores {
namespace {

// "https host 443 /path"
std::string parts(const char* url) {
  const auto address = read_url(url);
  if (!address) return "none";
  return address->scheme + " " + address->host + " " + std::to_string(address->port) + " " + address->path;
}

TEST(Address, PartsOfAUrl) {
  EXPECT_EQ(parts("https://Host.Example"), "https host.example 443 /");
  EXPECT_EQ(parts("HTTP://host:8080/a/b?c=d#e"), "http host 8080 /a/b?c=d");
  EXPECT_EQ(parts("https://host?x"), "https host 443 /?x");
  EXPECT_EQ(parts("http://[::1]:80/"), "http ::1 80 /");
  EXPECT_EQ(parts("http://127.0.0.1/"), "http 127.0.0.1 80 /");
}

TEST(Address, WhatTwoProgramsCouldReadInTwoWaysIsNone) {
  for (const char* bad : {"",
                          "host",
                          "file:///etc/passwd",
                          "ftp://host/",
                          "gopher://host/",
                          "https://",
                          "https:///x",
                          "https:host",
                          "https://u@host/",
                          "https://u:p@host/",
                          "https://host\\@evil/",
                          "https://ho st/",
                          "https://host/a b",
                          "https://host:0/",
                          "https://host:65536/",
                          "https://host:x/",
                          "https://host:80:80/",
                          "https://2130706433/",
                          "https://0x7f000001/",
                          "https://0x7f.0.0.1/",
                          "https://127.1/",
                          "https://0177.0.0.1/",
                          "https://127.0.0.01/",
                          "https://127.0.0.1./",
                          "https://1.2.3.4.5/",
                          "https://[::1/",
                          "https://[::1]x/",
                          "https://[v1.x]/",
                          "https://[fe80::1%25eth0]/",
                          "https://host%2eexample/",
                          "https://h\xC3\xB6st/",
                          "https://.host/",
                          "https://a..b/",
                          "https://-a/",
                          "https://host/\n",
                          "https://host/{a,b}",
                          "https://host/[1-3]\"",
                          "https://127.0.0.0x1/"})
    EXPECT_EQ(parts(bad), "none") << bad;
}

TEST(Address, OfThePublicInternet) {
  for (const char* good :
       {"1.1.1.1", "8.8.8.8", "172.15.255.255", "172.32.0.0", "100.63.0.1", "192.0.1.1", "52.216.0.1",
        "2600:1f18::1", "2a00:1450::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"})
    EXPECT_TRUE(is_public_address(good)) << good;
  for (const char* bad : {"0.0.0.0",
                          "10.0.0.1",
                          "100.64.0.1",
                          "127.0.0.1",
                          "127.255.255.255",
                          "169.254.169.254",
                          "172.16.0.1",
                          "172.31.255.255",
                          "192.168.1.1",
                          "192.0.0.1",
                          "192.0.2.1",
                          "198.18.0.1",
                          "198.19.255.255",
                          "198.51.100.1",
                          "203.0.113.9",
                          "224.0.0.1",
                          "240.0.0.1",
                          "255.255.255.255",
                          "168.63.129.16",
                          "::",
                          "::1",
                          "fe80::1",
                          "fc00::1",
                          "fd00:ec2::254",
                          "ff02::1",
                          "::ffff:127.0.0.1",
                          "::ffff:a9fe:a9fe",
                          "64:ff9b::7f00:1",
                          "64:ff9b:1::1",
                          "2002:7f00:1::",
                          "2001::1",
                          "2001:db8::1",
                          "3fff::1",
                          "::127.0.0.1",
                          "100::1",
                          "host",
                          "",
                          "127.1",
                          "1"})
    EXPECT_FALSE(is_public_address(bad)) << bad;
}

TEST(Address, ListedHosts) {
  HostList hosts;
  for (const char* entry :
       {"minio.local", "store:9000", "*.corp.example", "*.lab:8443", "[::1]:9000", "10.0.0.1"})
    EXPECT_TRUE(hosts.add(entry)) << entry;
  hosts.add_url("http://127.0.0.1:9000/x");
  hosts.add_url("https://hub.example");
  hosts.add_url("junk");
  const auto has = [&](const char* url) { return hosts.has(*read_url(url)); };
  for (const char* url :
       {"https://minio.local/", "http://minio.local:9000/", "http://store:9000/", "https://a.corp.example/",
        "https://a.b.corp.example:1/", "https://a.lab:8443/", "http://[::1]:9000/", "http://10.0.0.1:1/",
        "http://127.0.0.1:9000/y", "https://hub.example/x"})
    EXPECT_TRUE(has(url)) << url;
  for (const char* url :
       {"https://xminio.local/", "http://store/", "http://store:9001/", "https://corp.example/",
        "https://acorp.example/", "https://a.lab/", "http://[::1]/", "http://127.0.0.1:9001/",
        "http://hub.example/", "https://minio.local.evil.example/"})
    EXPECT_FALSE(has(url)) << url;
  for (const char* bad : {"", "*", "*.", "a b", "https://host", "host/x", "u@host", "127.1"})
    EXPECT_FALSE(hosts.add(bad)) << bad;
}

}  // namespace
}  // namespace expgate::experiments::stores
