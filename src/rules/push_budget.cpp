#include <algorithm>

#include "rules/rule.h"

namespace expgate::rules {

namespace {

constexpr OptionSpec kOptions[] = {
    {"max_refs", OptionType::integer, "100",
     msgid("The most refs that one push may create, move or delete.")},
    {"max_commits", OptionType::integer, "10000",
     msgid("The most commits that one push may bring to these refs.")},
    {"max_bytes", OptionType::size, "200 MiB",
     msgid("The most that the new files, commits and tags of one push may hold together: their sizes when "
           "checked out, the same content once. Counted on a server, as the push arrives.")},
    {"max_files", OptionType::integer, "0",
     msgid("The most new files, the same content once; 0: any number.")},
    {"max_object", OptionType::size, "1 MiB",
     msgid("The largest size of a single commit, tag or tree object. Counted on a server, as the push "
           "arrives.")},
};

constexpr ExampleArgument kObjectExample[] = {
    {"kind", "commit"}, {"object", "4f2a9c1"}, {"size", "3 MiB"}, {"limit", "1 MiB"}};
constexpr ExampleArgument kTreeExample[] = {{"object", "4f2a9c1"}, {"size", "3 MiB"}, {"limit", "1 MiB"}};
constexpr ExampleArgument kHeaderExample[] = {
    {"kind", "commit"}, {"object", "4f2a9c1"}, {"size", "900 KiB"}, {"limit", "64 KiB"}};
constexpr ExampleArgument kTreesExample[] = {{"size", "2.1 GiB"}, {"limit", "1.9 GiB"}};
constexpr ExampleArgument kBytesExample[] = {{"size", "2.1 GiB"}, {"limit", "200 MiB"}};
constexpr ExampleArgument kFilesExample[] = {{"files", "52000"}, {"limit", "1000"}};
constexpr ExampleArgument kRefsExample[] = {{"refs", "3000"}, {"limit", "100"}};
constexpr ExampleArgument kCommitsExample[] = {{"commits", "80000 commits"}, {"limit", "10000"}};

constexpr Msgid kSourcesHelp = msgid(
    "keep data and weights in your artifact store; if these are sources, push in steps, from old commits "
    "to new ones");

constexpr Reason kLargeObject{
    .name = "large-object",
    .text = msgid("{kind} object `{object}` is {size}, over the limit of {limit}"),
    .help = msgid("keep logs and tables in a file, and name it in the message"),
    .why = msgid("anyone who looks at the history has to read it whole"),
    .example = kObjectExample,
};
constexpr Reason kLargeTree{
    .name = "large-tree",
    .text = msgid("tree object `{object}` is {size}, over the limit of {limit}"),
    .help =
        msgid("a folder has too many files: spread them over several folders, or pack them into one file"),
    .why = msgid("anyone who looks at the history has to read it whole"),
    .example = kTreeExample,
};
constexpr Reason kBytesOfFiles{
    .name = "bytes-of-files",
    .text = msgid("the new files of this push hold {size}, over the budget of {limit}"),
    .help = kSourcesHelp,
    .example = kBytesExample,
};
constexpr Reason kBytes{
    .name = "bytes",
    .text = msgid("the new files, commits and tags of this push hold {size}, over the budget of {limit}"),
    .help = kSourcesHelp,
    .example = kBytesExample,
};
constexpr Reason kLargeHeader{
    .name = "large-header",
    .text = msgid("{kind} object `{object}` has {size} in front of its message, over the limit of {limit}"),
    .help = msgid("make the {kind} again without what fills its header"),
    .why = msgid("nobody sees what is there, and anyone who looks at the history has to read it whole"),
    .example = kHeaderExample,
};
constexpr Reason kTrees{
    .name = "bytes-of-trees",
    .text = msgid("the trees of this push hold {size}, over the budget of {limit}"),
    .help = kSourcesHelp,
    .example = kTreesExample,
};
constexpr Reason kFiles{
    .name = "files",
    .text = msgid("this push brings {files} new files, over the budget of {limit}"),
    .help = kSourcesHelp,
    .example = kFilesExample,
};
constexpr Reason kRefs{
    .name = "refs",
    .text = msgid("this push updates {refs} refs, over the budget of {limit}"),
    .help =
        msgid("push the branches and tags that others need, by name; `--mirror` and `--all` send everything"),
    .example = kRefsExample,
};
constexpr Reason kCommits{
    .name = "commits",
    .text = msgid("this push brings {commits}, over the budget of {limit}"),
    .help =
        msgid("push in steps, from old commits to new ones; to import a whole repository, have the budget "
              "raised in the server's policy meanwhile"),
    .example = kCommitsExample,
};
constexpr const Reason* kReasons[] = {&kLargeObject, &kLargeTree, &kLargeHeader, &kBytesOfFiles, &kBytes,
                                      &kTrees,       &kFiles,     &kRefs,        &kCommits};

constexpr std::uint64_t kMostHeader = std::uint64_t{64} << 10;  // bytes, of one object
constexpr std::uint64_t kTreesForBytes = 10;  // of trees that commits name, as many times `max_bytes`

struct Budget {
  std::uint64_t refs = 0;
  std::uint64_t commits = 0;
  std::uint64_t bytes = 0;
  std::uint64_t files = 0;
  std::uint64_t object = 0;
};

Remedy push_in_steps() {
  return {.commands = {{"git", "push", "origin", "COMMIT:refs/heads/BRANCH"}}};
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
  const bool is_tree = quarantined_object.kind == ObjectKind::tree;
  violations.push_back({.reason = is_tree ? &kLargeTree : &kLargeObject,
                        .arguments = {{"kind", name_of(quarantined_object.kind)},
                                      {"object", quarantined_object.oid.abbreviated()},
                                      {"size", Bytes{quarantined_object.size}},
                                      {"limit", Bytes{limit}}},
                        .object = quarantined_object.oid,
                        .ends_judging = true});
}

// What no message needs: signatures and the like are far below. Only the larger objects are read for that.
Result<void> judge_header(const QuarantinedObject& object, const PushView& view, Violations& violations) {
  const bool has_header = object.kind == ObjectKind::commit || object.kind == ObjectKind::tag;
  if (!has_header || object.size <= kMostHeader) return {};
  TRY_ASSIGN(const std::uint64_t size, view.header_size(object));
  if (size > kMostHeader)
    violations.push_back({.reason = &kLargeHeader,
                          .arguments = {{"kind", name_of(object.kind)},
                                        {"object", object.oid.abbreviated()},
                                        {"size", Bytes{size}},
                                        {"limit", Bytes{kMostHeader}}},
                          .object = object.oid});
  return {};
}

// Bytes of what arrived, without regard to what was there.
struct Sums {
  std::uint64_t files = 0;
  std::uint64_t texts = 0;  // of commits and tags: whatever their headers and messages hold
  std::uint64_t trees = 0;
  std::uint64_t number_of_files = 0;
};

void add_to(std::uint64_t& sum, std::uint64_t size) {
  sum += std::min(size, UINT64_MAX - sum);
}

Sums sums_of(std::span<const QuarantinedObject> quarantined) {
  Sums sums;
  for (const QuarantinedObject& object : quarantined) {
    if (object.kind == ObjectKind::blob) ++sums.number_of_files;
    add_to(object.kind == ObjectKind::blob   ? sums.files
           : object.kind == ObjectKind::tree ? sums.trees
                                             : sums.texts,
           object.size);
  }
  return sums;
}

// Trees that commits name count by themselves: those of an honest history say again and again what is in a
// folder. Others count as if they were files. Which is which need not be known as long as all are few.
Result<void> judge_sums(std::span<const QuarantinedObject> quarantined, const PushView& view,
                        const Budget& budget, Violations& violations) {
  const Sums sums = sums_of(quarantined);
  const auto over = [&](const Reason& reason, std::uint64_t bytes, std::uint64_t limit) {
    violations.push_back({.reason = &reason,
                          .arguments = {{"size", Bytes{bytes}}, {"limit", Bytes{limit}}},
                          .remedy = push_in_steps()});
  };
  std::uint64_t bytes = sums.files;
  add_to(bytes, sums.texts);
  std::uint64_t with_trees = bytes;
  add_to(with_trees, sums.trees);
  if (sums.files > budget.bytes) {
    over(kBytesOfFiles, sums.files, budget.bytes);
  } else if (bytes > budget.bytes) {
    over(kBytes, bytes, budget.bytes);
  } else if (with_trees > budget.bytes) {
    const std::uint64_t most_trees =
        budget.bytes > UINT64_MAX / kTreesForBytes ? UINT64_MAX : budget.bytes * kTreesForBytes;
    TRY_ASSIGN(const std::uint64_t named, view.named_tree_bytes());
    const std::uint64_t unnamed = sums.trees - std::min(named, sums.trees);
    add_to(bytes, unnamed);
    if (named > most_trees) over(kTrees, named, most_trees);
    if (bytes > budget.bytes) over(kTrees, unnamed, budget.bytes);
  }
  if (budget.files > 0 && sums.number_of_files > budget.files)
    violations.push_back({.reason = &kFiles,
                          .arguments = {{"files", sums.number_of_files}, {"limit", budget.files}},
                          .remedy = push_in_steps()});
  return {};
}

// The cheapest first: what is far beyond reason ends the judging before anything of it is read.
Result<void> judge(const PushView& view, const Budget& budget, Violations& violations) {
  if (view.updates.size() > budget.refs) {
    violations.push_back({.reason = &kRefs,
                          .arguments = {{"refs", view.updates.size()}, {"limit", budget.refs}},
                          .ends_judging = true});
    return {};
  }
  TRY_ASSIGN(const std::span<const QuarantinedObject> quarantined, view.quarantined());
  for (const QuarantinedObject& quarantined_object : quarantined)
    judge_object(quarantined_object, budget.object, violations);
  for (const QuarantinedObject& object : quarantined)
    if (violations.empty()) TRY(judge_header(object, view, violations));
  if (!violations.empty()) return {};
  TRY_ASSIGN(const std::uint64_t commits, view.commits());
  if (commits > budget.commits)
    violations.push_back({.reason = &kCommits,
                          .arguments = {{"commits", tr_n("{count} commit", "{count} commits", commits)},
                                        {"limit", budget.commits}},
                          .remedy = push_in_steps(),
                          .ends_judging = true});
  return judge_sums(quarantined, view, budget, violations);
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
        .summary =
            msgid("A push is small enough to be looked at: its refs, its commits, its bytes, each of its "
                  "objects."),
        .why = msgid("nobody reviews so much at once, and a mistake of that size is hard to take back"),
        .bad = msgid("git push --mirror, with 3,000 branches of a fork"),
        .good = msgid("git push origin feature/vit, with 12 commits and 80 KiB of sources"),
        .mend = msgid("Push the branches that others need, and a long history in steps: `git push origin "
                      "COMMIT:refs/heads/BRANCH` for every few thousand commits, oldest first. The "
                      "administrator of the "
                      "server may import a whole repository: set higher numbers for its project in the "
                      "server's policy, "
                      "import, and take them out again. If refs, commits or a single object are over their "
                      "limit, nothing "
                      "else of the push is looked at. On a client, and on servers without a quarantine for "
                      "objects, only "
                      "refs and commits are counted."),
        .options = kOptions,
        .reasons = kReasons,
    },
    make,
};

}  // namespace expgate::rules
