#pragma once

#include <string>
#include <string_view>

// How hooks of others, and the settings of programs that manage hooks, call the gate. Read line by line: a
// guess about a shell, which errs towards what people write.
namespace expgate::deploy {

// What reads a text.
enum class CallSite {
  shell,          // a shell, which goes on after a command that fails
  strict_shell,   // one that stops there (`sh -e`)
  settings_file,  // a program, which has a shell run what one line says
};

struct GateCall {
  enum class Kind {
    none,
    heeded,      // what rejects there stops the hook
    ignored,     // the hook goes on whatever the gate says: `… || true`
    not_reached  // the hook ends before: `exit 0`
  };
  Kind kind = Kind::none;
  std::string line;  // what makes it so
};

// The first call of the gate for the hook of that name in the text; a heeded one if there is one.
GateCall find_gate_call(std::string_view text, std::string_view name, CallSite site);

}  // namespace expgate::deploy
