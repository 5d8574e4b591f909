#include <string>

#include <gtest/gtest.h>

#include "content/formats/recognise.h"
#include "support/format_bytes.h"

// The formats that are told by a magic number and a second look.
namespace expgate::content {
namespace {

using namespace std::string_literals;
using namespace test;

std::string found(const std::string& bytes, std::string_view path = "notes") {
  const auto it = recognise(bytes, path);
  return it ? std::string(it->format.key) : "";
}

std::string with(std::string bytes, std::size_t at, char value) {
  bytes.at(at) = value;
  return bytes;
}

std::string without_end(std::string bytes, std::size_t count = 1) {
  bytes.resize(bytes.size() - count);
  return bytes;
}

TEST(Formats, Tensors) {
  EXPECT_EQ(found(safetensors()), "safetensors");
  EXPECT_EQ(found(with(safetensors(), 8, '[')), "");
  EXPECT_EQ(found(with(safetensors(), 1, '\1')), "") << "the header is longer than the file";
  EXPECT_EQ(found(with(safetensors(), 7, '\x80')), "");
  EXPECT_EQ(found(u64(20) + R"({"dtype": "F32"    })"), "") << "JSON of something else";
  EXPECT_EQ(found(u64(20) + R"({"data_offsets": 1 })"), "");
  EXPECT_EQ(found(R"({"dtype": "F32", "data_offsets": [0, 8]})"), "");
  for (const std::uint32_t version : {1, 2, 3}) EXPECT_EQ(found(gguf(version)), "gguf") << version;
  EXPECT_EQ(found(gguf(0)), "");
  EXPECT_EQ(found(gguf(4)), "");
  EXPECT_EQ(found(with(gguf(3), 12, '\1')), "") << "too many tensors";
  EXPECT_EQ(found(with(gguf(3), 20, '\1')), "") << "too many pairs";
  EXPECT_EQ(found("GGUF"), "");
  for (const char* magic : {"lmgg", "fmgg", "tjgg"}) {
    EXPECT_EQ(found(magic + u32(32000) + u32(4096)), "ggml");
    EXPECT_EQ(found(magic + " is the magic number of a format"s), "");
  }
  EXPECT_EQ(found(u32(28) + "TFL3" + std::string(60, '\0')), "tflite");
  EXPECT_EQ(found(u32(68) + "TFL3" + std::string(60, '\0')), "") << "the table lies behind the end";
  EXPECT_EQ(found(u32(28) + "ET12" + std::string(60, '\0')), "executorch");
  EXPECT_EQ(found("the TFL3 format is a FlatBuffer"), "");
  for (const std::size_t at : {0, 512, 1024, 2048, 4096, 8192, 1 << 20})
    EXPECT_EQ(found(hdf5(at)), "hdf5") << at;
  EXPECT_EQ(found(hdf5(100)), "");
  EXPECT_EQ(found(with(hdf5(), 8, '\4')), "");
  EXPECT_EQ(found(hdf5().substr(0, 8)), "");
}

TEST(Formats, FlaxIsOneUnderItsNameOnly) {
  const std::string bytes =
      "\x81\xa6kernel\xc7\x09\x01\x93\x91\x02\xa7"
      "float32"s;
  EXPECT_EQ(found(bytes, "flax_model.msgpack"), "flax");
  EXPECT_EQ(found("\xde\0\x11\xa6kernel\xc8\0\x09\x01"s + bytes, "x.msgpack"), "flax");
  EXPECT_EQ(found("\x81\xa6kernel\xc9\0\0\0\x09\x01"s, "x.msgpack"), "flax");
  EXPECT_EQ(found(bytes, "fixture.dat"), "");
  EXPECT_EQ(found(with(bytes, 10, '\2'), "x.msgpack"), "") << "an extension of another type";
  EXPECT_EQ(found(with(bytes, 0, '\x93'), "x.msgpack"), "") << "no map";
  EXPECT_EQ(found("\x81\xa6kernel\xc7", "x.msgpack"), "");
}

TEST(Formats, Columns) {
  EXPECT_EQ(found(npy()), "npy");
  EXPECT_EQ(found(with(npy(), 6, '\3')), "npy");
  EXPECT_EQ(found(with(npy(), 6, '\4')), "");
  EXPECT_EQ(found(with(npy(), 6, '\0')), "");
  EXPECT_EQ(found(with(npy(), 12, 'D')), "");
  EXPECT_EQ(found(parquet()), "parquet");
  EXPECT_EQ(found(without_end(parquet())), "");
  EXPECT_EQ(found("PAR1 is how a table begins and ends: PAR2"), "");
  EXPECT_EQ(found("PAR1PAR1"), "");
  EXPECT_EQ(found("ARROW1\0\0"s + std::string(64, 'a') + "ARROW1"), "arrow");
  EXPECT_EQ(found("ARROW1\0\0"s + std::string(64, 'a')), "");
  EXPECT_EQ(found("FEA1" + std::string(64, 'a') + "FEA1"), "feather");
  EXPECT_EQ(found("FEA1" + std::string(64, 'a')), "");
  const std::string stream =
      "\xff\xff\xff\xff"s + u32(16) + std::string(16, 'm') + "\xff\xff\xff\xff\0\0\0\0"s;
  EXPECT_EQ(found(stream), "arrow");
  EXPECT_EQ(found(without_end(stream)), "");
  EXPECT_EQ(found(with(stream, 5, '\1')), "") << "a message longer than the file";
  EXPECT_EQ(found(with(stream, 4, '\0')), "");
  EXPECT_EQ(found(with(stream, 0, '\0')), "");
}

TEST(Formats, Records) {
  EXPECT_EQ(found(tensorboard()), "tensorboard");
  EXPECT_EQ(found(with(tensorboard(), 21, '\x12')), "tfrecord") << "other records";
  EXPECT_EQ(found(with(tensorboard(), 23, 'B')), "tfrecord");
  EXPECT_EQ(found(tfrecord("one") + tfrecord("two")), "tfrecord");
  EXPECT_EQ(found(with(tfrecord("one"), 8, '\0')), "") << "the checksum is another";
  EXPECT_EQ(found(without_end(tfrecord("one"))), "");
  EXPECT_EQ(found(":W&B\xe1\xbe\0\0"s), "wandb");
  EXPECT_EQ(found(":W&B is a tracker"), "");
  EXPECT_EQ(found(lmdb()), "lmdb");
  EXPECT_EQ(found(with(lmdb(), 20, '\7')), "");
  EXPECT_EQ(found(with(lmdb(), 16, '\7')), "");
  EXPECT_EQ(found(lmdb().substr(0, 21)), "");
  EXPECT_EQ(found(sqlite()), "sqlite");
  EXPECT_EQ(found("SQLite format 3 is a format"), "");
}

TEST(Formats, Protobuf) {
  EXPECT_EQ(found(onnx()), "onnx");
  EXPECT_EQ(found(onnx() + field(14, "a property") + field(20, "training") + field(25, "f") + field(26, "x")),
            "onnx");
  EXPECT_EQ(found(without_end(onnx())), "") << "fields do not end with the file";
  EXPECT_EQ(found(onnx() + field(9, "unknown")), "");
  EXPECT_EQ(found(onnx() + field(7, "a second graph")), "");
  EXPECT_EQ(found("\x08\x08"s + field(2, "x") + field(7, "graph")), "") << "no opset";
  EXPECT_EQ(found("\x08\x08"s + field(2, "x") + field(8, "opset")), "") << "no graph";
  EXPECT_EQ(found("\x08\x08"s + field(7, "graph") + field(8, "opset")), "onnx");
  EXPECT_EQ(found("\x08\x08"s + field(4, "graph") + field(7, "graph") + field(8, "opset")), "");
  EXPECT_EQ(found("\x08\x08\x3a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01" + field(8, "opset")), "");
  EXPECT_EQ(found("\x08\x08\x3a\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"), "");
  EXPECT_EQ(found(saved_model()), "saved-model");
  EXPECT_EQ(found(saved_model() + field(2, field(1, "meta"))), "saved-model");
  EXPECT_EQ(found(saved_model() + field(3, field(1, "meta"))), "");
  EXPECT_EQ(found("\x08\x01"s + field(2, "any text at all")), "");
  EXPECT_EQ(found("\x08\x01"s + field(2, field(8, "x"))), "");
  EXPECT_EQ(found(without_end(saved_model())), "");
  EXPECT_EQ(found(with(saved_model(), 1, '\2')), "");
  const std::string table = std::string(64, 't') + "\x57\xfb\x80\x8b\x24\x75\x47\xdb";
  EXPECT_EQ(found(table), "tf-checkpoint");
  EXPECT_EQ(found(table + "x"), "");
}

TEST(Formats, Pickles) {
  for (const int protocol : {2, 3, 4, 5}) {
    for (const char* path : {"notes", "best.txt", "train.py", "cache.dat", "x.pkl"})
      EXPECT_EQ(found(pickle(protocol), path), "pickle") << protocol << " " << path;
  }
  EXPECT_EQ(found("\x80\x02K\x01."), "pickle");
  EXPECT_EQ(found("\x80\x02J\xff\xff\xff\xff."), "pickle")
      << "first opcode not on the list, all of them legal";
  EXPECT_EQ(found("\x80\x02J\xff\xff\xff\xff.."), "");
  EXPECT_EQ(found("\x80\x02\x01\x02\x03"), "");
  EXPECT_EQ(found("\x80\x06]q\0."s), "") << "no such protocol";
  EXPECT_EQ(found(without_end(pickle(4))), "") << "the frame is cut";
  EXPECT_EQ(found("\x80\x04K\x01."), "pickle") << "too small for a frame";
  EXPECT_EQ(found("\x80\x04"
                  "B" +
                  u32(70'000) + std::string(70'000, 'x') + "."),
            "pickle")
      << "too large for one";
  EXPECT_EQ(found("\x80\x04"
                  "B" +
                  u32(70'000) + std::string(60'000, 'x') + "."),
            "");
  EXPECT_EQ(found("\x80\x04"
                  "B" +
                  u32(0xffffffff) + "."),
            "");
  EXPECT_EQ(found("\x80\x02"), "");
}

TEST(Formats, TextPicklesAreSomeUnderAPicklesNameOnly) {
  const std::string object = "ccollections\nOrderedDict\np0\n(tRp1\nVa\np2\nI1\ns.";
  for (const std::string& bytes : {pickle(0), pickle(1), "(lp0\nI1\naI2\na."s, object}) {
    EXPECT_EQ(found(bytes, "features.pkl"), "pickle");
    EXPECT_EQ(found(bytes, "a/FEATURES.Pickle"), "pickle");
    EXPECT_EQ(found(bytes, "clf.joblib"), "pickle");
    EXPECT_EQ(found(bytes, "features.txt"), "");
    EXPECT_EQ(found(without_end(bytes), "features.pkl"), "");
    EXPECT_EQ(found(bytes + "\n", "features.pkl"), "");
  }
  EXPECT_EQ(found("(see the manual of pickle.", "readme.pkl"), "");
  EXPECT_EQ(found("I am a text.", "readme.pkl"), "");
  EXPECT_EQ(found(".", "readme.pkl"), "");
}

TEST(Formats, PickledCheckpoints) {
  EXPECT_EQ(found(pytorch_legacy()), "pytorch-legacy");
  EXPECT_EQ(found("\x80\x04\x95" + u64(11) + pytorch_legacy().substr(2)), "pytorch-legacy") << "protocol 4";
  EXPECT_EQ(found(with(pytorch_legacy(), 4, 'x')), "pickle");
  EXPECT_EQ(found("\x80\x03"
                  "cjoblib.numpy_pickle\nNumpyArrayWrapper\nq\0."s),
            "joblib");
  EXPECT_EQ(found("cjoblib.numpy_pickle\nNumpyArrayWrapper\n", "use.md"), "");
}

TEST(Formats, SourcesImagesProgramsAndGitsOwnFilesAreNone) {
  const std::string ordinary[] = {
      "",
      "x",
      "import torch\n\nmodel = torch.load('best.pth')\n",
      "{\"seed\": 42, \"dtype\": \"float32\"}\n",
      "<svg xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M0 0 1 1\"/></svg>\n",
      "version https://git-lfs.github.com/spec/v1\noid sha256:" + std::string(64, 'a') + "\nsize 9\n",
      "outs:\n- md5: 0123456789abcdef0123456789abcdef\n  size: 9\n  path: best.pth\n",
      "\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR"s + std::string(600, '\0'),
      "\xff\xd8\xff\xe0\0\x10JFIF"s + std::string(600, '\x7f'),
      "GIF89a\x01\0\x01\0\x80\0\0"s,
      "\0\0\1\0\1\0\x10\x10\0\0\1\0\x20\0"s + std::string(600, '\0'),
      "%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n",
      "\0\1\0\0\0\x0f\0\x80"s + std::string(600, '\1'),
      "OTTO\0\x0c\0\x80"s + std::string(600, '\1'),
      "wOF2\0\1\0\0"s + std::string(600, '\1'),
      "\x7f"
      "ELF\2\1\1"s +
          std::string(600, '\0'),
      "MZ" + std::string(600, '\0'),
      "\0asm\1\0\0\0"s + std::string(600, '\0'),
      "\xca\xfe\xba\xbe\0\0\0\x34"s + std::string(600, '\0'),
      "PACK\0\0\0\2\0\0\0\1"s + std::string(600, '\x9c'),
      "\xfftOc\0\0\0\2"s + std::string(1032, '\0'),
      "DIRC\0\0\0\2"s + std::string(600, '\0'),
      "RIFF\x24\0\0\0WAVEfmt "s + std::string(600, '\0'),
      "\xde\x12\x04\x95\0\0\0\0"s + std::string(600, '\0'),
      std::string(5000, '\0'),
      std::string(5000, '\xff'),
      "\xff\xfe"
      "a\0b\0"s,
      zlib("blob 12\0a small file"s),
      zlib("blob 99\0"s + pickle(2)),
  };
  for (const std::string& bytes : ordinary) EXPECT_EQ(found(bytes), "") << bytes.substr(0, 40);
}

}  // namespace
}  // namespace expgate::content
