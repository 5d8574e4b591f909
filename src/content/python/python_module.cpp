#include "content/python/python_module.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
#include <utility>

#include "base/strings.h"
#include "content/python/python_source.h"

namespace expgate::content {

namespace {

constexpr std::size_t kLongestArguments = 400;  // bytes of a call's arguments that are kept

constexpr std::string_view kKeywords[] = {
    "and",    "as",   "assert", "async",  "await",    "break", "class", "continue", "def",
    "del",    "elif", "else",   "except", "finally",  "for",   "from",  "global",   "if",
    "import", "in",   "is",     "lambda", "nonlocal", "not",   "or",    "pass",     "raise",
    "return", "try",  "while",  "with",   "yield",    "None",  "True",  "False"};

bool is_prefix_of_string(std::string_view name) {
  return name.size() <= 2 && name.find_first_not_of("rRbBfFuU") == std::string_view::npos;
}

// The text without comments and line ends.
std::string plain(const PythonSource& source, std::size_t begin, std::size_t end) {
  const std::string_view text = source.text();
  std::string result;
  for (std::size_t at = begin; at < end;) {
    const char c = text[at];
    if (c == '#') {
      at = std::min(text.find('\n', at), end);
    } else if (c == '"' || c == '\'') {
      const std::size_t after = std::min(source.after_token(at), end);
      result += text.substr(at, after - at);
      at = after;
    } else {
      result += c == '\n' || c == '\r' || c == '\\' || c == '\t' ? ' ' : c;
      ++at;
    }
  }
  return result;
}

bool is_chain(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_name(c) || c == '.'; });
}

// The parts of `text` between commas that stand in no bracket or string.
std::vector<std::string_view> parts_of(std::string_view text) {
  std::vector<std::string_view> parts;
  int depth = 0;
  char quote = 0;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (quote != 0) {
      if (c == '\\') ++at;
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '(' || c == '[' || c == '{') {
      ++depth;
    } else if (c == ')' || c == ']' || c == '}') {
      --depth;
    } else if (c == ',' && depth == 0) {
      parts.push_back(trim(text.substr(begin, at - begin)));
      begin = at + 1;
    }
  }
  parts.push_back(trim(text.substr(begin)));
  return parts;
}

class ModuleReader {
 public:
  explicit ModuleReader(std::string_view text) : source_(text) {}

  PythonModule read() {
    for (const PythonLine& line : source_.lines()) read_line(line);
    module_.is_whole = !source_.error();
    return std::move(module_);
  }

 private:
  struct Scope {
    std::size_t indent = 0;
    std::string function;  // empty: a class
    bool is_called_by_others = false;
  };

  void read_line(const PythonLine& line) {
    enter(line);
    const std::string_view text = source_.text().substr(line.begin, line.end - line.begin);
    if (text.starts_with('@')) is_decorated_ = true;
    const std::string_view word = text.substr(0, std::min(text.find_first_of(" \t\\\n("), text.size()));
    if (word == "import") return read_import(line);
    if (word == "from") return read_from(line);
    std::size_t begin = line.begin;
    if (word == "def" || word == "class" || word == "async") begin = define(line);
    if (word == "if" && text.find("__name__") != std::string_view::npos) module_.is_script = true;
    if (!text.starts_with('@') && word != "def" && word != "class" && word != "async") is_decorated_ = false;
    read_uses(begin, line.end);
    read_assignment(line);
  }

  // Leaves the scopes that a line of this indentation ends.
  void enter(const PythonLine& line) {
    const std::string_view text = source_.text();
    const std::size_t last = line.begin == 0 ? std::string_view::npos : text.rfind('\n', line.begin - 1);
    const std::size_t begin = last == std::string_view::npos ? 0 : last + 1;
    const std::string_view before = text.substr(begin, line.begin - begin);
    if (before.find_first_not_of(" \t\f\xEF\xBB\xBF") == std::string_view::npos) indent_ = before.size();
    while (!scopes_.empty() && scopes_.back().indent >= indent_) scopes_.pop_back();
  }

