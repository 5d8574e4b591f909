#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <set>

#include <fmt/core.h>

#include "base/strings.h"
#include "content/python/python_seeding.h"
#include "rules/experiment_files.h"
#include "rules/python_tip.h"

namespace expgate::rules {

namespace {

using content::RandomLibrary;

// Near the root, so that a tip of many folders is not listed whole.
constexpr std::string_view kDefaultScripts =
    R"(["/*.py", "/*/*.py", "/{tools,scripts,bin,train,training,experiments,projects}/**/*.py", "!.*",)"
    R"( "!{test,tests,testing,doc,docs,build,dist,node_modules,site-packages}/",)"
    R"( "!{third_party,thirdparty,vendor,venv,env}/", "!{test_*,*_test,tests,conftest,setup}.py"])";

// In a tip that is a package, scripts may lie deeper: by their names.
std::vector<std::string> packaged_scripts() {
  return {"*{train,finetune,fine_tune}*.py",
          "{main,run,fit,experiment}*.py",
          "*_{main,run,fit,experiment}.py",
          "!.*",
          "!{test,tests,testing,doc,docs,build,dist,node_modules,site-packages}/",
          "!{third_party,thirdparty,vendor,venv,env}/",
          "!{test_*,*_test,tests,conftest,setup}.py"};
}

constexpr OptionSpec kOptions[] = {
    {"scripts", OptionType::globs, kDefaultScripts,
     "The Python files in which runs begin; what they import of the tip is found by itself. `!` in front "
     "takes "
     "files out again."},
};

constexpr std::size_t kShown = 3;  // scripts, one finding each

struct Place {
  std::string path;
  int line = 0;
};

std::string text_of(const Place& place) {
  return fmt::format("`{}`:{}", place.path, place.line);
}

// What one run is made of, and what of it is seeded.
struct Account {
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

bool is_for_workers(std::string_view function) {
  return function.find("worker") != std::string_view::npos;
}

bool is_about_seeds(const std::string& function) {
  const std::string lower = ascii_lower(function);
  return lower.find("seed") != std::string::npos || lower.find("reproduc") != std::string::npos ||
         lower.find("determinis") != std::string::npos;
}

// What a module does, worked out once for all runs that it is part of.
struct Facts {
  struct Deed {
    const content::PythonUse* use = nullptr;
    content::SeedingEffect effect;  // if it is nobody's own function that is called
  };
  const content::PythonModule* module = nullptr;
  std::array<std::optional<int>, 3> imported;  // by library: the line
  bool runs_on_cuda = false;
  std::vector<Deed> deeds;
};

Facts facts_of(const content::PythonModule& module) {
  Facts facts{.module = &module};
  if (!module.is_whole) return facts;  // what could not be read cannot be said to lack anything
  for (const RandomLibrary library : content::kRandomLibraries)
    facts.imported[static_cast<std::size_t>(library)] = content::used_import(module, library);
  facts.runs_on_cuda = content::uses_cuda(module);
  for (const content::PythonUse& use : module.uses) {
    const content::SeedingEffect effect = content::effect_of(use, false);
    if (effect.any()) facts.deeds.push_back({&use, effect});
  }
  return facts;
}

// Goes over the modules of one run.
class Accountant {
 public:
  Accountant(const std::map<std::string, Facts>& facts, const std::vector<std::string>& parts) {
    for (const std::string& path : parts) parts_.emplace_back(path, &facts.at(path));
  }

  Account account() {
    for (const auto& [path, facts] : parts_) {
      for (std::size_t at = 0; at < facts->imported.size(); ++at)
        if (facts->imported[at] && !account_.imported[at])
          account_.imported[at] = Place{path, *facts->imported[at]};
      account_.runs_on_cuda = account_.runs_on_cuda || facts->runs_on_cuda;
      for (const Facts::Deed& deed : facts->deeds) take(path, deed);
    }
    return std::move(account_);
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
    return !is_for_workers(use.function) && any_module([&](const content::PythonModule& module) {
      return module.mentioned.contains(use.function);
    });
  }

  // Whether the code defines the function that is called.
  [[nodiscard]] bool is_own(const content::PythonUse& use) const {
    const std::string_view last = std::string_view(use.name).substr(use.name.rfind('.') + 1);
    return !is_of_framework(use.name) && any_module([&](const content::PythonModule& module) {
      return module.is_whole && std::any_of(module.functions.begin(), module.functions.end(),
                                            [&](const auto& function) { return function.name == last; });
    });
  }

