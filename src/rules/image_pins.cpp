#include "rules/image_pins.h"

#include <utility>

#include "content/pins/image_reference.h"

namespace expgate::rules {

namespace {

constexpr std::size_t kLongestLine = 500;  // bytes of a line that is still proposed

constexpr Msgid kPinHelp = msgid("pin it in line {line}: {lookup}");

constexpr ExampleArgument kTagExample[] = {
    {"path", "Dockerfile"},
    {"image", "`pytorch/pytorch`"},
    {"line", "1"},
    {"lookup", "`docker image ls pytorch/pytorch` lists the versions that you have"}};
constexpr ExampleArgument kMovingExample[] = {
    {"path", "Dockerfile"},
    {"image", "`pytorch/pytorch:latest`"},
    {"tag", "latest"},
    {"line", "1"},
    {"lookup", "`docker image ls pytorch/pytorch` lists the versions that you have"}};
constexpr ExampleArgument kDigestExample[] = {
    {"path", "Dockerfile"},
    {"image", "`python:3.11`"},
    {"line", "1"},
    {"lookup", "`docker buildx imagetools inspect python:3.11` prints its digest"}};
constexpr ExampleArgument kBadDigestExample[] = {
    {"path", "Dockerfile"},
    {"image", "`python@sha256:4f2a9c1`"},
    {"line", "1"},
    {"lookup", "`docker buildx imagetools inspect python` prints its digest"}};
constexpr ExampleArgument kArgumentExample[] = {
    {"path", "Dockerfile"}, {"image", "`python:${TAG}`"}, {"variable", "TAG"}, {"value", "<version>"}};
constexpr ExampleArgument kVariableExample[] = {{"path", "compose.yaml"},
                                                {"image", "`python:${TAG}`"},
                                                {"variable", "TAG"},
                                                {"value", "<version>"},
                                                {"line", "3"}};

// The name of the first variable that is not known.
std::string unknown_of(const std::string& image) {
  const std::size_t open = image.find("${");
  const std::size_t close = image.find('}', open);
  return open == std::string::npos || close == std::string::npos ? ""
                                                                 : image.substr(open + 2, close - open - 2);
}

// Whether the variable holds a tag, or the end of one, and not what stands before it.
bool holds_tag(const content::ImageUse& use) {
  return use.value.find_first_of(":/") == std::string::npos &&
         content::take_apart(use.image).tag.ends_with(use.value);
}

std::string pinned_value(const content::ImageUse& use, bool by_digest) {
  if (by_digest || !holds_tag(use)) return content::pinned_form(use.value, by_digest);
  return "<version>";
}

// The image as it is, and as the file writes it, if that differs.
Text shown_image(const content::ImageUse& use) {
  if (use.written == use.image) return tr("`{image}`", {{"image", use.image}});
  return tr("`{image}` (`{written}`)", {{"image", use.image}, {"written", use.written}});
}

// The line that pins the image: that of the variable whose default ends it, or else the one that names it.
Edit pinning_edit(const std::string& path, content::ImageFile kind, const content::ImageUse& use,
                  bool by_digest) {
  if (use.variable.empty()) {
    const std::string image = use.written.find('$') == std::string::npos ? use.written : use.image;
    return {path, use.line, use.before + use.written + use.after,
            use.before + content::pinned_form(image, by_digest) + use.after};
  }
  const std::string name =
      kind == content::ImageFile::dockerfile ? "ARG " + use.variable + "=" : use.variable + ": ";
  return {path, use.variable_line, name + use.value, name + pinned_value(use, by_digest)};
}

Text lookup(const content::ImageUse& use, bool by_digest) {
  if (by_digest)
    return tr("`docker buildx imagetools inspect {image}` prints its digest",
              {{"image", use.image.substr(0, use.image.find('@'))}});
  return tr("`docker image ls {image}` lists the versions that you have",
            {{"image", content::take_apart(use.image).name}});
}

// A variable has no default, so the file does not say which image it is.
Violation unresolved(const std::string& path, content::ImageFile kind, const content::ImageUse& use) {
  const std::string name = unknown_of(use.image);
  const bool is_all = use.image == "${" + name + "}";
  const bool is_dockerfile = kind == content::ImageFile::dockerfile;
  return {.reason = is_dockerfile ? &image_argument : &image_variable,
          .arguments = {{"path", path},
                        {"image", shown_image(use)},
                        {"variable", name},
                        {"value", is_all ? "<image>:<version>" : "<version>"},
                        {"line", use.line}},
          .remedy = {Remedy::Kind::change},
          .line = use.line};
}

}  // namespace

const Reason image_without_tag{
    .name = "no-tag",
    .text = msgid("`{path}`: the image {image} has no tag, which means `latest`"),
    .help = kPinHelp,
    .example = kTagExample,
};
const Reason image_tag_moves{
    .name = "moving-tag",
    .text = msgid("`{path}`: the image {image} has a tag that moves, `{tag}`"),
    .help = kPinHelp,
    .example = kMovingExample,
};
const Reason image_without_digest{
    .name = "no-digest",
    .text = msgid("`{path}`: the image {image} has a tag but no digest, so it may be another image tomorrow"),
    .help = kPinHelp,
    .example = kDigestExample,
};
const Reason image_bad_digest{
    .name = "bad-digest",
    .text = msgid("`{path}`: the image {image} has a digest that is not `sha256:` and 64 hex digits"),
    .help = kPinHelp,
    .example = kBadDigestExample,
};
const Reason image_argument{
    .name = "no-default-argument",
    .text = msgid("`{path}`: cannot tell which image {image} is, because `{variable}` has no default"),
    .help = msgid("write `ARG {variable}={value}` above the first `FROM`"),
    .example = kArgumentExample,
};
const Reason image_variable{
    .name = "no-default-variable",
    .text = msgid("`{path}`: cannot tell which image {image} is, because `{variable}` has no default"),
    .help = msgid("write `${{{variable}:-{value}}}` in line {line}"),
    .example = kVariableExample,
};

std::optional<Violation> unpinned(const std::string& path, content::ImageFile kind,
                                  const content::ImageUse& use, bool by_digest) {
  const content::ImageReference parts = content::take_apart(use.image);
  const bool has_bad_digest = parts.digest.empty() && use.image.find('@') != std::string::npos;
  const Reason* reason = nullptr;
  switch (content::pin_of(use.image)) {
    case content::Pin::digest:
      return std::nullopt;
    case content::Pin::unresolved:
      if (use.is_given_outside) return std::nullopt;
      return unresolved(path, kind, use);
    case content::Pin::tag:
      if (!by_digest && !has_bad_digest) return std::nullopt;
      reason = has_bad_digest ? &image_bad_digest : &image_without_digest;
      break;
    case content::Pin::moving:
      reason = has_bad_digest ? &image_bad_digest : &image_tag_moves;
      break;
    case content::Pin::none:
      reason = has_bad_digest ? &image_bad_digest : &image_without_tag;
      break;
  }
  Violation violation{.reason = reason,
                      .arguments = {{"path", path}, {"image", shown_image(use)}},
                      .remedy = {Remedy::Kind::change},
                      .line = use.line};
  if (reason == &image_tag_moves) violation.arguments.emplace_back("tag", parts.tag);
  Edit edit = pinning_edit(path, kind, use, by_digest);
  violation.arguments.emplace_back("line", edit.line);
  violation.arguments.emplace_back("lookup", lookup(use, by_digest));
  if (edit.replacement.size() <= kLongestLine) violation.remedy.edits.push_back(std::move(edit));
  return violation;
}

}  // namespace expgate::rules
