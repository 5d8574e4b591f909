#include <fmt/core.h>

#include "base/bytes.h"
#include "rules/rule.h"

namespace expgate::rules {

namespace {

constexpr OptionSpec kOptions[] = {
    {"limit", OptionType::size, "5 MiB", "The largest size that a file may have."},
};

Result<Judge> make(const Options& options) {
  const std::uint64_t limit = options.number("limit");
  return JudgeFile{[limit](const FileView& view, Violations& violations) -> Result<void> {
    if (view.file.is_submodule()) return {};  // a commit of another repository, no bytes of this one
    TRY_ASSIGN(const std::uint64_t size, view.size());
    if (size <= limit) return {};
    const std::string sizes =
        fmt::format("is {}, over the limit of {}", format_size(size), format_size(limit));
    if (view.is_nameless)
      violations.push_back(
          {.message = nameless(view.file.oid) + " " + sizes, .advice = std::string(kNamelessAdvice)});
    else
      violations.push_back({.message = fmt::format("`{}` {}", view.file.path, sizes),
                            .mend = Mend::remove,
                            .advice = "keep the file in your artifact store and record it in results/"});
    return {};
  }};
}

}  // namespace

extern const Rule max_file_size;
const Rule max_file_size{
    {
        .id = "max-file-size",
        .scope = Scope::file,
        .summary = "No file is larger than the limit.",
        .why = "every clone carries it for ever",
        .bad = "models/best.bin, 48.2 MiB",
        .good = "results/best.json, 412 bytes, that says where the 48.2 MiB are kept",
        .mend = "Take the file out of the commit that brought it, keep it in your artifact store, and record "
                "where.",
        .options = kOptions,
        .judges_nameless = true,
    },
    make,
};

}  // namespace expgate::rules
