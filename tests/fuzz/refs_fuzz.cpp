// Any bytes as packed-refs and as the file of a ref: what is visited stands in them, below the prefixes, and
// the two ways to read packed-refs agree.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/ascii.h"
#include "base/strings.h"
#include "fields.h"
#include "git/refs.h"
#include "model/ref_name.h"
#include "scratch_file.h"

namespace {

using namespace expgate;

struct Seen {
  std::string name;
  Oid target;
  bool operator==(const Seen&) const = default;
};

const std::vector<std::string>& prefixes() {
  static const std::vector<std::string> both{"refs/heads/", "refs/tags/"};
  return both;
}

git::VisitRef into(std::vector<Seen>& list) {
  return [&list](const git::Ref& ref) -> Result<void> {
    if (ref.is_symbolic) return {};  // its target stands in another line
    list.push_back({std::string(ref.name), ref.target});
    return {};
  };
}

bool is_line_of(std::string_view text, const Seen& ref) {
  const auto all = lines(text);
  return std::any_of(all.begin(), all.end(), [&](std::string_view line) {
    return line.size() == 41 + ref.name.size() && line.ends_with(ref.name) && line[40] == ' ' &&
           Oid::parse(line.substr(0, 40)) == ref.target;
  });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::string folder = fuzz::scratch_folder();
  static const bool is_made = std::filesystem::create_directories(folder + "refs/heads");
  static const fuzz::ScratchFile packed(folder + "packed-refs");
  static const fuzz::ScratchFile loose(folder + "refs/heads/main");
  if (!is_made || size > 1 << 16) return 0;
  fuzz::Fields fields({reinterpret_cast<const char*>(data), size});
  const std::string_view value = fields.take(fields.byte());
  const std::string_view text = fields.rest();
  loose.write(value);
  packed.write(text);
  std::vector<Seen> all;
  const auto store = git::files_ref_store({folder, folder}, ObjectFormat::sha1);
  const bool is_read = store->each(prefixes(), into(all)).has_value();
  for (const Seen& ref : all) {
    if (!ref.name.starts_with("refs/heads/") && !ref.name.starts_with("refs/tags/")) std::abort();
    if (ref.name == "refs/heads/main" && Oid::parse(trim(value)) == ref.target) continue;
    if (!is_line_of(text, ref)) std::abort();
  }
  if (!all.empty() && is_read) {
    for (const Oid& target : {all.front().target, all.back().target}) {
      std::vector<Seen> there;
      if (!store->each_at(target, prefixes(), into(there))) continue;
      for (const Seen& ref : there)
        if (std::find(all.begin(), all.end(), ref) == all.end()) std::abort();
    }
  }
  for (const Seen& ref : all) static_cast<void>(store->resolve(ref.name));
  const auto symbolic = store->symbolic_target("refs/heads/main");
  if (symbolic && *symbolic && !value.starts_with("ref:")) std::abort();
  return 0;
}
