#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/declaration.h"
#include "policy/document.h"
#include "policy/entry.h"
#include "policy/load.h"
#include "policy/policy.h"
#include "policy/policy_error.h"

namespace expgate::policy {

// Puts layers together, one after the other, into a policy. What must hold: every check has a lock of the
// same index, and from the first repository layer on no locked check changes.
class Builder {
 public:
  Builder(std::span<const Declaration* const> rules, std::string_view project,
          std::span<const Identity> identities)
      : rules_(rules), project_(project), identities_(identities) {
    policy_.checks.reserve(rules.size());  // most have one check
    locks_.reserve(rules.size());
  }

  // The layer's settings over what there is. Errors name file, line and column.
  Result<void> add(const Layer& layer);

  // The pack that counts where there is no layer at all.
  Result<void> add_default_pack();

  // The policy, with its notes.
  Policy finish();

 private:
  // Who may change a check.
  struct Lock {
    bool is_shut = false;      // against repositories
    Origin by;                 // where the check was stated last
    bool is_reshaped = false;  // a repository said which files or refs it is for
  };
  // The words that are being read.
  struct From {
    Origin file;         // as origins name it
    std::string source;  // as the report's "policy" names it
    Origin lock;         // the layer's file, and for a pack the line that extends it
    Author author = Author::theirs;
    bool is_repository = false;
    bool is_server = false;

    [[nodiscard]] Origin at(int line) const { return {file.file, line, file.kind}; }
  };

  Checked<void> add_layer(const From& from, const Layer& layer, bool is_base);
  Checked<void> add_document(const From& from, const Document& document, bool is_base);
  Checked<void> add_pack(const From& from, text::Node root);
  Checked<void> extend(const From& from, const std::vector<Name>& packs);
  Checked<void> delegate(const From& from, const std::vector<Name>& names);
  Checked<void> check_known(const std::vector<Name>& names) const;
  Checked<void> administer(const From& from, ServerKeys keys);
  void set_mode(bool warn_only, const std::optional<std::string>& enforce_from);
  void keep_origins(const From& from, const std::vector<Name>& keys);
  Checked<void> add_project(const From& from, const Project& project);
  Checked<void> check_other_project(const Project& project) const;
  Checked<void> add_rules(const From& from, const text::Node& checks);
  Checked<void> add_entry(const From& from, const Entry& entry);
  Checked<bool> is_for_here(const From& from, const Entry& entry, const Setting& setting);
  static Checked<void> settle_date(const Entry& entry, Check& check);
  Checked<std::size_t> add_check(const From& from, const Entry& entry);
  void refuse_locked(const From& from, const Entry& entry, std::size_t index);
  void note_what_the_pack_would_change(const Origin& at, const std::string& name);
  void shut_locks();
  void note_what_has_no_effect();
  void specialise();
  [[nodiscard]] bool may_take_files_from(std::size_t special, std::size_t general) const;

  std::span<const Declaration* const> rules_;
  std::string project_;  // of this push
  std::span<const Identity> identities_;
  Policy policy_;
  std::vector<Lock> locks_;                                // beside policy_.checks
  std::map<std::string, std::size_t, std::less<>> index_;  // of a check by its key
  std::set<std::string, std::less<>> delegated_;           // keys and rules that a repository may configure
  std::vector<std::string> locked_against_pack_;           // checks that the pack being read would change
  bool has_base_ = false;
};

}  // namespace expgate::policy
