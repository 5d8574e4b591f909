#include "model/policy_trial.h"

namespace expgate {

namespace {

constexpr auto kRejected = static_cast<std::size_t>(PushOutcome::rejected);

}  // namespace

std::uint64_t PolicyTrial::count_newly_rejected() const {
  std::uint64_t sum = 0;
  for (std::size_t before = 0; before < outcomes.size(); ++before)
    if (before != kRejected) sum += outcomes[before][kRejected];
  return sum;
}

std::uint64_t PolicyTrial::count_newly_accepted() const {
  std::uint64_t sum = 0;
  for (std::size_t after = 0; after < outcomes.size(); ++after)
    if (after != kRejected) sum += outcomes[kRejected][after];
  return sum;
}

}  // namespace expgate
