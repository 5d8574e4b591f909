#include "content/python/seeding_calls.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <string>

#include "base/ascii.h"
#include "content/lists/seeding.h"

namespace expgate::content {

namespace {

constexpr std::string_view kTensorLibraries[] = {
    "torch", "tensorflow",   "jax",    "flax",  "lightning", "pytorch_lightning",
    "keras", "transformers", "paddle", "mxnet", "mindspore"};

// Libraries whose `seed=` is that of what they draw themselves.
constexpr std::string_view kSeededByKeyword[] = {"sklearn",
                                                 "xgboost",
                                                 "lightgbm",
                                                 "catboost",
                                                 "stable_baselines3",
                                                 "sb3_contrib",
                                                 "numpy",
                                                 "scipy",
                                                 "pandas",
                                                 "torch",
                                                 "datasets",
                                                 "torch_geometric",
                                                 "transformers",
                                                 "trl",
                                                 "tensorflow",
                                                 "keras",
                                                 "optuna",
                                                 "imblearn",
                                                 "umap",
                                                 "cuml",
                                                 "ray",
                                                 "gymnasium",
                                                 "gym",
                                                 "lightning",
                                                 "pytorch_lightning",
                                                 "jax",
                                                 "flax",
                                                 "statsmodels",
                                                 "dask"};

bool is_listed_in(std::string_view name, std::span<const std::string_view> sorted) {
  return std::binary_search(sorted.begin(), sorted.end(), name);
}

std::string_view last_name_of(std::string_view name) {
  return name.substr(name.rfind('.') + 1);
}

bool is_of_library(std::string_view full, std::string_view library) {
  return full.starts_with(library) && (full.size() == library.size() || full[library.size()] == '.');
}

enum class Scope { everything, random, numpy, cuda, tensors, own };

Scope scope_of_seeding(std::string_view full) {
  if (is_listed_in(full, seeding::kCuda)) return Scope::cuda;
  if (is_of_library(full, "random")) return Scope::random;
  if (is_of_library(full, "numpy")) return Scope::numpy;
  if (is_listed_in(last_name_of(full), seeding::kEverythingByName) && !is_of_library(full, "tensorflow"))
    return Scope::everything;
  if (is_listed_in(full, seeding::kTorch)) return Scope::tensors;
  const bool is_global = is_of_library(full, "tensorflow") || is_of_library(full, "paddle") ||
                         is_of_library(full, "mindspore") || is_of_library(full, "mxnet");
  return is_global ? Scope::tensors : Scope::own;
}

std::string name_of_call(const PythonProgram& program, const PythonProgram::Use& call) {
  return program.full_name({call.node.child("function"), call.file});
}

}  // namespace

bool seeds_by_argument(std::string_view full) {
  for (const std::span<const std::string_view> names :
       {std::span<const std::string_view>(seeding::kRandom),
        std::span<const std::string_view>(seeding::kNumpy),
        std::span<const std::string_view>(seeding::kTorch), std::span<const std::string_view>(seeding::kCuda),
        std::span<const std::string_view>(seeding::kKeras),
        std::span<const std::string_view>(seeding::kEverything),
        std::span<const std::string_view>(seeding::kOthers)})
    if (is_listed_in(full, names)) return true;
  return is_listed_in(last_name_of(full), seeding::kEverythingByName);
}

bool makes_generator(std::string_view full) {
  const std::string_view last = last_name_of(full);
  return !last.empty() && (is_upper(last.front()) || last == "default_rng") && !full.starts_with("jax.") &&
         !full.starts_with("flax.");
}

bool seeds_by_config(std::string_view full) {
  const std::string_view last = last_name_of(full);
  const bool is_trainer =
      (full.starts_with("transformers.") || full.starts_with("trl.")) && last.ends_with("Trainer");
  return is_listed_in(full, seeding::kByConfig) || last == "LightningCLI" || is_trainer;
}

bool seeds_by_keyword(std::string_view full, std::string_view keyword) {
  if (keyword == "random_state") return true;
  return keyword == "seed" &&
         std::any_of(std::begin(kSeededByKeyword), std::end(kSeededByKeyword),
                     [&](std::string_view library) { return is_of_library(full, library); });
}

bool has_tensors(const PythonProgram& program) {
  return std::any_of(std::begin(kTensorLibraries), std::end(kTensorLibraries),
                     [&](std::string_view library) { return program.imports(library); });
}

bool seeds_tensors(const PythonProgram& program, const PythonProgram::Use& call) {
  const std::string full = name_of_call(program, call);
  return !is_of_library(full, "random") && !is_of_library(full, "numpy");
}

bool covers(const PythonProgram& program, const PythonProgram::Use& later,
            const PythonProgram::Use& earlier) {
  const Scope over = scope_of_seeding(name_of_call(program, later));
  const Scope under = scope_of_seeding(name_of_call(program, earlier));
  if (over == Scope::own || under == Scope::own) return false;
  if (over == under || over == Scope::everything) return true;
  return over == Scope::tensors && (under == Scope::everything || under == Scope::cuda);
}

}  // namespace expgate::content
