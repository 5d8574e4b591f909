#include <memory>

#include <fmt/core.h>

#include "message/header.h"
#include "rules/rule.h"
#include "text/regex.h"

namespace expgate::rules {

namespace {

constexpr OptionSpec kOptions[] = {
    {"name", OptionType::regex, "", "What the author's name has to match from end to end; empty: any name."},
    {"email", OptionType::regex, "",
     "What the author's address has to match from end to end; empty: any address."},
    {"signed", OptionType::boolean, "false",
     "Whether a commit has to carry a signature (it is not verified)."},
};

using Pattern = std::shared_ptr<const text::Regex>;

// Null where there is no pattern.
Result<Pattern> compile(const std::string& pattern) {
  if (pattern.empty()) return Pattern{};
  TRY_ASSIGN(text::Regex regex, text::Regex::compile(pattern));
  return std::make_shared<const text::Regex>(std::move(regex));
}

void judge_match(std::string_view what, const std::string& value, const Pattern& pattern,
                 const std::string& source, std::string_view setting, Violations& violations) {
  if (!pattern || pattern->matches(value)) return;
  violations.push_back(
      {.message =
           fmt::format("the author's {} {} does not match `{}`", what, message::backticked(value), source),
       .advice = fmt::format("`git config {} …` sets it for the next commit, `git commit --amend "
                             "--reset-author --no-edit` in the last",
                             setting)});
}

Result<Judge> make(const Options& options) {
  TRY_ASSIGN(const Pattern name, compile(options.text("name")));
  TRY_ASSIGN(const Pattern email, compile(options.text("email")));
  return JudgeCommit{[name, email, name_source = options.text("name"), email_source = options.text("email"),
                      needs_signature = options.boolean("signed")](const CommitView& view,
                                                                   Violations& violations) -> Result<void> {
    const Commit& commit = view.commit;
    judge_match("name", commit.author.name, name, name_source, "user.name", violations);
    judge_match("address", commit.author.email, email, email_source, "user.email", violations);
    const bool is_made = !commit.oid.is_zero();  // git signs a commit after its hooks have run
    if (needs_signature && is_made && !commit.is_signed)
      violations.push_back(
          {.message = "the commit carries no signature",
           .advice =
               "git commit --amend -S --no-edit; `git config commit.gpgsign true` signs all from now on"});
    return {};
  }};
}

}  // namespace

extern const Rule commit_author;
const Rule commit_author{
    {
        .id = "commit-author",
        .scope = Scope::commit,
        .summary = "The author's name and address match a pattern, and the commit carries a signature, where "
                   "that is asked for.",
        .why = "who trained it can be asked only if the history names them",
        .bad = "Author: root <root@gpu-node-7>, with `email: '.*@example\\.org'`",
        .good = "Author: Ada Lovelace <ada@example.org>",
        .mend = "Set `git config user.name` and `user.email`, then `git commit --amend --reset-author "
                "--no-edit`.",
        .options = kOptions,
    },
    make,
};

}  // namespace expgate::rules
