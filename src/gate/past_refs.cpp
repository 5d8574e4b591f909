#include "gate/past_refs.h"

namespace expgate::gate {

void PastRefs::take_back(const std::vector<RefUpdate>& updates) {
  for (auto update = updates.rbegin(); update != updates.rend(); ++update) set(update->ref, update->old_oid);
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
