#include "git/tips.h"

namespace expgate::git {

std::size_t Tips::slot_of(const Oid& commit) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = OidHash()(commit) & mask;
  while (slots_[slot] != 0 && tips_[slots_[slot] - 1].commit != commit) slot = (slot + 1) & mask;
  return slot;
}

void Tips::grow() {
  constexpr std::size_t kFewest = 1024;
  slots_.assign(slots_.empty() ? kFewest : slots_.size() * 4, 0);
  for (std::size_t i = 0; i < tips_.size(); ++i)
    slots_[slot_of(tips_[i].commit)] = static_cast<std::uint32_t>(i + 1);
}

void Tips::add(const ExistingTip& tip) {
  if (2 * (tips_.size() + 1) > slots_.size()) grow();
  std::uint32_t& slot = slots_[slot_of(tip.commit)];
  if (slot == 0) {
    tips_.push_back(tip);
    slot = static_cast<std::uint32_t>(tips_.size());
    return;
  }
  ExistingTip& known = tips_[slot - 1];
  known.scopes |= tip.scopes;
  known.is_likely = known.is_likely || tip.is_likely;
}

std::uint64_t Tips::scopes_of(const Oid& commit) const {
  if (slots_.empty()) return 0;
  const std::uint32_t place = slots_[slot_of(commit)];
  return place == 0 ? 0 : tips_[place - 1].scopes;
}

}  // namespace expgate::git
