#include "content/pins/image_files.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/strings.h"
#include "content/json/json_comments.h"
#include "content/pins/dockerfile.h"
#include "content/pins/variables.h"

namespace expgate::content {

namespace {

using text::Node;

constexpr std::size_t kMostVariables = 200;  // of a job; those beyond are not known

// GitHub's `${{ matrix.image }}` as a variable that nobody knows: `${matrix.image}`.
std::string without_expressions(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t open = text.find("${{", at);
    const std::size_t close = open == std::string_view::npos ? open : text.find("}}", open);
    if (close == std::string_view::npos) return result + std::string(text.substr(at));
    result += text.substr(at, open - at);
    std::string name;
    for (const char c : trim(text.substr(open + 3, close - open - 3)))
      name += c == ':' || c == '/' || c == '@' || c == '{' || c == '}' || c == '$' ? '_' : c;
    result += "${" + name + "}";
    at = close + 2;
  }
  return result;
}

// Gathers what one file names.
class Gatherer {
 public:
  Gatherer(ImageFile kind, bool is_given_outside) : kind_(kind), is_given_outside_(is_given_outside) {}

  // A value that names an image: a text, or a mapping with the text under `key`.
  void take(const Node* value, std::string_view key, ImageUse::Role role, const Variables& variables) {
    if (value == nullptr) return;
    if (value->is_mapping()) return take(value->find(key), "", role, variables);
    const bool is_text =
        value->is_scalar() && (value->tag == "?" || value->tag == "!" || value->tag == "!!str");
    if (!is_text || trim(value->scalar).empty()) return;
    ImageUse use{.role = role, .written = std::string(trim(value->scalar)), .line = value->mark.line};
    if (kind_ == ImageFile::github_workflow) {
      use.image = without_expressions(use.written);
    } else {
      const Expansion image = expand(use.written, variables);
      use.image = image.text;
      if (const auto last = variables.find(image.last); last != variables.end()) {
        use.variable = last->first;
        use.value = last->second.written;
        use.variable_line = last->second.line;
      }
    }
    use.is_given_outside = is_given_outside_;
    const bool is_new = known_.emplace(use.line, use.image).second;  // an alias brings its anchor's again
    if (is_new && uses_.size() < kMostImageUses) uses_.push_back(std::move(use));
  }

  void take_all(const Node* list, std::string_view key, ImageUse::Role role, const Variables& variables) {
    if (list == nullptr) return;
    for (const Node& item : list->items) take(&item, key, role, variables);
  }

  ImageUses sorted() {
    std::stable_sort(uses_.begin(), uses_.end(),
                     [](const ImageUse& one, const ImageUse& other) { return one.line < other.line; });
    return std::move(uses_);
  }

 private:
  ImageFile kind_;
  bool is_given_outside_;
  ImageUses uses_;
  std::set<std::pair<int, std::string>> known_;  // lines and images of all
};

void read_compose(const Node& root, Gatherer& into) {
  const Node* services = root.find("services");
  if (services == nullptr) return;
  for (const auto& [name, service] : services->entries) {
    if (service.find("build") != nullptr) continue;  // `image` names what is built here
    into.take(service.find("image"), "", ImageUse::Role::base, {});
  }
}

// `variables:` with those of the file below them; a value may be `{value: …}`.
Variables variables_of(const Node& job, Variables variables) {
  const Node* declared = job.find("variables");
  if (declared == nullptr) return variables;
  for (const auto& [name, node] : declared->entries) {
    const Node* value = node.is_mapping() ? node.find("value") : &node;
    if (value == nullptr || !value->is_scalar()) continue;
    if (variables.size() >= kMostVariables) break;
    variables.insert_or_assign(name.scalar, Variable{value->scalar, value->scalar, value->mark.line});
  }
  for (int round = 0; round < 3; ++round)  // they may be made of each other
    for (auto& [name, variable] : variables) variable.value = expand(variable.written, variables).text;
  return variables;
}

void read_job(const Node& job, const Variables& variables, Gatherer& into) {
  into.take(job.find("image"), "name", ImageUse::Role::base, variables);
  into.take_all(job.find("services"), "name", ImageUse::Role::service, variables);
}

void read_gitlab(const Node& root, Gatherer& into) {
  const Variables variables = variables_of(root, {});
  read_job(root, variables, into);
  for (const auto& [name, job] : root.entries) {
    const bool is_job = job.is_mapping() && name.scalar != "variables" && name.scalar != "image";
    const bool names_any = is_job && (job.find("image") != nullptr || job.find("services") != nullptr);
    if (names_any) read_job(job, variables_of(job, variables), into);
  }
}

void read_workflow(const Node& root, Gatherer& into) {
  const Node* jobs = root.find("jobs");
  if (jobs == nullptr) return;
  for (const auto& [name, job] : jobs->entries) {
    into.take(job.find("container"), "image", ImageUse::Role::base, {});
    const Node* services = job.find("services");
    if (services == nullptr) continue;
    for (const auto& [key, service] : services->entries)
      into.take(&service, "image", ImageUse::Role::service, {});
  }
}

// Documents that `---` divides, each with so many empty lines before it that its own keep their numbers.
std::vector<std::string> documents_of(std::string_view source) {
  std::vector<std::string> documents{""};
  std::size_t line = 0;
  for (const std::string_view text : lines(source)) {
    const bool divides = text == "---" || text.starts_with("--- ") || text == "---\r";
    if (divides) documents.emplace_back(line, '\n');
    documents.back() += divides ? std::string_view() : text;
    documents.back() += '\n';
    ++line;
  }
  return documents;
}

tl::expected<ImageUses, ParseError> read_yaml(ImageFile kind, std::string_view source) {
  Gatherer gatherer(kind, kind != ImageFile::compose);
  for (const std::string& text : documents_of(source)) {
    if (trim(text).empty()) continue;
    const Document document = read_document("images.yaml", text);
    if (!document) return tl::unexpected(document.error());
    if (kind == ImageFile::compose) read_compose(*document, gatherer);
    if (kind == ImageFile::gitlab_ci) read_gitlab(*document, gatherer);
    if (kind == ImageFile::github_workflow) read_workflow(*document, gatherer);
  }
  ImageUses uses = gatherer.sorted();
  const std::vector<std::string_view> all = lines(source);
  for (ImageUse& use : uses) {
    const std::string_view line = trim(all.at(static_cast<std::size_t>(use.line) - 1));
    const std::size_t at = line.find(use.written);
    if (at == std::string_view::npos) continue;
    use.before = line.substr(0, at);
    use.after = line.substr(at + use.written.size());
  }
  return uses;
}

tl::expected<ImageUses, ParseError> read_devcontainer(std::string_view source) {
  const Document document = read_document("devcontainer.json", without_comments(source));
  if (!document) return tl::unexpected(document.error());
  Gatherer gatherer(ImageFile::devcontainer, true);
  gatherer.take(document->find("image"), "", ImageUse::Role::base, {});
  ImageUses uses = gatherer.sorted();
  for (ImageUse& use : uses) use.before = "\"image\": \"", use.after = "\"";
  return uses;
}

}  // namespace

tl::expected<ImageUses, ParseError> images_of(ImageFile kind, std::string_view source) {
  if (source.size() > kMostBytes) return tl::unexpected(too_large().error());
  switch (kind) {
    case ImageFile::dockerfile:
      return dockerfile_images(source);
    case ImageFile::devcontainer:
      return read_devcontainer(source);
    case ImageFile::compose:
    case ImageFile::gitlab_ci:
    case ImageFile::github_workflow:
      break;
  }
  return read_yaml(kind, source);
}

}  // namespace expgate::content
