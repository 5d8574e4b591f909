#pragma once

#include <string>

namespace expgate::git {

// The name of the account that runs this program; its number where the machine knows no name for it.
// Environment variables are not asked: a client of OpenSSH may be allowed to set them (AcceptEnv).
std::string account_name();

}  // namespace expgate::git
