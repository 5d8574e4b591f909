// What is proposed instead of a header passes all rules of messages, whatever the policy: for a thousand
// subjects as people write them (bad_subjects.txt), and for what lies next to them.
#include <cctype>
#include <fstream>

#include "message/header.h"
#include "message/repair.h"
#include "support/verdict.h"

namespace expgate::test {
namespace {

std::vector<std::string> subjects() {
  std::ifstream file(EXPGATE_SOURCE_DIR "/tests/rules/bad_subjects.txt");
  std::vector<std::string> all;
  for (std::string line; std::getline(file, line);)
    if (!line.starts_with("##")) all.push_back(line);
  return all;
}

std::string replaced_once(std::string text, std::string_view what, std::string_view by) {
  if (const std::size_t at = text.find(what); at != std::string::npos) text.replace(at, what.size(), by);
  return text;
}

std::string with_other_case(std::string text, std::size_t at) {
  if (at < text.size() && std::isalpha(static_cast<unsigned char>(text[at])) != 0) text[at] ^= 0x20;
  return text;
}

// The subject with one more slip.
std::vector<std::string> neighbours(const std::string& subject) {
  std::string shouted = subject;
  for (char& c : shouted) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 0x20) : c;
  const std::size_t blank = subject.find(' ');
  return {subject + ".",
          subject + "。",
          subject + " (#1234)",
          subject + ". (!56)",
          " " + subject,
          subject + " ",
          with_other_case(subject, 0),
          with_other_case(subject, blank == std::string::npos ? 0 : blank + 1),
          shouted,
          replaced_once(subject, ": ", ":"),
          replaced_once(subject, ": ", "："),
          replaced_once(subject, ":", " :"),
          replaced_once(subject, " ", "  "),
          replaced_once(subject, " ", ""),
          "[ABC-1] " + subject,
          "✨ " + subject,
          "feat: " + subject,
          "fix(data):" + subject};
}

// The header that the findings propose; empty: none. They agree, and the text says the same.
std::string proposal_of(const Violations& violations, const std::string& subject) {
  std::string header;
  for (const Violation& each : violations) {
    if (each.remedy.header.empty()) continue;
    EXPECT_TRUE(header.empty() || header == each.remedy.header) << subject;
    header = each.remedy.header;
    const std::string help = english({each.reason->help, each.arguments});
    EXPECT_EQ(help, "write `" + message::shortened(header) + "`") << subject;
  }
  return header;
}

struct Tally {
  int rejected = 0;
  int proposed = 0;
};

void expect_to_pass(const MessagePolicy& policy, const std::string& subject, const std::string& rest,
                    Tally& tally) {
  const Violations violations = policy.judge(message(subject + rest));
  if (violations.empty()) return;
  ++tally.rejected;
  const std::string header = proposal_of(violations, subject);
  if (header.empty()) return;
  ++tally.proposed;
  const std::string mended = message::repaired(subject + rest, {.header = header});
  for (const Violation& left : policy.judge(message(mended)))
    ADD_FAILURE() << "`" << subject << "` → `" << header
                  << "`: " << english({left.reason->text, left.arguments});
}

constexpr const char* kPolicies[] = {
    "  {}\n",
    "  commit-scope: {severity: error, scopes: [data, model], required: true}\n",
    "  commit-scope: {severity: error, scopes: [data, model, cli]}\n",
    "  commit-subject: {case: sentence}\n",
    "  commit-subject: {case: any, max_width: 50}\n",
    "  commit-type: {types: [feat, fix, task]}\n",
    "  commit-body: {required_for: [feat]}\n",
};

TEST(HeaderProposals, PassAllRules) {
  const std::vector<std::string> all = subjects();
  ASSERT_GE(all.size(), 1000U);
  for (const char* rules : kPolicies) {
    const MessagePolicy policy(rules);
    Tally tally;
    for (const std::string& subject : all) expect_to_pass(policy, subject, "\n", tally);
    EXPECT_GT(tally.rejected, 500) << rules;
    EXPECT_GT(tally.proposed, 50) << rules;
  }
}

TEST(HeaderProposals, OfNeighboursPassToo) {
  const MessagePolicy policy;
  const MessagePolicy sentences("  commit-subject: {case: sentence}\n");
  Tally tally;
  for (const std::string& subject : subjects())
    for (const std::string& neighbour : neighbours(subject)) {
      expect_to_pass(policy, neighbour, "\n\nBody.\n", tally);
      expect_to_pass(sentences, neighbour, "\n", tally);
    }
  EXPECT_GT(tally.proposed, tally.rejected / 3);
}

TEST(HeaderProposals, PassBesideTrailersThatAreRequired) {
  const MessagePolicy policy("  commit-footer: {required: [Signed-off-by]}\n");
  Tally tally;
  for (const std::string& subject : subjects())
    expect_to_pass(policy, subject, "\n\nSigned-off-by: Ada <ada@example.org>\n", tally);
  // Without the trailer the header is right all the same, and the trailer is its own finding.
  const Violations violations = policy.judge(message("feat:add ViT\n"));
  ASSERT_EQ(violations.size(), 2U);
  EXPECT_EQ(proposal_of(violations, ""), "feat: add ViT");
}

TEST(HeaderProposals, AreAsGoodAsTheyCanBe) {
  const MessagePolicy policy;
  const std::pair<const char*, const char*> cases[] = {
      {"Update README.md", "docs: update README.md"},
      {"Add files via upload", ""},
      {"Fix the bug", ""},
      {"FIX:bug", ""},
      {"fix(data):fix bug", ""},
      {"FEAT:Add new stuff.", ""},
      {"feat: Add Comment.", "feat: add Comment"},
      {"feat: Add ViT. (#12)", "feat: add ViT (#12)"},
      {"Feat(model):Add ViT.", "feat(model): add ViT"},
      {"cli: add a flag", "feat(cli): add a flag"},
      {"ui: Fix the colour", "fix(ui): fix the colour"},
      {"Core: add x", "feat(core): add x"},
      {"cli: verbose flag", ""},
      {"torch/nn: Fix dropout", "fix(torch/nn): fix dropout"},
      {"feat/api: add ViT", "feat(api): add ViT"},
      {"New feature: mixup", "feat: mixup"},
      {"[Fix] Boxes outside of the image", "fix: boxes outside of the image"},
      {"【修复】数据加载器崩溃", "fix: 数据加载器崩溃"},
      {"修复: 数据加载器崩溃", "fix: 数据加载器崩溃"},
      {"修复（数据）：加载器崩溃。", "fix(数据): 加载器崩溃"},
      {"添加学习率预热", "feat: 添加学习率预热"},
      {"更新：配置", ""},
      {"fxi: Eps", "fix: eps"},
  };
  for (const auto& [subject, header] : cases)
    EXPECT_EQ(proposal_of(policy.judge(message(subject)), subject), header) << subject;
}

TEST(HeaderProposals, TwoFindingsOnOneHeaderAgree) {
  const Violations violations = MessagePolicy().judge(message("Feat: Add ViT.\n"));
  EXPECT_EQ(violations.size(), 3U) << "type, capital, full stop";
  for (const Violation& each : violations) EXPECT_EQ(each.remedy.header, "feat: add ViT");
}

TEST(HeaderProposals, WhereThereIsNoneTheNextMistakeIsNamed) {
  const Violations violations =
      MessagePolicy("  commit-scope: {severity: error, required: true}\n").judge(message("feat:add ViT\n"));
  ASSERT_EQ(violations.size(), 1U);
  EXPECT_EQ(
      english({violations[0].reason->help, violations[0].arguments}),
      "write `type: description`, for example `fix(data): skip images that do not decode`; besides, the "
      "header has no scope");
}

}  // namespace
}  // namespace expgate::test
