#include "content/python/train_script.h"

#include "base/strings.h"

namespace expgate::content {

namespace {

// Flags by which scripts are told their config.
constexpr std::string_view kFlags[] = {"--config",   "--cfg",      "--config-file", "--config_file",
                                       "--cfg-file", "--cfg_file", "--config-path", "--config_path",
                                       "--conf",     "--hparams",  "--opt",         "--yaml"};

// The source without its comments, as far as lines that begin with one.
std::string without_comment_lines(std::string_view source) {
  std::string code;
  for (const std::string_view line : lines(source))
    if (!trim(line).starts_with('#')) code += std::string(line) + "\n";
  return code;
}

bool has(std::string_view code, std::string_view text) {
  return code.find(text) != std::string_view::npos;
}

bool has_text(const std::string& code, std::string_view text) {
  return has(code, "\"" + std::string(text) + "\"") || has(code, "'" + std::string(text) + "'");
}

// The text that stands after `name=` in the code, or nothing.
std::optional<std::string> value_of(std::string_view code, std::string_view name) {
  std::size_t at = code.find(name);
  if (at == std::string_view::npos) return std::nullopt;
  at = code.find_first_not_of(" =", at + name.size());
  if (at == std::string_view::npos || (code[at] != '"' && code[at] != '\'')) return std::nullopt;
  const std::size_t end = code.find(code[at], at + 1);
  if (end == std::string_view::npos) return std::nullopt;
  return std::string(code.substr(at + 1, end - at - 1));
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
std::optional<std::vector<std::string>> hydra_arguments(std::string_view script, std::string_view code,
                                                        std::string_view config) {
  const std::string_view call = code.substr(code.find("hydra.main("));
  const auto path = value_of(call.substr(0, call.find(')')), "config_path");
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

}  // namespace

std::optional<std::vector<std::string>> config_arguments(std::string_view path, std::string_view source,
                                                         std::string_view config) {
  const std::string code = without_comment_lines(source);
  const std::string file(config);
  if (has(code, "hydra.main(")) return hydra_arguments(path, code, config);
  if (has(code, "LightningCLI(")) return std::vector<std::string>{"fit", "--config", file};
  for (const std::string_view flag : kFlags)
    if (has_text(code, flag)) return std::vector<std::string>{std::string(flag), file};
  for (const std::string_view name : {"config", "cfg", "config_file"})
    for (const char quote : {'"', '\''})
      if (has(code, "add_argument(" + (quote + std::string(name)) + quote))
        return std::vector<std::string>{file};
  return std::nullopt;
}

}  // namespace expgate::content
