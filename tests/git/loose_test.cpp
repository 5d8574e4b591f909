#include "git/loose.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <zlib.h>

#include <gtest/gtest.h>

#include "git/object_files.h"

namespace expgate::git {
namespace {

namespace fs = std::filesystem;

const Oid kOid = *Oid::parse("4f2a9c1000000000000000000000000000000000");

std::string deflated(const std::string& text) {
  std::string out(compressBound(text.size()), '\0');
  uLongf size = out.size();
  compress(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(text.data()),
           text.size());
  out.resize(size);
  return out;
}

class Loose : public ::testing::Test {
 protected:
  Loose() {
    std::string name = ::testing::TempDir() + "expgate-loose.XXXXXX";
    folder_ = ::mkdtemp(name.data());
    fs::create_directories(folder_ / "4f");
  }
  ~Loose() override { fs::remove_all(folder_); }
  Loose(const Loose&) = delete;
  Loose& operator=(const Loose&) = delete;

  void write(const std::string& bytes) {
    std::ofstream(loose_path(folder_.string(), kOid), std::ios::binary | std::ios::trunc) << bytes;
  }
  // What both ways to read it say.
  Result<std::optional<Unpacked>> read() {
    auto object = reader_.read({folder_.string()}, kOid);
    const auto large = reader_.read_large({folder_.string()}, kOid);
    EXPECT_EQ(object.has_value(), large.has_value());
    if (!object || !large) return object;
    EXPECT_EQ(object->has_value(), large->has_value());
    if (*object && *large) {
      EXPECT_EQ((*object)->kind, (*large)->kind);
      EXPECT_EQ((*object)->object.bytes(), (*large)->bytes);
    }
    return object;
  }
  [[nodiscard]] std::string folder() const { return folder_.string(); }
  Result<std::optional<Header>> header() { return reader_.header({folder_.string()}, kOid); }

 private:
  fs::path folder_;
  LooseReader reader_;
};

std::string blob(std::size_t stated, const std::string& content) {
  return "blob " + std::to_string(stated) + std::string(1, '\0') + content;
}

TEST_F(Loose, IsReadWhole) {
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{1}, std::size_t{100}, std::size_t{300'000}, std::size_t{3} << 20U}) {
    const std::string content(size, 'x');
    write(deflated(blob(size, content)));
    const auto found = read();
    ASSERT_TRUE(found && *found) << size;
    EXPECT_EQ((*found)->object.bytes(), content);
    EXPECT_EQ((*found)->kind, ObjectKind::blob);
    EXPECT_EQ((*header())->size, size);
  }
}

TEST_F(Loose, IsNotThere) {
  const auto found = read();
  ASSERT_TRUE(found);
  EXPECT_FALSE(*found);
  EXPECT_FALSE(*header());
}

TEST_F(Loose, CutShortIsDamagedWhereverItIsCut) {
  std::string content;
  for (int i = 0; i < 500; ++i) content += std::to_string(i * 7919) + "\n";
  const std::string whole = deflated(blob(content.size(), content));
  for (std::size_t cut = 0; cut < whole.size(); ++cut) {
    write(whole.substr(0, cut));
    EXPECT_FALSE(read()) << cut << " of " << whole.size();
  }
}

TEST_F(Loose, ALyingHeaderIsDamage) {
  const std::string content(1000, 'x');
  for (const std::size_t stated :
       {std::size_t{0}, std::size_t{10}, std::size_t{999}, std::size_t{1001}, std::size_t{1} << 40U}) {
    write(deflated(blob(stated, content)));
    EXPECT_FALSE(read()) << stated;
  }
  for (const std::string& bad : {std::string("blub 4\0abcd", 11), std::string("blob 4 \0abcd", 12),
                                 std::string("blob -4\0abcd", 12), std::string("blob\0abcd", 9),
                                 std::string("blob 99999999999999999999999\0a", 30), std::string("no end")}) {
    write(deflated(bad));
    EXPECT_FALSE(read()) << bad;
    EXPECT_FALSE(header()) << bad;
  }
  write(deflated(blob(4, "abcd")) + "junk");
  EXPECT_FALSE(read());
  write("not a stream");
  EXPECT_FALSE(read());
}

TEST_F(Loose, NamesAreFoundInWhicheverFolderHasThem) {
  const Oid neighbour = *Oid::parse("4f00000000000000000000000000000000000001");
  const Oid elsewhere = *Oid::parse("5000000000000000000000000000000000000001");
  write("x");
  const LooseNames names({"/nowhere", folder()});
  for (int again = 0; again < 2; ++again) {
    EXPECT_TRUE(names.hold(kOid));
    EXPECT_FALSE(names.hold(neighbour));
    EXPECT_FALSE(names.hold(elsewhere));
  }
  EXPECT_FALSE(LooseNames().hold(kOid));
}

}  // namespace
}  // namespace expgate::git
