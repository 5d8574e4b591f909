#include "content/formats/glance.h"

#include <algorithm>
#include <cstdint>
#include <iterator>

namespace expgate::content {

using namespace std::string_view_literals;

namespace {

std::uint32_t word_at(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t n = 4; n > 0; --n) value = value << 8U | static_cast<unsigned char>(bytes[at + n - 1]);
  return value;
}

// Magic, class 32 or 64, either byte order, version 1 (ELF specification, "ELF Identification").
bool is_elf(std::string_view bytes) {
  return bytes.size() > 16 && bytes.starts_with("\x7f\x45LF"sv) && (bytes[4] == 1 || bytes[4] == 2) &&
         (bytes[5] == 1 || bytes[5] == 2) && bytes[6] == 1;
}

// The DOS header names the place of the PE header (PE specification, "MS-DOS Stub"): two letters alone are a
// coincidence.
bool is_pe(std::string_view bytes) {
  constexpr std::size_t kPlace = 0x3c;
  if (!bytes.starts_with("MZ") || bytes.size() < kPlace + 4) return false;
  const std::size_t at = word_at(bytes, kPlace);
  return at < bytes.size() && bytes.substr(at).starts_with("PE\0\0"sv);
}

bool is_mach_o(std::string_view bytes) {
  return bytes.size() > 28 &&
         (bytes.starts_with("\xce\xfa\xed\xfe") || bytes.starts_with("\xcf\xfa\xed\xfe"));
}

bool is_script(std::string_view bytes) {
  return bytes.starts_with("#!") && is_text(bytes.substr(0, bytes.find('\n')));
}

}  // namespace

bool is_text(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x20 ? byte != 0x7f : (byte >= '\b' && byte <= '\r') || byte == 0x1b;
  });
}

bool is_program(std::string_view bytes) {
  return is_elf(bytes) || is_pe(bytes) || is_mach_o(bytes) || is_script(bytes);
}

bool is_sentencepiece(std::string_view bytes) {
  // Field 1 (a piece) of some length, in it field 1 (its text); <unk> is among the first of every vocabulary.
  constexpr std::size_t kFirstPieces = 128;
  return bytes.size() > 8 && bytes[0] == '\n' && bytes[2] == '\n' &&
         bytes.substr(0, kFirstPieces).find("<unk>") != std::string_view::npos;
}

bool is_public_pem(std::string_view bytes) {
  constexpr std::string_view kPublic[] = {"-----BEGIN CERTIFICATE", "-----BEGIN PUBLIC KEY",
                                          "-----BEGIN RSA PUBLIC KEY", "-----BEGIN TRUSTED CERTIFICATE",
                                          "-----BEGIN X509 CRL"};
  return is_text(bytes) && bytes.find("PRIVATE KEY") == std::string_view::npos &&
         std::any_of(std::begin(kPublic), std::end(kPublic),
                     [&](std::string_view begin) { return bytes.find(begin) != std::string_view::npos; });
}

}  // namespace expgate::content
