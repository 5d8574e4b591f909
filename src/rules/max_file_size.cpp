#include "rules/rule.h"

namespace expgate::rules {

namespace {

constexpr OptionSpec kOptions[] = {
    {"limit", OptionType::size, "5 MiB", msgid("The largest size that a file may have.")},
};

constexpr ExampleArgument kExample[] = {
    {"path", "models/best.bin"}, {"size", "48.2 MiB"}, {"limit", "5 MiB"}};
constexpr ExampleArgument kNamelessExample[] = {
    {"object", "4f2a9c1"}, {"size", "48.2 MiB"}, {"limit", "5 MiB"}};

constexpr Reason kOverLimit{
    .name = "over-limit",
    .text = msgid("`{path}` is {size}, over the limit of {limit}"),
    .help = msgid("keep the file in your artifact store and record where in results/"),
    .example = kExample,
};
constexpr Reason kNamelessOverLimit{
    .name = "unnamed-over-limit",
    .text =
        msgid("object `{object}`, which no commit of this push names, is {size}, over the limit of {limit}"),
    .help = kNamelessHelp,
    .example = kNamelessExample,
};
constexpr const Reason* kReasons[] = {&kOverLimit, &kNamelessOverLimit};

Result<Judge> make(const Options& options) {
  const std::uint64_t limit = options.number("limit");
  return JudgeFile{[limit](const FileView& view, Violations& violations) -> Result<void> {
    if (view.file.is_submodule()) return {};  // a commit of another repository, no bytes of this one
    TRY_ASSIGN(const std::uint64_t size, view.size());
    if (size <= limit) return {};
    if (view.is_nameless)
      violations.push_back(
          {.reason = &kNamelessOverLimit,
           .arguments = {
               {"object", view.file.oid.abbreviated()}, {"size", Bytes{size}}, {"limit", Bytes{limit}}}});
    else
      violations.push_back(
          {.reason = &kOverLimit,
           .arguments = {{"path", view.file.path}, {"size", Bytes{size}}, {"limit", Bytes{limit}}},
           .remedy = {Remedy::Kind::remove}});
    return {};
  }};
}

}  // namespace

extern const Rule max_file_size;
const Rule max_file_size{
    {
        .id = "max-file-size",
        .scope = Scope::file,
        .summary = msgid("No file is larger than the limit."),
        .why = msgid("every clone downloads it, for ever"),
        .bad = msgid("models/best.bin, 48.2 MiB"),
        .good = msgid("results/best.json, 412 bytes, which says where the 48.2 MiB are kept"),
        .mend =
            msgid("Take the file out of the commit that added it, keep it in your artifact store, and record "
                  "where it is."),
        .options = kOptions,
        .reasons = kReasons,
        .judges_nameless = true,
    },
    make,
};

}  // namespace expgate::rules
