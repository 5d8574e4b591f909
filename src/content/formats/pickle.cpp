#include "content/formats/pickle.h"

#include <array>
#include <cstddef>
#include <cstdint>

#include "content/formats/sample.h"

namespace expgate::content {

namespace {

enum class Argument : std::uint8_t {
  illegal,
  none,
  line,
  two_lines,
  bytes1,
  bytes2,
  bytes4,
  bytes8,
  length1,
  length4,
  length8
};

constexpr std::array<Argument, 256> make_arguments() {
  using enum Argument;
  struct Group {
    Argument argument;
    std::string_view opcodes;
  };
  constexpr Group kGroups[] = {
      {none, "(.012NQRbade])}loqstu}\x81\x85\x86\x87\x88\x89\x8f\x90\x91\x92\x93\x94\x97\x98"},
      {line, "FILPSVgp"},
      {two_lines, "ci"},
      {bytes1, "Khq\x80\x82"},
      {bytes2, "M\x83"},
      {bytes4, "Jjr\x84"},
      {bytes8, "G\x95"},
      {length1, "CU\x8a\x8c"},
      {length4, "BTX\x8b"},
      {length8, "\x8d\x8e\x96"},
  };
  std::array<Argument, 256> table{};
  for (const Group& group : kGroups) {
    for (const char opcode : group.opcodes) table[static_cast<unsigned char>(opcode)] = group.argument;
  }
  return table;
}

constexpr std::array<Argument, 256> kArguments = make_arguments();

bool skip(std::string_view& bytes, std::uint64_t count) {
  if (count > bytes.size()) return false;
  bytes.remove_prefix(count);
  return true;
}

bool skip_line(std::string_view& bytes) {
  const std::size_t end = bytes.find('\n');
  return end != std::string_view::npos && skip(bytes, end + 1);
}

bool skip_counted(std::string_view& bytes, std::size_t width) {
  const auto length = little_endian(bytes, 0, width);
  return length && skip(bytes, width) && skip(bytes, *length);
}

// Takes an opcode's argument off the front.
bool skip_argument(std::string_view& bytes, Argument argument) {
  switch (argument) {
    case Argument::illegal:
      return false;
    case Argument::none:
      return true;
    case Argument::line:
      return skip_line(bytes);
    case Argument::two_lines:
      if (!skip_line(bytes)) return false;
      return skip_line(bytes);
    case Argument::bytes1:
      return skip(bytes, 1);
    case Argument::bytes2:
      return skip(bytes, 2);
    case Argument::bytes4:
      return skip(bytes, 4);
    case Argument::bytes8:
      return skip(bytes, 8);
    case Argument::length1:
      return skip_counted(bytes, 1);
    case Argument::length4:
      return skip_counted(bytes, 4);
    case Argument::length8:
      return skip_counted(bytes, 8);
  }
  return false;
}

}  // namespace

bool is_pickle_program(std::string_view bytes) {
  std::size_t opcodes = 0;
  while (!bytes.empty()) {
    const char opcode = bytes.front();
    bytes.remove_prefix(1);
    if (opcode == '.') return bytes.empty() && opcodes > 0;
    if (!skip_argument(bytes, kArguments[static_cast<unsigned char>(opcode)])) return false;
    ++opcodes;
  }
  return false;
}

}  // namespace expgate::content
