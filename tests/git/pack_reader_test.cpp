#include "git/pack_reader.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <zlib.h>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "git/object_files.h"
#include "support/temporary_repository.h"

namespace expgate::git {
namespace {

using test::TemporaryRepository;

constexpr int kCommit = 1;
constexpr int kBlob = 3;
constexpr int kOffsetDelta = 6;
constexpr int kOidDelta = 7;

std::string compressed(const std::string& bytes) {
  uLongf size = compressBound(bytes.size());
  std::string out(size, '\0');
  compress(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(bytes.data()),
           bytes.size());
  out.resize(size);
  return out;
}

// One object as it stands in a pack: its type, what names its base, and a size below 2048.
std::string entry(int type, const std::string& base, const std::string& bytes,
                  std::optional<std::size_t> size = {}) {
  const std::size_t says = size.value_or(bytes.size());
  std::string out;
  out += static_cast<char>(0x80U | static_cast<unsigned>(type) << 4U | (says & 15U));
  out += static_cast<char>(says >> 4U);
  return out + base + compressed(bytes);
}

std::string big_endian(std::uint64_t value, int bytes = 4) {
  std::string out;
  while (bytes-- > 0) out += static_cast<char>(value >> 8 * bytes & 0xFFU);
  return out;
}

// The oid of 20 such bytes.
Oid named(char byte) {
  Oid oid;
  oid.bytes.fill(static_cast<unsigned char>(byte));
  return oid;
}

std::string raw(char byte) {
  return std::string(20, byte);
}

// A folder with one pack, written byte by byte: objects named 'a', 'b', … in their order.
class WrittenPack {
 public:
  explicit WrittenPack(const std::vector<std::string>& entries) {
    pack_ = "PACK" + big_endian(2) + big_endian(entries.size());
    for (const std::string& each : entries) {
      offsets_.push_back(pack_.size());
      pack_ += each;
    }
    pack_ += raw('\0');
  }

  std::vector<std::uint64_t>& offsets() { return offsets_; }

  [[nodiscard]] std::string index() const {
    const std::size_t count = offsets_.size();
    std::string index = "\377tOc" + big_endian(2);
    for (unsigned byte = 0; byte < 256; ++byte)
      index += big_endian(byte < 'a' ? 0 : std::min<std::size_t>(byte - 'a' + 1, count));
    for (std::size_t i = 0; i < count; ++i) index += raw(static_cast<char>('a' + i));
    for (std::size_t i = 0; i < count; ++i) index += big_endian(0);
    for (const std::uint64_t each : offsets_) index += big_endian(each);
    return index + raw('\0') + raw('\0');
  }

  // "<kind> <bytes>" of the object, "none", or "error: …".
  [[nodiscard]] std::string read(char name) const { return read(name, pack_, index()); }
  [[nodiscard]] std::string read(char name, const std::string& pack, const std::string& index) const {
    const std::string path = repository_.folder() + "/pack/p";
    std::filesystem::create_directories(repository_.folder() + "/pack");
    std::ofstream(path + ".pack", std::ios::binary) << pack;
    std::ofstream(path + ".idx", std::ios::binary) << index;
    auto packs = open_packs(repository_.folder(), ObjectFormat::sha1, false);
    if (!packs) return "error: " + english(packs.error().message);
    PackReader reader;
    reader.add(*packs);
    const auto found = reader.read(named(name));
    if (!found) return "error: " + english(found.error().message);
    if (!*found) return "none";
    return fmt::format("{} {}", static_cast<int>((*found)->kind), (*found)->object.bytes());
  }

  [[nodiscard]] const std::string& bytes() const { return pack_; }

