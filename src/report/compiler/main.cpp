// Runs while expgate is built: puts styles and scripts into a page, with their hashes for its
// Content-Security-Policy (https://www.w3.org/TR/CSP3/), and writes it as a text of C++ that FUNCTION
// returns. All parts of the page become one, in their order, and so do all styles and all scripts.
//   embed_page OUTPUT.cpp FUNCTION {PART.html | STYLE.css | SCRIPT.js}…
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "base/sha256.h"

namespace {

std::string read(const char* path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

unsigned digit(char c) {
  return static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10);
}

// "sha256-…": the hash in base 64, as the policy wants it.
std::string source_of(std::string_view text) {
  constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const std::string hex = expgate::sha256(text);
  std::string out = "sha256-";
  // Twelve bits at a time are three hex digits and two letters; the 64 digits leave one, which is padded.
  for (std::size_t at = 0; at < hex.size(); at += 3) {
    unsigned bits = 0;
    for (std::size_t i = at; i < at + 3; ++i) bits = bits << 4U | (i < hex.size() ? digit(hex[i]) : 0);
    out += kLetters[bits >> 6U];
    if (at + 1 < hex.size()) out += kLetters[bits & 63U];
  }
  return out + "=";
}

void replace(std::string& text, std::string_view what, std::string_view with) {
  const std::size_t at = text.find(what);
  if (at != std::string::npos) text.replace(at, what.size(), with);
}

// Lines of octal escapes where needed: no literal of C++ minds any byte then.
void write(std::ostream& out, std::string_view text) {
  out << "    \"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7f && c != '"' && c != '\\' && c != '?') {
      out << c;
      continue;
    }
    char escape[8];
    std::snprintf(escape, sizeof escape, "\\%03o", byte);
    out << escape;
    if (c == '\n') out << "\"\n    \"";
  }
  out << '"';
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5) return 1;
  const std::string_view function = argv[2];
  std::string page;
  std::string style;
  std::string script;
  for (int i = 3; i < argc; ++i) {
    const std::string_view name = argv[i];
    (name.ends_with(".html") ? page : name.ends_with(".css") ? style : script) += read(argv[i]);
  }
  if (page.empty() || style.empty() || script.empty() || script.find("</script") != std::string::npos)
    return 1;
  replace(page, "@@STYLE_HASH@@", source_of(style));
  replace(page, "@@SCRIPT_HASH@@", source_of(script));
  replace(page, "@@STYLE@@", style);
  replace(page, "@@SCRIPT@@", script);
  std::ofstream out(argv[1], std::ios::binary);
  out << "// Generated from src/report/page/: do not edit.\n#include \"report/html_parts.h\"\n\n"
         "namespace expgate::report {\n\nstd::string_view "
      << function << "() {\n  return\n";
  write(out, page);
  out << ";\n}\n\n}  // namespace expgate::report\n";
  out.close();
  return out ? 0 : 1;
}
