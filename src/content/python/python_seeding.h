#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "content/python/python_module.h"

namespace expgate::content {

// The libraries whose generators a run draws from.
enum class RandomLibrary { random, numpy, torch };
inline constexpr std::array<RandomLibrary, 3> kRandomLibraries = {RandomLibrary::random, RandomLibrary::numpy,
                                                                  RandomLibrary::torch};

// "random", "numpy", "torch".
std::string_view name_of(RandomLibrary library);

// What one call or assignment does to the repeatability of a run.
struct SeedingEffect {
  std::array<bool, 3> seeds{};  // by library
  bool cuda = false;            // seeds CUDA's generators
  bool deterministic = false;   // cuDNN chooses deterministic algorithms
  bool no_benchmark = false;    // cuDNN chooses them without trying which is fastest
  bool benchmark = false;       // the contrary
  [[nodiscard]] bool any() const {
    return seeds[0] || seeds[1] || seeds[2] || cuda || deterministic || no_benchmark || benchmark;
  }
};

// The effect of a use by its name: calls of random, numpy, torch and of the frameworks that seed for others
// (Lightning, transformers, accelerate, mmengine, keras …). `is_own`: a function of that name is defined in
// the code itself, whose calls count instead. A seed from the clock, None or nothing is none.
SeedingEffect effect_of(const PythonUse& use, bool is_own);

// Where the module imports a library of these that it uses: the line, or nothing.
std::optional<int> used_import(const PythonModule& module, RandomLibrary library);

// Whether the code runs on CUDA, as far as it says so.
bool uses_cuda(const PythonModule& module);

// Whether a function of that name seeds the workers of a loader: `seed_worker`, `worker_init_fn`. The run
// itself may be in a `main_worker`.
bool seeds_loader_workers(std::string_view function);

}  // namespace expgate::content
