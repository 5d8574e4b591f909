#include "message/types.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/strings.h"
#include "text/utf8.h"

namespace expgate::message {

namespace {

using Pair = std::pair<std::string_view, std::string_view>;

constexpr std::array<std::string_view, 11> kStandardTypes = {
    "build", "chore", "ci", "docs", "feat", "fix", "perf", "refactor", "revert", "style", "test"};

// Other words for a type that people use, without blanks and dashes.
constexpr Pair kOtherWords[] = {
    {"feature", "feat"},     {"features", "feat"},      {"new", "feat"},         {"newfeature", "feat"},
    {"add", "feat"},         {"added", "feat"},         {"enhancement", "feat"}, {"enhance", "feat"},
    {"bugfix", "fix"},       {"bugfixes", "fix"},       {"bug", "fix"},          {"hotfix", "fix"},
    {"fixed", "fix"},        {"fixes", "fix"},          {"fixbug", "fix"},       {"patch", "fix"},
    {"doc", "docs"},         {"documentation", "docs"}, {"readme", "docs"},      {"tests", "test"},
    {"testing", "test"},     {"unittest", "test"},      {"performance", "perf"}, {"optimize", "perf"},
    {"optimise", "perf"},    {"optimization", "perf"},  {"speed", "perf"},       {"refactoring", "refactor"},
    {"rework", "refactor"},  {"cleanup", "refactor"},   {"codestyle", "style"},  {"format", "style"},
    {"formatting", "style"}, {"lint", "style"},         {"deps", "chore"},       {"dependencies", "chore"},
    {"bump", "chore"},       {"release", "chore"},      {"misc", "chore"},       {"maintenance", "chore"},
    {"pipeline", "ci"},      {"workflow", "ci"},        {"docker", "build"},     {"package", "build"},
    {"rollback", "revert"},  {"修复", "fix"},           {"修复bug", "fix"},      {"bug修复", "fix"},
    {"修正", "fix"},         {"缺陷", "fix"},           {"新增", "feat"},        {"添加", "feat"},
    {"增加", "feat"},        {"功能", "feat"},          {"新功能", "feat"},      {"特性", "feat"},
    {"新特性", "feat"},      {"文档", "docs"},          {"注释", "docs"},        {"重构", "refactor"},
    {"测试", "test"},        {"优化", "perf"},          {"性能", "perf"},        {"性能优化", "perf"},
    {"格式", "style"},       {"样式", "style"},         {"代码格式", "style"},   {"构建", "build"},
    {"打包", "build"},       {"依赖", "build"},         {"持续集成", "ci"},      {"杂项", "chore"},
    {"其他", "chore"},       {"其它", "chore"},         {"回滚", "revert"},      {"撤销", "revert"},
    {"還原", "revert"},      {"还原", "revert"},        {"修復", "fix"},         {"新增功能", "feat"},
    {"測試", "test"},        {"重構", "refactor"},
};

// Verbs that tell the type of a header that names none.
constexpr Pair kTellingVerbs[] = {
    {"add", "feat"},          {"adds", "feat"},         {"added", "feat"},       {"adding", "feat"},
    {"implement", "feat"},    {"implements", "feat"},   {"implemented", "feat"}, {"introduce", "feat"},
    {"support", "feat"},      {"supports", "feat"},     {"allow", "feat"},       {"enable", "feat"},
    {"create", "feat"},       {"expose", "feat"},       {"fix", "fix"},          {"fixes", "fix"},
    {"fixed", "fix"},         {"fixing", "fix"},        {"correct", "fix"},      {"repair", "fix"},
    {"resolve", "fix"},       {"handle", "fix"},        {"prevent", "fix"},      {"avoid", "fix"},
    {"document", "docs"},     {"refactor", "refactor"}, {"rename", "refactor"},  {"move", "refactor"},
    {"simplify", "refactor"}, {"extract", "refactor"},  {"split", "refactor"},   {"unify", "refactor"},
    {"remove", "refactor"},   {"removes", "refactor"},  {"removed", "refactor"}, {"drop", "refactor"},
    {"bump", "chore"},        {"upgrade", "chore"},     {"optimize", "perf"},    {"optimise", "perf"},
    {"speed", "perf"},        {"accelerate", "perf"},   {"reformat", "style"},
};

// The same in Chinese, where no blank ends a word.
constexpr Pair kChineseVerbs[] = {
    {"修复", "fix"},        {"修正", "fix"},      {"解决", "fix"},      {"新增", "feat"},
    {"添加", "feat"},       {"增加", "feat"},     {"支持", "feat"},     {"实现", "feat"},
    {"优化", "perf"},       {"重构", "refactor"}, {"移除", "refactor"}, {"删除", "refactor"},
    {"重命名", "refactor"}, {"升级", "chore"},
};

// What is changed beside the code, by the beginning of its name in lower case.
constexpr Pair kFiles[] = {
    {"readme", "docs"},          {"changelog", "docs"},   {"contributing", "docs"},
    {"docs/", "docs"},           {"license", "chore"},    {".gitignore", "chore"},
    {"requirements", "build"},   {"setup.py", "build"},   {"setup.cfg", "build"},
    {"pyproject.toml", "build"}, {"dockerfile", "build"}, {"environment.y", "build"},
    {".gitlab-ci.yml", "ci"},    {".github/", "ci"},
};

// Parts that projects have, training projects above all; those that resemble a type have to be here.
constexpr std::string_view kParts[] = {
    "api",        "app",        "apps",        "arch",       "attention", "augment",   "backbone",
    "backend",    "bench",      "benchmark",   "benchmarks", "bot",       "callbacks", "cfg",
    "cli",        "client",     "cmake",       "cmd",        "common",    "config",    "configs",
    "core",       "cpp",        "cpu",         "css",        "ctl",       "cuda",      "data",
    "dataloader", "datamodule", "dataset",     "datasets",   "db",        "ddp",       "deploy",
    "dev",        "dist",       "distributed", "engine",     "env",       "eval",      "evaluation",
    "examples",   "export",     "fsdp",        "frontend",   "gpu",       "gui",       "head",
    "heads",      "hooks",      "hub",         "inference",  "infra",     "io",        "ir",
    "jit",        "kernel",     "kernels",     "layers",     "lib",       "loader",    "logger",
    "logging",    "loss",       "losses",      "main",       "math",      "metrics",   "ml",
    "model",      "models",     "modules",     "net",        "nets",      "network",   "nlp",
    "nn",         "notebook",   "notebooks",   "onnx",       "ops",       "optim",     "optimizer",
    "parser",     "predict",    "preprocess",  "proto",      "python",    "rl",        "rpc",
    "runner",     "runtime",    "sampler",     "schedule",   "scheduler", "sdk",       "search",
    "serve",      "server",     "serving",     "solver",     "tasks",     "text",      "tokenizer",
    "tokenizers", "tools",      "torch",       "tracker",    "train",     "trainer",   "training",
    "transforms", "ui",         "util",        "utils",      "vision",    "web"};

// The word in lower case, without blanks and dashes.
std::string plain_word(std::string_view word) {
  std::string plain = ascii_lower(word);
  std::erase_if(plain, [](char c) { return c == ' ' || c == '-' || c == '_'; });
  return plain;
}

template <std::size_t size>
std::string_view found_in(const Pair (&pairs)[size], std::string_view word) {
  const Pair* found =
      std::find_if(std::begin(pairs), std::end(pairs), [&](const Pair& pair) { return pair.first == word; });
  return found == std::end(pairs) ? std::string_view() : found->second;
}

// Whether enough stands behind the verb: a Chinese word has two characters.
bool says_more(std::string_view rest) {
  constexpr std::size_t kLeast = 6;  // columns
  return text::width(trim(rest)) >= kLeast;
}

}  // namespace

std::string_view type_meant(std::string_view word) {
  const std::string plain = plain_word(trim(word));
  const auto* type = std::find(kStandardTypes.begin(), kStandardTypes.end(), plain);
  return type != kStandardTypes.end() ? *type : found_in(kOtherWords, plain);
}

std::string_view type_told_by_file(std::string_view description) {
  const std::size_t blank = description.find(' ');
  if (blank == std::string_view::npos || description.find(' ', blank + 1) != std::string_view::npos)
    return {};
  const std::string file = ascii_lower(description.substr(blank + 1));
  const Pair* found = std::find_if(std::begin(kFiles), std::end(kFiles),
                                   [&](const Pair& pair) { return file.starts_with(pair.first); });
  return found == std::end(kFiles) ? std::string_view() : found->second;
}

std::string_view type_told(std::string_view description) {
  description = trim(description);
  const std::size_t blank = description.find(' ');
  if (const auto type = type_told_by_file(description); !type.empty()) return type;
  if (blank != std::string_view::npos)
    if (const auto type = found_in(kTellingVerbs, ascii_lower(description.substr(0, blank))); !type.empty())
      return type;
  for (const auto& [verb, type] : kChineseVerbs)
    if (description.starts_with(verb) && says_more(description.substr(verb.size()))) return type;
  return {};
}

std::string area_meant(std::string_view word) {
  std::string area = ascii_lower(word);
  return std::find(std::begin(kParts), std::end(kParts), area) == std::end(kParts) ? std::string() : area;
}

}  // namespace expgate::message
