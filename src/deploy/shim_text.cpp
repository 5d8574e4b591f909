#include "deploy/shim_text.h"

#include <utility>

#include "base/strings.h"
#include "deploy/shims.h"
#include "text/shell.h"

namespace expgate::deploy {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kMark = "# Made by `expgate install";
constexpr std::string_view kGateLine = "\ngate=";
constexpr std::string_view kBeforeLine = "\nbefore=";

// What text::shell_quoted() made of a text, undone.
std::string unquoted(std::string_view word) {
  constexpr std::string_view kQuote = "'\\''";
  if (word.size() < 2 || !word.starts_with('\'')) return std::string(word);
  std::string text(word.substr(1, word.size() - 2));
  for (std::size_t at = text.find(kQuote); at != std::string::npos; at = text.find(kQuote, at + 1))
    text.replace(at, kQuote.size(), "'");
  return text;
}

// The place of the word, as a shell reads it, that stands behind `line`; empty where there is none.
std::string_view word_behind(std::string_view line, std::string_view text) {
  const std::size_t at = text.find(line);
  if (at == std::string_view::npos) return text.substr(text.size());
  const std::string_view rest = text.substr(at + line.size());
  bool is_quoted = false;
  std::size_t size = 0;
  for (; size < rest.size() && (is_quoted || rest[size] != '\n'); ++size) {
    if (rest[size] == '\'') is_quoted = !is_quoted;
    if (rest[size] == '\\' && !is_quoted) ++size;
  }
  return rest.substr(0, size);
}

void fill(std::string& text, std::string_view placeholder, const std::string& value) {
  const std::size_t at = text.find(placeholder);
  if (at != std::string::npos) text.replace(at, placeholder.size(), text::shell_quoted(value));
}

}  // namespace

std::string render_shim(std::string_view name, const std::string& value) {
  for (const Shim& shim : shims()) {
    if (shim.name != name) continue;
    std::string text(shim.text);
    fill(text, "@BEFORE@", "");
    fill(text, "@FOLDER@", value);
    fill(text, "@EXPGATE@", value);
    return text;
  }
  return {};
}

std::string running_first(std::string shim_text, const fs::path& hook) {
  const std::string_view word = word_behind(kBeforeLine, shim_text);
  if (!word.empty() && !word.starts_with('$'))
    shim_text.replace(static_cast<std::size_t>(word.data() - shim_text.data()), word.size(),
                      text::shell_quoted(hook.string()));
  return shim_text;
}

std::string with_options(std::string shim_text, const std::string& options) {
  constexpr std::string_view kCall = "\"$gate\" ";
  for (std::size_t at = shim_text.find(kCall); at != std::string::npos; at = shim_text.find(kCall, at)) {
    at += kCall.size();
    if (shim_text[at] != ']')
      shim_text.insert(at, options + " ");  // `]` ends the test that the binary is there
  }
  return shim_text;
}

std::string in_warn_mode(std::string shim_text) {
  return with_options(std::move(shim_text), "--mode warn");
}

fs::path gate_of(std::string_view shim_text) {
  return unquoted(word_behind(kGateLine, shim_text));
}

fs::path first_of(std::string_view shim_text) {
  const std::string_view word = word_behind(kBeforeLine, shim_text);
  return word.starts_with('$') ? fs::path() : fs::path(unquoted(word));  // $0.before-expgate in 0.1.0
}

bool is_shim(std::string_view text) {
  return text.starts_with("#!") && text.find(kMark) != std::string_view::npos;
}

}  // namespace expgate::deploy
