#include "content/python/seed_flow.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <span>

#include "base/ascii.h"
#include "base/strings.h"
#include "content/lists/seeding.h"
#include "content/python/python_seeding.h"
#include "content/python/python_text.h"
#include "content/python/seed_origin.h"

namespace expgate::content {

namespace {

using Use = PythonProgram::Use;

constexpr std::size_t kLongestCall = 80;  // bytes of a call that are shown
constexpr std::size_t kMostSites = 20;
constexpr std::size_t kMostClasses = 5;  // of one name

enum class Seeding {
  none,
  by_argument,   // what it is given seeds what all of the run draws from
  of_part,       // a generator of its own, or a part of a library: what else it is given says nothing
  by_framework,  // a framework that takes the seed from its config
};

bool is_listed(std::string_view name, std::span<const std::string_view> sorted) {
  return std::binary_search(sorted.begin(), sorted.end(), name);
}

std::string_view last_part(std::string_view name) {
  return name.substr(name.rfind('.') + 1);
}

// Whether a function of another library seeds by what it is given, by its full name.
bool seeds_by_argument(std::string_view full) {
  for (const std::span<const std::string_view> names :
       {std::span<const std::string_view>(seeding::kRandom),
        std::span<const std::string_view>(seeding::kNumpy),
        std::span<const std::string_view>(seeding::kTorch), std::span<const std::string_view>(seeding::kCuda),
        std::span<const std::string_view>(seeding::kKeras),
        std::span<const std::string_view>(seeding::kEverything),
        std::span<const std::string_view>(seeding::kOthers)})
    if (is_listed(full, names)) return true;
  return is_listed(last_part(full), seeding::kEverythingByName);
}

// `random.Random`, `numpy.random.default_rng`: generators that only those draw from who hold them.
bool makes_generator(std::string_view full) {
  const std::string_view last = last_part(full);
  return !last.empty() && (is_upper(last.front()) || last == "default_rng") && !full.starts_with("jax.") &&
         !full.starts_with("flax.");
}

bool seeds_by_config(std::string_view full) {
  const std::string_view last = last_part(full);
  const bool is_trainer =
      (full.starts_with("transformers.") || full.starts_with("trl.")) && last.ends_with("Trainer");
  return is_listed(full, seeding::kByConfig) || last == "LightningCLI" || is_trainer;
}

constexpr std::string_view kTensorLibraries[] = {
    "torch", "tensorflow",   "jax",    "flax",  "lightning", "pytorch_lightning",
    "keras", "transformers", "paddle", "mxnet", "mindspore"};

bool is_of(std::string_view full, std::string_view library) {
  return full.starts_with(library) && (full.size() == library.size() || full[library.size()] == '.');
}

class FlowReader {
 public:
  FlowReader(const PythonProgram& program, const SeedKey& key)
      : program_(program), tracer_(program, key), parts_(program, key) {}

  SeedFlow read() {
    for (const auto& [name, calls] : program_.calls())
      for (const Use& call : calls) read_call(name, call);
    SeedFlow flow;
    for (const Use& site : tracer_.sites()) flow.reached.push_back(site_of(site));
    if (flow.reached.empty() && frameworks_.empty())
      for (const Use& site : parts_.sites()) flow.reached.push_back(site_of(site));
    for (const Use& site : frameworks_) flow.reached.push_back(site_of(site));
    for (const Use& site : elsewhere_) flow.elsewhere.push_back(site_of(site));
    for (auto* sites : {&flow.reached, &flow.elsewhere}) {
      std::sort(sites->begin(), sites->end());
      sites->erase(std::unique(sites->begin(), sites->end()), sites->end());
      if (sites->size() > kMostSites) sites->resize(kMostSites);
    }
    const bool is_in_doubt = is_unknown_ || !program_.is_whole() || program_.files().empty();
    flow.outcome = !flow.reached.empty() ? SeedOutcome::arrives
                   : is_in_doubt         ? SeedOutcome::not_followed
                   : elsewhere_.empty()  ? (has_parts_ ? SeedOutcome::not_followed : SeedOutcome::no_call)
                   : seeds_the_run()     ? SeedOutcome::elsewhere
                                         : SeedOutcome::not_followed;
    return flow;
  }

 private:
  // Whether what is seeded otherwise is what the run draws from: `random` alone is not, where there are
  // tensors.
  [[nodiscard]] bool seeds_the_run() const {
    const bool has_tensors = std::any_of(std::begin(kTensorLibraries), std::end(kTensorLibraries),
                                         [&](std::string_view library) { return program_.imports(library); });
    if (!has_tensors) return true;
    return std::any_of(elsewhere_.begin(), elsewhere_.end(), [&](const Use& call) {
      const std::string full = program_.full_name({call.node.child("function"), call.file});
      return !is_of(full, "random") && !is_of(full, "numpy");
    });
  }

