#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "content/configs/interpolation.h"
#include "text/node.h"

namespace expgate::content {

// One entry of Hydra's defaults list.
struct HydraDefault {
  bool is_self = false;      // `_self_`
  bool is_absolute = false;  // its group begins at the config root
  bool is_optional = false;
  std::string group;                 // "model", "db/engine"; empty: none
  std::vector<std::string> options;  // names of configs; none: `null`, or a choice still to be made
  std::string package;               // behind `@`; empty: not stated
};

// The entries of a `defaults` list, without those that configure Hydra itself.
std::vector<HydraDefault> hydra_defaults(const text::Node& list);

// The package that a config of that group has below `parent`: what is stated wins over its file's header,
// that over its group.
KeyPath hydra_package(const HydraDefault& entry, std::string_view header, const KeyPath& parent);

}  // namespace expgate::content
