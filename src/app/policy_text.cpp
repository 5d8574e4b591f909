#include "app/policy_text.h"

#include <array>

#include <nlohmann/json.hpp>

#include "base/strings.h"
#include "catalogue/catalogue.h"
#include "text/columns.h"
#include "text/utf8.h"

namespace expgate::app {

namespace {

constexpr std::size_t kOriginColumn = 62;
constexpr std::size_t kWidest = 100;

// A text as a YAML scalar that reads back as that text.
std::string yaml_text(std::string_view text) {
  constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-";
  constexpr std::array<std::string_view, 3> kNotTexts{"null", "Null", "NULL"};
  const bool is_word =
      !text.empty() && text.find_first_not_of(kPlain) == std::string_view::npos && text.front() != '-';
  if (is_word && std::find(kNotTexts.begin(), kNotTexts.end(), text) == kNotTexts.end())
    return std::string(text);
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

// The value's words as YAML; a list has one for each of its items, brackets and commas included.
std::vector<std::string> yaml_words(const OptionValue& value, bool is_size) {
  if (const auto* truth = std::get_if<bool>(&value)) return {*truth ? "true" : "false"};
  if (const auto* number = std::get_if<std::uint64_t>(&value))
    return {is_size ? exact_size(*number) : std::to_string(*number)};
  if (const auto* text = std::get_if<std::string>(&value)) return {yaml_text(*text)};
  std::vector<std::string> words;
  if (const auto* lists = std::get_if<TextLists>(&value)) {
    for (const auto& [name, texts] : *lists) {
      words.push_back((words.empty() ? "{" : "") + yaml_text(name) + ":");
      for (std::string& word : yaml_words(OptionValue(texts), false)) words.push_back(std::move(word));
      words.back() += ',';
    }
    if (words.empty()) return {"{}"};
    words.back().back() = '}';
    return words;
  }
  const auto& list = std::get<std::vector<std::string>>(value);
  for (const std::string& item : list) words.push_back((words.empty() ? "[" : "") + yaml_text(item) + ",");
  if (words.empty()) return {"[]"};
  words.back().back() = ']';
  return words;
}

std::string origin_of(const policy::Check& check, std::string_view setting) {
  const auto found = check.origins.find(setting);
  if (found != check.origins.end()) return found->second.file + ":" + std::to_string(found->second.line);
  if (setting == "refs") return catalogue::render(tr("default: every ref"));
  return catalogue::render(setting == "paths" ? tr("default: every path") : tr("default"));
}

std::string with_comment(const std::string& line, const std::string& comment) {
  if (comment.empty()) return line;
  return text::width(line) < kOriginColumn ? text::padded(line, kOriginColumn) + comment
                                           : line + "  " + comment;
}

// "    name: value     # origin", over several lines where the value is long.
std::string setting_lines(std::string_view name, const std::vector<std::string>& words,
                          const std::string& origin) {
  std::string out;
  std::string line = "    " + std::string(name) + ":";
  std::string comment = "# " + origin;
  std::string indent(line.size() + 1, ' ');  // below the first item, behind the bracket
  if (text::width(line + " " + words.front() + "  " + comment) >
      kWidest) {  // a first item too long to stand beside the name
    out = with_comment(line, comment) + "\n";
    line = std::string(5, ' ');
    indent = std::string(6, ' ');
    comment.clear();
  }
  for (const std::string& word : words) {
    if (text::width(line) + 1 + text::width(word) > kOriginColumn - 2 && line.size() > indent.size()) {
      out += with_comment(line, comment) + "\n";
      line = indent;
      comment.clear();
    }
    line += ' ' + word;
  }
  return out + with_comment(line, comment) + "\n";
}

std::string check_as_yaml(const policy::Check& check) {
  std::string out = text::padded("  " + yaml_text(check.key) + ":", kOriginColumn) + "# " +
                    catalogue::render(tr("from {source}", {{"source", check.source}})) + "\n";
  const auto add = [&](std::string_view name, const OptionValue& value, bool is_size = false) {
    out += setting_lines(name, yaml_words(value, is_size), origin_of(check, name));
  };
  if (check.key != check.rule->id) add("rule", std::string(check.rule->id));
  add("severity", std::string(name_of(check.severity)));
  if (!check.enforce_from.empty()) add("enforce_from", check.enforce_from);
  add("refs", check.refs);
  add("exclude_refs", check.exclude_refs);
  if (check.rule->scope == Scope::file || check.rule->scope == Scope::tip) {
    add("paths", check.paths);
    add("exclude", check.exclude);
  }
  for (const OptionSpec& spec : check.rule->options) {
    if (spec.is_servers && !check.origins.contains(spec.name)) continue;  // no other file may hold it
    add(spec.name, check.options.all().find(spec.name)->second, spec.type == OptionType::size);
  }
  return out;
}

// The words of a list as one text.
std::string yaml_list(const std::vector<std::string>& items) {
  return join(yaml_words(OptionValue(items), false), " ");
}

std::string place(const policy::Origin& origin) {
  return "# " + origin.file + ":" + std::to_string(origin.line);
}

// The first of an entry's lines carries where it was made.
std::string entry_lines(const std::vector<std::string>& settings, const policy::Origin& at) {
  std::string out;
  for (const std::string& setting : settings)
    out += out.empty() ? with_comment("  - " + setting, place(at)) + "\n" : "    " + setting + "\n";
  return out;
}

std::string exceptions_as_yaml(const policy::Policy& policy) {
  std::string out = policy.exceptions.empty() ? "" : "allow:\n";
  for (const policy::Exception& each : policy.exceptions) {
    std::vector<std::string> settings{"rule: " + yaml_text(each.rule)};
    if (!each.paths.empty()) settings.push_back("path: " + yaml_list(each.paths));
    if (each.object) settings.push_back("object: " + each.object->hex());
    settings.push_back("reason: " + yaml_text(each.reason));
    if (!each.expires.empty()) settings.push_back("expires: " + each.expires);
    out += entry_lines(settings, each.at);
  }
  if (!policy.bypasses.empty()) out += "bypass:\n";
  for (const policy::Bypass& each : policy.bypasses) {
    std::vector<std::string> settings{"users: " + yaml_list(each.users)};
    if (!each.rules.empty()) settings.push_back("rules: " + yaml_list(each.rules));
    out += entry_lines(settings, each.at);
  }
  return out;
}

// What only a server's policy can say. The entries of `projects` are remarks: what applies of them is in the
// rest.
std::string server_keys_as_yaml(const policy::Policy& policy) {
  std::string out;
  const auto add = [&](const char* key, const std::string& value) {
    const auto origin = policy.key_origins.find(key);
    if (origin != policy.key_origins.end())
      out += with_comment(std::string(key) + ": " + value, place(origin->second)) + "\n";
  };
  add("mode", policy.warn_only ? "warn" : "enforce");
  add("enforce_from", policy.enforce_from);
  if (!policy.notify.empty()) add("notify", yaml_list(policy.notify));
  add("repository_policy", policy.ignores_repository ? "ignore" : "read");
  add("delegate", yaml_list(policy.delegated));
  if (policy.audit)
    add("audit", "{file: " + yaml_text(policy.audit->file) +
                     ", on_error: " + (policy.audit->may_be_lost ? "allow" : "reject") + "}");
  if (!policy.identity.empty()) add("identity", policy.identity);
  if (policy.deadline) add("deadline", std::to_string(policy.deadline->count()) + " ms");
  for (const policy::ProjectEntry& each : policy.projects)
    out +=
        place(each.at) + ": " +
        catalogue::render(
            each.applies ? tr("projects: applied: match {globs}", {{"globs", yaml_list(each.match)}})
                         : tr("projects: not applied: match {globs}", {{"globs", yaml_list(each.match)}})) +
        "\n";
  return out + exceptions_as_yaml(policy);
}

nlohmann::ordered_json origin_as_json(const policy::Origin& origin) {
  return {{"file", origin.file}, {"line", origin.line}};
}

nlohmann::ordered_json server_keys_as_json(const policy::Policy& policy) {
  using Json = nlohmann::ordered_json;
  Json server = {{"mode", policy.warn_only ? "warn" : "enforce"},
                 {"enforce_from", policy.enforce_from.empty() ? Json() : Json(policy.enforce_from)},
                 {"notify", policy.notify},
                 {"repository_policy", policy.ignores_repository ? "ignore" : "read"},
                 {"delegate", policy.delegated},
                 {"audit", nullptr},
                 {"identity", policy.identity.empty() ? Json() : Json(policy.identity)},
                 {"deadline_ms", policy.deadline ? Json(policy.deadline->count()) : Json()},
                 {"projects", Json::array()},
                 {"allow", Json::array()},
                 {"bypass", Json::array()},
                 {"origins", Json::object()}};
  if (policy.audit)
    server["audit"] = {{"file", policy.audit->file},
                       {"on_error", policy.audit->may_be_lost ? "allow" : "reject"}};
  for (const policy::ProjectEntry& each : policy.projects)
    server["projects"].push_back(
        {{"match", each.match}, {"applies", each.applies}, {"origin", origin_as_json(each.at)}});
  for (const policy::Exception& each : policy.exceptions)
    server["allow"].push_back({{"rule", each.rule},
                               {"path", each.paths},
                               {"object", each.object ? Json(each.object->hex()) : Json()},
                               {"reason", each.reason},
                               {"expires", each.expires.empty() ? Json() : Json(each.expires)},
                               {"origin", origin_as_json(each.at)}});
  for (const policy::Bypass& each : policy.bypasses)
    server["bypass"].push_back(
        {{"users", each.users}, {"rules", each.rules}, {"origin", origin_as_json(each.at)}});
  for (const auto& [key, origin] : policy.key_origins) server["origins"][key] = origin_as_json(origin);
  return server;
}

nlohmann::ordered_json check_as_json(const policy::Check& check) {
  using Json = nlohmann::ordered_json;
  Json settings = Json::object();
  const auto add = [&](std::string_view name, Json value) {
    Json origin = nullptr;
    if (const auto found = check.origins.find(name); found != check.origins.end())
      origin = {{"file", found->second.file}, {"line", found->second.line}};
    settings[std::string(name)] = {{"value", std::move(value)}, {"origin", std::move(origin)}};
  };
  add("severity", name_of(check.severity));
  if (!check.enforce_from.empty()) add("enforce_from", check.enforce_from);
  add("refs", check.refs);
  add("exclude_refs", check.exclude_refs);
  add("paths", check.paths);
  add("exclude", check.exclude);
  for (const OptionSpec& spec : check.rule->options)
    std::visit([&](const auto& value) { add(spec.name, value); },
               check.options.all().find(spec.name)->second);
  return {{"check", check.key},
          {"rule", check.rule->id},
          {"policy", check.source},
          {"settings", std::move(settings)}};
}

}  // namespace

std::string policy_as_yaml(const policy::Policy& policy) {
  std::string out = "version: 1\nextends: []\n" + server_keys_as_yaml(policy) + "rules:";
  out += policy.checks.empty() ? " {}\n" : "\n";
  for (const policy::Check& check : policy.checks) out += check_as_yaml(check);
  return out;
}

std::string policy_as_json(const policy::Policy& policy) {
  nlohmann::ordered_json checks = nlohmann::ordered_json::array();
  for (const policy::Check& check : policy.checks) checks.push_back(check_as_json(check));
  nlohmann::ordered_json notes = nlohmann::ordered_json::array();
  for (const Text& note : policy.notes) notes.push_back(english(note));  // JSON is not translated
  nlohmann::ordered_json all = {{"schema", "expgate-policy/1"}, {"checks", checks}, {"notes", notes}};
  const bool is_servers = !policy.key_origins.empty();
  if (is_servers) all["server"] = server_keys_as_json(policy);
  return all.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

std::string_view name_of(Severity severity) {
  switch (severity) {
    case Severity::off:
      return "off";
    case Severity::warn:
      return "warn";
    case Severity::error:
      break;
  }
  return "error";
}

std::string exact_size(std::uint64_t bytes) {
  struct Unit {
    std::uint64_t bytes;
    const char* name;
  };
  constexpr std::array<Unit, 6> kUnits{{{1ULL << 30, "GiB"},
                                        {1ULL << 20, "MiB"},
                                        {1ULL << 10, "KiB"},
                                        {1'000'000'000, "GB"},
                                        {1'000'000, "MB"},
                                        {1'000, "KB"}}};
  for (const Unit& unit : kUnits)
    if (bytes > 0 && bytes % unit.bytes == 0) return std::to_string(bytes / unit.bytes) + " " + unit.name;
  return std::to_string(bytes);
}

}  // namespace expgate::app
