// Another part of SeedTracer: whether the key is read in a place where the config has it.
#include <algorithm>
#include <optional>
#include <span>
#include <utility>

#include "base/strings.h"
#include "content/python/python_text.h"
#include "content/python/seed_origin.h"

namespace expgate::content {

namespace {

constexpr int kDeepestPlace = 12;
constexpr std::size_t kMostValues = 4;  // of one name, or results of one function

// What gives back a config as it is written in its file.
constexpr std::string_view kLoaders[] = {"yaml.safe_load",
                                         "yaml.load",
                                         "yaml.full_load",
                                         "yaml.unsafe_load",
                                         "json.load",
                                         "toml.load",
                                         "tomllib.load",
                                         "tomli.load",
                                         "omegaconf.OmegaConf.load",
                                         "mmcv.Config.fromfile",
                                         "mmengine.Config.fromfile",
                                         "mmengine.config.Config.fromfile"};
// What gives it back with its keys as they were.
constexpr std::string_view kKeeping[] = {"dict",
                                         "copy.deepcopy",
                                         "easydict.EasyDict",
                                         "munch.Munch",
                                         "munch.munchify",
                                         "box.Box",
                                         "addict.Dict",
                                         "dotmap.DotMap",
                                         "types.SimpleNamespace",
                                         "argparse.Namespace",
                                         "ml_collections.ConfigDict",
                                         "omegaconf.OmegaConf.create",
                                         "omegaconf.OmegaConf.merge",
                                         "omegaconf.OmegaConf.to_container"};

bool is_one_of(std::string_view name, std::span<const std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

constexpr std::string_view kSayingMore[] = {
    "omegaconf.OmegaConf.from_cli", "omegaconf.OmegaConf.from_dotlist", "omegaconf.OmegaConf.structured"};

std::string_view name_of_file(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

SyntaxNode name_of(SyntaxNode parameter) {
  const SyntaxNode name = parameter.child("name");
  return parameter.is("identifier") ? parameter : name ? name : parameter.first_child();
}

}  // namespace

// What stands where `object` holds `name`: the path to it in the file that a loader read. Nothing: it cannot
// be told; what is changed on its way, or comes from elsewhere, is not followed here.
std::optional<SeedTracer::Place> SeedTracer::place_of(SyntaxNode object, const Step& given) {
  Step step = given;
  if (!object || !spend(10) || ++step.depth > kDeepestPlace) return std::nullopt;
  if (object.is("identifier")) return place_of_name(object, step);
  if (object.is("call")) return place_of_call(object, step);
  if (!object.is("attribute") && !object.is("subscript")) return std::nullopt;
  const bool is_item = object.is("subscript");
  const SyntaxNode holder = object.child(is_item ? "value" : "object");
  const auto key = is_item ? string_of(object.child("subscript"))
                           : std::optional(std::string(object.child("attribute").text()));
  if (!key || !program_.attributes_named(*key).empty()) return std::nullopt;
  auto place = place_of(holder, step);
  if (place) place->path.push_back(*key);
  return place;
}

std::optional<SeedTracer::Place> SeedTracer::place_of_name(SyntaxNode object, const Step& step) {
  const std::string_view name = object.text();
  std::size_t scope = program_.scope_of({object, step.file});
  std::vector<Change> changes = changes_in(name, step.file, scope, true);
  const auto is_binding = [](const Change& change) { return change.kind == Change::whole; };
  if (std::none_of(changes.begin(), changes.end(), is_binding) && scope != PythonProgram::kModule) {
    if (!std::all_of(changes.begin(), changes.end(), [&](const Change& change) { return keeps(change); }))
      return std::nullopt;
    for (const SyntaxNode part : children_of(program_.function(scope).node.child("parameters")))
      if (name_of(part).text() == name) return place_of_parameter(scope, name, step);
    if (program_.function(scope).outer != PythonProgram::kModule) return std::nullopt;
    changes = changes_in(name, step.file, PythonProgram::kModule, true);
  }
  std::optional<Place> found;
  std::size_t values = 0;
  for (const Change& change : changes) {
    if (keeps(change) || (change.kind == Change::whole && change.value.is("none"))) continue;
    if (is_dressed_anew(change, name)) continue;
    const bool is_plain = change.kind == Change::whole && change.part < 0 && change.doer.is("assignment");
    if (!is_plain || ++values > kMostValues) return std::nullopt;
    if (!add_place(place_of(change.value, step), found)) return std::nullopt;
  }
  return found;
}

// `cfg = EasyDict(cfg)`
bool SeedTracer::is_dressed_anew(const Change& change, std::string_view name) const {
  const SyntaxNode function = change.value.child("function");
  return change.kind == Change::whole && argument_at(change.value, 0).text() == name &&
         is_one_of(program_.full_name({function, change.file}), kKeeping);
}

// Whether an object that is handed to a function is the same after it, as far as the key goes.
bool SeedTracer::keeps(const Change& change) const {
  if (change.kind != Change::handed) return false;
  for (const std::size_t number : program_.functions_named(last_part(change.doer.child("function"))))
    for (const Change& other : changes_)
      if (other.file == program_.function(number).file && other.scope == number) return false;
  return true;
}

// Adds what one of several values says; false: they do not agree, or it says nothing.
bool SeedTracer::add_place(std::optional<Place> place, std::optional<Place>& found) {
  if (!place || (found && found->path != place->path)) return false;
  if (found && found->file != place->file) place->file.clear();
  found = std::move(place);
  return true;
}

// What a function is given by all who call it, or by Hydra.
std::optional<SeedTracer::Place> SeedTracer::place_of_parameter(std::size_t number, std::string_view name,
                                                                const Step& given) {
  const auto& function = program_.function(number);
  if (function.is_decorated) return place_by_hydra(function.node);
  if (!function.owner.empty() || program_.functions_named(function.name).size() != 1 ||
      !program_.given(function.name).empty() || !program_.taken(function.name).empty())
    return std::nullopt;
  std::size_t index = 0;
  for (const SyntaxNode part : children_of(function.node.child("parameters"))) {
    if (name_of(part).text() == name) break;
    ++index;
  }
  const auto& calls = program_.calls_of(function.name);
  if (calls.size() > kMostValues) return std::nullopt;
  std::optional<Place> found;
  for (const Use& call : calls) {
    if (!program_.may_mean(call, function.name, function.file)) continue;
    for (const SyntaxNode part : children_of(call.node.child("arguments")))
      if (part.is("list_splat") || part.is("dictionary_splat")) return std::nullopt;
    Step there = given;
    there.file = call.file;
    const SyntaxNode named = named_argument(call.node, name);
    if (!add_place(place_of(named ? named : argument_at(call.node, index), there), found))
      return std::nullopt;
  }
  return found;
}

// `@hydra.main(config_name="config")`: the config itself, if that is its name.
std::optional<SeedTracer::Place> SeedTracer::place_by_hydra(SyntaxNode function) const {
  for (const SyntaxNode part : children_of(function.parent())) {
    const SyntaxNode call = part.first_child();
    if (!part.is("decorator") || !call.is("call") || call.child("function").text() != "hydra.main") continue;
    const auto name = string_of(named_argument(call, "config_name"));
    if (name && (*name == config_file_ || *name + ".yaml" == config_file_)) return Place{};
  }
  return std::nullopt;
}

std::optional<SeedTracer::Place> SeedTracer::place_of_call(SyntaxNode call, const Step& step) {
  const SyntaxNode function = call.child("function");
  const std::string full = program_.full_name({function, step.file});
  const SyntaxNode first = argument_at(call, 0);
  if (is_one_of(full, kLoaders)) return Place{{}, file_named_in(first, step)};
  if (is_one_of(full, kKeeping)) {
    std::optional<Place> found;
    for (const SyntaxNode part : children_of(call.child("arguments"))) {
      const SyntaxNode value = part.is("dictionary_splat") ? part.first_child() : part;
      const bool says_more = part.is("keyword_argument") || part.is("dictionary") ||
                             is_one_of(program_.full_name({value.child("function"), step.file}), kSayingMore);
      if (!says_more && !add_place(place_of(value, step), found)) return std::nullopt;
    }
    return found;
  }
  const bool reads_item = function.is("attribute") && function.child("attribute").text() == "get";
  if (const auto key = string_of(first); reads_item && key) {  // `cfg.get("train", {})`
    auto place = place_of(function.child("object"), step);
    if (place) place->path.push_back(*key);
    return place;
  }
  if (!function.is("identifier")) return std::nullopt;
  return place_of_result(function.text(), step);
}

// "a.yaml" of `open("configs/a.yaml")`, `"configs/a.yaml"`: a file that the code names.
std::string SeedTracer::file_named_in(SyntaxNode argument, const Step& step) {
  if (argument.is("identifier")) {
    const std::vector<Change> changes =
        bindings_in(argument.text(), step.file, program_.scope_of({argument, step.file}));
    argument = changes.size() == 1 ? changes[0].value : SyntaxNode();
  }
  if (argument.is("call")) argument = argument_at(argument, 0);
  const auto text = string_of(argument);
  const bool is_name = text && text->find_first_of("{ \n") == std::string::npos;
  return is_name ? std::string(name_of_file(*text)) : "";
}

// What an own function returns: `def load(path): return yaml.safe_load(open(path))`.
std::optional<SeedTracer::Place> SeedTracer::place_of_result(std::string_view name, const Step& given) {
  const auto& all = program_.functions_named(name);
  if (all.size() != 1 || program_.function(all[0]).is_decorated) return std::nullopt;
  const auto& definition = program_.function(all[0]);
  Step step = given;
  step.file = definition.file;
  const Syntax& syntax = program_.files()[definition.file]->syntax;
  const SyntaxNode body = definition.node.child("body");
  const std::size_t end = body.after() ? body.after().number() : syntax.size();
  if (!spend((end - body.number()) / 20)) return std::nullopt;
  std::optional<Place> found;
  std::size_t values = 0;
  for (std::size_t number = body.number(); number < end; ++number) {
    const SyntaxNode node = syntax.node(number);
    if (node.is("yield")) return std::nullopt;
    if (!node.is("return_statement") || program_.scope_of({node, definition.file}) != all[0]) continue;
    if (++values > kMostValues || !add_place(place_of(node.first_child(), step), found)) return std::nullopt;
  }
  return found;
}

// What is read under `key` in `object`, if it is certain that it is not the config's seed.
std::optional<SeedOrigin> SeedTracer::read_elsewhere(SyntaxNode object, std::string_view key,
                                                     const Step& step) {
  if (!config_path_.empty()) return std::nullopt;
  auto place = place_of(object, step);
  if (!place) return std::nullopt;
  if (!place->file.empty() && place->file != config_file_)
    return SeedOrigin{.unknown = true, .replaced = true};
  place->path.emplace_back(key);
  if (place->path == spelled_) return std::nullopt;
  return SeedOrigin{.other = true};
}

}  // namespace expgate::content
