#pragma once

#include <string>

#include "rewrite/mend.h"

namespace expgate::app {

// What is to be done, or was done, commit by commit, for people, in lines of that width.
std::string mend_plan(const rewrite::Mend& mend, std::size_t width);

// What came of it, what is left, and what to do next. `is_done`: it was carried out.
std::string mend_outcome(const rewrite::Mend& mend, bool is_done, std::size_t width);

// All of it for programs: expgate-mend/1 (docs/mend.md).
std::string mend_json(const rewrite::Mend& mend, bool is_done);

// The same where nothing was changed, and why.
std::string mend_json(const Error& error);

// The file in which the author of a commit writes its message.
std::string message_template(const rewrite::Unworded& unworded);

}  // namespace expgate::app
