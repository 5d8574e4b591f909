#include "content/pins/dockerfile.h"

#include <algorithm>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/strings.h"
#include "content/pins/dockerfile_lines.h"
#include "content/pins/variables.h"

namespace expgate::content {

namespace {

constexpr std::size_t kMostStageNames = 1000;  // of stages that a name with a variable in it may mean
constexpr std::size_t kLongestLine = 4096;     // bytes of an instruction that is quoted around an image

std::string unquoted(std::string_view word) {
  std::string text;
  for (const char c : word)
    if (c != '"' && c != '\'') text += c;
  return text;
}

// Reads the instructions in their order: which stages and ARGs there are depends on it.
class DockerfileReader {
 public:
  void read(const Instruction& instruction) {
    const std::vector<std::string_view> words = shell_words(instruction.arguments);
    if (instruction.keyword == "ARG" && stages_ == 0) {
      for (const std::string_view word : words) declare(word, instruction.line);
    } else if (instruction.keyword == "FROM") {
      begin_stage(instruction, words);
    } else if (instruction.keyword == "COPY") {
      copy(instruction, words);
    } else if (instruction.keyword == "RUN") {
      mount(instruction, words);
    } else if (instruction.keyword == "ONBUILD" && !words.empty()) {
      std::vector<Instruction> inner = dockerfile_instructions(instruction.arguments);
      const bool nests =
          inner.empty() || inner.front().keyword == "ONBUILD" || inner.front().keyword == "FROM";
      if (nests) return;
      inner.front().line = instruction.line;
      read(inner.front());
    }
  }

  ImageUses take() { return std::move(uses_); }

 private:
  // `NAME=default`; without a default there is nothing to expand, but an earlier default stays.
  void declare(std::string_view word, int line) {
    const std::size_t equals = word.find('=');
    if (equals == std::string_view::npos) return;
    std::string written = unquoted(word.substr(equals + 1));
    std::string value = expand(written, arguments_).text;
    arguments_.insert_or_assign(std::string(word.substr(0, equals)),
                                Variable{std::move(value), std::move(written), line});
  }

  void begin_stage(const Instruction& instruction, const std::vector<std::string_view>& words) {
    const auto image = std::find_if(words.begin(), words.end(),
                                    [](std::string_view word) { return !word.starts_with("--"); });
    if (image == words.end()) return;
    add(ImageUse::Role::base, "FROM ", instruction, *image);
    const bool has_name = words.end() - image > 2 && ascii_lower(*(image + 1)) == "as";
    ++stages_;
    if (has_name) names_.insert(ascii_lower(*(image + 2)));
  }

  void copy(const Instruction& instruction, const std::vector<std::string_view>& words) {
    for (const std::string_view word : words) {
      if (!word.starts_with("--")) return;
      constexpr std::string_view kFrom = "--from=";
      if (word.starts_with(kFrom))
        add(ImageUse::Role::copied, "COPY ", instruction, word.substr(kFrom.size()));
    }
  }

  void mount(const Instruction& instruction, const std::vector<std::string_view>& words) {
    for (const std::string_view word : words) {
      if (!word.starts_with("--")) return;
      constexpr std::string_view kMount = "--mount=";
      constexpr std::string_view kFrom = "from=";
      if (!word.starts_with(kMount)) continue;
      for (const std::string_view part : split(word.substr(kMount.size()), ','))
        if (part.starts_with(kFrom))
          add(ImageUse::Role::copied, "RUN ", instruction, part.substr(kFrom.size()));
    }
  }

  // An earlier stage by its name, by its number, or by a name that a variable completes:
  // `base-${TARGETARCH}`.
  [[nodiscard]] bool is_stage(const std::string& image, ImageUse::Role role) const {
    const std::string name = ascii_lower(image);
    const auto number = parse_decimal(name);
    if (role == ImageUse::Role::copied && number) return *number < stages_;
    const std::size_t open = name.find("${");
    if (open == std::string::npos) return names_.contains(name);
    const std::string_view prefix = std::string_view(name).substr(0, open);
    const std::string_view suffix = std::string_view(name).substr(name.rfind('}') + 1);
    if ((prefix.empty() && suffix.empty()) || names_.size() > kMostStageNames) return false;
    return std::any_of(names_.begin(), names_.end(), [&](const std::string& stage) {
      return stage.size() > prefix.size() + suffix.size() && stage.starts_with(prefix) &&
             stage.ends_with(suffix);
    });
  }

  void add(ImageUse::Role role, std::string_view keyword, const Instruction& instruction,
           std::string_view word) {
    if (uses_.size() == kMostImageUses) return;
    ImageUse use{.role = role, .written = unquoted(word), .line = instruction.line};
    const Expansion image = expand(use.written, arguments_);
    if (image.text == "scratch" || is_stage(image.text, role)) return;
    use.image = image.text;
    const auto at = static_cast<std::size_t>(word.data() - instruction.arguments.data());
    if (instruction.arguments.size() <= kLongestLine) {
      use.before = std::string(keyword) + instruction.arguments.substr(0, at);
      use.after = instruction.arguments.substr(at + word.size());
    }
    if (const auto last = arguments_.find(image.last); last != arguments_.end()) {
      use.variable = last->first;
      use.value = last->second.written;
      use.variable_line = last->second.line;
    }
    uses_.push_back(std::move(use));
  }

  Variables arguments_;
  std::size_t stages_ = 0;
  std::unordered_set<std::string> names_;  // of those that have one, in lower case
  ImageUses uses_;
};

}  // namespace

ImageUses dockerfile_images(std::string_view source) {
  DockerfileReader reader;
  for (const Instruction& instruction : dockerfile_instructions(source)) reader.read(instruction);
  return reader.take();
}

}  // namespace expgate::content
