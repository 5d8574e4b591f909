#pragma once

#include <span>
#include <string_view>

#include "base/result.h"
#include "rules/rule.h"

namespace expgate::rules {

// The argument {advice} of a violation that proposes a header: "write `header`".
Argument advice_to_write(std::string_view header);

// Rules propose headers without knowing of each other. This makes `violations`, all that is found in the
// message of one commit, propose one header that none of `judges` (all that judge it) has anything against,
// or none. What no header can mend (a body, a missing trailer) does not count if it was found before. The
// argument {advice} of a violation that proposes one says to write it; of one that loses its proposal the
// argument stays, with what else is wrong. Errors: a judge cannot decide.
Result<void> settle_header(const CommitView& view, std::span<const JudgeCommit* const> judges,
                           std::span<Violation* const> violations);

}  // namespace expgate::rules
