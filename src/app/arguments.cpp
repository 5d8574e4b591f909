#include "app/arguments.h"

#include <algorithm>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "app/formats.h"
#include "base/strings.h"
#include "text/suggestion.h"
#include "text/utf8.h"

namespace expgate::app {

namespace {

// A declared argument with the values that CLI11 found for it.
struct Parsed {
  const Declared* declared;
  CLI::Option* option;

  [[nodiscard]] const ArgumentSpec& spec() const { return declared->spec; }
  [[nodiscard]] bool is_given() const { return option->count() > 0; }
};

CLI::Option* add_to(CLI::App& cli, const Declared& declared, std::size_t number) {
  const ArgumentSpec& spec = declared.spec;
  if (bool* const* flag = std::get_if<bool*>(&declared.target))
    return cli.add_flag(join(spec.names, ","), **flag);
  // CLI11 only splits the words: their number and values are checked here, with messages of our own.
  const std::string name = spec.names.empty() ? fmt::format("p{}", number) : join(spec.names, ",");
  CLI::Option* option = cli.add_option(name)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  if (spec.names.empty() && declared.is_repeatable()) option->expected(-1);
  return option;
}

std::vector<std::string> option_names(const CommandArguments& common, const CommandArguments& own) {
  std::vector<std::string> names;
  for (const CommandArguments* arguments : {&own, &common})
    for (const Declared& each : arguments->declared())
      for (const std::string& name : each.spec.names)
        if (name.starts_with("--")) names.push_back(name);
  return names;
}

Error unknown_option(const std::string& word, const CommandArguments& common, const CommandArguments& own) {
  const std::string typed = word.substr(0, word.find('='));
  const std::string option = text::printable(typed);
  const bool is_letter = typed.size() <= 2;  // every letter is near to every other
  const auto meant = is_letter ? std::nullopt : text::suggestion(typed, option_names(common, own));
  const Text help = help_hint(own.name());
  if (own.name().empty() && meant)
    return {tr("unknown option `{option}`; did you mean `{meant}`?", {{"option", option}, {"meant", *meant}}),
            help};
  if (own.name().empty()) return {tr("unknown option `{option}`", {{"option", option}}), help};
  if (meant)
    return {tr("unknown option `{option}` for `{command}`; did you mean `{meant}`?",
               {{"option", option}, {"command", own.name()}, {"meant", *meant}}),
            help};
  return {tr("unknown option `{option}` for `{command}`", {{"option", option}, {"command", own.name()}}),
          help};
}

Error unexpected(const std::string& word, const CommandArguments& common, const CommandArguments& own) {
  if (word.starts_with('-') && word.size() > 1) return unknown_option(word, common, own);
  return {tr("unexpected argument `{argument}` for `{command}`",
             {{"argument", text::printable(word)}, {"command", own.name()}}),
          help_hint(own.name())};
}

// The one thing that CLI11 itself finds wrong: the command line ends where a value should follow, or a flag
// has one.
Error not_parsed(const std::vector<std::string>& words, const std::vector<Parsed>& parsed, const Text& help) {
  const std::string last = words.back().substr(0, words.back().find('='));
  for (const Parsed& each : parsed)
    if (!each.spec().value.empty() && std::ranges::count(each.spec().names, last) > 0)
      return {tr("`{option}` needs a value: `{option} {value}`",
                 {{"option", last}, {"value", each.spec().value}}),
              help};
  for (const std::string& word : words)
    for (const Parsed& each : parsed)
      for (const std::string& name : each.spec().names)
        if (each.spec().value.empty() && word.starts_with(name + "="))
          return {tr("`{option}` takes no value", {{"option", name}}), help};
  return {tr("the command line ends too early, after `{word}`", {{"word", text::printable(last)}}), help};
}

Error not_a_choice(const std::string& option, const std::vector<std::string>& choices,
                   const std::string& value, const Text& help) {
  const Text all = text::one_of(choices);
  if (const auto meant = text::suggestion(value, choices))
    return {tr("`{option}` takes {choices}, not `{value}`; did you mean `{meant}`?",
               {{"option", option}, {"choices", all}, {"value", text::printable(value)}, {"meant", *meant}}),
            help};
  return {tr("`{option}` takes {choices}, not `{value}`",
             {{"option", option}, {"choices", all}, {"value", text::printable(value)}}),
          help};
}

Result<void> check_value(const ArgumentSpec& spec, const std::string& value, const Text& help) {
  if (!spec.choices.empty() && std::ranges::find(spec.choices, value) == spec.choices.end())
    return tl::unexpected(not_a_choice(spec.name(), spec.choices, value, help));
  if (spec.check == nullptr) return {};
  const Result<void> checked = spec.check(value);
  if (checked) return {};
  return fail(tr("`{name}`: {problem}", {{"name", spec.name()}, {"problem", checked.error().message}}), help);
}

// The first of `words` that is neither one of these options nor the value of one. An error: an unknown option
// comes before it.
Result<std::optional<std::size_t>> first_argument(const std::vector<std::string>& words,
                                                  const std::vector<const CommandArguments*>& known) {
  const auto find_option = [&](const std::string& name) -> const Declared* {
    for (const CommandArguments* arguments : known)
      for (const Declared& each : arguments->declared())
        if (std::ranges::count(each.spec.names, name) > 0) return &each;
    return nullptr;
  };
  for (std::size_t at = 0; at < words.size(); ++at) {
    const std::string& word = words[at];
    if (!word.starts_with('-')) return std::optional(at);
    const std::string name = word.substr(0, word.find('='));
    const Declared* option = find_option(name);
    const bool is_cluster = word.size() > 2 && word[1] != '-';  // parse() looks at each letter
    if (option == nullptr && !is_cluster)
      return tl::unexpected(
          unknown_option(word, *known.front(), known.size() > 1 ? *known[1] : CommandArguments("")));
    if (option != nullptr && !option->spec.value.empty() && name == word) ++at;
  }
  return std::optional<std::size_t>{};
}

// Hands the values on to their targets. Flags have theirs from CLI11.
Result<void> assign(const Parsed& parsed, const Text& help) {
  const std::vector<std::string>& values = parsed.option->results();
  const Target& target = parsed.declared->target;
  if (std::holds_alternative<bool*>(target)) return {};
  if (auto* const* all = std::get_if<std::vector<std::string>*>(&target)) {
    **all = values;
    return {};
  }
  if (values.size() > 1)
    return fail(tr("`{option}` can be given only once", {{"option", parsed.spec().name()}}), help);
  if (auto* const* text = std::get_if<std::string*>(&target)) **text = values.front();
  if (auto* const* text = std::get_if<std::optional<std::string>*>(&target)) **text = values.front();
  if (auto* const* number = std::get_if<std::optional<std::size_t>*>(&target)) {
    const auto parsed_number = parse_decimal(values.front());
    if (!parsed_number)
      return fail(tr("`{option}` takes a whole number, not `{value}`",
                     {{"option", parsed.spec().name()}, {"value", text::printable(values.front())}}),
                  help);
    **number = *parsed_number;
  }
  return {};
}

Result<void> check_together(const std::vector<Parsed>& parsed, const Text& help) {
  const auto given = [&](const std::string& name) {
    return std::ranges::any_of(parsed, [&](const Parsed& each) {
      return each.is_given() &&
             (each.spec().name() == name || std::ranges::count(each.spec().names, name) > 0);
    });
  };
  for (const Parsed& each : parsed) {
    if (!each.is_given()) continue;
    for (const std::string& other : each.spec().excludes)
      if (given(other))
        return fail(tr("`{option}` cannot be used together with `{other}`",
                       {{"option", each.spec().name()}, {"other", other}}),
                    help);
    for (const std::string& other : each.spec().needs)
      if (!given(other))
        return fail(tr("`{option}` can be used only together with `{other}`",
                       {{"option", each.spec().name()}, {"other", other}}),
                    help);
  }
  return {};
}

Result<void> check_required(const std::vector<Parsed>& parsed, const CommandArguments& own) {
  std::vector<std::string> missing;
  for (const Parsed& each : parsed)
    if (each.spec().is_required && !each.is_given()) missing.push_back(each.spec().name());
  if (missing.empty()) return {};
  return fail(tr("missing argument for `{command}`: {missing}",
                 {{"command", own.name()}, {"missing", text::listed(missing)}}),
              help_hint(own.name()));
}

}  // namespace

CommandArguments& CommandArguments::command(const std::string& name, Msgid summary, Action action) {
  return commands_.emplace_back(name_ + " " + name, summary, std::move(action));
}

std::vector<std::string> CommandArguments::formats() const {
  return writes_report_ ? report_formats() : formats_;
}

Result<std::optional<std::size_t>> find_command(const std::vector<std::string>& words,
                                                const CommandArguments& common,
                                                const DeclaredBy& declared_by) {
  auto found = first_argument(words, {&common});
  if (found) return found;
  bool is_first = true;
  // Its own options may come before its name.
  for (const std::string& word : words) {
    if (word.starts_with('-')) continue;
    const std::optional<CommandArguments> own = declared_by(word);
    if (!own) continue;
    std::vector<const CommandArguments*> known = {&common, &*own};
    for (const CommandArguments& below : own->commands()) known.push_back(&below);
    const auto place = first_argument(words, known);
    if (place && *place && words[**place] == word) return *place;
    if (!place && is_first) found = tl::unexpected(place.error());  // names the options of that command
    is_first = false;
  }
  return found;
}

Result<void> parse(const std::vector<std::string>& words, const CommandArguments& common,
                   const CommandArguments& own) {
  CLI::App cli;
  cli.set_help_flag();  // ours is one of `common`
  cli.allow_extras();
  const Text help = help_hint(own.name());
  std::vector<Parsed> parsed;
  for (const CommandArguments* arguments : {&common, &own})
    for (const Declared& each : arguments->declared())
      parsed.push_back({&each, add_to(cli, each, parsed.size())});
  try {
    cli.parse(std::vector<std::string>(words.rbegin(), words.rend()));
  } catch (const CLI::ParseError&) {
    return tl::unexpected(not_parsed(words, parsed, help));
  }
  if (std::ranges::any_of(parsed, [](const Parsed& each) { return each.spec().is_final && each.is_given(); }))
    return {};
  for (const Parsed& each : parsed)
    if (each.is_given()) TRY(assign(each, help));
  const std::vector<std::string> extra = cli.remaining();
  const auto first = std::ranges::find_if(extra, [](const std::string& word) { return word != "--"; });
  if (first != extra.end()) return tl::unexpected(unexpected(*first, common, own));
  for (const Parsed& each : parsed)
    if (!each.spec().value.empty())
      for (const std::string& value : each.option->results()) TRY(check_value(each.spec(), value, help));
  TRY(check_together(parsed, help));
  return check_required(parsed, own);
}

Text help_hint(std::string_view command) {
  if (command.empty()) return tr("`expgate help` lists the commands and their common options");
  return tr("`expgate help {command}` lists its options", {{"command", command}});
}

}  // namespace expgate::app
