#pragma once

namespace expgate::app {

// From here on a crash of the process says so and ends in exit code 2, "could not decide": a damaged file
// that a library trusts must not end without a word. Leaves handlers alone that somebody else has set (a
// sanitizer).
void refuse_on_crash();

}  // namespace expgate::app
