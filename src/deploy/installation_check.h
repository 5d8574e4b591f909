#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "model/finding.h"

namespace expgate::deploy {

// What one part of an installation check found, and what fixes it.
struct InstallationCheck {
  enum class Health { ok, warn, bad };
  // What it means for pushes and commits.
  enum class Effect {
    none,         // nothing, or nothing in particular
    checked,      // a hook checks them
    reported,     // they are checked, but none is rejected: warn mode
    unchecked,    // a hook is not there, or does not run
    all_rejected  // nothing can be decided, so nothing passes
  };
  Health health = Health::ok;
  Text text;
  std::vector<Command> commands = {};     // to run; each only if the one before it succeeded
  Text help = {};                         // what to do, in words
  std::vector<std::string> details = {};  // what a hook wrote, line by line
  Effect effect = Effect::none;
};
using InstallationChecks = std::vector<InstallationCheck>;

inline InstallationCheck ok(Text text) {
  return {.health = InstallationCheck::Health::ok, .text = std::move(text)};
}
inline InstallationCheck warn(Text text, std::vector<Command> commands = {}) {
  return {
      .health = InstallationCheck::Health::warn, .text = std::move(text), .commands = std::move(commands)};
}
inline InstallationCheck bad(Text text, std::vector<Command> commands = {}) {
  return {.health = InstallationCheck::Health::bad, .text = std::move(text), .commands = std::move(commands)};
}

// `check`, with what it means.
inline InstallationCheck with_effect(InstallationCheck check, InstallationCheck::Effect effect) {
  check.effect = effect;
  return check;
}

}  // namespace expgate::deploy