  void take(const std::string& path, const Facts::Deed& deed) {
    const content::PythonUse& use = *deed.use;
    const content::SeedingEffect effect = is_own(use) ? content::effect_of(use, true) : deed.effect;
    if (!effect.any() || !is_carried_out(use)) return;
    const Place place{path, use.line};
    for (std::size_t at = 0; at < effect.seeds.size(); ++at)
      if (effect.seeds[at] && !account_.seeded[at]) account_.seeded[at] = place;
    const bool is_own_function = effect.seeds[2] && !effect.seeds[0] && is_about_seeds(use.function);
    if (is_own_function && !account_.own) {
      account_.own = place;
      account_.own_name = use.function;
    }
    account_.cuda_is_seeded = account_.cuda_is_seeded || effect.cuda;
    account_.is_deterministic = account_.is_deterministic || effect.deterministic;
    account_.has_no_benchmark = account_.has_no_benchmark || effect.no_benchmark;
    if (effect.benchmark && !account_.benchmark) account_.benchmark = place;
  }

  static bool is_of_framework(std::string_view name) {
    for (const std::string_view prefix :
         {"transformers.", "accelerate.", "lightning.", "pytorch_lightning.", "mmengine."})
      if (name.starts_with(prefix)) return true;
    return false;
  }

  std::vector<std::pair<std::string, const Facts*>> parts_;
  Account account_;
};

// A script, or where none stands out ("") all code.
std::string subject_of(const std::string& script) {
  return script.empty() ? "the code" : "`" + script + "`";
}

constexpr std::string_view kLines[] = {"random.seed(seed)", "np.random.seed(seed)",
                                       "torch.manual_seed(seed)"};

std::string in_words(const std::vector<std::string>& parts) {
  if (parts.size() < 2) return parts.empty() ? "" : parts.front();
  const std::vector<std::string> but_last(parts.begin(), parts.end() - 1);
  return join(but_last, ", ") + " and " + parts.back();
}

std::vector<std::size_t> missing_of(const Account& account) {
  std::vector<std::size_t> missing;
  for (std::size_t at = 0; at < account.imported.size(); ++at)
    if (account.imported[at] && !account.seeded[at]) missing.push_back(at);
  return missing;
}

// The lines that make a run on CUDA repeatable, as far as they are not there.
std::vector<std::string> lacking_for_cuda(const Account& account) {
  std::vector<std::string> lines;
  if (!account.cuda_is_seeded) lines.emplace_back("`torch.cuda.manual_seed_all(seed)`");
  if (!account.is_deterministic) lines.emplace_back("`torch.backends.cudnn.deterministic = True`");
  if (!account.has_no_benchmark || account.benchmark)
    lines.emplace_back("`torch.backends.cudnn.benchmark = False`");
  return lines;
}

bool wants_cuda_flags(const Account& account) {
  return account.imported[2].has_value() && (account.runs_on_cuda || account.own.has_value());
}

Violation not_seeded(const std::string& script, const Account& account,
                     const std::vector<std::size_t>& missing) {
  std::vector<std::string> libraries;
  std::vector<std::string> lines;
  std::vector<std::string> seeded;
  for (const std::size_t at : missing) {
    const std::string_view name = content::name_of(content::kRandomLibraries[at]);
    libraries.push_back(fmt::format("{} (imported in {})", name, text_of(*account.imported[at])));
    lines.push_back(fmt::format("`{}`", kLines[at]));
  }
  std::optional<Place> beside = account.own;
  for (std::size_t at = account.seeded.size(); at-- > 0;) {
    if (!account.imported[at] || !account.seeded[at]) continue;
    seeded.insert(seeded.begin(), fmt::format("{} in {}", content::name_of(content::kRandomLibraries[at]),
                                              text_of(*account.seeded[at])));
    if (!beside) beside = account.seeded[at];
  }
  Violation violation{.message = fmt::format("{} does not seed {}", subject_of(script), in_words(libraries))};
  if (!seeded.empty()) violation.message += fmt::format("; it seeds {}", in_words(seeded));
  if (wants_cuda_flags(account)) {
    std::vector<std::string> cuda = lacking_for_cuda(account);
    if (!cuda.empty())
      violation.message += "; on CUDA a complete seeding function also has " + in_words(cuda);
    std::move(cuda.begin(), cuda.end(), std::back_inserter(lines));
  }
  const std::string path = beside           ? beside->path
                           : script.empty() ? account.imported[missing.front()]->path
                                            : script;
  violation.advice = beside
                         ? fmt::format("add {} beside line {} of `{}`", in_words(lines), beside->line, path)
                         : fmt::format("add {} to `{}`, before anything is drawn", in_words(lines), path);
  violation.advice += fmt::format("; then git add {} && git commit", shell_quoted(path));
  violation.path = account.imported[missing.front()]->path;
  violation.line = account.imported[missing.front()]->line;
  return violation;
}

// Everything is seeded, but cuDNN may still choose another algorithm each time.
Violation not_deterministic(const std::string& script, const Account& account,
                            const std::vector<std::string>& lacking) {
  const Place place = account.own ? *account.own : *account.seeded[2];
  const std::string what = account.own
                               ? fmt::format("`{}` ({})", account.own_name, text_of(place))
                               : fmt::format("the seeding of {} ({})", subject_of(script), text_of(place));
  Violation violation{
      .message = fmt::format("{} is not complete for CUDA: it lacks {}", what, in_words(lacking)),
      .why = "cuDNN chooses its algorithms anew each time, and their results differ",
      .advice = fmt::format("add {} beside line {} of `{}`; then git add {} && git commit", in_words(lacking),
                            place.line, place.path, shell_quoted(place.path)),
      .line = place.line,
      .path = place.path,
      .only_warns = true};
  if (account.benchmark)
    violation.message += fmt::format("; `cudnn.benchmark` is set to True in {}", text_of(*account.benchmark));
  return violation;
}

// What is to be said of one run, if anything is.
std::optional<Violation> judge_run(const std::string& script, const Account& account) {
  const std::vector<std::size_t> missing = missing_of(account);
  if (!missing.empty()) return not_seeded(script, account, missing);
  if (!wants_cuda_flags(account) || !account.seeded[2]) return std::nullopt;
  const std::vector<std::string> lacking = lacking_for_cuda(account);
  if (lacking.empty()) return std::nullopt;
  return not_deterministic(script, account, lacking);
}

// What keeps the same finding from being said for each script that shares its cause.
std::string cause_of(const Violation& violation) {
  return violation.path.value_or("") + ":" + std::to_string(violation.line.value_or(0)) + violation.why;
}

struct Settings {
  text::GlobSet scripts;
  text::GlobSet packaged;
};

Result<TrainingCode> read_code(const Settings& settings, const TipView& view) {
  TRY_ASSIGN(TrainingCode read, read_training_code(view, settings.scripts));
  if (!read.scripts.empty()) return read;
  TRY_ASSIGN(auto project, view.file("pyproject.toml"));
  if (!project) TRY_SET(project, view.file("setup.py"));
  if (!project) return read;
  TRY_ASSIGN(TrainingCode deeper, read_training_code(view, settings.packaged));
  if (deeper.scripts.empty()) return read;
  return deeper;
}

Result<void> judge(const Settings& settings, const TipView& view, Violations& violations) {
  TRY_ASSIGN(const TrainingCode read, read_code(settings, view));
  if (read.modules.empty()) return {};
  std::map<std::string, Facts> facts;
  for (const auto& [path, module] : read.modules) facts.emplace(path, facts_of(module));
  Violations found;
  std::set<std::string> causes;
  if (read.scripts.empty()) {
    std::vector<std::string> all;
    for (const auto& [path, module] : read.modules) all.push_back(path);
    if (auto violation = judge_run("", Accountant(facts, all).account()))
      found.push_back(*std::move(violation));
  }
  for (const std::string& script : read.scripts) {
    auto violation = judge_run(script, Accountant(facts, parts_of(read, script)).account());
    if (violation && causes.insert(cause_of(*violation)).second) found.push_back(*std::move(violation));
  }
  if (found.size() > kShown) {
    found[kShown - 1].message +=
        fmt::format(" (and there is something to say of {} more)", count_of(found.size() - kShown, "script"));
    found.resize(kShown);
  }
  std::move(found.begin(), found.end(), std::back_inserter(violations));
  return {};
}

Result<Judge> make(const Options& options) {
  TRY_ASSIGN(text::GlobSet scripts, text::GlobSet::compile(options.list("scripts")));
  TRY_ASSIGN(text::GlobSet packaged, text::GlobSet::compile(packaged_scripts()));
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
        .summary =
            "The code calls a seeding function for every library it imports of random, numpy and torch.",
        .why =
            "a seed in a config does nothing until the code gives it to every generator that it draws from",
        .bad = "train.py imports numpy and torch, and calls torch.manual_seed(cfg.seed) alone",
        .good = "train.py calls seed_everything(cfg.seed), or a function of its own that seeds random, numpy "
                "and torch",
        .mend = "Call `random.seed`, `np.random.seed` (or give `default_rng` a seed) and `torch.manual_seed` "
                "where the run "
                "begins, or one function that does it: seed_everything of Lightning, set_seed of "
                "transformers or accelerate, "
                "set_random_seed of mmengine. For CUDA add `torch.backends.cudnn.deterministic = True` and "
                "`torch.backends.cudnn.benchmark = False`. Read, not run, are the scripts that train by "
                "their names and have "
                "`if __name__ == \"__main__\"`, each with what it imports of the tip; where there is none, "
                "all that `scripts` names (in a package, scripts by their names at any depth): up to 300 "
                "files and 2 MiB. A function of your own counts for what "
                "it calls, "
                "if it is called; "
                "a seed from the clock, None or nothing is none, and what seeds a loader's workers seeds "
                "them alone.",
        .options = kOptions,
    },
    make,
};

}  // namespace expgate::rules
