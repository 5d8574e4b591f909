#include "content/python/train_script.h"

#include <memory>

#include "base/strings.h"
#include "content/python/python_text.h"

namespace expgate::content {

namespace {

// Flags by which scripts are told their config.
constexpr std::string_view kFlags[] = {"--config",   "--cfg",      "--config-file", "--config_file",
                                       "--cfg-file", "--cfg_file", "--config-path", "--config_path",
                                       "--conf",     "--hparams",  "--opt",         "--yaml"};

// The first call of a function whose name ends so, or no node.
SyntaxNode call_of(const Syntax& syntax, std::string_view name) {
  for (std::size_t number = 0; number < syntax.size(); ++number) {
    const SyntaxNode node = syntax.node(number);
    if (node.is("call") && ("." + chain_of(node.child("function"))).ends_with("." + std::string(name)))
      return node;
  }
  return {};
}

bool has_string(const Syntax& syntax, std::string_view text) {
  for (std::size_t number = 0; number < syntax.size(); ++number) {
    const SyntaxNode node = syntax.node(number);
    if (node.is("string") && string_of(node) == text) return true;
  }
  return false;
}

// The argument of that name, or no node.
SyntaxNode argument(SyntaxNode call, std::string_view name) {
  for (const SyntaxNode part : children_of(call.child("arguments")))
    if (part.is("keyword_argument") && part.child("name").text() == name) return part.child("value");
  return {};
}

// Whether the script has an argument of that name: `add_argument("config")`.
bool has_argument(const Syntax& syntax, std::string_view name) {
  for (std::size_t number = 0; number < syntax.size(); ++number) {
    const SyntaxNode node = syntax.node(number);
    if (!node.is("call") || !chain_of(node.child("function")).ends_with("add_argument")) continue;
    if (string_of(node.child("arguments").first_child()) == name) return true;
  }
  return false;
}

// The folder that `name` is in the folder of the script: "src/train.py", "../conf" → "conf/".
std::string folder_from(std::string_view script, std::string_view name) {
  std::vector<std::string> parts;
  for (const std::string_view part : split(script, '/')) parts.emplace_back(part);
  parts.pop_back();
  for (const std::string_view part : split(name, '/')) {
    if (part == ".." && !parts.empty())
      parts.pop_back();
    else if (!part.empty() && part != "." && part != "..")
      parts.emplace_back(part);
  }
  return parts.empty() ? "" : join(parts, "/") + "/";
}

// Hydra takes the name of a config below its config_path, without its ending.
std::optional<std::vector<std::string>> hydra_arguments(std::string_view script, SyntaxNode call,
                                                        std::string_view config) {
  const auto path = string_of(argument(call, "config_path"));
  const std::string folder = folder_from(script, path.value_or(""));
  const std::string_view plain = config.substr(0, config.rfind('.'));
  if (!path || !plain.starts_with(folder)) {
    const std::size_t slash = plain.rfind('/');
    if (slash == std::string_view::npos) return std::nullopt;
    return std::vector<std::string>{"--config-dir", std::string(plain.substr(0, slash)), "--config-name",
                                    std::string(plain.substr(slash + 1))};
  }
  return std::vector<std::string>{"--config-name", std::string(plain.substr(folder.size()))};
}

// The syntax of a script, which many experiments have in common.
const Syntax& syntax_of(std::string_view source) {
  struct Parsed {
    explicit Parsed(std::string_view text) : source(text), syntax(source) {}
    std::string source;
    Syntax syntax;
  };
  thread_local std::unique_ptr<Parsed> last;
  if (last == nullptr || last->source != source) last = std::make_unique<Parsed>(source);
  return last->syntax;
}

}  // namespace

std::optional<std::vector<std::string>> config_arguments(std::string_view path, std::string_view source,
                                                         std::string_view config) {
  const Syntax& syntax = syntax_of(source);
  const std::string file(config);
  if (const SyntaxNode call = call_of(syntax, "hydra.main")) return hydra_arguments(path, call, config);
  if (call_of(syntax, "LightningCLI")) return std::vector<std::string>{"fit", "--config", file};
  for (const std::string_view flag : kFlags)
    if (has_string(syntax, flag)) return std::vector<std::string>{std::string(flag), file};
  for (const std::string_view name : {"config", "cfg", "config_file"})
    if (has_argument(syntax, name)) return std::vector<std::string>{file};
  if (has_string(syntax, config)) return std::vector<std::string>{};  // it reads that file by itself
  return std::nullopt;
}

bool has_empty_option(std::string_view source, std::string_view name) {
  const Syntax& syntax = syntax_of(source);
  for (std::size_t number = 0; number < syntax.size(); ++number) {
    const SyntaxNode node = syntax.node(number);
    if (!node.is("call") || !chain_of(node.child("function")).ends_with("add_argument")) continue;
    bool is_named = false;
    for (const SyntaxNode part : children_of(node.child("arguments")))
      is_named = is_named || (part.is("string") && string_of(part) == name);
    const SyntaxNode initial = argument(node, "default");
    if (is_named && !argument(node, "action")) return !initial || initial.is("none");
  }
  return false;
}

}  // namespace expgate::content
