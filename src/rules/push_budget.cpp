#include <algorithm>

#include <fmt/core.h>

#include "base/bytes.h"
#include "rules/rule.h"

namespace expgate::rules {

namespace {

constexpr OptionSpec kOptions[] = {
    {"max_refs", OptionType::integer, "100", "The most refs that one push may create, move or delete."},
    {"max_commits", OptionType::integer, "10000", "The most commits that one push may bring to these refs."},
    {"max_bytes", OptionType::size, "200 MiB",
     "The most that the new files, commits and tags of one push may hold together: the sizes that they have "
     "when they are checked out, the same content once. Counted on a server, as the push arrives."},
    {"max_files", OptionType::integer, "0", "The most new files, the same content once; 0: any number."},
    {"max_object", OptionType::size, "1 MiB",
     "The largest size of a single commit, tag or tree object. Counted on a server, as the push arrives."},
};

constexpr std::string_view kInSteps =
    "push in steps: git push origin COMMIT:refs/heads/BRANCH, from old commits to new ones; to import a "
    "repository whole, "
    "raise the budget in the server's policy meanwhile";

struct Budget {
  std::uint64_t refs = 0;
  std::uint64_t commits = 0;
  std::uint64_t bytes = 0;
  std::uint64_t files = 0;
  std::uint64_t object = 0;
};

std::string with_commas(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, ",");
  return digits;
}

std::string_view name_of(ObjectKind kind) {
  switch (kind) {
    case ObjectKind::commit:
      return "commit";
    case ObjectKind::tree:
      return "tree";
    case ObjectKind::tag:
      return "tag";
    case ObjectKind::blob:
      break;
  }
  return "blob";
}

void judge_object(const QuarantinedObject& quarantined_object, std::uint64_t limit, Violations& violations) {
  if (quarantined_object.kind == ObjectKind::blob || quarantined_object.size <= limit) return;
  std::string advice = "keep logs and tables in a file that the message names";
  if (quarantined_object.kind == ObjectKind::tree)
    advice = "a folder of so many files: spread them over several, or pack them into one";
  violations.push_back(
      {.message = fmt::format("{} object `{}` is {}, over the limit of {}", name_of(quarantined_object.kind),
                              quarantined_object.oid.abbreviated(), format_size(quarantined_object.size),
                              format_size(limit)),
       .why = "whoever looks at the history has to read it whole",
       .advice = std::move(advice),
       .object = quarantined_object.oid,
       .ends_judging = true});
}

// Trees do not count: those of an honest history say again and again what is in a folder.
void judge_files(std::span<const QuarantinedObject> quarantined, const Budget& budget,
                 Violations& violations) {
  std::uint64_t bytes = 0;
  std::uint64_t bytes_of_texts = 0;  // of commits and tags: whatever their headers and messages hold
  std::uint64_t files = 0;
  for (const QuarantinedObject& quarantined_object : quarantined) {
    if (quarantined_object.kind == ObjectKind::tree) continue;
    const bool is_file = quarantined_object.kind == ObjectKind::blob;
    if (is_file) ++files;
    std::uint64_t& sum = is_file ? bytes : bytes_of_texts;
    sum += std::min(quarantined_object.size, UINT64_MAX - sum);
  }
  const bool is_files_alone = bytes > budget.bytes;
  if (!is_files_alone) bytes += std::min(bytes_of_texts, UINT64_MAX - bytes);
  if (bytes > budget.bytes)
    violations.push_back({.message = fmt::format("the new {} of this push hold {}, over the budget of {}",
                                                 is_files_alone ? "files" : "files, commits and tags",
                                                 format_size(bytes), format_size(budget.bytes)),
                          .advice = "keep data and weights in your artifact store; if these are sources, " +
                                    std::string(kInSteps)});
  if (budget.files > 0 && files > budget.files)
    violations.push_back(
        {.message = fmt::format("this push brings {} new files, over the budget of {}", with_commas(files),
                                with_commas(budget.files)),
         .advice = "keep data in your data store; if these are sources, " + std::string(kInSteps)});
}

// The cheapest first: what is far beyond reason ends the judging before anything of it is read.
Result<void> judge(const PushView& view, const Budget& budget, Violations& violations) {
  if (view.updates.size() > budget.refs) {
    violations.push_back(
        {.message = fmt::format("this push updates {} refs, over the budget of {}",
                                with_commas(view.updates.size()), with_commas(budget.refs)),
         .advice =
             "push the branches and tags that others need, by name; `--mirror` and `--all` send everything",
         .ends_judging = true});
    return {};
  }
  TRY_ASSIGN(const std::span<const QuarantinedObject> quarantined, view.quarantined());
  for (const QuarantinedObject& quarantined_object : quarantined)
    judge_object(quarantined_object, budget.object, violations);
  if (!violations.empty()) return {};
  TRY_ASSIGN(const std::uint64_t commits, view.commits());
  if (commits > budget.commits)
    violations.push_back(
        {.message = fmt::format("this push brings {}{}, over the budget of {}", with_commas(commits),
                                commits == 1 ? " commit" : " commits", with_commas(budget.commits)),
         .advice = std::string(kInSteps),
         .ends_judging = true});
  judge_files(quarantined, budget, violations);
  return {};
}

Result<Judge> make(const Options& options) {
  const Budget budget{.refs = options.number("max_refs"),
                      .commits = options.number("max_commits"),
                      .bytes = options.number("max_bytes"),
                      .files = options.number("max_files"),
                      .object = options.number("max_object")};
  return JudgePush{
      [budget](const PushView& view, Violations& violations) { return judge(view, budget, violations); }};
}

}  // namespace

extern const Rule push_budget;
const Rule push_budget{
    {
        .id = "push-budget",
        .scope = Scope::push,
        .summary = "A push is of a size that can be looked at: its refs, its commits, its bytes, each of its "
                   "objects.",
        .why = "nobody reviews so much at once, and a mistake of that size is hard to take back",
        .bad = "git push --mirror, with 3,000 branches of a fork",
        .good = "git push origin feature/vit, with 12 commits and 80 KiB of sources",
        .mend = "Push the branches that others need, in steps where a history is long: `git push origin "
                "COMMIT:refs/heads/BRANCH` for "
                "every few thousand commits, oldest first. Whoever runs the server may import a repository "
                "whole: set higher numbers for "
                "its project in the server's policy, import, and take them out again. Past refs, commits and "
                "single objects over "
                "their limits nothing else of the push is looked at. On a client, and where objects do not "
                "wait in a quarantine, refs and "
                "commits alone are counted.",
        .options = kOptions,
    },
    make,
};

}  // namespace expgate::rules
