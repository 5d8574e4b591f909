#pragma once

#include "content/configs/jsonnet/evaluator.h"

namespace expgate::content::jsonnet {

// Counts how deep evaluations are inside one another, as long as it lives.
class Nested {
 public:
  explicit Nested(Evaluator& evaluator) : evaluator_(evaluator) { ++evaluator_.depth_; }
  ~Nested() { --evaluator_.depth_; }
  Nested(const Nested&) = delete;
  Nested& operator=(const Nested&) = delete;

  // Whether it may go deeper; if not, that is the error.
  [[nodiscard]] bool is_allowed(const Expr* at) const {
    constexpr int kMostNested = 1200;
    if (evaluator_.depth_ < kMostNested) return true;
    static_cast<void>(evaluator_.fail(at, tr("it could not be evaluated: it is nested too deep")));
    return false;
  }

 private:
  Evaluator& evaluator_;
};

}  // namespace expgate::content::jsonnet
