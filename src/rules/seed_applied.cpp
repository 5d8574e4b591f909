#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <set>

#include "base/strings.h"
#include "content/python/python_seeding.h"
#include "rules/experiment_files.h"
#include "rules/python_tip.h"
#include "rules/seed_applied_reasons.h"
#include "rules/seed_arrival.h"

namespace expgate::rules {

namespace {

using content::RandomLibrary;

constexpr OptionSpec kOptions[] = {
    {"scripts", OptionType::globs, kTrainingScripts,
     msgid(
         "The Python files in which runs begin; what they import of the tip is found by itself. `!` in front "
         "takes files out again.")},
};

constexpr std::size_t kShown = 3;  // scripts, one finding each

struct Place {
  std::string path;
  int line = 0;
};

// What one run is made of, and what of it is seeded.
struct Seeding {
  std::array<std::optional<Place>, 3> imported;  // by library: where it is imported and used
  std::array<std::optional<Place>, 3> seeded;
  std::optional<Place> own;  // where a seeding function of the code's own seeds torch
  std::string own_name;
  std::optional<Place> benchmark;  // where it is set to True
  bool cuda_is_seeded = false;
  bool is_deterministic = false;
  bool has_no_benchmark = false;
  bool runs_on_cuda = false;
};

bool is_about_seeds(const std::string& function) {
  const std::string lower = ascii_lower(function);
  return lower.find("seed") != std::string::npos || lower.find("reproduc") != std::string::npos ||
         lower.find("determinis") != std::string::npos;
}

// What a module does, worked out once for all runs that it is part of.
struct Facts {
  struct SeedingCall {
    const content::PythonUse* use = nullptr;
    content::SeedingEffect effect;  // if it is nobody's own function that is called
  };
  const content::PythonModule* module = nullptr;
  std::array<std::optional<int>, 3> imported;  // by library: the line
  bool runs_on_cuda = false;
  std::vector<SeedingCall> calls;
};

Facts facts_of(const content::PythonModule& module) {
  Facts facts{.module = &module};
  if (!module.is_whole) return facts;  // what could not be read cannot be said to lack anything
  for (const RandomLibrary library : content::kRandomLibraries)
    facts.imported[static_cast<std::size_t>(library)] = content::used_import(module, library);
  facts.runs_on_cuda = content::uses_cuda(module);
  for (const content::PythonUse& use : module.uses) {
    const content::SeedingEffect effect = content::effect_of(use, false);
    if (effect.any()) facts.calls.push_back({&use, effect});
  }
  return facts;
}

// Goes over the modules of one run.
class SeedingReader {
 public:
  SeedingReader(const std::map<std::string, Facts>& facts, const std::vector<std::string>& parts) {
    for (const std::string& path : parts) parts_.emplace_back(path, &facts.at(path));
  }

  Seeding read() {
    for (const auto& [path, facts] : parts_) {
      for (std::size_t at = 0; at < facts->imported.size(); ++at)
        if (facts->imported[at] && !seeding_.imported[at])
          seeding_.imported[at] = Place{path, *facts->imported[at]};
      seeding_.runs_on_cuda = seeding_.runs_on_cuda || facts->runs_on_cuda;
      for (const Facts::SeedingCall& call : facts->calls) take(path, call);
    }
    return std::move(seeding_);
  }

 private:
  template <typename Holds>
  [[nodiscard]] bool any_module(Holds holds) const {
    return std::any_of(parts_.begin(), parts_.end(),
                       [&](const auto& part) { return holds(*part.second->module); });
  }

  // Whether what stands there is carried out: a function that nobody names is not called, and what workers of
  // a loader do seeds them alone.
  [[nodiscard]] bool is_carried_out(const content::PythonUse& use) const {
    if (use.function.empty() || use.is_called_by_others) return true;
    return !content::seeds_loader_workers(use.function) &&
           any_module(
               [&](const content::PythonModule& module) { return module.mentioned.contains(use.function); });
  }

