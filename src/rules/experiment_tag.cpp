#include <algorithm>
#include <optional>

#include <fmt/core.h>

#include "base/bytes.h"
#include "base/strings.h"
#include "message/metrics.h"
#include "rules/experiment_files.h"
#include "text/utf8.h"

namespace expgate::rules {

namespace {

constexpr OptionSpec kOptions[] = {kConfigsOption};

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

std::string push_command(const std::string& name) {
  return "git push -f origin tag " + shell_quoted(name);
}

// The command that makes the tag anew, where it is.
std::string tag_command(const std::string& name, const std::string& message) {
  return fmt::format("git tag -a -f {} {} -m {} && {}", shell_quoted(name), shell_quoted(name + "^{}"),
                     shell_quoted(message), push_command(name));
}

Violation no_name(const std::string& name) {
  const std::string better = mended(name);
  return {.message = fmt::format("`{}` is no name for an experiment tag: after `exp-` or `exp/` come small "
                                 "letters, digits, `.`, `_`, `-` and `/`, the first a letter or digit",
                                 text::printable(name)),
          .advice = fmt::format("git tag {0} {1} && git tag -d {1} && git push origin tag {0}",
                                shell_quoted(better), shell_quoted(name))};
}

Violation no_object(const std::string& name) {
  return {
      .message = fmt::format("the experiment tag `{}` is lightweight: it says neither who made it nor what "
                             "came out",
                             text::printable(name)),
      .advice = tag_command(name, "TITLE | METRIC: VALUE")};
}

// `flaw`: of what was meant as one.
Violation no_metric(const std::string& name, const message::TagMessage& message,
                    const std::optional<std::string>& flaw) {
  const std::string title = message.title.empty() ? "TITLE" : message.title;
  const std::string shown = flaw ? text::printable(*flaw) : "`" + text::printable(message.title) + "`";
  return {.message = fmt::format("the message of the experiment tag `{}` states no metric: {}",
                                 text::printable(name), shown),
          .advice = tag_command(name, title + " | METRIC: VALUE") +
                    "; write what came out there, not only what went in: `Acc@1: …%`, `Loss: …`"};
}

// As much as commit-encoding lets a commit say.
constexpr std::size_t kLongestMessage = std::size_t{64} << 10U;

Violation too_long(const std::string& name, std::size_t size) {
  return {.message = fmt::format("the message of the experiment tag `{}` is {}, over the {} that it may have",
                                 text::printable(name), format_size(size), format_size(kLongestMessage)),
          .advice = "say in a few lines what came out, and keep the rest with the run's artefacts: " +
                    tag_command(name, "TITLE | METRIC: VALUE")};
}

// What experiment-config, or else experiment-seed, has against the commit.
Result<Violations> recipe_faults(const TipView& view, const Settings& settings) {
  Violations faults;
  TRY(judge_config(view, settings.configs, settings.globs, faults));
  if (faults.empty()) TRY(judge_seed(view, *settings.configs, faults));
  const std::string name(short_name(view.update.ref));
  for (Violation& fault : faults) {
    if (fault.only_warns) continue;
    fault.message = fmt::format("the experiment tag `{}` is on a commit that cannot be run again: {}",
                                text::printable(name), fault.message);
    fault.advice += fmt::format("; then put the tag there: git tag -a -f {} && {}", shell_quoted(name),
                                push_command(name));
  }
  return faults;
}

Result<void> judge(const TipView& view, const Settings& settings, Violations& violations) {
  const std::string name(short_name(view.update.ref));
  if (!is_name(name)) violations.push_back(no_name(name));
  TRY_ASSIGN(const std::optional<Tag> tag, view.tag());
  if (!tag) {
    violations.push_back(no_object(name));
  } else {
    const message::TagMessage message = message::read_tag_message(tag->message);
    if (tag->message.size() > kLongestMessage) violations.push_back(too_long(name, tag->message.size()));
    if (message.metrics.empty())
      violations.push_back(no_metric(name, message, message::failing_metric(tag->message)));
  }
  TRY_ASSIGN(const Violations faults, recipe_faults(view, settings));
  violations.insert(violations.end(), faults.begin(), faults.end());
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
        .summary =
            "An experiment tag is annotated, states at least one metric, and is on a commit that passes "
            "experiment-config and experiment-seed.",
        .why = "a tag is what others find an experiment by: what came out must be on it, and be repeatable",
        .bad = "git tag exp-vit; git tag -a exp-vit -m 'lr=3e-4, 300 epochs'",
        .good = "git tag -a exp-vit -m 'ViT-tiny, lr=3e-4 | Acc@1: 87.3% | Loss: 0.41'",
        .mend =
            "Make the tag anew with `git tag -a -f NAME COMMIT -m 'TITLE | METRIC: VALUE'`. A metric is a "
            "known "
            "name (acc@1, top-1, loss, mAP50:95, mIoU, F1, AUROC, BLEU, WER, ppl, PSNR, FID, NDCG@10, R@1, "
            "reward …, with train, val, test or ema before it) and a number after `:`, `=` or a blank, or "
            "any "
            "other name and `:` or `=` with a number that has a point or a percent sign. Hyper-parameters "
            "(lr, "
            "batch, epochs, seed …) are none, nor are signatures and trailers read. Of a tag of a tag the "
            "outer "
            "message counts. Names are `exp-` or `exp/` and small letters, digits, `.`, `_`, `-`, `/`. Where "
            "`configs` is set for experiment-seed, set it here too. A message may have 64 KiB. Deleting a "
            "tag is free.",
        .options = kOptions,
    },
    make,
};

}  // namespace expgate::rules
