#include "content/formats/glance.h"

#include <string>

#include <gtest/gtest.h>

namespace expgate::content {
namespace {

using namespace std::string_literals;

std::string pe() {
  std::string bytes = "MZ" + std::string(0x3a, '\0') + "\x80\0\0\0"s;
  bytes.resize(0x80);
  return bytes + "PE\0\0\x64\x86"s;
}

TEST(Glance, Text) {
  EXPECT_TRUE(is_text(""));
  EXPECT_TRUE(is_text("1 2 3\r\n\t4\f\n"));
  EXPECT_TRUE(is_text("学习率 \x1b[0m"));
  EXPECT_TRUE(is_text("caf\xe9\n"));  // Latin-1
  EXPECT_FALSE(is_text("a\0b"s));
  EXPECT_FALSE(is_text("\x80\x02}q\x01."));
  EXPECT_FALSE(is_text("a\x7f"));
}

TEST(Glance, Programs) {
  EXPECT_TRUE(is_program("\x7f\x45LF\x02\x01\x01"s + std::string(16, '\0')));
  EXPECT_TRUE(is_program(pe()));
  EXPECT_TRUE(is_program("\xcf\xfa\xed\xfe"s + std::string(32, '\0')));
  EXPECT_TRUE(is_program("#!/bin/sh\nexit 0\n"));
  EXPECT_FALSE(is_program(""));
  EXPECT_FALSE(is_program("\x7f\x45LF"));
  EXPECT_FALSE(is_program("\x7f\x45LF\x09\x01\x01"s + std::string(16, '\0')));
  EXPECT_FALSE(is_program("MZ" + std::string(200, 'x')));
  EXPECT_FALSE(is_program("#!" + std::string(64, '\1')));
  EXPECT_FALSE(is_program("PK\3\4"));
}

TEST(Glance, Vocabularies) {
  EXPECT_TRUE(is_sentencepiece("\n\x0e\n\5<unk>\x15\0\0\0\0\x18\2\n\x0c"s));
  EXPECT_FALSE(is_sentencepiece("\n\x0e\n\5hello\x15\0\0\0\0\x18\2\n\x0c"s));
  EXPECT_FALSE(is_sentencepiece("binf\0\0\0\0\x40\0\0\0<unk>\0\0\0"s));
  EXPECT_FALSE(is_sentencepiece("<unk>"));
}

TEST(Glance, PublicPem) {
  EXPECT_TRUE(is_public_pem("# CA\n-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"));
  EXPECT_TRUE(is_public_pem("-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\n"));
  EXPECT_FALSE(is_public_pem("-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----\n"));
  EXPECT_FALSE(is_public_pem("-----BEGIN CERTIFICATE-----\nMIIB\n-----BEGIN PRIVATE KEY-----\nMIIB\n"));
  EXPECT_FALSE(is_public_pem(""));
  EXPECT_FALSE(is_public_pem("secret"));
}

}  // namespace
}  // namespace expgate::content
