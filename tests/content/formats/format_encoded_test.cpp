#include <string>

#include <gtest/gtest.h>

#include "content/formats/recognise.h"
#include "support/format_bytes.h"

// Bytes as texts: base64 and hex.
namespace expgate::content {
namespace {

using namespace std::string_literals;
using namespace test;

std::string found(const std::string& bytes, std::string_view path = "notes.txt") {
  const auto it = recognise(bytes, path);
  if (!it) return "";
  return std::string(it->format.key) +
         (it->container.empty() ? "" : " in " + std::string(it->container.english));
}

std::string base64(const std::string& bytes, const std::string& break_line = "\n") {
  constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  std::size_t column = 0;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const auto byte = [&](std::size_t n) {
      return at + n < bytes.size() ? static_cast<unsigned char>(bytes[at + n]) : 0U;
    };
    const unsigned group = byte(0) << 16U | byte(1) << 8U | byte(2);
    for (int n = 0; n < 4; ++n) {
      const bool is_padding = at + static_cast<std::size_t>(n) > bytes.size();
      out += is_padding ? '=' : kLetters[group >> (18 - 6 * n) & 63U];
    }
    if ((column += 4) == 76) {
      out += break_line;
      column = 0;
    }
  }
  return out;
}

std::string hex(const std::string& bytes) {
  std::string out;
  for (const char c : bytes)
    for (const int shift : {4, 0}) out += "0123456789abcdef"[static_cast<unsigned char>(c) >> shift & 15];
  return out;
}

std::string noise(std::size_t size) {
  std::string bytes;
  std::uint32_t state = 1;
  while (bytes.size() < size) bytes += static_cast<char>((state = state * 1664525U + 1013904223U) >> 24U);
  return bytes;
}

const std::string checkpoint_zip = zip({{"best/data.pkl", pickle(2)}, {"best/data/0", noise(30'000)}});
const std::string picture = "\x89PNG\r\n\x1a\n"s + noise(30'000);
const std::string sentence = "a text that somebody wrote, with words in it\n";

TEST(EncodedFormats, ABase64OfACheckpointIsAsHeavyAsItIs) {
  EXPECT_EQ(found(base64(checkpoint_zip)), "pytorch in base64 text");
  EXPECT_EQ(found(base64(checkpoint_zip, "")), "pytorch in base64 text");
  EXPECT_EQ(found(base64(checkpoint_zip, "\r\n")), "pytorch in base64 text");
  EXPECT_EQ(found(sentence + "\n" + base64(checkpoint_zip) + "\n" + sentence), "");
  EXPECT_EQ(found(sentence + "data:;base64,\n" + base64(checkpoint_zip) + "\n" + sentence),
            "pytorch in base64 text");
  EXPECT_EQ(found("W = \"" + base64(checkpoint_zip, "") + "\"\n", "weights.py"), "pytorch in base64 text");
  EXPECT_EQ(found("w: !!binary |\n  " + base64(checkpoint_zip, "\n  "), "w.yaml"), "pytorch in base64 text");
  EXPECT_EQ(found(base64(npy() + noise(30'000))), "npy in base64 text");
  EXPECT_EQ(found(hex(checkpoint_zip)), "pytorch in hex digits");
}

TEST(EncodedFormats, AttachmentsOfNotebooksToo) {
  const auto notebook = [](const std::string& data) {
    return R"({"cells": [{"cell_type": "markdown", "attachments": {"a": {"image/png": ")" + data +
           R"("}}, "source": ["x"]}], "metadata": {}, "nbformat": 4, "nbformat_minor": 4})";
  };
  EXPECT_EQ(found(notebook(base64(checkpoint_zip, "\\n")), "a.ipynb"), "pytorch in base64 text");
  EXPECT_EQ(found(notebook(base64(picture, "\\n")), "a.ipynb"), "") << "a picture";
}

TEST(EncodedFormats, OtherTextsAreNone) {
  EXPECT_EQ(found(base64(picture)), "");
  EXPECT_EQ(found(base64(zip({{"a.txt", noise(30'000)}}))), "") << "archives are a matter of size";
  EXPECT_EQ(found(hex(picture)), "");
  EXPECT_EQ(found(base64(pickle(4)) + "\n"), "") << "small";
  std::string prose;
  while (prose.size() < 50'000) prose += sentence;
  EXPECT_EQ(found(prose), "");
  EXPECT_EQ(found(prose + base64(pytorch())), "") << "a short run in a long text";
  std::string ids;
  while (ids.size() < 30'000) ids += "8003280000\n";
  EXPECT_EQ(found(ids), "") << "numbers that could be read as hex";
}

}  // namespace
}  // namespace expgate::content
