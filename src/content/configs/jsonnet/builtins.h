#pragma once

#include <span>

#include "content/configs/jsonnet/evaluator.h"

namespace expgate::content::jsonnet {

// The functions of std, by what they are about. Their arguments have been evaluated, are known, and have the
// types that their parameters ask for.
std::span<const Builtin> builtins_of_texts();  // and numbers
std::span<const Builtin> builtins_of_lists();
std::span<const Builtin> builtins_of_objects();

}  // namespace expgate::content::jsonnet
