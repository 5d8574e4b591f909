#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/context.h"
#include "model/declaration.h"
#include "policy/policy.h"

namespace expgate::policy {

// One file of settings and what it may decide (docs/policy.md, "Trust").
struct Layer {
  enum class Trust {
    full,        // the only policy there is
    server,      // the server's own: it may also hold the keys of server_keys.h
    repository,  // a repository's file below a server's: checks that are on above are locked unless delegated
  };
  std::string name;  // as origins and errors show it: "/etc/expgate/policy.yaml", ".expgate.yaml"
  std::string text;
  Trust trust = Trust::full;
};

// The policy that the layers make, later ones over earlier ones; no layer at all is the pack `pytorch`. An
// error names file, line and column ("`.expgate.yaml`:4:7: unknown key `limt`; did you mean `limit`?").
// `project` is what `projects:` of a server's file are matched with, unless its `identity:` chooses one of
// `identities`.
Result<Policy> load(std::span<const Layer> layers, std::span<const Declaration* const> rules,
                    std::string_view project = {}, std::span<const Identity> identities = {});

}  // namespace expgate::policy
