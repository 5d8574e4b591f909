#include "report/markdown.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/strings.h"
#include "report/entries.h"
#include "report/fixes.h"
#include "report/phrases.h"
#include "text/utf8.h"

namespace expgate::report {

namespace {

constexpr std::size_t kMostBytes = 500'000;  // GitHub shows no summary of more than 1 MiB

std::size_t longest_run_of_backticks(std::string_view text) {
  std::size_t longest = 0;
  for (std::size_t at = text.find('`'); at != std::string_view::npos; at = text.find('`', at)) {
    const std::size_t end = std::min(text.find_first_not_of('`', at), text.size());
    longest = std::max(longest, end - at);
    at = end;
  }
  return longest;
}

// `text` as a code span, in which nothing but its own fence means anything (CommonMark section 6.1).
std::string code(std::string_view text) {
  const std::size_t longest = longest_run_of_backticks(text);
  const std::string fence(longest + 1, '`');
  const bool is_padded = longest > 0 || text.empty() || text.front() == ' ' || text.back() == ' ';
  return is_padded ? fmt::format("{} {} {}", fence, text, fence) : fmt::format("{}{}{}", fence, text, fence);
}

// Whether what stands at `at` would begin markup, an entity, a link or an emoji.
bool is_markup(std::string_view text, std::size_t at) {
  constexpr std::string_view kAlways = "\\`*_[]<>#!|~&@$^";
  const std::string_view after = text.substr(at + 1);
  if (text[at] == ':') return !after.empty() && after.front() != ' ';
  if (text[at] == '.') return ascii_lower(text.substr(0, at)).ends_with("www");
  return kAlways.find(text[at]) != std::string_view::npos;
}

// Plain words. "@" and what else links to a person or a thing is cut off from the name behind it by a
// comment: GitHub and GitLab look for those in the finished text, where no backslash is left.
std::string words(std::string_view text) {
  constexpr std::string_view kLinks = "@#!~&$^%";
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_markup(text, i)) out += '\\';
    out += text[i];
    const bool is_followed = i + 1 < text.size() && text[i + 1] != ' ';
    if (is_followed && kLinks.find(text[i]) != std::string_view::npos) out += "<!-- -->";
  }
  return out;
}

// A message of a rule: what stands in `backticks` as code, the rest as plain words.
std::string marked(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t open = text.find('`', at);
    const std::size_t close = open == std::string_view::npos ? open : text.find('`', open + 1);
    if (close == std::string_view::npos || close == open + 1) {
      const std::size_t end = close == std::string_view::npos ? text.size() : close + 1;
      out += words(text.substr(at, end - at));
      at = end;
      continue;
    }
    out += words(text.substr(at, open - at)) + code(text.substr(open + 1, close - open - 1));
    at = close + 1;
  }
  return out;
}

std::string_view sign_of(const Report& report) {
  switch (report.verdict()) {
    case Verdict::pass:
      return report.findings.empty() ? "✅" : "⚠️";
    case Verdict::fail:
      return "❌";
    case Verdict::undecided:
      return "🛑";
  }
  return "🛑";
}

std::string labelled(const Text& label, std::string_view text) {
  return fmt::format("  - {}: {}\n", shown(label), text);
}

std::string item_of(const ReportEntry& each) {
  const Finding& finding = *each.finding;
  std::string out = fmt::format("- **{}** {}: {}\n", shown(each.standing),
                                code(text::printable(finding.check)), marked(each.message));
  if (!each.place.empty()) out += labelled(tr("where"), code(each.place));
  if (const std::string why = why_of(finding); !why.empty()) out += labelled(tr("why"), marked(why));
  if (const std::string help = help_of(finding); !help.empty()) out += labelled(tr("help"), marked(help));
  return out;
}

// What to do, once for each ref: commands in blocks that can be copied.
std::string fixes_in_markdown(const Report& report) {
  std::string out;
  for (const Fixes& fixes : fixes_of(report)) {
    out += "\n" + marked(fixes.title) + "\n";
    for (const FixStep& step : fixes.steps) {
      if (!step.text.empty()) out += "\n" + marked(step.text) + "\n";
      if (step.command.empty()) continue;
      const std::string fence(std::max<std::size_t>(longest_run_of_backticks(step.command) + 1, 3), '`');
      out += fmt::format("\n{}sh\n{}\n{}\n", fence, step.command, fence);
    }
  }
  return out;
}

}  // namespace

std::string markdown(const Report& report) {
  std::string out = fmt::format("### {} expgate: {}\n\n", sign_of(report), marked(headline(report)));
  if (report.error && !report.error->help.empty())
    out += fmt::format("{}: {}\n\n", shown(tr("help")), code(shown(report.error->help)));
  const std::vector<ReportEntry> all = entries_of(report);
  std::size_t listed = 0;
  for (; listed < all.size() && out.size() < kMostBytes; ++listed) out += item_of(all[listed]);
  if (listed < all.size())
    out += fmt::format("\n{}\n", shown(tr_n("… and {count} more finding (`--report json=FILE` has all)",
                                            "… and {count} more findings (`--report json=FILE` has all)",
                                            all.size() - listed)));
  out += fixes_in_markdown(report);
  if (!report.notes.empty()) out += "\n";
  for (std::size_t i = 0; i < report.notes.size() && out.size() < kMostBytes * 3 / 2; ++i)
    out += fmt::format("- {}: {}\n", shown(tr("note")), marked(shown(report.notes[i])));
  return out + "\n" + shown(volume_of(report)) + "\n";
}

}  // namespace expgate::report
