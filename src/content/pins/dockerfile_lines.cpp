#include "content/pins/dockerfile_lines.h"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <utility>

#include "base/strings.h"

namespace expgate::content {

namespace {

constexpr std::string_view kDockerBlanks = " \t\r\f\v";

std::string upper(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return result;
}

// `# name=value` in the first lines: nothing else ends the directives.
std::optional<std::pair<std::string, std::string_view>> directive(std::string_view line) {
  line = trim(line);
  const std::size_t equals = line.find('=');
  if (!line.starts_with('#') || equals == std::string_view::npos) return std::nullopt;
  const std::string_view name = trim(line.substr(1, equals - 1));
  const bool is_word = !name.empty() && name.find_first_of(" \t#") == std::string_view::npos;
  if (!is_word) return std::nullopt;
  return std::pair{ascii_lower(name), trim(line.substr(equals + 1))};
}

char escape_of(const std::vector<std::string_view>& lines) {
  for (const std::string_view line : lines) {
    const auto found = directive(line);
    if (!found) break;
    if (found->first == "escape" && found->second == "`") return '`';
  }
  return '\\';
}

// `line` without the escape that joins it to the next one, or nothing where it is not joined.
std::optional<std::string_view> joined(std::string_view line, char escape) {
  const std::size_t last = line.find_last_not_of(kDockerBlanks);
  if (last == std::string_view::npos || line[last] != escape) return std::nullopt;
  if (last > 0 && line[last - 1] == escape) return std::nullopt;
  return line.substr(0, last);
}

struct HereDocument {
  std::string end;
  bool strips_tabs = false;
};

// `<<EOF`, `2<<-"EOF"` as a word of its own.
std::optional<HereDocument> here_document(std::string_view word) {
  word.remove_prefix(std::min(word.find_first_not_of("0123456789"), word.size()));
  if (!word.starts_with("<<") || word.starts_with("<<<")) return std::nullopt;
  word.remove_prefix(2);
  HereDocument found;
  if (word.starts_with('-')) {
    found.strips_tabs = true;
    word.remove_prefix(1);
  }
  for (const char c : word)
    if (c != '"' && c != '\'') found.end += c;
  if (found.end.empty() || found.end.find('<') != std::string::npos) return std::nullopt;
  return found;
}

// Finds the lines that end here-documents. Each text is looked up, so that a file full of documents that
// never end is read in as little time as any other.
class Ends {
 public:
  explicit Ends(const std::vector<std::string_view>& lines) : lines_(lines) {}

  // The index of the line that ends the document, or nothing: then it is none.
  std::optional<std::size_t> of(const HereDocument& document, std::size_t from) {
    if (!is_filled_) fill();
    const Places& places = document.strips_tabs ? without_tabs_ : places_;
    const auto found = places.find(document.end);
    if (found == places.end()) return std::nullopt;
    const auto at = std::lower_bound(found->second.begin(), found->second.end(), from);
    return at == found->second.end() ? std::nullopt : std::optional(*at);
  }

 private:
  using Places = std::unordered_map<std::string_view, std::vector<std::size_t>>;

  void fill() {
    is_filled_ = true;
    for (std::size_t at = 0; at < lines_.size(); ++at) {
      std::string_view line = lines_[at];
      if (line.ends_with('\r')) line.remove_suffix(1);
      if (line.size() > kLongestEnd) continue;
      places_[line].push_back(at);
      line.remove_prefix(std::min(line.find_first_not_of('\t'), line.size()));
      without_tabs_[line].push_back(at);
    }
  }

  static constexpr std::size_t kLongestEnd = 1024;  // bytes
  const std::vector<std::string_view>& lines_;
  bool is_filled_ = false;
  Places places_;
  Places without_tabs_;  // by what is behind the tabs at its beginning
};

bool takes_documents(std::string_view keyword) {
  return keyword == "RUN" || keyword == "COPY" || keyword == "ADD" || keyword == "ONBUILD";
}

// The index of the first line behind the here-documents that the instruction opens.
std::size_t after_documents(const Instruction& instruction, Ends& ends, std::size_t next) {
  if (!takes_documents(instruction.keyword) || instruction.arguments.find("<<") == std::string::npos)
    return next;
  for (const std::string_view word : shell_words(instruction.arguments)) {
    const auto document = here_document(word);
    const auto end = document ? ends.of(*document, next) : std::nullopt;
    if (end) next = *end + 1;
  }
  return next;
}

Instruction instruction_of(std::string_view text, int line) {
  const std::size_t end = std::min(text.find_first_of(kDockerBlanks), text.size());
  return {upper(text.substr(0, end)), std::string(trim(text.substr(end))), line};
}

}  // namespace

std::vector<std::string_view> shell_words(std::string_view text) {
  std::vector<std::string_view> words;
  std::size_t begin = 0;
  char quote = 0;
  bool inside = false;
  for (std::size_t at = 0; at <= text.size(); ++at) {
    const bool ends =
        at == text.size() || (quote == 0 && (kDockerBlanks.find(text[at]) != std::string_view::npos));
    if (ends) {
      if (inside) words.push_back(text.substr(begin, at - begin));
      inside = false;
      continue;
    }
    if (!inside) begin = at;
    inside = true;
    if (quote != 0) {
      if (text[at] == quote) quote = 0;
    } else if (text[at] == '"' || text[at] == '\'') {
      quote = text[at];
    }
  }
  return words;
}

std::vector<Instruction> dockerfile_instructions(std::string_view source) {
  if (source.starts_with("\xEF\xBB\xBF")) source.remove_prefix(3);
  const std::vector<std::string_view> all = lines(source);
  const char escape = escape_of(all);
  Ends ends(all);
  std::vector<Instruction> found;
  std::string text;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < all.size();) {
    const std::string_view line = all[at];
    const std::string_view trimmed = trim(line);
    const std::size_t here = at++;
    // comments and empty lines do not end an instruction that goes on
    if (!trimmed.starts_with('#') && !trimmed.empty()) {
      if (text.empty()) begin = here;
      const auto part = joined(line, escape);
      text += part ? *part : line;
      if (part && at < all.size()) continue;
    } else if (at < all.size() || text.empty()) {
      continue;
    }
    Instruction instruction = instruction_of(trim(text), static_cast<int>(begin) + 1);
    text.clear();
    at = after_documents(instruction, ends, at);
    if (!instruction.keyword.empty()) found.push_back(std::move(instruction));
  }
  return found;
}

}  // namespace expgate::content