  // Whether the code defines the function that is called.
  [[nodiscard]] bool is_own(const content::PythonUse& use) const {
    const std::string_view last = std::string_view(use.name).substr(use.name.rfind('.') + 1);
    return !is_of_framework(use.name) && any_module([&](const content::PythonModule& module) {
      return module.is_whole && std::any_of(module.functions.begin(), module.functions.end(),
                                            [&](const auto& function) { return function.name == last; });
    });
  }

  void take(const std::string& path, const Facts::SeedingCall& call) {
    const content::PythonUse& use = *call.use;
    const content::SeedingEffect effect = is_own(use) ? content::effect_of(use, true) : call.effect;
    if (!effect.any() || !is_carried_out(use)) return;
    const Place place{path, use.line};
    for (std::size_t at = 0; at < effect.seeds.size(); ++at)
      if (effect.seeds[at] && !seeding_.seeded[at]) seeding_.seeded[at] = place;
    const bool is_own_function = effect.seeds[2] && !effect.seeds[0] && is_about_seeds(use.function);
    if (is_own_function && !seeding_.own) {
      seeding_.own = place;
      seeding_.own_name = use.function;
    }
    seeding_.cuda_is_seeded = seeding_.cuda_is_seeded || effect.cuda;
    seeding_.is_deterministic = seeding_.is_deterministic || effect.deterministic;
    seeding_.has_no_benchmark = seeding_.has_no_benchmark || effect.no_benchmark;
    if (effect.benchmark && !seeding_.benchmark) seeding_.benchmark = place;
  }

  static bool is_of_framework(std::string_view name) {
    for (const std::string_view prefix :
         {"transformers.", "accelerate.", "lightning.", "pytorch_lightning.", "mmengine."})
      if (name.starts_with(prefix)) return true;
    return false;
  }

