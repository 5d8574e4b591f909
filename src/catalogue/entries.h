#pragma once

#include <span>
#include <string_view>

namespace expgate::catalogue {

// A message of a .po file. Chinese has one form for every number, so there is one translation.
struct Entry {
  std::string_view id;
  std::string_view translation;
};

// All messages of zh_CN.po, sorted by id. Written at build time by compiler/main.cpp.
std::span<const Entry> chinese_entries();

}  // namespace expgate::catalogue
