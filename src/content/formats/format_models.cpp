#include "content/formats/format_families.h"
#include "content/formats/glance.h"

// Models of libraries that have a format of their own.
namespace expgate::content {

using namespace std::string_view_literals;

namespace {

constexpr std::size_t kModelLook = 512;

// The size of the FlatBuffer behind the magic, then the buffer (CatBoost, model/model.cpp).
bool is_catboost(const Sample& sample) {
  const auto size = little_endian(sample.bytes, 4, 4);
  return sample.has(0, "CBM1") && size && *size > 0 && *size <= sample.size - 8 &&
         !is_text(sample.bytes.substr(0, kModelLook));
}

// UBJSON: an object whose first key, behind its length, is the learner (XGBoost, doc/model.schema). The text
// form of a model is JSON, and for people to read.
bool is_xgboost(const Sample& sample) {
  constexpr std::string_view kFirstKey = "learner{";
  constexpr std::size_t kLongestLength = 9;  // the mark of a number and eight bytes
  if (!sample.has(0, "{")) return false;
  const std::string_view begin = sample.bytes.substr(1, kLongestLength + kFirstKey.size());
  const std::size_t at = begin.find(kFirstKey);
  return at != std::string_view::npos && at >= 2 && begin[at - 1] == '\7';
}

// A number that nobody writes by chance, and the version (fastText, fasttext.h).
bool is_fasttext(const Sample& sample) {
  constexpr std::uint64_t kOldest = 11;
  constexpr std::uint64_t kNewest = 12;
  const auto version = little_endian(sample.bytes, 4, 4);
  return sample.has(0, "\xba\x16\x4f\x2f") && version && *version >= kOldest && *version <= kNewest;
}

// An object, its number, the version of its format as a text, and the class (Torch 7, File.lua). A table with
// such objects in it begins otherwise.
bool is_torch7(const Sample& sample) {
  constexpr std::string_view kVersion = "\3\0\0\0V 1"sv;
  const bool is_object = sample.has(0, "\4\0\0\0"sv) && sample.has(8, kVersion);
  const bool is_table = sample.has(0, "\3\0\0\0"sv) &&
                        sample.bytes.substr(0, kModelLook).find(kVersion) != std::string_view::npos;
  if (!is_object && !is_table) return false;
  const std::string_view look = sample.bytes.substr(0, kModelLook);
  return look.find("torch.") != std::string_view::npos || look.find("nn.") != std::string_view::npos;
}

}  // namespace

Found find_models(const Sample& sample) {
  if (is_catboost(sample)) return FormatId::catboost;
  if (is_xgboost(sample)) return FormatId::xgboost;
  if (is_fasttext(sample)) return FormatId::fasttext;
  if (is_torch7(sample)) return FormatId::torch7;
  return std::nullopt;
}

}  // namespace expgate::content
