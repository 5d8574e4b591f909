#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

// The program that makes a table of a .po file while expgate is built.
namespace expgate::test {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kHeader =
    "msgid \"\"\nmsgstr \"\"\n\"Content-Type: text/plain; charset=UTF-8\\n\"\n\n";

class CatalogueCompiler : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "expgate-catalogue.XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }

  // The lines of the table, "" if the file is not understood.
  std::string table_of(const std::string& messages) {
    std::ofstream(folder_ / "a.po") << kHeader << messages;
    fs::remove(folder_ / "a.cpp");
    const std::string command = std::string(EXPGATE_CATALOGUE_COMPILER) + " " + (folder_ / "a.cpp").string() +
                                " " + (folder_ / "a.po").string() + " 2>" + (folder_ / "said").string();
    if (std::system(command.c_str()) != 0) return "";
    std::ifstream in(folder_ / "a.cpp");
    const std::string whole{std::istreambuf_iterator<char>(in), {}};
    constexpr std::string_view kFirst = "    {\"\", \"\"},\n";  // an array may not be empty
    const std::size_t begin = whole.find(kFirst);
    if (begin == std::string::npos) return "";
    const std::size_t end = whole.find("};\n", begin);
    return whole.substr(begin + kFirst.size(), end - begin - kFirst.size());
  }
  std::string said() {
    std::ifstream in(folder_ / "said");
    return {std::istreambuf_iterator<char>(in), {}};
  }

 private:
  fs::path folder_;
};

TEST_F(CatalogueCompiler, WritesTheMessagesSorted) {
  EXPECT_EQ(table_of("msgid \"b\"\nmsgstr \"B\"\n\nmsgid \"a\"\nmsgstr \"A\"\n"),
            "    {\"a\", \"A\"},\n    {\"b\", \"B\"},\n");
}

TEST_F(CatalogueCompiler, JoinsLinesAndUndoesEscapes) {
  EXPECT_EQ(table_of("msgid \"\"\n\"one \"\n\"\\\"two\\\"\\n\"\nmsgstr \"\"\n\"a\\\\\"\n\"b\\t\"\n"),
            "    {\"one \\\"two\\\"\\012\", \"a\\\\b\\011\"},\n");
}

TEST_F(CatalogueCompiler, WritesOtherBytesThanAsciiAsEscapes) {
  EXPECT_EQ(table_of("msgid \"…1\"\nmsgstr \"提\"\n"), "    {\"\\342\\200\\2461\", \"\\346\\217\\220\"},\n");
}

TEST_F(CatalogueCompiler, APluralIsKnownByItsSingular) {
  EXPECT_EQ(table_of("msgid \"{count} file\"\nmsgid_plural \"{count} files\"\nmsgstr[0] \"{count} F\"\n"),
            "    {\"{count} file\", \"{count} F\"},\n");
}

TEST_F(CatalogueCompiler, LeavesOutWhatIsNotTranslatedFuzzyOrGone) {
  EXPECT_EQ(table_of("msgid \"empty\"\nmsgstr \"\"\n\n"
                     "#, fuzzy\nmsgid \"fuzzy\"\nmsgstr \"F\"\n\n"
                     "# a remark\nmsgid \"kept\"\nmsgstr \"K\"\n\n"
                     "#~ msgid \"gone\"\n#~ msgstr \"G\"\n"),
            "    {\"kept\", \"K\"},\n");
}

TEST_F(CatalogueCompiler, ALineThatIsNotUnderstoodEndsTheBuild) {
  EXPECT_EQ(table_of("msgid \"a\"\nmsgstr A\n"), "");
  EXPECT_NE(said().find("a.po:6: not understood"), std::string::npos) << said();
  EXPECT_EQ(table_of("msgid \"a\\q\"\nmsgstr \"A\"\n"), "");
  EXPECT_EQ(table_of("msgid \"a\nmsgstr \"A\"\n"), "");
  EXPECT_EQ(table_of("hello\n"), "");
}

}  // namespace
}  // namespace expgate::test
