#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "base/result.h"
#include "policy/policy.h"

// What a forge can enforce of a policy by itself (docs/policy.md, "What a forge can do by itself").
namespace expgate::app {

// How a forge's rule compares with the check that it stands for.
enum class Extent { none, part, more };

// A check that the forge does not enforce as the policy means it, and why.
struct ExportRemark {
  std::string check;
  Extent extent = Extent::none;
  Text reason;
};

// The remark as one line.
Text text_of(const ExportRemark& remark);

struct ForgeExport {
  std::string text;  // what the forge takes, with a final line feed
  std::vector<ExportRemark> remarks;
};

// An export while it is made. `strict`: rules that reject more than the policy does are exported as well.
struct ExportDraft {
  const policy::Policy& policy;
  bool strict = false;
  std::vector<ExportRemark> remarks = {};

  void leave_out(const policy::Check& check, Text reason);
  void say_part(const policy::Check& check, Text reason);

  // Whether anything of the check can be exported, if the forge `knows` what its rule looks at; else why not
  // is said.
  bool can_take(const policy::Check& check, bool knows);

  // Whether to export a rule that rejects more than the check, for the `reason` given; it is said either way.
  bool takes_stricter(const policy::Check& check, Text reason);
};

// The JSON for a reader; what is not UTF-8 in it is replaced.
std::string json_text(const nlohmann::ordered_json& json);

// Why nothing of a check that is on can be handed to a forge, whatever the forge can do: it only warns, some
// of what it finds is let pass, or it is for some paths only. Nothing: it can.
std::optional<Text> obstacle(const policy::Policy& policy, const policy::Check& check);

// Whether the check is for every branch, and for every tag.
bool is_for_all_branches(const policy::Check& check);
bool is_for_all_tags(const policy::Check& check);

// The largest size in bytes that a max-file-size check lets pass anywhere. Nothing: some paths have no limit.
std::optional<std::uint64_t> largest_limit(const policy::Policy& policy, const policy::Check& check);

}  // namespace expgate::app