  std::vector<std::pair<std::string, const Facts*>> parts_;
  Seeding seeding_;
};

constexpr std::string_view kLines[] = {"random.seed(seed)", "np.random.seed(seed)",
                                       "torch.manual_seed(seed)"};

std::vector<std::size_t> missing_of(const Seeding& seeding) {
  std::vector<std::size_t> missing;
  for (std::size_t at = 0; at < seeding.imported.size(); ++at)
    if (seeding.imported[at] && !seeding.seeded[at]) missing.push_back(at);
  return missing;
}

// The lines that make a run on CUDA repeatable, if they are not there.
std::vector<Text> lacking_for_cuda(const Seeding& seeding) {
  std::vector<Text> lines;
  if (!seeding.cuda_is_seeded) lines.push_back(verbatim("`torch.cuda.manual_seed_all(seed)`"));
  if (!seeding.is_deterministic) lines.push_back(verbatim("`torch.backends.cudnn.deterministic = True`"));
  if (!seeding.has_no_benchmark || seeding.benchmark)
    lines.push_back(verbatim("`torch.backends.cudnn.benchmark = False`"));
  return lines;
}

bool wants_cuda_flags(const Seeding& seeding) {
  return seeding.imported[2].has_value() && (seeding.runs_on_cuda || seeding.own.has_value());
}

Text imported_text(std::size_t library, const Place& place) {
  return tr("{library} (imported in `{path}`:{line})",
            {{"library", content::name_of(content::kRandomLibraries[library])},
             {"path", place.path},
             {"line", place.line}});
}

Text seeded_text(std::size_t library, const Place& place) {
  return tr("{library} in `{path}`:{line}",
            {{"library", content::name_of(content::kRandomLibraries[library])},
             {"path", place.path},
             {"line", place.line}});
}

// A script, or, if none stands out (""), all code.
Violation not_seeded(const std::string& script, const Seeding& seeding,
                     const std::vector<std::size_t>& missing) {
  std::vector<Text> libraries;
  std::vector<Text> lines;
  std::vector<Text> seeded;
  for (const std::size_t at : missing) {
    libraries.push_back(imported_text(at, *seeding.imported[at]));
    lines.push_back(verbatim("`" + std::string(kLines[at]) + "`"));
  }
  std::optional<Place> beside = seeding.own;
  for (std::size_t at = seeding.seeded.size(); at-- > 0;) {
    if (!seeding.imported[at] || !seeding.seeded[at]) continue;
    seeded.insert(seeded.begin(), seeded_text(at, *seeding.seeded[at]));
    if (!beside) beside = seeding.seeded[at];
  }
  if (beside && seeded.empty()) seeded.push_back(seeded_text(2, *beside));
  if (wants_cuda_flags(seeding)) {
    std::vector<Text> cuda = lacking_for_cuda(seeding);
    std::move(cuda.begin(), cuda.end(), std::back_inserter(lines));
  }
  const Place& first = *seeding.imported[missing.front()];
  const bool is_code = script.empty();
  const std::string path = beside ? beside->path : is_code ? first.path : script;
  const Reason& none = is_code ? seeding_reasons::kCodeNotSeeded : seeding_reasons::kNotSeeded;
  const Reason& some = is_code ? seeding_reasons::kCodePartlySeeded : seeding_reasons::kPartlySeeded;
  Violation violation{
      .reason = beside ? &some : &none,
      .arguments = {{"libraries", std::move(libraries)}, {"lines", std::move(lines)}, {"path", path}},
      .remedy = {.commands = commands_to_commit(path)},
      .line = first.line,
      .path = first.path};
  if (!is_code) violation.arguments.emplace_back("script", script);
  if (beside) {
    violation.arguments.emplace_back("line", beside->line);
    violation.arguments.emplace_back("seeded", std::move(seeded));
  }
  return violation;
}

// Everything is seeded, but cuDNN may still choose another algorithm each time.
Violation not_deterministic(const Seeding& seeding, std::vector<Text> lacking) {
  const Place place = seeding.own ? *seeding.own : *seeding.seeded[2];
  const Reason& benchmarks = seeding.own ? seeding_reasons::kOwnBenchmarks : seeding_reasons::kBenchmarks;
  const Reason& lacks =
      seeding.own ? seeding_reasons::kOwnNotDeterministic : seeding_reasons::kNotDeterministic;
  Violation violation{
      .reason = seeding.benchmark ? &benchmarks : &lacks,
      .arguments = {{"path", place.path}, {"line", place.line}, {"lines", std::move(lacking)}},
      .remedy = {.commands = commands_to_commit(place.path)},
      .line = place.line,
      .path = place.path,
      .only_warns = true};
  if (seeding.own) violation.arguments.emplace_back("function", seeding.own_name);
  if (seeding.benchmark) {
    violation.arguments.emplace_back("benchmark_path", seeding.benchmark->path);
    violation.arguments.emplace_back("benchmark_line", seeding.benchmark->line);
  }
  return violation;
}

// What is to be said of one run, if anything is.
std::optional<Violation> judge_run(const std::string& script, const Seeding& seeding) {
  const std::vector<std::size_t> missing = missing_of(seeding);
  if (!missing.empty()) return not_seeded(script, seeding, missing);
  if (!wants_cuda_flags(seeding) || !seeding.seeded[2]) return std::nullopt;
  std::vector<Text> lacking = lacking_for_cuda(seeding);
  if (lacking.empty()) return std::nullopt;
  return not_deterministic(seeding, std::move(lacking));
}

// What keeps the same finding from being reported for each script that shares its cause.
std::string cause_of(const Violation& violation) {
  return violation.path.value_or("") + ":" + std::to_string(violation.line.value_or(0)) +
         (violation.only_warns ? " warns" : "");
}

struct Settings {
  text::GlobSet scripts;
  text::GlobSet packaged;
};

// A config that is read so may call what it names: `__set_seed: !apply:speechbrain.utils.seed_everything`.
bool loads_hyperpyyaml(const TrainingCode& code, const std::vector<std::string>& parts) {
  return std::any_of(parts.begin(), parts.end(), [&](const std::string& path) {
    return code.modules.at(path)->mentioned.contains("load_hyperpyyaml");
  });
}

Result<void> judge(const Settings& settings, const TipView& view, Violations& violations) {
  TRY_ASSIGN(const TrainingCode read, read_tip_code(view, settings.scripts, settings.packaged));
  if (read.modules.empty()) return {};
  std::map<std::string, Facts> facts;
  for (const auto& [path, module] : read.modules) facts.emplace(path, facts_of(*module));
  Violations found;
  std::set<std::string> causes;
  if (read.scripts.empty()) {
    std::vector<std::string> all;
    for (const auto& [path, module] : read.modules) all.push_back(path);
    if (auto violation = judge_run("", SeedingReader(facts, all).read()))
      found.push_back(*std::move(violation));
  }
  for (const std::string& script : read.scripts) {
    const std::vector<std::string> parts = parts_of(read, script);
    auto violation = judge_run(script, SeedingReader(facts, parts).read());
    if (violation && loads_hyperpyyaml(read, parts)) {
      TRY_ASSIGN(const bool is_seeded, is_seeded_by_config(view, script));
      if (is_seeded) continue;
    }
    if (violation && causes.insert(cause_of(*violation)).second) found.push_back(*std::move(violation));
  }
  if (found.size() > kShown) {
    Violation& last = found[kShown - 1];
    last.arguments = {
        {"finding", Text(last.reason->text, last.arguments)},
        {"help", Text(last.reason->help, last.arguments)},
        {"scripts", tr_n("{count} more script", "{count} more scripts", found.size() - kShown)}};
    last.reason = last.only_warns ? &seeding_reasons::kMoreScriptsWarn : &seeding_reasons::kMoreScripts;
    found.resize(kShown);
  }
  std::move(found.begin(), found.end(), std::back_inserter(violations));
  return {};
}

Result<Judge> make(const Options& options) {
  TRY_ASSIGN(text::GlobSet scripts, text::GlobSet::compile(options.list("scripts")));
  TRY_ASSIGN(text::GlobSet packaged, text::GlobSet::compile(packaged_training_scripts()));
  const auto settings = std::make_shared<const Settings>(Settings{std::move(scripts), std::move(packaged)});
  return JudgeTip{
      [settings](const TipView& view, Violations& violations) { return judge(*settings, view, violations); }};
}

}  // namespace

extern const Rule seed_applied;
const Rule seed_applied{
    {
        .id = "seed-applied",
        .scope = Scope::tip,
        .summary = msgid(
            "The code calls a seeding function for every library it imports of random, numpy and torch."),
        .why = msgid(
            "a seed in a config does nothing until the code gives it to every generator that it draws from"),
        .bad = msgid("train.py imports numpy and torch, and calls torch.manual_seed(cfg.seed) alone"),
        .good = msgid(
            "train.py calls seed_everything(cfg.seed), or a function of its own that seeds random, numpy and "
            "torch"),
        .mend = msgid(
            "Call `random.seed`, `np.random.seed` (or give `default_rng` a seed) and `torch.manual_seed` "
            "where the "
            "run begins, or one function that does it: seed_everything of Lightning, set_seed of "
            "transformers or "
            "accelerate, set_random_seed of mmengine. For CUDA add `torch.backends.cudnn.deterministic = "
            "True` and "
            "`torch.backends.cudnn.benchmark = False`. The rule reads, and does not run, the scripts that "
            "train by "
            "their names and have `if __name__ == \"__main__\"`, each with what it imports of the tip. If "
            "there is "
            "no such script, it reads all that `scripts` names (in a package, scripts by their names at any "
            "depth): up to 300 files and 2 MiB. A function of your own counts for what it calls, if it is "
            "called. "
            "A seed from the clock, None or nothing does not count, and what seeds a loader's workers seeds "
            "them "
            "alone."),
        .options = kOptions,
        .reasons = seeding_reasons::kReasons,
    },
    make,
};

}  // namespace expgate::rules
