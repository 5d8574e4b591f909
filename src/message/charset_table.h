#pragma once

#include <cstdint>
#include <span>
#include <string_view>

// The tables that message/compiler writes while expgate is built.
namespace expgate::message {

// Of characters in four bytes (GB18030): from `place` among them on, in step, from `character` on; 0: none.
struct CharsetRange {
  std::uint32_t place;
  std::uint32_t character;
};

// An encoding in which bytes below 0x80 are ASCII. 0: no character.
struct CharsetTable {
  std::string_view names;        // a blank between two
  const char16_t* single;        // of the bytes from 0x80 on
  const char16_t* const* rows;   // by a lead byte from 0x80 on: of the trail bytes from 0x30 on; null: none
  const char16_t* const* third;  // the same behind the byte 0x8F; null: there are none
  std::span<const CharsetRange> fourth;
};

std::span<const CharsetTable> charset_tables();

}  // namespace expgate::message
