#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include "base/ascii.h"
#include "base/strings.h"
#include "content/formats/glance.h"

namespace expgate::content {

bool is_no_key(std::string_view bytes) {
  constexpr std::size_t kWords = 4;  // in a line, which makes it a sentence
  if (is_public_pem(bytes) || bytes.starts_with("PK\3\4")) return true;
  if (!is_text(bytes) || bytes.find("PRIVATE KEY") != std::string_view::npos) return false;
  const std::vector<std::string_view> all = lines(bytes);
  return std::any_of(all.begin(), all.end(), [&](std::string_view line) {
    const auto words = split(trim(line), ' ');
    return words.size() >= kWords;
  });
}

namespace {

// Whether a variable of that name is one for a secret.
bool is_secret_name(std::string_view name) {
  constexpr std::string_view kWords[] = {"KEY",    "TOKEN",  "SECRET",     "PASS",       "PASSWORD",
                                         "PASSWD", "PWD",    "PASSPHRASE", "CREDENTIAL", "CREDENTIALS",
                                         "AUTH",   "APIKEY", "DSN",        "COOKIE",     "WEBHOOK"};
  std::string upper(name);
  for (char& c : upper) c = is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c;
  const auto words = split(upper, '_');
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    return std::find(std::begin(kWords), std::end(kWords), word) != std::end(kWords);
  });
}

// `scheme://user:password@host`
bool has_password_in_address(std::string_view value) {
  const std::size_t scheme = value.find("://");
  if (scheme == std::string_view::npos) return false;
  const std::string_view authority = value.substr(scheme + 3, value.substr(scheme + 3).find('/'));
  const std::size_t at = authority.rfind('@');
  return at != std::string_view::npos && authority.substr(0, at).find(':') != std::string_view::npos;
}

// A long run of letters and digits, both of them, as keys are made of.
bool looks_random(std::string_view value) {
  constexpr std::size_t kShortest = 20;
  std::size_t run = 0;
  std::size_t digits = 0;
  std::size_t letters = 0;
  for (const char c : value) {
    if (!is_letter_or_digit(c) && c != '+' && c != '=' && c != '_' && c != '-') {
      run = digits = letters = 0;
      continue;
    }
    ++run;
    digits += is_digit(c) ? 1U : 0U;
    letters += is_letter(c) ? 1U : 0U;
    if (run >= kShortest && digits >= 3 && letters >= 3) return true;
  }
  return false;
}

// What stands for a value that everybody fills in: `<token>`, `${TOKEN}`, `your-token`.
bool is_placeholder(std::string_view value) {
  const std::string lower = ascii_lower(value);
  return value.starts_with('<') || value.starts_with('$') || lower.starts_with("your") ||
         lower.find("changeme") != std::string::npos ||
         (value.size() >= 3 && lower.find_first_not_of("x*.") == std::string::npos);
}

bool line_has_secret(std::string_view line) {
  line = trim(line);
  if (line.empty() || line.front() == '#') return false;
  if (line.starts_with("export ")) line.remove_prefix(std::string_view("export ").size());
  const std::size_t equals = line.find('=');
  if (equals == std::string_view::npos) return looks_random(line);
  std::string_view value = trim(line.substr(equals + 1));
  constexpr std::string_view kQuotes = "\"'";
  while (!value.empty() && kQuotes.find(value.front()) != std::string_view::npos) value.remove_prefix(1);
  while (!value.empty() && kQuotes.find(value.back()) != std::string_view::npos) value.remove_suffix(1);
  if (value.empty() || is_placeholder(value)) return false;
  return is_secret_name(trim(line.substr(0, equals))) || has_password_in_address(value) ||
         looks_random(value);
}

}  // namespace

bool is_env_without_secret(std::string_view bytes) {
  const std::vector<std::string_view> all = lines(bytes);
  return is_text(bytes) && std::none_of(all.begin(), all.end(), line_has_secret);
}

bool is_blank_text(std::string_view bytes) {
  const std::vector<std::string_view> all = lines(bytes);
  return is_text(bytes) && std::all_of(all.begin(), all.end(), [](std::string_view line) {
           return trim(line).empty() || trim(line).front() == '#';
         });
}

}  // namespace expgate::content
