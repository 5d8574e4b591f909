#include "message/attribution.h"

#include <algorithm>
#include <string>

#include "base/ascii.h"
#include "base/strings.h"
#include "message/trailers.h"

namespace expgate::message {

namespace {

// Names of tools, in lower case, as they stand in trailers and generated lines.
constexpr std::string_view kTools[] = {"aider",
                                       "amazon q",
                                       "amazon q developer",
                                       "amp",
                                       "chatgpt",
                                       "claude",
                                       "claude code",
                                       "cline",
                                       "codex",
                                       "codeium",
                                       "cody",
                                       "copilot",
                                       "cursor",
                                       "cursor agent",
                                       "deepseek",
                                       "devin",
                                       "gemini",
                                       "gemini cli",
                                       "gemini code assist",
                                       "github copilot",
                                       "gpt-4",
                                       "gpt-4o",
                                       "gpt-5",
                                       "grok",
                                       "jules",
                                       "junie",
                                       "kimi",
                                       "opencode",
                                       "openai codex",
                                       "openhands",
                                       "qwen code",
                                       "qwen",
                                       "roo code",
                                       "sourcegraph cody",
                                       "tabnine",
                                       "windsurf",
                                       "通义灵码",
                                       "文心快码",
                                       "豆包"};

// Parts of the addresses that tools commit with.
constexpr std::string_view kAddresses[] = {"noreply@anthropic.com",  "@openai.com",
                                           "cursoragent@cursor.com", "@aider.chat",
                                           "copilot@github.com",     "+copilot@users.noreply",
                                           "copilot-swe-agent",      "devin-ai-integration",
                                           "google-labs-jules",      "@all-hands.dev",
                                           "gemini-code-assist",     "amazon-q-developer",
                                           "chatgpt-codex-connector"};

// Words that may follow the name of a tool: its model and version.
constexpr std::string_view kModels[] = {"agent", "bot",   "code",  "cli",  "opus", "sonnet", "haiku",
                                        "pro",   "flash", "turbo", "mini", "max",  "ai",     "(ai)"};

template <typename Words>
bool holds(const Words& words, std::string_view word) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

bool is_of_model(std::string_view word) {
  const bool is_version = std::any_of(word.begin(), word.end(), is_digit);
  return is_version || holds(kModels, word) || word.starts_with('(') || word.starts_with('[');
}

// Whether the name is a tool's, with nothing but model and version behind it.
bool is_tool(std::string_view name) {
  const std::string lower = ascii_lower(trim(name));
  for (const std::string_view tool : kTools) {
    if (!lower.starts_with(tool)) continue;
    const std::string_view rest = std::string_view(lower).substr(tool.size());
    if (rest.empty()) return true;
    if (rest[0] != ' ' && rest[0] != '(' && rest[0] != '[' && rest[0] != '-' && rest[0] != ':') continue;
    const auto words = split(trim(rest.substr(rest[0] == '-' || rest[0] == ':' ? 1 : 0)), ' ');
    if (!words.empty() && is_of_model(words.front())) return true;
  }
  return false;
}

bool has_tools_address(std::string_view value) {
  const std::string lower = ascii_lower(value);
  return std::any_of(std::begin(kAddresses), std::end(kAddresses),
                     [&](std::string_view part) { return lower.find(part) != std::string::npos; });
}

// "Generated with [Claude Code](https://…)", behind an emoji or a mark.
bool is_generated_with_tool(std::string_view line) {
  std::string lower = ascii_lower(line);
  const std::size_t begin = lower.find("generated ");
  constexpr std::size_t kMostInFront = 12;  // bytes: an emoji, a list mark, `_`
  if (begin > kMostInFront) return false;   // or not there
  const auto in_front = std::string_view(lower).substr(0, begin);
  if (std::any_of(in_front.begin(), in_front.end(), is_letter_or_digit)) return false;
  std::string_view rest = std::string_view(lower).substr(begin + std::string_view("generated ").size());
  bool has_by = false;
  for (const std::string_view by : {"with ", "by ", "using ", "via "})
    if (!has_by && rest.starts_with(by)) {
      rest.remove_prefix(by.size());
      has_by = true;
    }
  if (!has_by) return false;
  rest.remove_prefix(std::min(rest.find_first_not_of("[*_ "), rest.size()));
  const std::string_view name = rest.substr(0, rest.find_first_of("].,*_<"));
  return is_tool(name) || has_tools_address(line);
}

}  // namespace

bool credits_ai_tool(std::string_view line) {
  if (is_generated_with_tool(line)) return true;
  const auto trailer = trailer_of(line);
  if (!trailer) return false;
  const std::string key = ascii_lower(trailer->key);
  constexpr std::string_view kOfAuthors[] = {"co-authored-by", "signed-off-by", "co-developed-by", "author",
                                             "authored-by",    "coauthored-by", "suggested-by"};
  if (!holds(kOfAuthors, key)) return false;
  const std::string_view value = trailer->value;
  return has_tools_address(value) || is_tool(value.substr(0, value.find('<')));
}

bool says_no_tool(std::string_view value) {
  const std::string lower = ascii_lower(trim(value));
  constexpr std::string_view kNoTool[] = {"none", "no", "n/a", "-", "no ai", "无"};
  return holds(kNoTool, lower);
}

}  // namespace expgate::message
