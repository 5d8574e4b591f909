#include "rules/image_pins.h"

#include <fmt/core.h>

#include "content/pins/image_reference.h"

namespace expgate::rules {

namespace {

constexpr std::size_t kLongestRest = 60;  // bytes of a line behind its image that are shown

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

std::string unresolved_line(const content::ImageUse& use, content::ImageFile kind) {
  const std::string name = unknown_of(use.image);
  const bool is_all = use.image == "${" + name + "}";
  const std::string_view value = is_all ? "<image>:<version>" : "<version>";
  if (kind == content::ImageFile::dockerfile)
    return fmt::format("write `ARG {}={}` above the first FROM", name, value);
  return fmt::format("write `${{{}:-{}}}` in line {}", name, value, use.line);
}

}  // namespace

std::optional<std::string> unpinned(const content::ImageUse& use, bool by_digest) {
  const content::ImageReference parts = content::take_apart(use.image);
  const std::string_view digest_fault = parts.digest.empty() && use.image.find('@') != std::string::npos
                                            ? ", and what follows `@` is no digest"
                                            : "";
  switch (content::pin_of(use.image)) {
    case content::Pin::digest:
      return std::nullopt;
    case content::Pin::tag:
      if (!by_digest && digest_fault.empty()) return std::nullopt;
      if (!by_digest) return "has a digest that is not `sha256:` and 64 hex digits";
      return fmt::format("has a tag but no digest, so it may be another image tomorrow{}", digest_fault);
    case content::Pin::moving:
      return fmt::format("has a tag that moves, `{}`{}", parts.tag, digest_fault);
    case content::Pin::none:
      if (!digest_fault.empty()) return "has a digest that is not `sha256:` and 64 hex digits";
      return "has no tag, which means `latest`";
    case content::Pin::unresolved:
      break;
  }
  if (use.is_given_outside) return std::nullopt;
  return fmt::format("cannot be judged: `{}` has no default here, so the file does not say which image it is",
                     unknown_of(use.image));
}

std::string how_to_pin(const content::ImageUse& use, content::ImageFile kind, bool by_digest) {
  if (content::pin_of(use.image) == content::Pin::unresolved) return unresolved_line(use, kind);
  const bool is_dockerfile = kind == content::ImageFile::dockerfile;
  std::string line;
  int number = use.line;
  if (use.variable.empty()) {
    const std::string image = use.written.find('$') == std::string::npos ? use.written : use.image;
    const std::string rest = use.after.size() > kLongestRest
                                 ? use.after.substr(0, use.after.find_first_of(" \t", 1)) + " …"
                                 : use.after;
    line = use.before + content::pinned_form(image, by_digest) + rest;
  } else {
    line = fmt::format("{}{}{}", is_dockerfile ? "ARG " : "", use.variable, is_dockerfile ? "=" : ": ") +
           pinned_value(use, by_digest);
    number = use.variable_line;
  }
  const std::string_view name = content::take_apart(use.image).name;
  const std::string learn = by_digest ? fmt::format("`docker buildx imagetools inspect {}` prints the digest",
                                                    use.image.substr(0, use.image.find('@')))
                                      : fmt::format("`docker image ls {}` lists the versions you have", name);
  return fmt::format("write `{}` in line {}; {}", line, number, learn);
}

}  // namespace expgate::rules
