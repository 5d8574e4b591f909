#include <string>

#include <gtest/gtest.h>

#include "content/formats/recognise.h"
#include "support/format_bytes.h"

// Archives, and what they hold.
namespace expgate::content {
namespace {

using namespace std::string_literals;
using namespace test;

std::string found(const std::string& bytes, std::string_view path = "notes") {
  const auto it = recognise(bytes, path);
  if (!it) return "";
  return std::string(it->format.key) +
         (it->container.empty() ? "" : " in " + std::string(it->container.english));
}

std::string noise(std::size_t size) {
  std::string bytes;
  std::uint32_t state = 1;
  while (bytes.size() < size) bytes += static_cast<char>((state = state * 1664525U + 1013904223U) >> 24U);
  return bytes;
}

// The same zip with local headers that tell nothing, so that only its directory can.
std::string blind(std::string bytes) {
  for (std::size_t at = bytes.find("PK\3\4", 1); at != std::string::npos; at = bytes.find("PK\3\4", at))
    bytes[at] = 'x';
  bytes.replace(bytes.find('/'), 1, "_");
  return bytes;
}

TEST(ZipFormats, WhatTheDirectoryNames) {
  EXPECT_EQ(found(pytorch()), "pytorch");
  EXPECT_EQ(found(zip({{"script/data/0", "w"}, {"script/data.pkl", pickle(2)}})), "pytorch") << "TorchScript";
  EXPECT_EQ(found(zip({{"best/data.pkl", pickle(2)}}, Method::deflated)), "pytorch");
  EXPECT_EQ(found(zip({{"best/data.pkl", ""}}, Method::stored, std::string(65'535, 'c'))), "pytorch");
  EXPECT_EQ(found(blind(zip({{"best/data.pkl", ""}}, Method::stored, std::string(65'535, 'c')))), "pytorch");
  EXPECT_EQ(found(zip({{"data.pkl", "text"}})), "zip") << "not in a folder";
  EXPECT_EQ(found(zip({{"/data.pkl", "text"}})), "zip");
  EXPECT_EQ(found(zip({{"a/b/data.pkl", "text"}})), "zip");
  EXPECT_EQ(found(zip({{"config.json", "{}"}, {"model.weights.h5", hdf5()}})), "keras");
  EXPECT_EQ(found(zip({{"a.npy", npy()}, {"b.npy", npy()}})), "npz");
  EXPECT_EQ(found(zip({{"a.npy", "text"}, {"b.txt", "text"}})), "zip");
  EXPECT_EQ(found(zip({{"a.txt", "text"}})), "zip");
  EXPECT_EQ(found(zip({})), "zip");
}

TEST(ZipFormats, WhatAMemberHolds) {
  for (const Method method : {Method::stored, Method::deflated}) {
    const auto zipped = [&](const std::string& content) {
      return found(zip({{"readme.txt", "text"}, {"thing", content}}, method));
    };
    EXPECT_EQ(zipped(pytorch()), "pytorch in a zip archive");
    EXPECT_EQ(zipped(pytorch_legacy()), "pytorch-legacy in a zip archive");
    EXPECT_EQ(zipped(pickle(4)), "pickle in a zip archive");
    EXPECT_EQ(zipped(safetensors()), "safetensors in a zip archive");
    EXPECT_EQ(zipped(npy()), "npy in a zip archive");
    EXPECT_EQ(zipped(tensorboard()), "tensorboard in a zip archive");
    EXPECT_EQ(zipped(zip({{"a.npy", npy()}})), "npz in a zip archive");
    EXPECT_EQ(zipped(zip({{"weights", pytorch()}})), "zip") << "one level, no more";
    EXPECT_EQ(zipped("plain text"), "zip");
    const std::string large = zip({{"best/data.pkl", pickle(2)}, {"best/data/0", noise(200'000)}});
    EXPECT_EQ(zipped(large), "pytorch in a zip archive") << "only its beginning is inflated";
  }
}

TEST(ZipFormats, DocumentsAndPackagesAreNoArchives) {
  for (const char* name :
       {"[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF", "x-1.0.dist-info/WHEEL"}) {
    EXPECT_EQ(found(zip({{"a/b.txt", "text"}, {name, "text"}})), "") << name;
    EXPECT_EQ(found(zip({{"a/b.bin", pickle(3)}, {name, "text"}})), "pickle in a zip archive") << name;
  }
}

TEST(ZipFormats, DamageLeadsNowhere) {
  const std::string whole = pytorch();
  for (std::size_t size = 0; size < whole.size(); ++size) found(whole.substr(0, size));
  EXPECT_EQ(found(whole.substr(0, whole.size() - 1)), "pytorch") << "its local headers still say it";
  for (std::size_t at = 4; at < whole.size(); ++at) {
    for (const char value : {'\0', '\x7f', '\xff'}) {
      std::string bytes = whole;
      bytes[at] = value;
      found(bytes);
    }
  }
  std::string far = zip({{"weights", pickle(2)}});
  const std::size_t entry = far.find("PK\1\2");
  far.replace(entry + 42, 4, "\xfe\xff\xff\xff");
  EXPECT_EQ(found(far), "zip") << "a member behind the end";
  EXPECT_EQ(found("PK\3\4"), "zip");
  EXPECT_EQ(found("PK\3\5" + whole.substr(4)), "pytorch") << "the end record is whole";
  EXPECT_EQ(found("PK\3\5" + whole.substr(4, whole.size() - 5)), "");
}

// zipfile, unzip and torch.load() look for the end of the archive, not for its beginning.
TEST(ZipFormats, TheEndRecordDecidesWhateverTheFileBeginsWith) {
  const auto behind = [](const std::string& begin, const Members& members) {
    return found(begin + zip(members));
  };
  for (const std::string& begin :
       {"\xef\xbb\xbf"s, "x"s, "import torch\n"s, "\x89PNG\r\n\x1a\n"s + noise(600), noise(70'000)}) {
    EXPECT_EQ(behind(begin, {{"best/data.pkl", pickle(2)}, {"best/data/0", "w"}}), "pytorch");
    EXPECT_EQ(behind(begin, {{"a.npy", npy()}}), "npz");
    EXPECT_EQ(behind(begin, {{"a.txt", "text"}, {"b", pickle(4)}}), "pickle in a zip archive");
    EXPECT_EQ(behind(begin, {{"a.txt", "text"}}), "zip");
    EXPECT_EQ(behind(begin, {{"mimetype", "text"}}), "") << "a document";
    EXPECT_EQ(found(begin + "PK\5\6" + std::string(18, '\0')), "") << "an end of nothing";
    EXPECT_EQ(found(begin + "PK\5\6 ends a zip"), "");
  }
  EXPECT_EQ(behind("#!/usr/bin/env python3\n", {{"__main__.py", "print()"}}), "")
      << "an application (PEP 441)";
  EXPECT_EQ(behind("#!/bin/sh\n", {{"w", pickle(4)}}), "pickle in a zip archive");
  std::string damaged = pytorch();
  damaged.replace(0, 4, "\0\0\0\0"s);
  EXPECT_EQ(found(damaged), "pytorch");
  EXPECT_EQ(found(tar({{"src.whl", zip({{"x.dist-info/WHEEL", "w"}})}})), "tar")
      << "its last member ends like one";
}

// What Python's zipfile and PyTorch's own writer make of an archive over 4 GiB: the numbers are elsewhere.
TEST(ZipFormats, Zip64) {
  std::string bytes = pytorch();
  const std::size_t end = bytes.size() - 22;
  const std::string size = bytes.substr(end + 12, 4);
  const std::string offset = bytes.substr(end + 16, 4);
  const std::string record = "PK\6\6" + u64(44) + u16(45) + u16(45) + u32(0) + u32(0) + u64(3) + u64(3) +
                             size + u32(0) + offset + u32(0);
  const std::string locator = "PK\6\7" + u32(0) + u64(end) + u32(1);
  const std::string full(4, '\xff');
  const std::string last = "PK\5\6" + u32(0) + full + full + full + u16(0);
  const std::string begin = "PK\3\4" + bytes.substr(4, end - 4);
  EXPECT_EQ(found(begin + record + locator + last), "pytorch");
  EXPECT_EQ(found(blind(begin) + record + locator + last), "pytorch");
  EXPECT_EQ(found(blind(begin) + record + "PK\6\7" + u32(0) + u64(UINT64_MAX - 8) + u32(1) + last), "zip");
}

TEST(PackedFormats, WhatGzipHolds) {
  EXPECT_EQ(found(gzip(pytorch())), "pytorch in gzip data");
  EXPECT_EQ(found(gzip(pytorch_legacy())), "pytorch-legacy in gzip data");
  EXPECT_EQ(found(gzip(pickle(2))), "pickle in gzip data");
  EXPECT_EQ(found(gzip(npy() + noise(200'000))), "npy in gzip data");
  EXPECT_EQ(found(gzip(tar({{"a.txt", "text"}, {"best", pytorch()}}))), "pytorch in gzip data");
  EXPECT_EQ(found(gzip(gzip(pytorch()))), "gzip") << "one level, no more";
  EXPECT_EQ(found(gzip("text")), "gzip");
  EXPECT_EQ(found("\x1f\x8b\x08" + noise(100)), "gzip");
  EXPECT_EQ(found("\x1f\x8b\x07" + noise(100)), "");
}

TEST(PackedFormats, BareZlibIsNothingButWhatItHolds) {
  EXPECT_EQ(found(zlib(pickle(3))), "pickle in zlib data");
  EXPECT_EQ(found(zlib("\x80\x03"
                       "cjoblib.numpy_pickle\nNumpyArrayWrapper\nq\0."s)),
            "joblib in zlib data");
  EXPECT_EQ(found(zlib("text")), "");
  EXPECT_EQ(found(zlib(gzip("text"))), "");
  EXPECT_EQ(found("x^2 + y^2 = z^2\n"), "");
}

TEST(PackedFormats, Tar) {
  EXPECT_EQ(found(tar({{"a.txt", "text"}})), "tar");
  EXPECT_EQ(found(tar({{"a.txt", std::string(700, 'x')}, {"best", pickle(2)}})), "pickle in a tar archive");
  EXPECT_EQ(found(tar({{"best", pytorch()}})), "pytorch in a tar archive");
  EXPECT_EQ(found(tar({{"0.jpg", "j"}, {"0.cls", "1"}, {"1.jpg", "j"}, {"1.cls", "2"}})), "webdataset");
  EXPECT_EQ(
      found(tar({{"d/0.jpg", "j"}, {"d/0.cls", "1"}, {"d/1.jpg", "j"}, {"d/1.cls", "2"}, {"d/2.jpg", "j"}})),
      "webdataset");
  EXPECT_EQ(found(tar({{"a.c", "c"}, {"a.h", "h"}, {"b.c", "c"}, {"main.c", "c"}})), "tar");
  EXPECT_EQ(found(tar({{"a.c", "c"}, {"a.h", "h"}, {"b.c", "c"}, {"b.o", "o"}, {"z.c", "c"}})), "tar");
  EXPECT_EQ(found(tar({{"a.c", "c"}, {"a.h", "h"}})), "tar") << "one sample is none";
  EXPECT_EQ(found(tar({{"a.gz", gzip("text")}})), "tar");
  const std::string two = tar({{"best", pickle(2)}, {"rest", std::string(700, 'x')}});
  EXPECT_EQ(found(two.substr(0, 1600)), "pickle in a tar archive") << "cut in the second member";
  std::string odd = two;
  odd.replace(1024 + 124, 11, "what size??");
  EXPECT_EQ(found(odd), "pickle in a tar archive") << "a second member without a size";
  std::string wide = tar({{"a", "text"}, {"best", pickle(2)}});
  wide.replace(124, 11, "77777777777");
  EXPECT_EQ(found(wide), "tar") << "a member of 8 GiB, they say";
  wide.replace(124, 1, "\x80");
  EXPECT_EQ(found(wide), "tar");
  wide[257] = 'U';
  EXPECT_EQ(found(wide), "");
}

TEST(PackedFormats, OtherPackers) {
  EXPECT_EQ(found("BZh91AY&SY" + noise(100)), "bzip2");
  EXPECT_EQ(found("BZh is how bzip2 begins"), "");
  EXPECT_EQ(found("\xfd"
                  "7zXZ\0"s +
                  noise(100)),
            "xz");
  EXPECT_EQ(found("\x28\xb5\x2f\xfd" + noise(100)), "zstd");
  EXPECT_EQ(found("7z\xbc\xaf\x27\x1c" + noise(100)), "7z");
  EXPECT_EQ(found("7z is a packer"), "");
  EXPECT_EQ(found("\x04\x22\x4d\x18" + noise(100)), "lz4");
  EXPECT_EQ(found("\x04\x22\x4d\x18\x64\x40\xa7\0\0\0\0\xf0\x80\x03"
                  "cjoblib.numpy_pickle\n"s),
            "joblib in LZ4 data");
}

// What stands first says nothing of what comes behind it.
TEST(PackedFormats, PartsBehindTheFirst) {
  EXPECT_EQ(found(gzip("notes\n") + gzip("text")), "gzip");
  EXPECT_EQ(found(gzip("") + gzip(pickle(4))), "pickle in gzip data") << "members that make one file";
  const std::string halves = pytorch_legacy();
  EXPECT_EQ(found(gzip(halves.substr(0, 5)) + gzip(halves.substr(5))), "pytorch-legacy in gzip data");
  EXPECT_EQ(found(gzip(pickle(4)) + "and no member"), "pickle in gzip data");
  const Members members = {{"readme", std::string(300'000, 'a')}, {"w", pytorch_legacy()}};
  EXPECT_EQ(found(gzip(tar(members))), "pytorch-legacy in gzip data");
  EXPECT_EQ(found(gzip(tar({members[0]}))), "gzip");
  EXPECT_EQ(found(tar({{"readme", "text"}}) + tar({{"w", pickle(2)}})), "pickle in a tar archive");
  EXPECT_EQ(found(tar({{"readme", "text"}}) + std::string(4096, '\0')), "tar");
}

}  // namespace
}  // namespace expgate::content
