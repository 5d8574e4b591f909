#include "gate/past_refs.h"

#include <set>

namespace expgate::gate {

PastRefs::PastRefs(const std::vector<std::pair<std::string, Oid>>& now, const std::vector<RefUpdate>& updates)
    : refs_(now.begin(), now.end()) {
  std::set<std::string> seen;
  for (const RefUpdate& update : updates)
    if (seen.insert(update.ref).second) set(update.ref, update.old_oid);
}

void PastRefs::expect(const std::vector<RefUpdate>& updates) {
  for (const RefUpdate& update : updates) set(update.ref, update.old_oid);
}

void PastRefs::apply(const std::vector<RefUpdate>& updates) {
  for (const RefUpdate& update : updates) set(update.ref, update.new_oid);
}

std::vector<std::pair<std::string, Oid>> PastRefs::list() const {
  return {refs_.begin(), refs_.end()};
}

void PastRefs::set(const std::string& ref, const Oid& oid) {
  if (oid.is_zero())
    refs_.erase(ref);
  else
    refs_[ref] = oid;
}

}  // namespace expgate::gate
