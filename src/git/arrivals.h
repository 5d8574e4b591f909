#pragma once

#include <vector>

#include "git/objects.h"
#include "model/object.h"

namespace expgate::git {

// The objects of the quarantine that the main store lacks, loose and packed, in the order of their oids; none
// without a quarantine. What lies in the quarantine is not always new: the bases of a thin pack are copied
// there, and a client may send history again (FACTS section 2).
Result<std::vector<Arrival>> list_arrivals(const Objects& objects);

}  // namespace expgate::git
