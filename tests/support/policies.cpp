#include "support/policies.h"

#include <stdexcept>

namespace expgate::test {

namespace {

constexpr std::string_view kColours[] = {"red", "green", "blue"};
constexpr OptionSpec kSizeOptions[] = {
    {"limit", OptionType::size, "5 MiB", Msgid()},
    {"count", OptionType::integer, "3", Msgid()},
    {"strict", OptionType::boolean, "true", Msgid()},
    {"label", OptionType::text, "", Msgid()},
    {"colour", OptionType::choice, "red", Msgid(), kColours},
    {"words", OptionType::texts, "[one, two]", Msgid()},
    {"colours", OptionType::choices, "[red, blue]", Msgid(), kColours},
    {"files", OptionType::globs, "['*.bin']", Msgid()},
    {"pattern", OptionType::regex, "", Msgid()},
    {"patterns", OptionType::regexes, "", Msgid()},
};
constexpr OptionSpec kWordOptions[] = {{"words", OptionType::texts, "", Msgid()}};

constexpr Declaration kSizeLimit{.id = "size-limit", .scope = Scope::file, .options = kSizeOptions};
constexpr Declaration kTipConfig{.id = "tip-config", .scope = Scope::tip};
constexpr Declaration kWordChoice{.id = "word-choice", .scope = Scope::commit, .options = kWordOptions};

}  // namespace

const std::vector<const Declaration*>& made_up_rules() {
  static const std::vector<const Declaration*> kRules{&kSizeLimit, &kTipConfig, &kWordChoice};
  return kRules;
}

policy::Layer layer(std::string_view lines) {
  return {"p.yaml", "version: 1\nextends: []\n" + std::string(lines), policy::Layer::Trust::full};
}

policy::Layer repository_layer(std::string_view lines) {
  return {".expgate.yaml", "version: 1\nextends: []\n" + std::string(lines),
          policy::Layer::Trust::repository};
}

Result<policy::Policy> load(const std::vector<policy::Layer>& layers) {
  return policy::load(layers, made_up_rules());
}

std::string error_of(const std::vector<policy::Layer>& layers) {
  const auto loaded = load(layers);
  return loaded ? "loads" : english(loaded.error().message);
}

std::vector<std::string> notes_of(const policy::Policy& policy) {
  std::vector<std::string> notes;
  for (const Text& note : policy.notes) notes.push_back(english(note));
  return notes;
}

const policy::Check& check(const policy::Policy& policy, std::string_view key) {
  for (const policy::Check& each : policy.checks)
    if (each.key == key) return each;
  throw std::runtime_error("no check " + std::string(key));
}

}  // namespace expgate::test