  // `def name(…`: the offset behind the name, in the scope of it.
  std::size_t define(const PythonLine& line) {
    const std::string_view text = source_.text();
    std::size_t at = line.begin;
    std::string_view word = name_at(at, line.end);
    if (word == "async") {
      at = source_.after_token(at);
      word = name_at(at, line.end);
    }
    if (word != "def" && word != "class") return line.begin;
    at = source_.after_token(at);
    const std::string name(name_at(at, line.end));
    const bool is_class = word == "class";
    const bool is_method = !scopes_.empty() && scopes_.back().function.empty();
    if (!is_class) module_.functions.push_back({name, source_.mark(at).line, is_method || is_decorated_});
    scopes_.push_back({indent_, is_class ? "" : name, is_method || is_decorated_});
    is_decorated_ = false;
    return std::min(at + name.size(), text.size());
  }

  [[nodiscard]] std::string_view name_at(std::size_t at, std::size_t end) const {
    std::size_t after = at;
    while (after < end && is_name(source_.text()[after])) ++after;
    return source_.text().substr(at, after - at);
  }

  void bind(PythonImport import) {
    std::string full = import.module;
    if (!import.member.empty()) full += (full.ends_with('.') ? "" : ".") + import.member;
    if (import.member != "*") names_.insert_or_assign(import.local, full);
    module_.imports.push_back(std::move(import));
  }

  void read_import(const PythonLine& line) {
    const std::string text = plain(source_, line.begin + 6, line.end);
    for (const std::string_view part : split(text, ',')) {
      const auto [name, alias] = named(part);
      const std::string top(name.substr(0, name.find('.')));
      module_.imports.push_back(
          {std::string(name), "", alias.empty() ? top : std::string(alias), source_.mark(line.begin).line});
      names_.insert_or_assign(alias.empty() ? top : std::string(alias),
                              alias.empty() ? top : std::string(name));
    }
  }

  void read_from(const PythonLine& line) {
    const std::string text = plain(source_, line.begin + 4, line.end);
    const std::size_t import = text.find(" import");
    if (import == std::string::npos) return;
    std::string module;
    for (const char c : text.substr(0, import))
      if (c != ' ') module += c;
    std::string_view members = trim(std::string_view(text).substr(import + 7));
    if (members.starts_with('(')) members = members.substr(1, members.find(')') - 1);
    for (const std::string_view part : split(members, ',')) {
      const auto [name, alias] = named(part);
      if (name.empty()) continue;
      bind({module, std::string(name), std::string(alias.empty() ? name : alias),
            source_.mark(line.begin).line});
    }
  }

  // `name as alias`
  static std::pair<std::string_view, std::string_view> named(std::string_view part) {
    part = trim(part);
    const std::size_t as = part.find(" as ");
    if (as == std::string_view::npos) return {part, {}};
    return {trim(part.substr(0, as)), trim(part.substr(as + 4))};
  }

  PythonUse use_of(std::string_view chain, std::size_t at) const {
    PythonUse use{.line = source_.mark(at).line};
    const std::string_view first = chain.substr(0, chain.find('.'));
    const auto found = names_.find(first);
    use.is_imported = found != names_.end();
    use.name = use.is_imported ? found->second + std::string(chain.substr(first.size())) : std::string(chain);
    const auto scope = std::find_if(scopes_.rbegin(), scopes_.rend(),
                                    [](const Scope& each) { return !each.function.empty(); });
    if (scope != scopes_.rend()) {
      use.function = scope->function;
      use.is_called_by_others = scope->is_called_by_others;
    }
    return use;
  }

  // `a.b.c`, blanks taken out, and the offset behind it.
  std::pair<std::string, std::size_t> chain_at(std::size_t at, std::size_t end) const {
    const std::string_view text = source_.text();
    std::string chain;
    while (true) {
      const std::string_view name = name_at(at, end);
      chain += name;
      at += name.size();
      const std::size_t dot = source_.after_blanks(at);
      if (name.empty() || dot >= end || text[dot] != '.') return {chain, at};
      const std::size_t next = source_.after_blanks(dot + 1);
      if (next >= end || !is_name_start(text[next])) return {chain, at};
      chain += '.';
      at = next;
    }
  }

