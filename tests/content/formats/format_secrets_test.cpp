#include <string>

#include <gtest/gtest.h>

#include "content/formats/glance.h"
#include "content/formats/recognise.h"
#include "support/format_bytes.h"

// Private keys, and settings that hold secrets. None of these keys opens anything: they are noise.
namespace expgate::content {
namespace {

using namespace std::string_literals;

std::string found(const std::string& bytes, std::string_view path = "docker/ssh_key") {
  const auto it = recognise(bytes, path);
  return it ? std::string(it->format.key) : "";
}

const std::string kBody =
    "MIIEpAIBAAKCAQEA7bq3xL0vHk2mJq9Zs8fT1cYw5RdUoPe4NgKxBh6Ij0tVyWzA\n"
    "Qm3sLkD9uEr7XaGf2nHpCvZiOb5tYjM8wSqR1eKdPx4UhNgTzJc6lFoIyVkBaWQ3\n";

// In two pieces, so that this file is not taken for what it tests.
std::string pem(const std::string& kind, const std::string& body = kBody) {
  const std::string key = kind + "PRIVATE" + " KEY";
  return "-----BEGIN " + key + "-----\n" + body + "-----END " + key + "-----\n";
}

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
  return text;
}

TEST(Secrets, AFileThatIsAKey) {
  for (const char* kind : {"RSA ", "", "EC ", "DSA ", "OPENSSH ", "ENCRYPTED "}) {
    EXPECT_EQ(found(pem(kind)), "private-key") << kind;
    EXPECT_EQ(found("\xef\xbb\xbf\r\n" + replaced(pem(kind), "\n", "\r\n")), "private-key") << kind;
  }
  const std::string headers = "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0123\n\n";
  EXPECT_EQ(found(pem("RSA ", headers + kBody)), "private-key");
  EXPECT_EQ(found(replaced(pem("PGP "), " KEY-", " KEY BLOCK-")), "private-key");
  EXPECT_EQ(found(pem("RSA ", "MIIE\n")), "private-key") << "however short";
  EXPECT_EQ(found(pem("RSA "), "tests/keys/server"), "private-key") << "a policy may exclude the folder";
  EXPECT_EQ(found("---- BEGIN SSH2 ENCRYPTED PRIVATE"
                  " KEY ----\nComment: \"x\"\n" +
                  kBody),
            "private-key");
  const std::string putty = "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: ada\n";
  EXPECT_EQ(found(putty + "Public-Lines: 1\nAAAA\nPrivate-Lines: 1\nAAAA\nPrivate-MAC: 0\n"), "private-key");
  EXPECT_EQ(found(putty), "") << "no key in it";
}

TEST(Secrets, AKeyInAnotherText) {
  const std::string escaped = replaced(pem(""), "\n", "\\n");
  EXPECT_EQ(found("{\"type\": \"service_account\", \"private_key\": \"" + escaped + "\"}\n", "sa.json"),
            "private-key");
  EXPECT_EQ(found("tls:\n  key: |\n    " + replaced(pem("RSA "), "\n", "\n    ") + "\n", "k8s.yaml"),
            "private-key");
  EXPECT_EQ(found("KEY = \"\"\"\n" + pem("RSA ") + "\"\"\"\n", "src/upload.py"), "private-key");
  EXPECT_EQ(found("Bag Attributes\n  friendlyName: x\n" + pem("")), "private-key");
  EXPECT_EQ(found("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n" + pem("")), "private-key");
}

TEST(Secrets, WhatOnlyMentionsOrDescribesAKey) {
  for (const char* path : {"docs/ssh.md", "README.md", "src/pem.py", "notes"}) {
    EXPECT_EQ(found("A key begins with `-----BEGIN RSA PRIVATE"
                    " KEY-----`.\n",
                    path),
              "")
        << path;
    EXPECT_EQ(found("```\n" + pem("RSA ", "...\n") + "```\n", path), "") << path;
    EXPECT_EQ(found("```\n" + pem("RSA ", "MIIE...\n") + "```\n", path), "") << path;
    EXPECT_EQ(found("x\n" + pem("", std::string(64, 'x') + "\n"), path), "") << "a placeholder";
    EXPECT_EQ(found("if line.startswith('-----BEGIN PRIVATE"
                    " KEY-----'):\n    return load_key_of_this_file\n",
                    path),
              "")
        << path;
  }
  EXPECT_EQ(found(pem("", "<paste your key here>\n"), "server.key.template"), "");
  EXPECT_EQ(found("-----BEGIN PUBLIC KEY-----\n" + kBody + "-----END PUBLIC KEY-----\n"), "");
  EXPECT_EQ(found("-----BEGIN CERTIFICATE-----\n" + kBody + "-----END CERTIFICATE-----\n"), "");
  EXPECT_EQ(found("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJq3 ada@example.org\n"), "");
  EXPECT_EQ(found("the PRIVATE KEY-----\n"), "");
}

TEST(Secrets, SamplesInSourcesOfTestsAndDocuments) {
  const std::string source = "KEY = b\"\"\"\n" + pem("RSA ") + "\"\"\"\n";
  for (const char* path : {"tests/test_jwt.py", "docs/usage.rst", "src/Test/keys.go", "examples/sign.js"})
    EXPECT_EQ(found(source, path), "") << path;
  for (const char* path : {"src/jwt.py", "latest/jwt.py", "tests.py"})
    EXPECT_EQ(found(source, path), "private-key") << path;
}

// Each of these took minutes if every key's first line were followed to the end of the file.
TEST(Secrets, MadeToBeSlow) {
  const std::string begin =
      "-----BEGIN PRIVATE"
      " KEY-----\n";
  std::string many;
  while (many.size() < (1U << 20U)) many += begin;
  EXPECT_EQ(found("x\n" + many), "");
  EXPECT_EQ(found(std::string(500'000, ' ') + "x" + many), "");
  EXPECT_EQ(found("x" + begin + std::string(1U << 20U, 'w')), "");
}

TEST(Glance, WhatIsCalledAKeyAndIsNone) {
  EXPECT_TRUE(is_no_key("PK\3\4"s + std::string(100, '\1'))) << "Keynote";
  EXPECT_TRUE(is_no_key("-----BEGIN PUBLIC KEY-----\nMIIB\n"));
  EXPECT_TRUE(is_no_key("1. The answer is a matrix of full rank.\n"));
  EXPECT_FALSE(is_no_key(pem("RSA ")));
  EXPECT_FALSE(is_no_key("3q2+7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n")) << "Fernet";
  EXPECT_FALSE(is_no_key("0123456789abcdef0123456789abcdef"));
  EXPECT_FALSE(is_no_key("\x30\x82\x04\xa4\x02\x01\0"s));
  EXPECT_FALSE(is_no_key("token = abc\n"));
}

TEST(Glance, EnvironmentsWithoutASecret) {
  for (const char* text :
       {"", "\n# nothing yet\n", "DEBUG=1\nLOG_LEVEL=info\n", "export DATA_DIR=/data/imagenet\n",
        "API_TOKEN=\n", "API_TOKEN=\"\"\n", "API_TOKEN=<token>\n", "API_TOKEN=your-token\n",
        "API_TOKEN=${CI_TOKEN}\n", "API_TOKEN=changeme\n", "API_KEY=xxxxxxxx\n",
        "MLFLOW_TRACKING_URI=http://localhost:5000\n", "KEYBOARD=us\n", "MONKEY=banana\n"})
    EXPECT_TRUE(is_env_without_secret(text)) << text;
  for (const char* text : {"API_TOKEN=abc\n", "export WANDB_API_KEY='0123'\n", "DB_PASSWORD=hunter2\n",
                           "pass=x\n", "AWS_SECRET=a\n", "DATABASE_URL=postgres://ada:hunter2@db/train\n",
                           "HF=hf_AbCdEfGhIjKlMnOpQrSt1234567\n", "DEBUG=1\nTOKEN=x\n"})
    EXPECT_FALSE(is_env_without_secret(text)) << text;
  EXPECT_FALSE(is_env_without_secret("A=\0"s));
  EXPECT_TRUE(is_blank_text("\n  # later\r\n"));
  EXPECT_FALSE(is_blank_text("DEBUG=1\n"));
}

}  // namespace
}  // namespace expgate::content
