#include "git/index_file.h"

#include <cstdint>

#include <gtest/gtest.h>

#include "git/index_folders.h"

namespace expgate::git {
namespace {

std::string number(std::uint32_t value, int bytes = 4) {
  std::string text;
  for (int i = bytes; i-- > 0;) text += static_cast<char>(value >> (8U * static_cast<unsigned>(i)));
  return text;
}

struct Entry {
  std::string path;
  std::uint32_t mode = 0100644;
  std::uint32_t flags = 0;       // beside the length of the path
  std::uint32_t more_flags = 0;  // where `flags` say that there are some
};

// An index as gitformat-index(5) has it, of version 2 or 3.
std::string index_of(const std::vector<Entry>& entries, ObjectFormat format = ObjectFormat::sha1,
                     const std::string& extensions = {}, std::uint32_t version = 3) {
  std::string bytes = "DIRC" + number(version) + number(static_cast<std::uint32_t>(entries.size()));
  for (const Entry& each : entries) {
    std::string entry = std::string(24, 't') + number(each.mode) + std::string(12, 's');
    entry += std::string(raw_size(format), 'o');
    entry +=
        number(each.flags | std::min<std::uint32_t>(0xFFF, static_cast<std::uint32_t>(each.path.size())), 2);
    if ((each.flags & 0x4000U) != 0) entry += number(each.more_flags, 2);
    entry += each.path;
    bytes += entry + std::string(8 - entry.size() % 8, '\0');
  }
  return bytes + extensions + std::string(raw_size(format), 'c');
}

std::string extension(const std::string& signature, const std::string& body) {
  return signature + number(static_cast<std::uint32_t>(body.size())) + body;
}

std::string paths(const std::optional<IndexFile>& index) {
  if (!index) return "left to git";
  std::string text;
  for (std::size_t i = 0; i < index->size(); ++i) text.append(i == 0 ? "" : " ").append(index->path(i));
  return text;
}

class IndexOfEachFormat : public testing::TestWithParam<ObjectFormat> {};
INSTANTIATE_TEST_SUITE_P(Index, IndexOfEachFormat, testing::Values(ObjectFormat::sha1, ObjectFormat::sha256));

TEST_P(IndexOfEachFormat, HasItsEntries) {
  const std::string longest(5000, 'z');  // whose length is not written
  const std::string bytes =
      index_of({{"a"}, {"b/1234567", 0100755}, {"c/d", 0120000, 0x4000U, 0x4000U}, {longest, 0160000}},
               GetParam(), extension("FSMN", "whatever"));
  const auto index = IndexFile::read(bytes, GetParam());
  EXPECT_EQ(paths(index), "a b/1234567 c/d " + longest);
  ASSERT_TRUE(index);
  EXPECT_EQ(index->mode(1), 0100755U);
  EXPECT_EQ(index->mode(3), 0160000U);
  EXPECT_EQ(index->oid(2).raw(), std::string(raw_size(GetParam()), 'o'));
  EXPECT_FALSE(index->tree().oid);
}

TEST_P(IndexOfEachFormat, OfAnotherKindIsLeftToGit) {
  const auto read = [&](const std::string& bytes) { return paths(IndexFile::read(bytes, GetParam())); };
  EXPECT_EQ(read(index_of({{"a"}}, GetParam(), {}, 2)), "a");
  EXPECT_EQ(read(index_of({}, GetParam())), "");
  EXPECT_EQ(read(index_of({{"a", 0100644, 0x2000U}}, GetParam())), "left to git") << "not merged";
  EXPECT_EQ(read(index_of({{"a", 0100644, 0x4000U, 0x2000U}}, GetParam())), "left to git") << "to be added";
  EXPECT_EQ(read(index_of({{"a/", 0040000}}, GetParam())), "left to git") << "sparse";
  EXPECT_EQ(read(index_of({{"a"}}, GetParam(), extension("sdir", ""))), "left to git") << "sparse";
  EXPECT_EQ(read(index_of({{"a"}}, GetParam(), extension("link", std::string(40, 'x')))), "left to git")
      << "split";
  EXPECT_EQ(read(index_of({{"a"}}, GetParam(), {}, 5)), "left to git") << "of a version to come";
  EXPECT_EQ(read(index_of({{""}}, GetParam())), "left to git") << "without a name";
  EXPECT_EQ(read(index_of({{"a"}}, GetParam(), extension("TREE", "no tree"))), "left to git");
  EXPECT_EQ(read(""), "left to git");
}

// Whatever is cut off or changed, nothing outside of the bytes is read: the sanitizers watch.
TEST_P(IndexOfEachFormat, OfDamageNothingIsReadThatIsNotThere) {
  const std::string tree = std::string("\0", 1) + "2 1\n" + std::string(raw_size(GetParam()), 't') + "b" +
                           std::string("\0", 1) + "1 0\n" + std::string(raw_size(GetParam()), 'u');
  const std::string bytes = index_of({{"a"}, {"b/c"}}, GetParam(), extension("TREE", tree));
  ASSERT_EQ(paths(IndexFile::read(bytes, GetParam())), "a b/c");
  const std::size_t without_tree = index_of({{"a"}, {"b/c"}}, GetParam()).size();
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    if (length == without_tree) continue;  // which is whole
    const std::string cut = bytes.substr(0, length);
    EXPECT_EQ(paths(IndexFile::read(std::string_view(cut), GetParam())), "left to git") << length;
  }
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    for (const char byte : {'\0', '\x01', '\x7f', '\xff'}) {
      std::string changed = bytes;
      changed[at] = byte;
      const auto index = IndexFile::read(std::string_view(changed), GetParam());
      EXPECT_LE(paths(index).size(), bytes.size());
      EXPECT_LE(index ? folders_of(*index).size() : 0, bytes.size());
    }
  }
}

