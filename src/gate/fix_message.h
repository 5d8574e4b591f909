#pragma once

#include "git/repository.h"
#include "model/change_set.h"
#include "model/report.h"
#include "policy/policy.h"

namespace expgate::gate {

// Mends what is mechanical in the message that a commit-msg hook was given, if nothing is wrong with it then:
// the header that the findings propose, line ends and blank lines, wide lines of prose, a misspelt footer
// (message/repair.h). The file is written anew, and the report is that of the new message, with notes that
// say what was changed. Otherwise nothing changes. Errors: the file cannot be read or written.
Result<void> fix_message(git::Repository& repository, const policy::Policy& policy, const ChangeSet& changes,
                         Report& report);

}  // namespace expgate::gate
