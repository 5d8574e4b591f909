#include "content/python/seed_flow.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <span>

#include "content/python/python_seeding.h"
#include "content/python/python_text.h"
#include "content/python/seed_order.h"
#include "content/python/seed_origin.h"
#include "content/python/seeding_calls.h"

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

constexpr std::size_t kMostFunctions = 20;  // that a variable may hold
constexpr std::size_t kMostPairs = 1'000;   // of calls that are compared

class FlowReader {
 public:
  FlowReader(const PythonProgram& program, const SeedKey& key)
      : program_(program),
        tracer_(program, key),
        parts_(program, key),
        settings_(program, key),
        key_("seed") {}

  SeedFlow read() {
    for (const auto& [name, calls] : program_.calls())
      for (const Use& call : calls) read_call(name, call);
    read_taken();
    const std::vector<SeedTracer::Found> reached = not_taken_back();
    SeedFlow flow;
    add_sites(reached, flow.reached);
    const bool has_none = flow.reached.empty() && frameworks_.empty();
    if (has_none && elsewhere_.empty() && !has_main_) add_sites(parts_.sites(), flow.reached);
    is_unknown_ = is_unknown_ || (has_none && !parts_.sites().empty());
    for (const Use& site : frameworks_) flow.reached.push_back(site_of(site));
    if (frameworks_.empty() && is_only_beside(reached)) {
      flow.reached.clear();
      is_unknown_ = true;
    }
    for (const Use& site : elsewhere_) flow.elsewhere.push_back(site_of(site));
    for (auto* sites : {&flow.reached, &flow.elsewhere}) {
      std::sort(sites->begin(), sites->end());
      sites->erase(std::unique(sites->begin(), sites->end()), sites->end());
      if (sites->size() > kMostSites) sites->resize(kMostSites);
    }
    flow.outcome = outcome_of(flow);
    flow.has_options = has_options_;
    return flow;
  }

 private:
  SeedOutcome outcome_of(const SeedFlow& flow) const {
    if (!flow.reached.empty()) return SeedOutcome::arrives;
    if (is_unknown_ || !program_.is_whole() || program_.files().empty()) return SeedOutcome::not_followed;
    if (elsewhere_.empty()) return has_parts_ ? SeedOutcome::not_followed : SeedOutcome::no_call;
    return seeds_the_run() ? SeedOutcome::elsewhere : SeedOutcome::not_followed;
  }

  void add_sites(const std::vector<SeedTracer::Found>& found, std::vector<SeedSite>& sites) {
    for (const auto& each : found) {
      if (each.is_doubtful) is_unknown_ = true;
      if (!each.is_doubtful) sites.push_back(site_of(each.site));
    }
  }

  // Whether what is seeded otherwise is what the run draws from: `random` alone is not, where there are
  // tensors.
  [[nodiscard]] bool seeds_the_run() const {
    return !has_tensors(program_) || std::any_of(elsewhere_.begin(), elsewhere_.end(), [&](const Use& call) {
      return seeds_tensors(program_, call);
    });
  }

  // Whether the config seeds `random` and NumPy only, and something else the generator of the tensors.
  [[nodiscard]] bool is_only_beside(const std::vector<SeedTracer::Found>& reached) const {
    const bool has_tensor_seed = std::any_of(reached.begin(), reached.end(), [&](const auto& each) {
      return !each.is_doubtful && seeds_tensors(program_, each.seeding);
    });
    return !reached.empty() && !elsewhere_.empty() && !has_tensor_seed && has_tensors(program_) &&
           seeds_the_run();
  }

  // What the config's seed reaches and no later call seeds with something else: `torch.manual_seed(0)`.
  std::vector<SeedTracer::Found> not_taken_back() {
    std::vector<SeedTracer::Found> left;
    std::vector<SeedTracer::Found> others = tracer_.constants();
    for (const Use& call : elsewhere_) others.push_back({call, call});
    std::size_t pairs = 0;
    for (SeedTracer::Found found : tracer_.sites()) {
      bool is_taken_back = false;
      for (const SeedTracer::Found& other : others) {
        if (!covers(program_, other.seeding, found.seeding)) continue;
        if (++pairs > kMostPairs) found.is_doubtful = true;
        if (pairs > kMostPairs) break;
        const Done done = follows(program_, {other.site, other.seeding}, {found.site, found.seeding}, key_);
        if (done == Done::sometimes) found.is_doubtful = true;
        if (done != Done::always) continue;
        is_taken_back = true;
        elsewhere_.push_back(other.site);
        break;
      }
      if (!is_taken_back) left.push_back(found);
    }
    return left;
  }

  void read_call(std::string_view name, const Use& call) {
    if (program_.is_dead(call)) return;
    if (name == "partial") return read_partial(call);
    const Seeding seeding = seeding_of(name, call);
    if (seeding == Seeding::by_framework && is_live(call)) return read_framework(call);
    if (seeding == Seeding::none || seeding == Seeding::by_framework) {
      read_keyword(call);
      return read_variable(call);
    }
    read_seeding(call, call, seed_argument(call.node), seeding == Seeding::of_part);
  }

  // `seed` is what the seeding call is given.
  void read_seeding(const Use& call, const Use& seeding, SyntaxNode seed, bool is_part) {
    if (!is_live(call)) return;
    if (!seed) {
      // Lightning's takes the seed from the environment then.
      const bool is_by_environment = call.node.child("function").text().ends_with("seed_everything");
      is_unknown_ = is_unknown_ || (is_by_environment && call.node == seeding.node);
      return;
    }
    SeedTracer& tracer = is_part ? parts_ : tracer_;
    const SeedOrigin origin = tracer.origin(seed, call);
    if (origin.config && !program_.is_reachable(call)) tracer.doubt_all_of(call);
    if (origin.config || !origin.any()) return;
    if (is_part) {
      // An epoch or an index makes no doubt of what everything else is seeded with.
      has_parts_ = true;
      is_unknown_ = is_unknown_ || (origin.unknown && seed.text().find("seed") != std::string_view::npos);
    } else if (origin.unknown || origin.replaced) {
      is_unknown_ = true;
      has_main_ = true;
    } else {
      has_options_ = has_options_ || origin.command_line;
      elsewhere_.push_back(call);
    }
  }