  void read_uses(std::size_t begin, std::size_t end) {
    const std::string_view text = source_.text();
    char before = 0;  // the last character that is no blank
    for (std::size_t at = begin; at < end;) {
      const char c = text[at];
      if (c == '#') {
        at = std::min(text.find('\n', at), end);
      } else if (c == '"' || c == '\'') {
        at = source_.after_token(at);
        before = c;
      } else if (is_digit(c)) {
        while (at < end && (is_name(text[at]) || text[at] == '.')) ++at;
        before = '0';
      } else if (!is_name_start(c)) {
        if (c != ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\\') before = c;
        ++at;
      } else {
        at = read_use(at, end, before == '.');
        before = 'a';
      }
    }
  }

  std::size_t read_use(std::size_t at, std::size_t end, bool is_attribute) {
    const std::string_view text = source_.text();
    const auto [chain, after] = chain_at(at, end);
    const std::string_view first = std::string_view(chain).substr(0, chain.find('.'));
    const bool is_string =
        after < end && (text[after] == '"' || text[after] == '\'') && is_prefix_of_string(chain);
    if (std::find(std::begin(kKeywords), std::end(kKeywords), first) != std::end(kKeywords))
      return at + first.size();
    if (is_string) return after;
    PythonUse use = use_of(is_attribute ? "." + chain : chain, at);
    module_.mentioned.insert(chain.substr(chain.rfind('.') + 1));
    const std::size_t next = source_.after_blanks(after);
    if (next < end && text[next] == '(') {
      use.is_call = true;
      const std::size_t close = std::min(source_.after_token(next), end);
      const std::size_t length = close > next + 2 ? close - next - 2 : 0;
      use.arguments = trim(text.substr(next + 1, std::min(length, kLongestArguments)));
    }
    if (use.is_call || use.is_imported || chain.size() > first.size()) module_.uses.push_back(std::move(use));
    return after;
  }

  // `a.b, c.d = True, False` and `a = b = c`: a use each, with its value.
  void read_assignment(const PythonLine& line) {
    const std::string_view text = source_.text();
    std::vector<std::size_t> equals;
    for (std::size_t at = line.begin; at < line.end; at = std::max(source_.after_token(at), at + 1)) {
      if (text[at] != '=') continue;
      const char before = at > line.begin ? text[at - 1] : '=';
      const bool compares = std::string_view("=!<>:+-*/%&|^@").find(before) != std::string_view::npos ||
                            text.substr(at + 1, 1) == "=";
      if (compares) break;
      equals.push_back(at);
    }
    if (equals.empty()) return;
    const std::string right = plain(source_, equals.back() + 1, line.end);
    const std::vector<std::string_view> values = parts_of(right);
    std::size_t begin = line.begin;
    for (const std::size_t end : equals) {
      const std::string left = plain(source_, begin, end);
      const std::vector<std::string_view> targets = parts_of(left);
      for (std::size_t at = 0; at < targets.size(); ++at) {
        std::string_view target = trim(targets[at].substr(0, targets[at].find(':')));  // before an annotation
        if (!is_chain(target))
          target = trim(targets[at].substr(targets[at].rfind(':') + 1));  // behind `if x:`
        if (!is_chain(target)) continue;
        PythonUse use = use_of(target, line.begin);
        use.is_assigned = true;
        use.value = trim(targets.size() == values.size() ? values[at] : std::string_view(right));
        module_.uses.push_back(std::move(use));
      }
      begin = end + 1;
    }
  }

  PythonSource source_;
  PythonModule module_;
  std::map<std::string, std::string, std::less<>> names_;  // of imports: local to full
  std::vector<Scope> scopes_;
  std::size_t indent_ = 0;
  bool is_decorated_ = false;
};

}  // namespace

PythonModule read_python_module(std::string_view source) {
  return ModuleReader(source).read();
}

}  // namespace expgate::content
