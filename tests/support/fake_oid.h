#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "model/oid.h"

namespace expgate::test {

// An oid of its own for each text: not git's, but equal for equal texts and different for different ones.
inline Oid fake_oid(std::string_view text) {
  std::array<char, raw_size(ObjectFormat::sha1)> raw{};
  std::uint64_t hash = 14695981039346656037U;  // FNV-1a, run on for every byte of the oid
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
  for (char& byte : raw) {
    hash = (hash ^ (hash >> 32U)) * 1099511628211U + 1;
    byte = static_cast<char>(hash >> 56U);
  }
  return Oid::from_raw(ObjectFormat::sha1, raw.data());
}

}  // namespace expgate::test
