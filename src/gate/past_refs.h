#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "model/oid.h"
#include "model/ref_update.h"

namespace expgate::gate {

// The branches and tags of a repository at the time of a push, worked out of those that it has now and of the
// pushes since.
class PastRefs {
 public:
  // The refs as they are now.
  explicit PastRefs(const std::vector<std::pair<std::string, Oid>>& now) : refs_(now.begin(), now.end()) {}

  // Before the push with these updates; of all pushes the latest comes first. What was pushed to later was,
  // before the first push, what that push took it to be.
  void take_back(const std::vector<RefUpdate>& updates);

  // Before the push with these updates, whose old values are right.
  void expect(const std::vector<RefUpdate>& updates);
  // After it was let in.
  void apply(const std::vector<RefUpdate>& updates);

  [[nodiscard]] std::vector<std::pair<std::string, Oid>> list() const;

 private:
  void set(const std::string& ref, const Oid& oid);

  std::map<std::string, Oid> refs_;
};

}  // namespace expgate::gate
