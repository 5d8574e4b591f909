#include <string>

#include <gtest/gtest.h>

#include "content/formats/recognise.h"
#include "support/format_bytes.h"

// Models, tables and leavings of programs that have a format of their own.
namespace expgate::content {
namespace {

using namespace std::string_literals;
using namespace test;

std::string found(const std::string& bytes, std::string_view path = "notes") {
  const auto it = recognise(bytes, path);
  return it ? std::string(it->format.key) : "";
}

std::string reversed(std::string bytes) {
  return {bytes.rbegin(), bytes.rend()};
}
std::string be32(std::uint64_t value) {
  return reversed(u32(value));
}
std::string be64(std::uint64_t value) {
  return reversed(u64(value));
}

// A matrix as MATLAB's level 4 has it: doubles under that name.
std::string matrix(std::uint32_t rows, std::uint32_t columns, const std::string& name = "x"s + '\0') {
  return u32(0) + u32(rows) + u32(columns) + u32(0) + u32(name.size()) + name +
         std::string(std::size_t{8} * rows * columns, '\1');
}

TEST(ModelFormats, GgufWithTheMostSignificantByteFirst) {
  EXPECT_EQ(found("GGUF" + be32(3) + be64(2) + be64(5) + std::string(64, '\0')), "gguf");
  EXPECT_EQ(found("GGUF" + be32(2) + be64(2) + be64(5)), "") << "version 2 has one order only";
  EXPECT_EQ(found("GGUF" + be32(3) + be64(1ULL << 40U) + be64(5)), "") << "too many tensors";
  EXPECT_EQ(found("GGUF" + be32(3) + be32(2)), "");
}

TEST(ModelFormats, CatBoost) {
  EXPECT_EQ(found("CBM1" + u32(60) + std::string(60, '\0')), "catboost");
  EXPECT_EQ(found("CBM1" + u32(61) + std::string(60, '\0')), "") << "the model lies behind the end";
  EXPECT_EQ(found("CBM1" + u32(0) + std::string(60, '\0')), "");
  EXPECT_EQ(found("CBM1 is how a model of CatBoost begins\n"), "");
}

TEST(ModelFormats, XgboostInUbjson) {
  const std::string learner = "learner{L"s + be64(10) + "attributes{}";
  EXPECT_EQ(found("{L" + be64(7) + learner), "xgboost");
  EXPECT_EQ(found("{i\7" + learner), "xgboost");
  EXPECT_EQ(found("{L" + be64(8) + learner), "") << "a key of another length";
  EXPECT_EQ(found("{\"learner\":{\"attributes\":{}},\"version\":[2,0,0]}"), "") << "JSON is a text";
  EXPECT_EQ(found("{learner{}}"), "");
}

TEST(ModelFormats, FastText) {
  const std::string magic = "\xba\x16\x4f\x2f";
  EXPECT_EQ(found(magic + u32(12) + std::string(60, '\0')), "fasttext");
  EXPECT_EQ(found(magic + u32(11) + std::string(60, '\0')), "fasttext");
  EXPECT_EQ(found(magic + u32(13) + std::string(60, '\0')), "");
  EXPECT_EQ(found(magic), "");
}

TEST(ModelFormats, Torch7) {
  const std::string object = u32(1) + u32(3) + "V 1" + u32(13) + "nn.Sequential" + u32(3);
  EXPECT_EQ(found(u32(4) + object), "torch7");
  EXPECT_EQ(found(u32(3) + u32(1) + u32(1) + u32(2) + u32(5) + "model" + u32(4) + object), "torch7")
      << "a table";
  EXPECT_EQ(found(u32(4) + u32(1) + u32(3) + "V 1" + u32(5) + "other" + std::string(60, '\0')), "");
  EXPECT_EQ(found(u32(3) + std::string(80, '\0')), "");
}

TEST(ModelFormats, OnnxWithoutAVersion) {
  const std::string node = field(1, field(1, "x") + field(2, "y") + field(4, "Relu"));
  const std::string graph = field(7, node + field(2, "net") + field(11, "input"));
  const std::string opset = field(8, "\x10\x11");
  EXPECT_EQ(found(graph + opset), "onnx");
  EXPECT_EQ(found(field(2, "pytorch") + graph + opset), "onnx");
  EXPECT_EQ(found(graph), "") << "no opset";
  EXPECT_EQ(found(opset), "") << "no graph";
  EXPECT_EQ(found(field(7, "graph") + opset), "") << "what is called a graph is none";
  EXPECT_EQ(found(graph + field(8, "text")), "") << "and no opset";
  EXPECT_EQ(found(graph + opset + "x"), "");
}

TEST(ModelFormats, CoreMl) {
  const std::string begin = "\x08\x04"s + field(2, field(1, "input"));
  EXPECT_EQ(found(begin + field(500, "network")), "coreml");
  EXPECT_EQ(found(begin + field(502, "program")), "coreml");
  EXPECT_EQ(found(begin), "") << "no model";
  EXPECT_EQ(found(begin + field(500, "a") + field(402, "b")), "") << "two models";
  EXPECT_EQ(found(begin + field(100, "x")), "");
  EXPECT_EQ(found(begin + field(500, "network") + "x"), "");
}

TEST(ModelFormats, Caffe) {
  const std::string layer = field(100, field(1, "conv1") + field(2, "Convolution") + field(7, "weights"));
  EXPECT_EQ(found(field(1, "AlexNet") + layer + layer), "caffe");
  EXPECT_EQ(found(layer), "caffe");
  EXPECT_EQ(found(field(1, "AlexNet")), "");
  EXPECT_EQ(found(field(1, "AlexNet") + field(100, field(7, "weights"))), "") << "a layer without a name";
  EXPECT_EQ(found(field(1, "AlexNet") + field(100, field(1, "a b") + field(2, "c"))), "") << "prose";
  EXPECT_EQ(found(field(1, "AlexNet") + layer + field(9, "x")), "");
}

TEST(ModelFormats, TheGraphOfATensorFlowCheckpoint) {
  const std::string node = field(1, field(1, "save/Const") + field(2, "Const") + field(5, "x"));
  const std::string graph = field(2, node + node);
  EXPECT_EQ(found(field(1, "meta") + graph + field(3, "saver")), "meta-graph");
  EXPECT_EQ(found(graph + field(7, "objects")), "meta-graph");
  EXPECT_EQ(found(field(1, "meta") + field(3, "saver")), "") << "no graph";
  EXPECT_EQ(found(field(1, "meta") + field(2, field(1, "node"))), "") << "a node without a type";
  EXPECT_EQ(found(field(1, "meta") + graph + field(8, "x")), "");
  EXPECT_EQ(found("\n\x04text\x12\x04text"), "");
}

TEST(ModelFormats, WhatTorchExportSaves) {
  EXPECT_EQ(found(zip({{"serialized_exported_program.json", "{}"}, {"version", "1"}})), "pytorch");
  EXPECT_EQ(found(zip({{"vit/archive_format", "pt2"}, {"vit/data/weights/weight_0", "w"}})), "pytorch");
  EXPECT_EQ(found(zip({{"docs/archive_formats", "pt2"}})), "zip");
}

TEST(TableFormats, OrcAndAvro) {
  const std::string postscript = "\x08\x01\x82\xf4\x03\x03ORC";
  EXPECT_EQ(found("ORC" + std::string(60, '\1') + postscript + "\x09"), "orc");
  EXPECT_EQ(found("ORC" + std::string(60, '\1') + postscript), "") << "no length at the end";
  EXPECT_EQ(found("ORC is a format. It ends with ORC."), "");
  EXPECT_EQ(found("Obj\1\4\x16"s + "avro.schema\x08null" + std::string(32, '\0')), "avro");
  EXPECT_EQ(found("Obj\1\4\x16"s + "other.schema\x08null"), "");
  EXPECT_EQ(found("Objects have an avro.schema\n"), "");
}

TEST(TableFormats, Matlab) {
  std::string text = "MATLAB 5.0 MAT-file, Platform: GLNXA64";
  text.resize(124, ' ');
  EXPECT_EQ(found(text + "\0\1IM"s + std::string(64, '\0')), "matlab");
  EXPECT_EQ(found(text + "\1\0MI"s + std::string(64, '\0')), "matlab");
  EXPECT_EQ(found(text + "\0\2IM"s + std::string(64, '\0')), "");
  EXPECT_EQ(found("MATLAB is a language.\n"), "");
  EXPECT_EQ(found(matrix(3, 3)), "matlab");
  EXPECT_EQ(found(matrix(3, 3) + matrix(1, 1, "learning_rate"s + '\0')), "matlab");
  EXPECT_EQ(found(be32(1000) + be32(1) + be32(1) + be32(0) + be32(2) + "x\0"s + std::string(8, '\1')),
            "matlab");
  EXPECT_EQ(found(matrix(3, 3) + "x"), "") << "something behind it";
  EXPECT_EQ(found(matrix(3, 3).substr(0, 80)), "") << "cut";
  EXPECT_EQ(found(matrix(3, 3, "a b"s + '\0')), "") << "no name of a variable";
  EXPECT_EQ(found(matrix(3, 3, "xyz")), "") << "a name without its end";
  EXPECT_EQ(found(u32(0) + u32(0xffffffff) + u32(0xffffffff) + u32(0) + u32(2) + "x\0"s), "");
}

TEST(ModelFormats, CoreDumps) {
  const auto elf = [](char order, const std::string& type) {
    return "\x7f"
           "ELF\2"s +
           order + "\1" + std::string(9, '\0') + type + std::string(64, '\0');
  };
  EXPECT_EQ(found(elf('\1', "\4\0"s)), "core-dump");
  EXPECT_EQ(found(elf('\2', "\0\4"s)), "core-dump");
  EXPECT_EQ(found(elf('\1', "\3\0"s)), "") << "a library";
  EXPECT_EQ(found(elf('\2', "\4\0"s)), "");
}

TEST(ArchiveFormats, Lzma) {
  const auto lzma = [](std::uint64_t dictionary, std::uint64_t size, char first = '\0') {
    return "\x5d" + u32(dictionary) + u64(size) + first + std::string(32, '\x9c');
  };
  EXPECT_EQ(found(lzma(1U << 23U, UINT64_MAX)), "lzma");
  EXPECT_EQ(found(lzma(3U << 20U, 150'000)), "lzma");
  EXPECT_EQ(found(lzma(5U << 20U, 150'000)), "") << "no encoder takes such a dictionary";
  EXPECT_EQ(found(lzma(0, 150'000)), "");
  EXPECT_EQ(found(lzma(1U << 23U, 1ULL << 40U)), "");
  EXPECT_EQ(found(lzma(1U << 23U, UINT64_MAX, '\1')), "") << "the coder begins with 0";
  EXPECT_EQ(found("] is a bracket, and nothing else here\n"), "");
}

TEST(ArchiveFormats, LzfseAndWhatOpensslEncrypts) {
  EXPECT_EQ(found("bvx2" + std::string(64, '\0') + "bvx$"), "lzfse");
  EXPECT_EQ(found("bvx2" + std::string(64, '\0')), "");
  EXPECT_EQ(found("Salted__" + std::string(64, '\x9c')), "encrypted");
}

// PowerShell's `>` writes UTF-16.
TEST(TextFormats, LogsAndNumbersInUtf16) {
  const auto wide = [](const std::string& text, bool is_little) {
    std::string bytes = is_little ? "\xff\xfe" : "\xfe\xff";
    for (const char c : text) bytes += is_little ? std::string{c, '\0'} : std::string{'\0', c};
    return bytes;
  };
  for (const bool is_little : {true, false}) {
    EXPECT_EQ(found(wide(training_log(21'000), is_little)), "log");
    EXPECT_EQ(found(wide(numbers(21'000), is_little)), "numeric-dump");
    EXPECT_EQ(found(wide(numbers(9'000), is_little)), "") << "small";
    std::string prose;
    while (prose.size() < 21'000) prose += "A word, and another one.\n";
    EXPECT_EQ(found(wide(prose, is_little)), "");
  }
  EXPECT_EQ(found("\xff\xfe" + std::string(40'000, '\1')), "") << "no text";
}

// What plots show is notebook-output's: one finding is enough.
TEST(TextFormats, ANotebookOfPlotDataIsNoDump) {
  const std::string data = numbers(2U << 20U);
  EXPECT_EQ(found(data, "eda.ipynb"), "");
  EXPECT_EQ(found(data, "EDA.IPYNB"), "");
  EXPECT_EQ(found(data, "eda.json"), "numeric-dump");
}

}  // namespace
}  // namespace expgate::content