// Version 4: a path is how many bytes of the one before it go, and what comes instead.
TEST(Index, ShortPathsArePutTogether) {
  const auto entry = [](const std::string& path) {
    return std::string(24, 't') + number(0100644) + std::string(12, 's') + std::string(20, 'o') +
           number(0, 2) + path;
  };
  const std::string nul(1, '\0');
  const auto index_with = [&](const std::string& entries, std::uint32_t count) {
    return "DIRC" + number(4) + number(count) + entries + std::string(20, 'c');
  };
  const std::string whole =
      index_with(entry(nul + "src/a.py" + nul) + entry("\x04" + std::string("b.py") + nul) +
                     entry("\x08" + std::string("t") + nul),
                 3);
  EXPECT_EQ(paths(IndexFile::read(std::string_view(whole), ObjectFormat::sha1)), "src/a.py src/b.py t");
  const std::string too_many = index_with(entry(nul + "a" + nul) + entry("\x02" + std::string("b") + nul), 2);
  EXPECT_EQ(paths(IndexFile::read(std::string_view(too_many), ObjectFormat::sha1)), "left to git");
  const std::string endless = index_with(entry(std::string(30, '\xff')), 1);
  EXPECT_EQ(paths(IndexFile::read(std::string_view(endless), ObjectFormat::sha1)), "left to git");
}

TEST(Index, EntriesOfOneFolderStandTogether) {
  const std::string bytes = index_of({{"a"}, {"b/1"}, {"b/2"}, {"b/c/3"}, {"b/d"}, {"bb/e"}, {"f"}});
  const auto index = IndexFile::read(std::string_view(bytes), ObjectFormat::sha1);
  ASSERT_TRUE(index);
  std::string text;
  for (const IndexFolder& folder : folders_of(*index))
    text.append(index->path(folder.first).substr(0, folder.path_length)) +=
        std::to_string(folder.count) + " ";
  EXPECT_EQ(text, "1 b/2 b/c/1 b/1 bb/1 1 ");
}

}  // namespace
}  // namespace expgate::git
