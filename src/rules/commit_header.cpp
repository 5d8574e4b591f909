#include <iterator>

#include "base/strings.h"
#include "message/header.h"
#include "rules/rule.h"

namespace expgate::rules {

namespace {

using message::HeaderMistake;

constexpr const char* kAdvice =
    "write `type: description`, for example `fix(data): skip images that do not decode`";
constexpr Msgid kHelp = msgid("{advice}");  // a sentence of its own: the mended header, or how one is written

constexpr ExampleArgument kBlankExample[] = {{"advice", kAdvice}};
constexpr Reason kBlank{.name = "blank",
                        .text = msgid("the header has nothing that anyone can see"),
                        .help = kHelp,
                        .example = kBlankExample};
constexpr ExampleArgument kLeadingBlankExample[] = {{"header", "feat: add ViT"},
                                                    {"advice", "write `feat: add ViT`"}};
constexpr Reason kLeadingBlank{.name = "leading-blank",
                               .text = msgid("a blank stands before `{header}`"),
                               .help = kHelp,
                               .example = kLeadingBlankExample};
constexpr ExampleArgument kTrailingBlankExample[] = {{"header", "feat: add ViT"},
                                                     {"advice", "write `feat: add ViT`"}};
constexpr Reason kTrailingBlank{.name = "trailing-blank",
                                .text = msgid("a blank stands after `{header}`"),
                                .help = kHelp,
                                .example = kTrailingBlankExample};
constexpr ExampleArgument kTabExample[] = {{"header", "feat:<tab>add ViT"},
                                           {"advice", "write `feat: add ViT`"}};
constexpr Reason kTab{.name = "tab",
                      .text = msgid("the header has a tab in it: `{header}`"),
                      .help = kHelp,
                      .example = kTabExample};
constexpr ExampleArgument kEmojiExample[] = {{"header", "✨ feat: add ViT"},
                                             {"advice", "write `feat: add ViT`"}};
constexpr Reason kEmoji{.name = "emoji-before-type",
                        .text = msgid("`{header}` begins with an emoji instead of a type"),
                        .help = kHelp,
                        .example = kEmojiExample};
constexpr ExampleArgument kFrontMatterExample[] = {{"word", "[ABC-1]"}, {"advice", "write `feat: add ViT`"}};
constexpr Reason kFrontMatter{
    .name = "text-before-type",
    .text = msgid("`{word}` stands where the type should be; it belongs in a footer or the scope"),
    .help = kHelp,
    .example = kFrontMatterExample};
constexpr ExampleArgument kMergeTextExample[] = {{"advice", kAdvice}};
constexpr Reason kMergeText{.name = "merge-text",
                            .text = msgid("the text is that of a merge, but the commit has one parent"),
                            .help = kHelp,
                            .example = kMergeTextExample};
constexpr ExampleArgument kRevertTextExample[] = {{"advice", kAdvice}};
constexpr Reason kRevertText{.name = "revert-text",
                             .text = msgid("the text is that of a revert, but it has no line `This reverts "
                                           "commit <oid>` and takes nothing back"),
                             .help = kHelp,
                             .example = kRevertTextExample};
constexpr ExampleArgument kBareAutosquashExample[] = {{"header", "fixup!"}, {"advice", kAdvice}};
constexpr Reason kBareAutosquash{.name = "bare-autosquash",
                                 .text = msgid("`{header}` has no subject after it"),
                                 .help = kHelp,
                                 .example = kBareAutosquashExample};
constexpr ExampleArgument kSquashTextExample[] = {{"advice", kAdvice}};
constexpr Reason kSquashText{.name = "squash-text",
                             .text = msgid("the message is still the text that `git merge --squash` wrote"),
                             .help = kHelp,
                             .example = kSquashTextExample};
constexpr ExampleArgument kNoTypeExample[] = {{"header", "update"}, {"advice", kAdvice}};
constexpr Reason kNoType{.name = "no-type",
                         .text = msgid("`{header}` has no type: write `type: description`"),
                         .help = kHelp,
                         .example = kNoTypeExample};
constexpr ExampleArgument kEmptyTypeExample[] = {{"header", ": add ViT"}, {"advice", kAdvice}};
constexpr Reason kEmptyType{.name = "empty-type",
                            .text = msgid("`{header}` has no type before the colon"),
                            .help = kHelp,
                            .example = kEmptyTypeExample};
constexpr ExampleArgument kTypeNotUtf8Example[] = {{"advice", kAdvice}};
constexpr Reason kTypeNotUtf8{.name = "type-not-utf8",
                              .text = msgid("the type is not valid UTF-8"),
                              .help = kHelp,
                              .example = kTypeNotUtf8Example};
constexpr ExampleArgument kTypeWithPictureExample[] = {{"letter", "an invisible character (U+200B)"},
                                                       {"advice", "write `feat: add ViT`"}};
constexpr Reason kTypeWithPicture{.name = "picture-in-type",
                                  .text = msgid("the type has {letter} in it"),
                                  .help = kHelp,
                                  .example = kTypeWithPictureExample};
constexpr ExampleArgument kForeignLetterExample[] = {{"letter", "Chinese `修` (U+4FEE)"},
                                                     {"advice", kAdvice}};
constexpr Reason kForeignLetter{
    .name = "foreign-letter",
    .text = msgid("the type has {letter} in it, but only Latin letters are allowed"),
    .help = kHelp,
    .example = kForeignLetterExample};
constexpr ExampleArgument kLookAlikeLetterExample[] = {
    {"letter", "Cyrillic `е` (U+0435)"}, {"ascii", "e"}, {"advice", "write `feat: add ViT`"}};
constexpr Reason kLookAlikeLetter{.name = "look-alike-letter",
                                  .text = msgid("{letter} in the type only looks like `{ascii}`"),
                                  .help = kHelp,
                                  .example = kLookAlikeLetterExample};
constexpr ExampleArgument kLookAlikeMarkExample[] = {
    {"letter", "full-width `：` (U+FF1A)"}, {"ascii", ":"}, {"advice", "write `feat: add ViT`"}};
constexpr Reason kLookAlikeMark{.name = "look-alike-mark",
                                .text = msgid("{letter} stands where `{ascii}` should be"),
                                .help = kHelp,
                                .example = kLookAlikeMarkExample};
constexpr ExampleArgument kTypeOfWordsExample[] = {{"word", "new feature"}, {"advice", kAdvice}};
constexpr Reason kTypeOfWords{.name = "several-words-as-type",
                              .text = msgid("`{word}` is not one word, as a type is"),
                              .help = kHelp,
                              .example = kTypeOfWordsExample};
constexpr ExampleArgument kTypeCharacterExample[] = {
    {"header", "feat/api: add ViT"}, {"word", "/"}, {"advice", kAdvice}};
constexpr Reason kTypeCharacter{
    .name = "character-in-type",
    .text = msgid("the type in `{header}` has a `{word}`; only letters, digits, `-` and `_` are allowed"),
    .help = kHelp,
    .example = kTypeCharacterExample};
constexpr ExampleArgument kNoColonExample[] = {{"word", "feat"}, {"advice", "write `feat: add ViT`"}};
constexpr Reason kNoColon{.name = "no-colon",
                          .text = msgid("`{word}` has no colon after it"),
                          .help = kHelp,
                          .example = kNoColonExample};
constexpr ExampleArgument kOtherMarkExample[] = {
    {"header", "feat; add ViT"}, {"word", ";"}, {"advice", "write `feat: add ViT`"}};
constexpr Reason kOtherMark{.name = "other-mark",
                            .text = msgid("`{word}` stands where the colon should be in `{header}`"),
                            .help = kHelp,
                            .example = kOtherMarkExample};
constexpr ExampleArgument kTwoColonsExample[] = {{"header", "feat::add ViT"},
                                                 {"advice", "write `feat: add ViT`"}};
constexpr Reason kTwoColons{.name = "two-colons",
                            .text = msgid("`{header}` has two colons"),
                            .help = kHelp,
                            .example = kTwoColonsExample};
constexpr ExampleArgument kSpaceBeforeColonExample[] = {{"header", "feat : add ViT"},
                                                        {"advice", "write `feat: add ViT`"}};
constexpr Reason kSpaceBeforeColon{.name = "space-before-colon",
                                   .text = msgid("`{header}` has a space before the colon"),
                                   .help = kHelp,
                                   .example = kSpaceBeforeColonExample};
constexpr ExampleArgument kNoSpaceAfterColonExample[] = {{"header", "feat:add ViT"},
                                                         {"advice", "write `feat: add ViT`"}};
constexpr Reason kNoSpaceAfterColon{.name = "no-space-after-colon",
                                    .text = msgid("`{header}` has no space after the colon"),
                                    .help = kHelp,
                                    .example = kNoSpaceAfterColonExample};
constexpr ExampleArgument kSpacesAfterColonExample[] = {{"header", "feat:  add ViT"},
                                                        {"advice", "write `feat: add ViT`"}};
constexpr Reason kSpacesAfterColon{.name = "spaces-after-colon",
                                   .text = msgid("`{header}` has several spaces after the colon"),
                                   .help = kHelp,
                                   .example = kSpacesAfterColonExample};
constexpr ExampleArgument kOddSpaceAfterColonExample[] = {{"header", "feat:　add ViT"},
                                                          {"advice", "write `feat: add ViT`"}};
constexpr Reason kOddSpaceAfterColon{
    .name = "odd-space-after-colon",
    .text = msgid("`{header}` has a character after the colon that is not a plain space"),
    .help = kHelp,
    .example = kOddSpaceAfterColonExample};
constexpr ExampleArgument kNoDescriptionExample[] = {{"header", "feat:"}, {"advice", kAdvice}};
constexpr Reason kNoDescription{.name = "no-description",
                                .text = msgid("`{header}` has no description after the colon"),
                                .help = kHelp,
                                .example = kNoDescriptionExample};
constexpr ExampleArgument kExclamationAfterColonExample[] = {{"header", "feat:! drop ViT"},
                                                             {"advice", "write `feat!: drop ViT`"}};
constexpr Reason kExclamationAfterColon{
    .name = "exclamation-after-colon",
    .text = msgid("`{header}` has its `!` after the colon; it goes before it"),
    .help = kHelp,
    .example = kExclamationAfterColonExample};
constexpr ExampleArgument kExclamationBeforeScopeExample[] = {{"header", "feat!(api): drop ViT"},
                                                              {"advice", "write `feat(api)!: drop ViT`"}};
constexpr Reason kExclamationBeforeScope{
    .name = "exclamation-before-scope",
    .text = msgid("`{header}` has its `!` before the scope; it goes after it"),
    .help = kHelp,
    .example = kExclamationBeforeScopeExample};
constexpr ExampleArgument kSpaceBeforeExclamationExample[] = {{"header", "feat !: drop ViT"},
                                                              {"advice", "write `feat!: drop ViT`"}};
constexpr Reason kSpaceBeforeExclamation{.name = "space-before-exclamation",
                                         .text = msgid("`{header}` has a space before the `!`"),
                                         .help = kHelp,
                                         .example = kSpaceBeforeExclamationExample};
constexpr ExampleArgument kExclamationsExample[] = {{"header", "feat!!: drop ViT"},
                                                    {"advice", "write `feat!: drop ViT`"}};
constexpr Reason kExclamations{.name = "several-exclamations",
                               .text = msgid("`{header}` has more than one `!`"),
                               .help = kHelp,
                               .example = kExclamationsExample};
constexpr ExampleArgument kUnclosedScopeExample[] = {{"header", "feat(model: add ViT"},
                                                     {"advice", "write `feat(model): add ViT`"}};
constexpr Reason kUnclosedScope{.name = "unclosed-scope",
                                .text = msgid("`{header}` has a `(` that is not closed"),
                                .help = kHelp,
                                .example = kUnclosedScopeExample};
constexpr ExampleArgument kEmptyScopeExample[] = {{"header", "feat(): add ViT"},
                                                  {"advice", "write `feat: add ViT`"}};
constexpr Reason kEmptyScope{.name = "empty-scope",
                             .text = msgid("`{header}` has an empty scope"),
                             .help = kHelp,
                             .example = kEmptyScopeExample};
constexpr ExampleArgument kBlankInScopeExample[] = {{"header", "feat( model): add ViT"},
                                                    {"advice", "write `feat(model): add ViT`"}};
constexpr Reason kBlankInScope{.name = "blank-in-scope",
                               .text = msgid("`{header}` has a blank at the edge of the scope"),
                               .help = kHelp,
                               .example = kBlankInScopeExample};
constexpr ExampleArgument kNestedScopeExample[] = {{"header", "feat((model)): add ViT"}, {"advice", kAdvice}};
constexpr Reason kNestedScope{.name = "nested-scope",
                              .text = msgid("`{header}` has a `(` within the scope"),
                              .help = kHelp,
                              .example = kNestedScopeExample};
constexpr ExampleArgument kOtherBracketsExample[] = {{"header", "feat[model]: add ViT"},
                                                     {"advice", "write `feat(model): add ViT`"}};
constexpr Reason kOtherBrackets{.name = "other-brackets",
                                .text = msgid("`{header}` has its scope in other brackets than `( )`"),
                                .help = kHelp,
                                .example = kOtherBracketsExample};
constexpr ExampleArgument kSpaceBeforeScopeExample[] = {{"header", "feat (model): add ViT"},
                                                        {"advice", "write `feat(model): add ViT`"}};
constexpr Reason kSpaceBeforeScope{.name = "space-before-scope",
                                   .text = msgid("`{header}` has a space before the scope"),
                                   .help = kHelp,
                                   .example = kSpaceBeforeScopeExample};
constexpr ExampleArgument kBlankFirstLineExample[] = {{"number", "3"}, {"header", "feat: add ViT"}};
constexpr Reason kBlankFirstLine{
    .name = "blank-first-line",
    .text = msgid("the first line is blank; the header is on line {number}"),
    .help = msgid("begin with the line `{header}`"),
    .example = kBlankFirstLineExample,
};
constexpr ExampleArgument kEmptyExample[] = {{"advice", kAdvice}};
constexpr Reason kEmpty{
    .name = "empty", .text = msgid("the message is empty"), .help = kHelp, .example = kEmptyExample};

// Those of a mistake by its kind, then the rule's own.
constexpr const Reason* kReasons[] = {&kBlank,
                                      &kLeadingBlank,
                                      &kTrailingBlank,
                                      &kTab,
                                      &kEmoji,
                                      &kFrontMatter,
                                      &kMergeText,
                                      &kRevertText,
                                      &kBareAutosquash,
                                      &kSquashText,
                                      &kNoType,
                                      &kEmptyType,
                                      &kTypeNotUtf8,
                                      &kTypeWithPicture,
                                      &kForeignLetter,
                                      &kLookAlikeLetter,
                                      &kLookAlikeMark,
                                      &kTypeOfWords,
                                      &kTypeCharacter,
                                      &kNoColon,
                                      &kOtherMark,
                                      &kTwoColons,
                                      &kSpaceBeforeColon,
                                      &kNoSpaceAfterColon,
                                      &kSpacesAfterColon,
                                      &kOddSpaceAfterColon,
                                      &kNoDescription,
                                      &kExclamationAfterColon,
                                      &kExclamationBeforeScope,
                                      &kSpaceBeforeExclamation,
                                      &kExclamations,
                                      &kUnclosedScope,
                                      &kEmptyScope,
                                      &kBlankInScope,
                                      &kNestedScope,
                                      &kOtherBrackets,
                                      &kSpaceBeforeScope,
                                      &kBlankFirstLine,
                                      &kEmpty};
constexpr auto kMistakes = static_cast<std::size_t>(HeaderMistake::Kind::count);
static_assert(std::size(kReasons) == kMistakes + 2);
static_assert(kReasons[static_cast<std::size_t>(HeaderMistake::Kind::space_before_scope)] ==
              &kSpaceBeforeScope);

Violation about_header(const Reason& reason, Arguments arguments, std::string mended = {}) {
  return {.reason = &reason,
          .arguments = std::move(arguments),
          .remedy = {.kind = Remedy::Kind::message, .header = std::move(mended)},
          .line = 1};
}

// What to do if nobody can say which header is right.
Argument general_advice() {
  return {"advice", tr("write `type: description`, for example `{example}`",
                       {{"example", "fix(data): skip images that do not decode"}})};
}

// A message that begins with blank lines: git shows the first line that is not, our readers may not.
Violation blank_beginning(const message::Message& message) {
  for (std::size_t i = 0; i < message.lines.size(); ++i)
    if (!trim(message.lines[i]).empty())
      return about_header(kBlankFirstLine,
                          {{"number", i + 1}, {"header", message::shortened(message.lines[i])}});
  return about_header(kEmpty, {general_advice()});
}

Violation violation(HeaderMistake mistake) {
  Arguments arguments = std::move(mistake.arguments);
  arguments.emplace_back("header", message::shortened(mistake.line));
  arguments.push_back(general_advice());
  return about_header(*kReasons[static_cast<std::size_t>(mistake.kind)], std::move(arguments),
                      std::move(mistake.mended));
}

Result<void> judge(const CommitView& view, Violations& violations) {
  const message::Message& message = view.message;
  if (message.kind != message::Kind::ordinary || message::parse_header(message.header)) return {};
  violations.push_back(trim(message.header).empty() ? blank_beginning(message)
                                                    : violation(message::describe_mistake(message.header)));
  return {};
}

constexpr OptionSpec kOptions[] = {
    {kReleaseCommits, OptionType::boolean, "false",
     msgid("Let the default messages of release tools pass every check of messages (`1.2.3`, `bump: version "
           "1.2.2 → "
           "1.2.3`, `chore(release): 1.2.3`), of commits that change nothing but manifests, lock files, "
           "changelogs "
           "and files with the version, and say the version in one of them.")},
};

Result<Judge> make(const Options&) {
  return JudgeCommit{judge};
}

}  // namespace

extern const Rule commit_header;
const Rule commit_header{
    {
        .id = "commit-header",
        .scope = Scope::commit,
        .summary = msgid(
            "The first line of a message is a Conventional Commits header: `type(scope)!: description`."),
        .why = msgid("the log, the changelog and the search for an experiment read the type and scope"),
        .bad = msgid("Added the new scheduler"),
        .good = msgid("feat(train): add a cosine schedule with warm-up"),
        .mend = msgid(
            "Write a type, a scope in brackets if you like, a colon, one space, and what the commit does."),
        .options = kOptions,
        .reasons = kReasons,
    },
    make,
};

}  // namespace expgate::rules