 private:
  TemporaryRepository repository_;
  std::string pack_;
  std::vector<std::uint64_t> offsets_;
};

const std::string kDelta = "\x05\x06\x90\x05\x01!";  // "hello" -> "hello!"

bool is_damage(const std::string& read, const std::string& what) {
  return read.starts_with("error: the pack ") && read.find(what) != std::string::npos;
}

TEST(PackReader, ReadsWhatIsWholeAndWhatIsADelta) {
  const std::string base = entry(kBlob, "", "hello");
  const WrittenPack pack({base, entry(kOffsetDelta, std::string(1, static_cast<char>(base.size())), kDelta),
                          entry(kOidDelta, raw('a'), kDelta), entry(kCommit, "", "")});
  EXPECT_EQ(pack.read('a'), "2 hello");
  EXPECT_EQ(pack.read('b'), "2 hello!");
  EXPECT_EQ(pack.read('c'), "2 hello!");
  EXPECT_EQ(pack.read('d'), "0 ");
  EXPECT_EQ(pack.read('e'), "none");
  EXPECT_EQ(pack.read('A'), "none");
}

TEST(PackReader, DeltasThatGoRoundInACircleEnd) {
  const WrittenPack pack({entry(kOidDelta, raw('b'), kDelta), entry(kOidDelta, raw('a'), kDelta),
                          entry(kOidDelta, raw('c'), kDelta)});
  EXPECT_TRUE(is_damage(pack.read('a'), "circle"));
  EXPECT_TRUE(is_damage(pack.read('c'), "circle"));
}

TEST(PackReader, ADeltaWithoutItsBaseIsDamage) {
  EXPECT_TRUE(is_damage(WrittenPack({entry(kOidDelta, raw('z'), kDelta)}).read('a'), "but not the object"));
  EXPECT_TRUE(is_damage(WrittenPack({entry(kOffsetDelta, "\x7f", kDelta)}).read('a'), "no base"));
  EXPECT_TRUE(
      is_damage(WrittenPack({entry(kOffsetDelta, std::string(1, '\0'), kDelta)}).read('a'), "no base"));
  EXPECT_TRUE(is_damage(WrittenPack({entry(kOffsetDelta, std::string(30, '\xff'), kDelta)}).read('a'),
                        "does not end"));
  EXPECT_TRUE(is_damage(WrittenPack({entry(kOffsetDelta, "\x05", kDelta)}).read('a'), "damaged"))
      << "leads into the header";
}

TEST(PackReader, ADeltaThatDoesNotFitIsDamage) {
  const std::string base = entry(kBlob, "", "hello");
  const auto with = [&](const std::string& delta) {
    return WrittenPack({base, entry(kOidDelta, raw('a'), delta)}).read('b');
  };
  EXPECT_EQ(with(kDelta), "2 hello!");
  EXPECT_TRUE(is_damage(with("\x06\x06\x90\x05\x01!"), "does not fit"));
  EXPECT_TRUE(is_damage(with("\x05\x06\x91\x05\x05\x01!"), "does not fit"));
  EXPECT_TRUE(is_damage(with("\x05\x06\x90\x05"), "does not fit"));
  EXPECT_TRUE(is_damage(with(""), "does not fit"));
  EXPECT_TRUE(is_damage(with("\x05\xff\xff"), "does not fit"));
}

TEST(PackReader, AnObjectOfAnotherSizeThanItSaysIsDamage) {
  EXPECT_TRUE(is_damage(WrittenPack({entry(kBlob, "", "hello", 4)}).read('a'), "inflated"));
  EXPECT_TRUE(is_damage(WrittenPack({entry(kBlob, "", "hello", 6)}).read('a'), "inflated"));
  EXPECT_TRUE(is_damage(WrittenPack({entry(kBlob, "", "hello", 0)}).read('a'), "inflated"));
  EXPECT_TRUE(is_damage(WrittenPack({entry(5, "", "hello")}).read('a'), "unknown type"));
  EXPECT_TRUE(is_damage(WrittenPack({entry(0, "", "hello")}).read('a'), "unknown type"));
}

TEST(PackReader, WhatIsHugeIsLeftToLibgit2) {
  const std::string base = entry(kBlob, "", "hello");
  const WrittenPack pack({base, entry(kOidDelta, raw('a'), "\x05\xff\xff\xff\x7f\x90\x05")});
  EXPECT_EQ(pack.read('b'), "none");
  std::string header = "\xbf";
  header += "\xff\xff\xff\x7f";
  EXPECT_EQ(WrittenPack({header + compressed("hello")}).read('a'), "none");
}

TEST(PackReader, AnIndexThatLeadsOutsideIsDamage) {
  WrittenPack pack({entry(kBlob, "", "hello")});
  for (const std::uint64_t offset :
       {std::uint64_t{100'000}, std::uint64_t{0xFFFFFFFF}, pack.bytes().size() - 20}) {
    pack.offsets()[0] = offset;
    EXPECT_TRUE(is_damage(pack.read('a'), "beyond its end")) << offset;
  }
}

TEST(PackReader, WhatIsCutOffOrOverwrittenIsNeverReadBeyond) {
  const std::string base = entry(kBlob, "", "hello");
  const WrittenPack pack({base, entry(kOidDelta, raw('a'), kDelta)});
  for (std::size_t length = 0; length < pack.bytes().size(); ++length)
    EXPECT_TRUE(pack.read('b', pack.bytes().substr(0, length), pack.index()).starts_with("error"));
  for (std::size_t length = 0; length < pack.index().size(); length += 7)
    EXPECT_TRUE(pack.read('b', pack.bytes(), pack.index().substr(0, length)).starts_with("error"));
  int errors = 0;
  for (std::size_t at = 12; at < pack.bytes().size() - 20; ++at) {
    std::string bytes = pack.bytes();
    bytes[at] = static_cast<char>(~bytes[at]);
    const std::string read = pack.read('b', bytes, pack.index());
    EXPECT_NE(read, "none") << at;
    if (read.starts_with("error")) ++errors;
  }
  EXPECT_EQ(errors, static_cast<int>(pack.bytes().size()) - 32) << "each byte of it counts";
  for (std::size_t at = 0; at < pack.index().size() - 40; at += 3) {
    std::string index = pack.index();
    index[at] = static_cast<char>(~index[at]);
    const std::string read = pack.read('b', pack.bytes(), index);
    EXPECT_TRUE(read == "2 hello!" || read == "none" || read.starts_with("error")) << at << ": " << read;
  }
}

// Whatever git packs is read as git reads it, in any order, with more chains than fit into what is kept.
TEST(PackReader, ReadsEachObjectOfARealPackAsGitDoes) {
  TemporaryRepository repository;
  std::string stream;
  const auto text = [](int version) {
    std::string lines;
    for (int line = 0; line < 300; ++line)
      lines += fmt::format("line {} of version {}\n", line, line * 7 % 60 < version ? version : 0);
    return lines;
  };
  for (int n = 1; n <= 60; ++n) {
    const std::string body = text(n);
    stream += fmt::format("commit refs/heads/packed\nmark :{}\ncommitter A <a@b.c> {} +0000\ndata 2\nx\n", n,
                          1000 + n);
    for (const char* path : {"a/b/c.txt", "a/d.txt", "e.txt"})
      stream += fmt::format("M 100644 inline {}\ndata {}\n{}\n", path, body.size() + 1, body + path[2]);
  }
  repository.git({"fast-import", "--quiet"}, stream + "done\n");
  repository.git({"repack", "-adfq", "--depth=50", "--window=20"});
  const auto packs = open_packs(repository.folder() + "/objects", ObjectFormat::sha1, false);
  ASSERT_TRUE(packs);
  ASSERT_EQ(packs->size(), 1U);
  const auto list = packs->front()->list();
  ASSERT_TRUE(list);
  ASSERT_GT(list->size(), 300U);
  PackReader reader;
  reader.add(*packs);
  for (const QuarantinedObject& each : *list) {
    const auto found = reader.read(each.oid);
    ASSERT_TRUE(found && *found) << each.oid.hex();
    EXPECT_EQ((*found)->kind, each.kind);
    EXPECT_EQ((*found)->object.bytes().size(), each.size);
    constexpr const char* kNames[] = {"commit", "tree", "blob", "tag"};
    std::string hex =
        repository.git({"hash-object", "--stdin", "--literally", "-t", kNames[static_cast<int>(each.kind)]},
                       (*found)->object.bytes());
    hex.resize(40);
    EXPECT_EQ(hex, each.oid.hex());
  }
}

TEST(PackReader, WhatIsLargeIsInflatedWhereItStays) {
  TemporaryRepository repository;
  std::string large;
  for (std::uint32_t n = 0; large.size() < (std::size_t{9} << 20U); ++n)
    large += std::to_string(n * 2654435761U);
  std::string hex = repository.git({"hash-object", "-w", "--stdin"}, large);
  hex.resize(40);
  const Oid oid = *Oid::parse(hex);
  repository.git({"pack-objects", "-q", repository.folder() + "/objects/pack/pack"}, hex + "\n");
  const auto packs = open_packs(repository.folder() + "/objects", ObjectFormat::sha1, false);
  ASSERT_TRUE(packs);
  PackReader reader;
  reader.add(*packs);
  EXPECT_FALSE(*reader.read(oid));
  for (int times = 0; times < 2; ++times) {
    const auto found = reader.read_large(oid);
    ASSERT_TRUE(found && *found);
    EXPECT_EQ((*found)->kind, ObjectKind::blob);
    EXPECT_EQ((*found)->bytes, large);
  }
  EXPECT_EQ(*repository.open()->content(oid), large);
  const std::string path = *pack_indexes(repository.folder() + "/objects")->begin();
  const std::string pack = path.substr(0, path.size() - 3) + "pack";
  std::filesystem::permissions(pack, std::filesystem::perms::owner_all);
  std::fstream(pack, std::ios::binary | std::ios::in | std::ios::out).seekp(2'000'000).write("damage", 6);
  EXPECT_FALSE(reader.read_large(oid));
}

}  // namespace
}  // namespace expgate::git