  // `functools.partial(torch.manual_seed, cfg.seed)()`
  void read_partial(const Use& call) {
    const SyntaxNode function = argument_at(call.node, 0);
    if (!function || !is_seeding_function(function, call.file)) return;
    const SyntaxNode outer = call.node.parent();
    const bool is_called = outer.is("call") && outer.child("function") == call.node;
    SyntaxNode seed = argument_at(call.node, 1);
    if (!seed) seed = named_argument(call.node, "seed");
    if (!is_called || !seed) return doubt();
    read_seeding(call, call, seed, false);
  }

  // `for seed in (random.seed, np.random.seed): seed(cfg.seed)`: a variable that holds functions which seed.
  void read_variable(const Use& call) {
    const SyntaxNode function = call.node.child("function");
    if (!function.is("identifier")) return;
    const auto& bindings = program_.bindings_of(function.text());
    for (std::size_t at = 0; at < std::min(bindings.size(), kMostFunctions); ++at) {
      if (bindings[at].file != call.file) continue;
      std::vector<SyntaxNode> values{bindings[at].value};
      if (values[0].is("tuple") || values[0].is("list"))
        for (const SyntaxNode part : children_of(values[0])) values.push_back(part);
      for (const SyntaxNode value : values) {
        if (!is_seeding_function(value, call.file)) continue;
        known_.insert({call.file, value.number()});
        read_seeding(call, call, seed_argument(call.node), false);
      }
    }
  }

  bool is_seeding_function(SyntaxNode value, std::size_t file) const {
    if (!value.is("attribute") && !value.is("identifier")) return false;
    const std::string full = program_.full_name({value, file});
    return full.find('.') != std::string::npos && seeds_by_argument(full) && !makes_generator(full);
  }

  // Functions that seed and go where they are not followed: into a table, or to another function.
  void read_taken() {
    for (const auto& [name, uses] : program_.all_taken())
      for (const Use& use : uses)
        if (!known_.contains({use.file, use.node.number()}) && !program_.is_dead(use) &&
            is_seeding_function(use.node, use.file))
          doubt();
    for (const auto& [name, calls] : program_.calls())
      for (const Use& call : calls)
        for (const SyntaxNode part : children_of(call.node.child("arguments")))
          if (name != "partial" && is_seeding_function(part, call.file) && !program_.is_dead(call)) doubt();
  }

  void doubt() { is_unknown_ = true; }

  // A framework that seeds from its configuration, unless that is said to have another seed.
  void read_framework(const Use& call) {
    const std::string full = program_.full_name({call.node.child("function"), call.file});
    SyntaxNode arguments = named_argument(call.node, "args");
    if (!arguments && full.starts_with("transformers.")) arguments = argument_at(call.node, 1);
    if (!arguments) return frameworks_.push_back(call);
    const SeedOrigin origin = settings_.origin_in(arguments, call);
    if (origin.config && !origin.replaced) return frameworks_.push_back(call);
    if (origin.config || origin.unknown || !origin.any()) return doubt();
    has_options_ = has_options_ || origin.command_line;
    elsewhere_.push_back(call);
  }

  // `train_test_split(…, random_state=cfg.seed)` of a library: it counts if the seed comes to it.
  void read_keyword(const Use& call) {
    if (!is_from_library(program_, call) || !is_live(call)) return;
    for (const SyntaxNode part : children_of(call.node.child("arguments"))) {
      const std::string_view name = part.child("name").text();
      if (!part.is("keyword_argument") || part.child("value").is("none")) continue;
      const bool is_near = name.find("seed") != std::string_view::npos;
      if (is_near && name != "seed") has_parts_ = true;  // `RunConfig(tf_random_seed=230)`
      if (name != "seed" && name != "random_state") continue;
      const std::string full = program_.full_name({call.node.child("function"), call.file});
      if (seeds_by_keyword(full, name)) {
        parts_.origin(part.child("value"), call);
      } else {
        has_parts_ = true;
      }
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
    if (!is_library && !is_own && seeds_by_argument(name)) return Seeding::by_argument;
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
      const bool is_called = function.is_named || !function.owner.empty() || program_.mentions(function.name);
      if (!is_called) return false;
    }
    return !program_.is_dead(call);
  }

  static SyntaxNode seed_argument(SyntaxNode call) {
    SyntaxNode first;
    const SyntaxNode arguments = call.child("arguments");
    const bool has_streams = last_part(call.child("function")) == "Rngs";  // each with a seed of its own
    if (has_streams && arguments.first_child().is("keyword_argument")) return arguments;
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
  SeedTracer parts_;     // for what seeds only a part
  SeedTracer settings_;  // for what they are configured with
  std::string key_;      // its last part
  std::vector<Use> frameworks_;
  std::vector<Use> elsewhere_;
  std::set<std::pair<std::size_t, std::size_t>> known_;  // functions that were followed, by file and number
  bool has_options_ = false;
  bool has_main_ = false;  // something seeds all with what is not known
  bool is_unknown_ = false;
  bool has_parts_ = false;
};

}  // namespace

SeedFlow follow_seed(const PythonProgram& program, const SeedKey& key) {
  return FlowReader(program, key).read();
}

}  // namespace expgate::content
