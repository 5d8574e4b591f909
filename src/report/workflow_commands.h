#pragma once

#include <string>
#include <string_view>

namespace expgate::report {

// The text of a CI log without what the machine that reads the log would take for commands: "::set-env …" at
// the start of a line (GitHub, Gitea, Forgejo) and "##[…]", "##vso[…]" anywhere in it (GitHub's older form,
// Azure, TeamCity). A blank in between makes plain text of them.
std::string without_commands(std::string_view text);

// The same for a text whose lines are commands themselves, ours: "##[…]" and "##vso[…]" alone.
std::string without_older_commands(std::string_view text);

// The same for JSON, which stays what it says: there "##" can stand in strings alone.
std::string json_without_commands(std::string_view json);

}  // namespace expgate::report
