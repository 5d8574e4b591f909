#include "policy/builder.h"

#include <algorithm>

#include "base/strings.h"
#include "policy/packs.h"
#include "policy/policy_error.h"

namespace expgate::policy {

namespace {

constexpr const char* kDefaultPack = "pytorch";

// To switch a check off counts too: its files would be exempt.
bool says_for_which_files(const Setting& setting) {
  const auto* severity = std::get_if<Severity>(&setting.value);
  if (severity != nullptr) return *severity == Severity::off;
  constexpr std::string_view kNames[] = {"paths", "exclude", "refs", "exclude_refs"};
  return std::ranges::find(kNames, setting.name) != std::end(kNames);
}

}  // namespace

Result<void> Builder::add(const Layer& layer) {
  const bool is_repository = layer.trust == Layer::Trust::repository;
  const bool is_server = layer.trust == Layer::Trust::server;
  const Origin file{layer.name, 1, is_server ? Origin::Kind::server : Origin::Kind::repository};
  if (is_repository && policy_.ignores_repository) {
    policy_.notes.push_back(tr("`{file}` is not read: this server's policy says `repository_policy: ignore`",
                               {file_argument(file)}));
    return {};
  }
  if (is_repository) shut_locks();
  const bool is_base = !has_base_;
  has_base_ = true;
  if (auto added =
          add_layer({file, layer.name, file, Author::theirs, is_repository, is_server}, layer, is_base);
      !added)
    return in_file(file, std::move(added.error()));
  return {};
}

Checked<void> Builder::add_layer(const From& from, const Layer& layer, bool is_base) {
  TRY_ASSIGN(Document document, read_document(layer.text));
  TRY(add_document(from, document, is_base));
  return administer(from, std::move(document.server));
}

Result<void> Builder::add_default_pack() {
  const Origin program{"expgate", 1};
  const From from{program, program.file, program, Author::theirs, false, false};
  if (auto added = extend(from, {{kDefaultPack, {1, 1}}}); !added)
    return in_file(program, std::move(added.error()));
  return {};
}

// Everything that is on when a repository's own file has its turn stays as it is, save what is delegated.
void Builder::shut_locks() {
  for (std::size_t i = 0; i < locks_.size(); ++i) {
    const Check& check = policy_.checks[i];
    const bool is_delegated = delegated_.contains(check.key) || delegated_.contains(check.rule->id);
    locks_[i].is_shut = check.severity != Severity::off && !is_delegated;
  }
}

Checked<void> Builder::add_document(const From& from, const Document& document, bool is_base) {
  // A server's file comes first, and is not overruled.
  if (policy_.language.empty()) policy_.language = document.language;
  if (document.fix_messages) policy_.fix_messages = *document.fix_messages;
  if (document.verify_hosts) {
    policy_.verify_hosts.clear();
    for (const Name& host : *document.verify_hosts) policy_.verify_hosts.push_back(host.text);
  }
  if (document.extends)
    TRY(extend(from, *document.extends));
  else if (is_base)
    TRY(extend(from, {{kDefaultPack, {1, 1}}}));
  TRY(add_rules(from, document.rules));
  if (document.delegate) TRY(delegate(from, *document.delegate));
  return {};
}

Checked<void> Builder::add_pack(const From& from, text::Node root) {
  TRY_ASSIGN(const Document document, read_document(std::move(root)));
  return add_document(from, document, false);
}

Checked<void> Builder::extend(const From& from, const std::vector<Name>& packs) {
  for (const Name& name : packs) {
    auto root = pack(name.text);
    if (!root) return unknown(name.mark, kUnknownPack, name.text, pack_names());
    From inner = from;
    inner.file = {"pack " + name.text, 0, Origin::Kind::pack};
    inner.author = Author::ours;
    if (from.author == Author::theirs) {
      inner.source = name.text;
      inner.lock.line = name.mark.line;
    }
    if (auto added = add_pack(inner, *std::move(root)); !added)
      return policy_error(
          name.mark, tr("pack `{pack}`, line {line}: {what}", {{"pack", name.text},
                                                               {"line", added.error().location.line},
                                                               {"what", std::move(added.error().what)}}));
    if (from.author == Author::theirs) note_what_the_pack_would_change(inner.lock, name.text);
  }
  return {};
}

Checked<void> Builder::delegate(const From& from, const std::vector<Name>& names) {
  if (from.is_repository) {
    const int line = names.empty() ? from.lock.line : names.front().mark.line;
    policy_.notes.push_back(tr("{place}: `delegate` is ignored: only a server's policy can delegate",
                               {{"place", text_of(from.at(line))}}));
    return {};
  }
  TRY(check_known(names));
  delegated_.clear();
  for (const Name& name : names) delegated_.insert(name.text);
  policy_.delegated = texts_of(names);
  policy_.key_origins["delegate"] = from.at(names.empty() ? from.lock.line : names.front().mark.line);
  return {};
}

Checked<void> Builder::check_known(const std::vector<Name>& names) const {
  if (names.empty()) return {};
  std::vector<std::string> known;
  for (const Declaration* rule : rules_) known.emplace_back(rule->id);
  for (const Check& check : policy_.checks)
    if (check.key != check.rule->id) known.push_back(check.key);
  for (const Name& name : names)
    if (std::ranges::find(known, name.text) == known.end())
      return unknown(name.mark, kUnknownCheck, name.text, known);
  return {};
}

Checked<void> Builder::add_rules(const From& from, const text::Node& checks) {
  for (const auto& [key, value] : checks.entries) {
    const auto known = index_.find(key.scalar);
    const Check* check = known == index_.end() ? nullptr : &policy_.checks[known->second];
    TRY_ASSIGN(const Entry entry, read_entry(key, value, check, rules_, from.author));
    TRY(add_entry(from, entry));
  }
  return {};
}

Checked<void> Builder::add_entry(const From& from, const Entry& entry) {
  const auto known = index_.find(entry.key);
  std::size_t index = 0;
  if (known != index_.end()) {
    index = known->second;
    if (locks_[index].is_shut) {
      refuse_locked(from, entry, index);
      return {};
    }
    if (policy_.checks[index].rule != entry.rule)
      return policy_error(
          entry.rule_mark,
          tr("`{check}` is already a check of the rule `{rule}`, and a check cannot change its rule",
             {{"check", shown(entry.key)}, {"rule", policy_.checks[index].rule->id}}),
          tr("give the new check a name of its own"));
  } else {
    TRY_ASSIGN(index, add_check(from, entry));
  }
  Check& check = policy_.checks[index];
  Lock& lock = locks_[index];
  if (entry.rule_mark.line > 0) check.origins["rule"] = from.at(entry.rule_mark.line);
  for (const Setting& setting : entry.settings) {
    TRY_ASSIGN(const bool counts, is_for_here(from, entry, setting));
    if (!counts) continue;
    apply(setting, check);
    check.origins[setting.name] = from.at(setting.mark.line);
    lock.is_reshaped |= from.is_repository && says_for_which_files(setting);
  }
  TRY(settle_date(entry, check));
  lock.by = from.lock;
  if (from.author == Author::theirs) lock.by.line = entry.mark.line;
  return {};
}

// Whether the setting may be made in this file: what names files of the server is for the server to say.
Checked<bool> Builder::is_for_here(const From& from, const Entry& entry, const Setting& setting) {
  const auto& options = entry.rule->options;
  const auto spec = std::ranges::find(options, std::string_view(setting.name), &OptionSpec::name);
  if (from.is_server || spec == options.end() || !spec->is_servers) return true;
  if (!from.is_repository)
    return policy_error(
        setting.mark, tr("`{key}` is for a server's own policy only", {{"key", setting.name}}),
        tr("move it to `/etc/expgate/policy.yaml` or `custom_hooks/expgate.yaml` on the server"));
  policy_.notes.push_back(
      tr("{place}: {settings} of `{check}` is ignored: only a server's policy can say that",
         {{"place", text_of(from.at(setting.mark.line))},
          {"settings", quoted({setting.name})},
          {"check", shown(entry.key)}}));
  return false;
}

// A severity that is said anew has no end unless that is said with it.
Checked<void> Builder::settle_date(const Entry& entry, Check& check) {
  const auto find = [&](std::string_view name) {
    return std::ranges::find(entry.settings, name, &Setting::name);
  };
  const auto date = find(kEnforceFrom);
  if (date == entry.settings.end()) {
    if (find("severity") == entry.settings.end()) return {};
    check.enforce_from.clear();
    check.origins.erase(std::string(kEnforceFrom));
    return {};
  }
  if (check.severity == Severity::warn) return {};
  return policy_error(
      date->mark,
      tr("`enforce_from` has no effect on `{check}` without `severity: warn`", {{"check", shown(entry.key)}}),
      tr("until that day the check warns, from then on it rejects"));
}

Checked<std::size_t> Builder::add_check(const From& from, const Entry& entry) {
  Check check;
  check.key = entry.key;
  check.rule = entry.rule;
  check.source = from.source;
  for (const OptionSpec& spec : entry.rule->options) {
    TRY_ASSIGN(OptionValue value, default_of(spec));
    check.options.set(spec.name, std::move(value));
  }
  const std::size_t index = policy_.checks.size();
  policy_.checks.push_back(std::move(check));
  locks_.emplace_back();
  index_.emplace(entry.key, index);
  return index;
}

// A note for what the entry would change; what it only repeats needs none.
void Builder::refuse_locked(const From& from, const Entry& entry, std::size_t index) {
  const Check& check = policy_.checks[index];
  std::vector<std::string> ignored;
  int line = entry.mark.line;
  if (entry.rule != check.rule) {
    ignored.emplace_back("rule");
  } else {
    for (const Setting& setting : entry.settings) {
      if (holds(check, setting)) continue;
      if (ignored.empty()) line = setting.mark.line;
      ignored.push_back(setting.name);
    }
  }
  if (ignored.empty()) return;
  if (from.author == Author::ours) {
    locked_against_pack_.push_back(check.key);
    return;
  }
  policy_.notes.push_back(tr_n("{place}: {settings} of `{check}` is ignored: the check is locked by {lock}",
                               "{place}: {settings} of `{check}` are ignored: the check is locked by {lock}",
                               ignored.size(),
                               {{"place", text_of(from.at(line))},
                                {"settings", quoted(ignored)},
                                {"check", shown(check.key)},
                                {"lock", text_of(locks_[index].by)}}));
}

// One note for a whole pack: its author did not mean this server.
void Builder::note_what_the_pack_would_change(const Origin& at, const std::string& name) {
  if (locked_against_pack_.empty()) return;
  const Origin& by = locks_[index_.at(locked_against_pack_.front())].by;
  policy_.notes.push_back(
      tr("{place}: what the pack `{pack}` says about {checks} is ignored: locked by {lock}",
         {{"place", text_of(at)},
          {"pack", name},
          {"checks", quoted(locked_against_pack_)},
          {"lock", text_of(by)}}));
  locked_against_pack_.clear();
}

Policy Builder::finish() {
  specialise();
  note_what_has_no_effect();
  return std::move(policy_);
}

}  // namespace expgate::policy