  void read_call(std::string_view name, const Use& call) {
    const Seeding seeding = seeding_of(name, call);
    if (seeding == Seeding::by_framework && is_live(call)) frameworks_.push_back(call);
    if (seeding == Seeding::none || seeding == Seeding::by_framework) return read_keyword(call);
    if (!is_live(call)) return;
    const bool is_part = seeding == Seeding::of_part;
    const SyntaxNode argument = seed_argument(call.node);
    if (!argument) return;
    const SeedOrigin origin = (is_part ? parts_ : tracer_).origin(argument, call);
    if (origin.config || !origin.any()) return;
    if (is_part) {
      // An epoch or an index makes no doubt of what everything else is seeded with.
      has_parts_ = true;
      is_unknown_ = is_unknown_ || (origin.unknown && argument.text().find("seed") != std::string_view::npos);
    } else if (origin.unknown) {
      is_unknown_ = true;
    } else {
      elsewhere_.push_back(call);
    }
  }

  // `train_test_split(…, random_state=cfg.seed)` of a library: it counts if the seed comes to it.
  void read_keyword(const Use& call) {
    if (!is_from_library(program_, call) || !is_live(call)) return;
    for (const SyntaxNode part : children_of(call.node.child("arguments"))) {
      const std::string_view name = part.child("name").text();
      const bool is_seed = part.is("keyword_argument") && (name == "seed" || name == "random_state");
      if (is_seed) parts_.origin(part.child("value"), call);
    }
  }

  Seeding seeding_of(std::string_view name, const Use& call) const {
    const bool is_library = is_from_library(program_, call);
    const std::string full = program_.full_name({call.node.child("function"), call.file});
    if (seeds_by_config(full)) return Seeding::by_framework;
    if (is_library && seeds_by_argument(full))
      return makes_generator(full) ? Seeding::of_part : Seeding::by_argument;
    if (derives_from_framework(name)) return Seeding::by_framework;
    const bool is_own = !program_.functions_named(name).empty();
    const bool is_method = call.node.child("function").is("attribute") && !is_library;
    if (is_method && name == "manual_seed") return Seeding::of_part;  // of a Generator
    if (!is_library && !is_own && is_listed(name, seeding::kEverythingByName)) return Seeding::by_argument;
    return Seeding::none;
  }

  // `class OurTrainer(Trainer)`
  bool derives_from_framework(std::string_view name) const {
    const auto& classes = program_.classes_named(name);
    for (const Use& definition : std::span(classes).first(std::min(kMostClasses, classes.size())))
      for (const SyntaxNode base : children_of(definition.node.child("superclasses")))
        if (seeds_by_config(program_.full_name({base, definition.file}))) return true;
    return false;
  }

  // Whether it may be run: a function that nobody names is not called, and workers of a loader are no run.
  bool is_live(const Use& call) const {
    for (std::size_t scope = program_.scope_of(call); scope != PythonProgram::kModule;
         scope = program_.function(scope).outer) {
      const auto& function = program_.function(scope);
      if (seeds_loader_workers(function.name)) return false;
      const bool is_called =
          function.is_decorated || !function.owner.empty() || program_.mentions(function.name);
      if (!is_called) return false;
    }
    return true;
  }

  static SyntaxNode seed_argument(SyntaxNode call) {
    SyntaxNode first;
    for (const SyntaxNode part : children_of(call.child("arguments"))) {
      if (!part.is("keyword_argument")) return first ? first : part;
      const std::string_view name = part.child("name").text();
      if (name.find("seed") != std::string_view::npos) return part.child("value");
      if (!first && (name == "a" || name == "key" || name == "x" || name == "s")) first = part.child("value");
    }
    return first;
  }

  SeedSite site_of(const Use& call) const {
    return {program_.files()[call.file]->path, call.node.location().line,
            plain_text(call.node, kLongestCall)};
  }

  const PythonProgram& program_;
  SeedTracer tracer_;
  SeedTracer parts_;  // for what seeds only a part
  std::vector<Use> frameworks_;
  std::vector<Use> elsewhere_;
  bool is_unknown_ = false;
  bool has_parts_ = false;
};

}  // namespace

SeedFlow follow_seed(const PythonProgram& program, const SeedKey& key) {
  return FlowReader(program, key).read();
}

}  // namespace expgate::content
