// Turns a .po file (gettext's format) into a sorted table of C++: compile_catalogue OUT.cpp IN.po. Fuzzy and
// empty translations are left out, as msgfmt does. What is wrong with a file is msgfmt's to say in detail
// (the tests run it); here a line that is not understood ends the build.
#include <cstdio>
#include <fstream>
#include <map>
#include <string>
#include <string_view>

namespace {

struct Message {
  std::string id;
  std::string translation;
  bool is_fuzzy = false;
};

// The text of a quoted line, with its escapes undone.
bool unquote(std::string_view line, std::string& out) {
  if (line.size() < 2 || line.front() != '"' || line.back() != '"') return false;
  line = line.substr(1, line.size() - 2);
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] != '\\') {
      out += line[i];
      continue;
    }
    if (++i == line.size()) return false;
    switch (line[i]) {
      case 'n':
        out += '\n';
        break;
      case 't':
        out += '\t';
        break;
      case '"':
      case '\\':
        out += line[i];
        break;
      default:
        return false;
    }
  }
  return true;
}

// A literal of C++, every byte outside of ASCII as an octal escape.
std::string literal(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < ' ' || byte > '~') {
      char escape[5];
      std::snprintf(escape, sizeof escape, "\\%03o", static_cast<unsigned>(byte));
      out += escape;
    } else {
      out += c;
    }
  }
  return out + "\"";
}

class Reader {
 public:
  bool read(std::istream& in) {
    std::string line;
    for (number_ = 1; std::getline(in, line); ++number_)
      if (!take(line)) return false;
    keep();
    return true;
  }
  [[nodiscard]] int line() const { return number_; }
  [[nodiscard]] const std::map<std::string, std::string>& messages() const { return messages_; }

 private:
  bool take(std::string_view line) {
    if (line.empty() || line.starts_with('#')) {
      if (target_ == &message_.translation) keep();
      if (line.starts_with("#,") && line.find("fuzzy") != std::string_view::npos) message_.is_fuzzy = true;
      return true;
    }
    if (line.starts_with("msgid ")) {
      if (target_ == &message_.translation) keep();
      return begin(message_.id, line.substr(6));
    }
    if (line.starts_with("msgid_plural ")) return begin(ignored_, line.substr(13));
    if (line.starts_with("msgstr ")) return begin(message_.translation, line.substr(7));
    if (line.starts_with("msgstr[0] ")) return begin(message_.translation, line.substr(10));
    return target_ != nullptr && unquote(line, *target_);
  }
  bool begin(std::string& target, std::string_view quoted) {
    target_ = &target;
    return unquote(quoted, target);
  }
  void keep() {
    if (!message_.id.empty() && !message_.translation.empty() && !message_.is_fuzzy)
      messages_[message_.id] = message_.translation;
    message_ = {};
    ignored_.clear();
    target_ = nullptr;
  }

  int number_ = 0;
  Message message_;
  std::string ignored_;
  std::string* target_ = nullptr;
  std::map<std::string, std::string> messages_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  std::ifstream in(argv[2], std::ios::binary);
  Reader reader;
  if (!in || !reader.read(in)) {
    std::fprintf(stderr, "%s:%d: not understood\n", argv[2], reader.line());
    return 1;
  }
  std::ofstream out(argv[1], std::ios::binary | std::ios::trunc);
  out << "// Made from " << std::string_view(argv[2]).substr(std::string_view(argv[2]).rfind('/') + 1)
      << ": do not edit.\n#include \"catalogue/entries.h\"\n\nnamespace expgate::catalogue {\n\nnamespace "
         "{\n\n"
         "constexpr Entry kEntries[] = {\n    {\"\", \"\"},\n";
  for (const auto& [id, translation] : reader.messages())
    out << "    {" << literal(id) << ", " << literal(translation) << "},\n";
  out << "};\n\n}  // namespace\n\nstd::span<const Entry> chinese_entries() {\n  return kEntries;\n}\n\n}  "
         "// namespace "
         "expgate::catalogue\n";
  return out.good() ? 0 : 1;
}
