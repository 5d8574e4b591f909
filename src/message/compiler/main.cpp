// Runs while expgate is built: writes the tables of the encodings that commits may declare, as the C library
// of this machine has them. A program that is linked statically cannot load the modules of iconv(3), and a
// verdict must not depend on the machine.
//   compile_charsets OUTPUT.cpp
#include <array>
#include <cstdint>
#include <cstdio>
#include <iconv.h>
#include <map>
#include <string>
#include <vector>

namespace {

struct Encoding {
  const char* iconv;
  const char* names;  // as charset_of() compares them, a blank between two
};

// Names as iconv(1) lists them, in lower case, without `-`, `_`, `:` and blanks.
constexpr Encoding kEncodings[] = {
    {"GBK", "gbk cp936 936 ms936 windows936"},
    {"EUC-CN", "euccn gb2312"},
    {"GB18030", "gb18030"},
    {"BIG5", "big5 bigfive big5eten cnbig5"},
    {"CP950", "cp950 950"},
    {"BIG5-HKSCS", "big5hkscs"},
    {"SHIFT_JIS", "shiftjis sjis mskanji shiftjisx0213"},
    {"CP932", "cp932 932 windows31j ms932 cswindows31j"},
    {"EUC-JP", "eucjp ujis"},
    {"EUC-KR", "euckr"},
    {"CP949", "cp949 949 uhc ms949"},
    {"JOHAB", "johab"},
    {"KOI8-R", "koi8r"},
    {"KOI8-U", "koi8u"},
    {"KOI8-T", "koi8t"},
    {"ISO-8859-2", "iso88592 latin2 l2"},
    {"ISO-8859-3", "iso88593 latin3 l3"},
    {"ISO-8859-4", "iso88594 latin4 l4"},
    {"ISO-8859-5", "iso88595 cyrillic"},
    {"ISO-8859-6", "iso88596 arabic"},
    {"ISO-8859-7", "iso88597 greek"},
    {"ISO-8859-8", "iso88598 hebrew"},
    {"ISO-8859-9", "iso88599 latin5 l5"},
    {"ISO-8859-10", "iso885910 latin6 l6"},
    {"ISO-8859-11", "iso885911"},
    {"ISO-8859-13", "iso885913 latin7 l7"},
    {"ISO-8859-14", "iso885914 latin8 l8"},
    {"ISO-8859-15", "iso885915 latin9"},
    {"ISO-8859-16", "iso885916 latin10 l10"},
    {"CP1250", "cp1250 1250 windows1250"},
    {"CP1251", "cp1251 1251 windows1251"},
    {"CP1253", "cp1253 1253 windows1253"},
    {"CP1254", "cp1254 1254 windows1254"},
    {"CP1255", "cp1255 1255 windows1255"},
    {"CP1256", "cp1256 1256 windows1256"},
    {"CP1257", "cp1257 1257 windows1257"},
    {"CP1258", "cp1258 1258 windows1258"},
    {"CP437", "cp437 437"},
    {"CP850", "cp850 850"},
    {"CP852", "cp852 852"},
    {"CP855", "cp855 855"},
    {"CP866", "cp866 866"},
    {"CP874", "cp874 874 windows874"},
    {"TIS-620", "tis620"},
    {"MACINTOSH", "macintosh mac"},
    {"VISCII", "viscii"},
};

constexpr std::uint16_t kNone = 0;  // no character: U+0000 itself is never looked up

constexpr std::uint16_t kBeyond = 0xFFFD;  // one beyond the first plane: any character will do

// The one character that the bytes stand for; nothing if they stand for none or for several.
std::uint16_t character(iconv_t converter, std::string bytes) {
  std::array<std::uint32_t, 4> out{};
  char* from = bytes.data();
  std::size_t from_left = bytes.size();
  char* to = reinterpret_cast<char*>(out.data());
  std::size_t to_left = sizeof out;
  iconv(converter, nullptr, nullptr, nullptr, nullptr);
  if (iconv(converter, &from, &from_left, &to, &to_left) != 0 || from_left != 0) return kNone;
  iconv(converter, nullptr, nullptr, &to, &to_left);  // what it holds back, to see what follows
  const bool is_one = to_left == sizeof out - sizeof out[0];
  if (!is_one) return kNone;
  return out[0] <= 0xFFFF ? static_cast<std::uint16_t>(out[0]) : kBeyond;
}

// The name of the row, which is printed only if there is none like it yet.
std::string print_row(std::FILE* file, const std::string& name, const std::vector<std::uint16_t>& row) {
  static std::map<std::vector<std::uint16_t>, std::string> known;
  const auto [same, is_new] = known.emplace(row, name);
  if (!is_new) return same->second;
  std::fprintf(file, "constexpr char16_t %s[%zu] = {", name.c_str(), row.size());
  for (const std::uint16_t each : row) std::fprintf(file, "%u,", each);
  std::fprintf(file, "};\n");
  return name;
}

// The rows of the characters of `prefix`, a lead byte and a trail byte; the names of the rows by lead byte.
std::string print_rows(std::FILE* file, iconv_t converter, const std::string& prefix,
                       const std::string& name) {
  std::string table;
  bool has_any = false;
  for (int lead = 0x80; lead < 0x100; ++lead) {
    std::vector<std::uint16_t> row(0x100 - 0x30);
    bool is_used = false;
    for (int trail = 0x30; trail < 0x100; ++trail) {
      const std::string bytes = prefix + static_cast<char>(lead) + static_cast<char>(trail);
      const std::uint16_t found = character(converter, bytes);
      row[static_cast<std::size_t>(trail - 0x30)] = found;
      is_used = is_used || found != kNone;
    }
    has_any = has_any || is_used;
    table += is_used ? print_row(file, name + "_" + std::to_string(lead), row) + "," : "nullptr,";
  }
  if (!has_any) return "nullptr";
  std::fprintf(file, "constexpr const char16_t* %s[128] = {%s};\n", name.c_str(), table.c_str());
  return name;
}

// Where GB18030 goes on in four bytes: pairs of the place among them and the character there, each for all
// that follow in step.
std::string print_ranges(std::FILE* file, iconv_t converter, const std::string& name) {
  std::string table;
  std::uint32_t expected = 0;
  std::size_t count = 0;
  for (std::uint32_t place = 0; place < 39420; ++place) {  // the first plane
    const std::string bytes{static_cast<char>(0x81 + place / 12600),
                            static_cast<char>(0x30 + place / 1260 % 10),
                            static_cast<char>(0x81 + place / 10 % 126), static_cast<char>(0x30 + place % 10)};
    const std::uint32_t found = character(converter, bytes);
    if (found == kNone ? expected != 0 : found != expected) {
      table += "{" + std::to_string(place) + "," + std::to_string(found) + "},";
      ++count;
    }
    expected = found == kNone ? 0 : found + 1;
  }
  std::fprintf(file, "constexpr CharsetRange %s[%zu] = {%s};\n", name.c_str(), count, table.c_str());
  return name;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  std::FILE* file = std::fopen(argv[1], "w");
  if (file == nullptr) return 1;
  std::fprintf(file,
               "// Generated by message/compiler: do not edit.\n#include \"message/charset_table.h\"\n\n"
               "namespace expgate::message {\nnamespace {\n");
  std::string tables;
  std::size_t number = 0;
  for (const Encoding& encoding : kEncodings) {
    iconv_t converter = iconv_open("UCS-4LE", encoding.iconv);
    if (converter == reinterpret_cast<iconv_t>(-1)) {
      std::fprintf(stderr, "compile_charsets: iconv(3) of this machine does not know %s\n", encoding.iconv);
      return 1;
    }
    const std::string name = "k" + std::to_string(number++);
    std::vector<std::uint16_t> single(128);
    for (int byte = 0x80; byte < 0x100; ++byte)
      single[static_cast<std::size_t>(byte - 0x80)] = character(converter, {static_cast<char>(byte)});
    const std::string bytes = print_row(file, name + "s", single);
    const std::string rows = print_rows(file, converter, "", name + "d");
    const bool has_third = std::string(encoding.iconv) == "EUC-JP";
    const std::string third = has_third ? print_rows(file, converter, "\x8F", name + "t") : "nullptr";
    const bool has_fourth = std::string(encoding.iconv) == "GB18030";
    const std::string ranges = has_fourth ? print_ranges(file, converter, name + "r") : "{}";
    for (const std::string& part :
         {std::string("    {\""), std::string(encoding.names), std::string("\", "), bytes, std::string(", "),
          rows, std::string(", "), third, std::string(", "), ranges, std::string("},\n")})
      tables += part;
    iconv_close(converter);
  }
  std::fprintf(file,
               "constexpr CharsetTable kTables[] = {\n%s};\n}  // namespace\n\n"
               "std::span<const CharsetTable> charset_tables() { return kTables; }\n\n"
               "}  // namespace expgate::message\n",
               tables.c_str());
  return std::fclose(file) == 0 ? 0 : 1;
}
