#pragma once

#include <vector>

#include "git/objects.h"
#include "model/object.h"

namespace expgate::git {

// The objects of the quarantine, loose and packed, in the order of their oids; none without a quarantine. An
// error where one cannot be read.
Result<std::vector<QuarantinedObject>> list_quarantined(const Objects& objects);

}  // namespace expgate::git
