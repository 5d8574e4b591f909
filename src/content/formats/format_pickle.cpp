#include <algorithm>

#include "base/strings.h"
#include "content/formats/format_families.h"
#include "content/formats/pickle.h"

namespace expgate::content {

using namespace std::string_view_literals;

namespace {

constexpr std::size_t kPickleLook = 512;

bool has_pickle_name(std::string_view path) {
  constexpr std::string_view kEndings[] = {".pkl", ".pickle", ".pck", ".pcl", ".p", ".dill", ".joblib"};
  const std::string name = ascii_lower(path);
  return std::any_of(std::begin(kEndings), std::end(kEndings),
                     [&](std::string_view ending) { return name.ends_with(ending); });
}

// The magic number of torch.save, a pickled long, alone in the first of several pickles.
bool is_legacy_pytorch(std::string_view bytes) {
  constexpr std::string_view kMagic = "\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19\x2e";
  constexpr std::size_t kEnd = 26;
  return bytes.substr(0, kEnd).find(kMagic) != std::string_view::npos;
}

// Protocols 2 and 3: what an object begins with. 4 and 5: a frame that fits; without one (small objects, and
// bytes too large for it) all opcodes have to be legal.
bool is_binary_pickle(const Sample& sample) {
  constexpr std::string_view kFirstOpcodes = "}](cXKM\x8a)";
  const char protocol = sample.bytes[1];
  if (sample.bytes.size() < 4) return false;
  if (protocol == '\x02' || protocol == '\x03')
    return kFirstOpcodes.find(sample.bytes[2]) != std::string_view::npos ||
           (sample.is_whole() && is_pickle_program(sample.bytes));
  if (protocol != '\x04' && protocol != '\x05') return false;
  if (sample.bytes[2] != '\x95') return sample.is_whole() && is_pickle_program(sample.bytes);
  constexpr std::uint64_t kFrameBegins = 11;
  const auto length = little_endian(sample.bytes, 3, 8);
  return length && sample.size >= kFrameBegins && *length <= sample.size - kFrameBegins;
}

// Protocols 0 and 1 begin with whatever the object begins with: a text may do so too.
bool is_text_pickle(const Sample& sample) {
  constexpr std::string_view kFirstOpcodes = "(]})clIFLVSNKXUTGJM";
  return kFirstOpcodes.find(sample.bytes[0]) != std::string_view::npos && sample.ends(".") &&
         has_pickle_name(sample.path) && is_pickle_program(sample.bytes);
}

}  // namespace

Found find_pickle(const Sample& sample) {
  if (sample.bytes.size() < 4) return std::nullopt;
  if (sample.bytes[0] != '\x80') return is_text_pickle(sample) ? Found(FormatId::pickle) : std::nullopt;
  if (is_legacy_pytorch(sample.bytes)) return FormatId::pytorch_legacy;
  if (!is_binary_pickle(sample)) return std::nullopt;
  const bool is_joblib =
      sample.bytes.substr(0, kPickleLook).find("joblib.numpy_pickle") != std::string_view::npos;
  return is_joblib ? FormatId::joblib : FormatId::pickle;
}

}  // namespace expgate::content
