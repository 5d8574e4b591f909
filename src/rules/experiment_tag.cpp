#include <algorithm>
#include <optional>

#include "base/strings.h"
#include "message/metrics.h"
#include "rules/experiment_files.h"
#include "text/utf8.h"

namespace expgate::rules {

namespace {

constexpr OptionSpec kOptions[] = {kConfigsOption};

constexpr ExampleArgument kNameExample[] = {{"tag", "exp-ViT"}, {"better", "exp-vit"}};
constexpr ExampleArgument kTagExample[] = {{"tag", "exp-vit"}};
constexpr ExampleArgument kMetricExample[] = {{"tag", "exp-vit"}, {"message", "lr=3e-4, 300 epochs"}};
constexpr ExampleArgument kFailingExample[] = {{"tag", "exp-vit"},
                                               {"problem", msgid("`loss: nan` is not a number").english}};
constexpr ExampleArgument kLongExample[] = {{"tag", "exp-vit"}, {"size", "390.6 KiB"}, {"limit", "64 KiB"}};
constexpr ExampleArgument kCommitExample[] = {
    {"tag", "exp-vit"},
    {"problem", "`configs/exp/vit.yaml` has no valid seed: `seed` is empty"},
    {"help", "write `seed: 42` in line 3 of `configs/exp/vit.yaml`"}};

constexpr Msgid kStateMetric = msgid(
    "create the tag again, with a metric in its message: what came out (`Acc@1: …%`, `Loss: …`), not only "
    "what "
    "went in");

constexpr Reason kBadName{
    .name = "bad-name",
    .text =
        msgid("`{tag}` is not a name for an experiment tag: after `exp-` or `exp/` come lower-case letters, "
              "digits, `.`, `_`, `-` and `/`, the first a letter or digit"),
    .help = msgid("give the tag another name, such as `{better}`"),
    .example = kNameExample,
};
constexpr Reason kLightweight{
    .name = "lightweight",
    .text = msgid("the experiment tag `{tag}` is lightweight: it says neither who made it nor what came out"),
    .help = kStateMetric,
    .example = kTagExample,
};
constexpr Reason kNoMetric{
    .name = "no-metric",
    .text = msgid("the message of the experiment tag `{tag}` states no metric: `{message}`"),
    .help = kStateMetric,
    .example = kMetricExample,
};
constexpr Reason kFailingMetric{
    .name = "failing-metric",
    .text = msgid("the message of the experiment tag `{tag}` states no metric: {problem}"),
    .help = kStateMetric,
    .example = kFailingExample,
};
constexpr Reason kTooLong{
    .name = "too-long",
    .text = msgid("the message of the experiment tag `{tag}` is {size}, over the limit of {limit}"),
    .help = msgid("say in a few lines what came out, and keep the rest with the run's artifacts"),
    .example = kLongExample,
};
constexpr Reason kNotRepeatable{
    .name = "not-repeatable",
    .text = msgid("the experiment tag `{tag}` is on a commit that cannot be run again: {problem}"),
    .help = msgid("move the tag to a commit that can be run again: {help}"),
    .example = kCommitExample,
};
constexpr const Reason* kReasons[] = {&kBadName,       &kLightweight, &kNoMetric,
                                      &kFailingMetric, &kTooLong,     &kNotRepeatable};

struct Settings {
  std::shared_ptr<const text::GlobSet> configs;
  std::vector<std::string> globs;
};

bool may_begin(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool may_follow(char c) {
  return may_begin(c) || c == '.' || c == '_' || c == '/' || c == '-';
}

// exp-NAME, exp/NAME, exp-vNAME (docs/experiments.md).
bool is_name(std::string_view name) {
  if (!name.starts_with("exp-") && !name.starts_with("exp/")) return false;
  const std::string_view rest = name.substr(4);
  return !rest.empty() && may_begin(rest.front()) && std::all_of(rest.begin(), rest.end(), may_follow);
}

// The nearest name that is one: "exp-ViT B" → "exp-vit-b".
std::string mended(std::string_view name) {
  std::string rest = ascii_lower(name.substr(std::min<std::size_t>(4, name.size())));
  for (char& c : rest)
    if (!may_follow(c)) c = '-';
  rest.erase(0, rest.find_first_not_of("._/-"));
  return (name.starts_with("exp/") ? "exp/" : "exp-") + (rest.empty() ? "NAME" : rest);
}

Command push_command(const std::string& name) {
  return {"git", "push", "-f", "origin", "tag", name};
}

// The commands that make the tag anew, where it is. The message is for a person to complete.
Remedy new_tag(const std::string& name, const std::string& title) {
  return {.commands = {{"git", "tag", "-a", "-f", name, name + "^{}", "-m", title + " | METRIC: VALUE"},
                       push_command(name)}};
}

Violation bad_name(const std::string& name) {
  const std::string better = mended(name);
  return {.reason = &kBadName,
          .arguments = {{"tag", text::printable(name)}, {"better", better}},
          .remedy = {.kind = Remedy::Kind::run,
                     .commands = {{"git", "tag", better, name},
                                  {"git", "tag", "-d", name},
                                  {"git", "push", "origin", "tag", better}}}};
}

Violation no_metric(const std::string& name, const std::string& message) {
  const std::string title = message::read_tag_message(message).title;
  const auto failing = message::failing_metric(message);
  Violation violation{.reason = failing ? &kFailingMetric : &kNoMetric,
                      .arguments = {{"tag", text::printable(name)}},
                      .remedy = new_tag(name, title.empty() ? "TITLE" : title)};
  if (failing)
    violation.arguments.emplace_back("problem", *failing);
  else
    violation.arguments.emplace_back("message", text::printable(title));
  return violation;
}

// As much as commit-encoding lets a commit say.
constexpr std::size_t kLongestMessage = std::size_t{64} << 10U;

// What experiment-config, or else experiment-seed, reports of the commit, as a reason not to tag it.
Result<Violations> violations_of_commit(const TipView& view, const Settings& settings) {
  Violations found;
  TRY(judge_config(view, settings.configs, settings.globs, found));
  if (found.empty()) TRY(judge_seed(view, *settings.configs, found));
  const std::string name(short_name(view.update.ref));
  for (Violation& each : found) {
    if (each.only_warns) continue;
    each.arguments = {{"tag", text::printable(name)},
                      {"problem", Text(each.reason->text, each.arguments)},
                      {"help", Text(each.reason->help, each.arguments)}};
    each.reason = &kNotRepeatable;
    each.remedy.commands =
        each.remedy.commands.before({"git", "tag", "-a", "-f", name}).before(push_command(name));
  }
  return found;
}

Result<void> judge(const TipView& view, const Settings& settings, Violations& violations) {
  const std::string name(short_name(view.update.ref));
  if (!is_name(name)) violations.push_back(bad_name(name));
  TRY_ASSIGN(const std::optional<Tag> tag, view.tag());
  if (!tag) {
    violations.push_back({.reason = &kLightweight,
                          .arguments = {{"tag", text::printable(name)}},
                          .remedy = new_tag(name, "TITLE")});
  } else {
    if (tag->message.size() > kLongestMessage)
      violations.push_back({.reason = &kTooLong,
                            .arguments = {{"tag", text::printable(name)},
                                          {"size", Bytes{tag->message.size()}},
                                          {"limit", Bytes{kLongestMessage}}},
                            .remedy = new_tag(name, "TITLE")});
    if (message::read_tag_message(tag->message).metrics.empty())
      violations.push_back(no_metric(name, tag->message));
  }
  TRY_ASSIGN(const Violations of_commit, violations_of_commit(view, settings));
  violations.insert(violations.end(), of_commit.begin(), of_commit.end());
  return {};
}

Result<Judge> make(const Options& options) {
  TRY_ASSIGN(auto configs, config_globs(options));
  const Settings settings{std::move(configs), options.list("configs")};
  return JudgeTip{
      [settings](const TipView& view, Violations& violations) { return judge(view, settings, violations); }};
}

}  // namespace

extern const Rule experiment_tag;
const Rule experiment_tag{
    {
        .id = "experiment-tag",
        .scope = Scope::tip,
        .summary = msgid(
            "An experiment tag is annotated, states at least one metric, and is on a commit that passes "
            "experiment-config and experiment-seed."),
        .why = msgid("others find an experiment by its tag: it must state the results and be "
                     "reproducible"),
        .bad = msgid("git tag exp-vit; git tag -a exp-vit -m 'lr=3e-4, 300 epochs'"),
        .good = msgid("git tag -a exp-vit -m 'ViT-tiny, lr=3e-4 | Acc@1: 87.3% | Loss: 0.41'"),
        .mend = msgid(
            "Create the tag again with `git tag -a -f NAME COMMIT -m 'TITLE | METRIC: VALUE'`. A "
            "metric is a known "
            "name (acc@1, top-1, loss, mAP50:95, mIoU, F1, AUROC, BLEU, WER, ppl, PSNR, FID, "
            "NDCG@10, R@1, reward "
            "…, with train, val, test or ema before it) and a number after `:`, `=` or a blank; or "
            "any other name "
            "and `:` or `=` with a number that has a point or a percent sign. Hyper-parameters "
            "(lr, batch, epochs, "
            "seed …) are not metrics; signatures and trailers are not read. For a tag of a tag, the "
            "outer message counts. Names are `exp-` or `exp/` and lower-case letters, digits, `.`, `_`, `-`, "
            "`/`. If `configs` "
            "is set for experiment-seed, set it here too. A message may be up to 64 KiB. Anyone may "
            "delete a tag."),
        .options = kOptions,
        .reasons = kReasons,
    },
    make,
};

}  // namespace expgate::rules
