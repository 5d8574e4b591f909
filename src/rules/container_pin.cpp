#include <memory>

#include "content/pins/image_reference.h"
#include "rules/image_pins.h"
#include "rules/rule.h"

namespace expgate::rules {

namespace {

constexpr OptionSpec kOptions[] = {
    kPinLevelOption,
    {"allow", OptionType::globs, "",
     msgid("Images that need no pin, with or without their tags: `registry.example.org/team/**`.")},
};

struct Settings {
  bool by_digest = false;
  text::GlobSet allow;
};

bool is_allowed(const Settings& settings, const content::ImageUse& use) {
  if (settings.allow.empty()) return false;
  return settings.allow.matches(use.image) ||
         settings.allow.matches(std::string(content::take_apart(use.image).name));
}

constexpr ExampleArgument kUnreadableExample[] = {{"path", "compose.yaml"},
                                                  {"problem", msgid("a mapping is not closed").english}};
constexpr Reason kUnreadable{
    .name = "unreadable",
    .text = msgid("cannot read the images in `{path}`: {problem}"),
    .example = kUnreadableExample,
};
constexpr const Reason* kReasons[] = {&image_without_tag, &image_tag_moves, &image_without_digest,
                                      &image_bad_digest,  &image_argument,  &image_variable,
                                      &kUnreadable};

Violation unreadable(const std::string& path, const content::ParseError& error) {
  return {.reason = &kUnreadable,
          .arguments = {{"path", path}, {"problem", error.what}},
          .remedy = {Remedy::Kind::change},
          .line = error.location.line};
}

Result<void> judge(const Settings& settings, const FileView& view, Violations& violations) {
  const std::string& path = view.file.path;
  const auto kind = content::image_file_of(path);
  if (!kind || !view.file.has_content()) return {};
  TRY_ASSIGN(const std::uint64_t size, view.size());
  if (size > content::kMostBytes) {
    violations.push_back(unreadable(path, content::too_large().error()));
    return {};
  }
  TRY_ASSIGN(const std::string_view source, view.content());
  const auto uses = content::images_of(*kind, source);
  if (!uses) {
    violations.push_back(unreadable(path, uses.error()));
    return {};
  }
  for (const content::ImageUse& use : *uses) {
    auto violation = unpinned(path, *kind, use, settings.by_digest);
    if (violation && !is_allowed(settings, use)) violations.push_back(*std::move(violation));
  }
  return {};
}

Result<Judge> make(const Options& options) {
  TRY_ASSIGN(text::GlobSet allow, text::GlobSet::compile(options.list("allow")));
  const auto settings =
      std::make_shared<const Settings>(Settings{options.text("level") == "digest", std::move(allow)});
  return JudgeFile{[settings](const FileView& view, Violations& violations) {
    return judge(*settings, view, violations);
  }};
}

}  // namespace

extern const Rule container_pin;
const Rule container_pin{
    {
        .id = "container-pin",
        .scope = Scope::file,
        .summary = msgid("Dockerfiles, compose files, CI files and dev containers name images by a version "
                         "(or a digest)."),
        .why = msgid("an image without a version is another one next month, and the run cannot be repeated"),
        .bad = msgid("Dockerfile: `FROM pytorch/pytorch:latest`"),
        .good = msgid("Dockerfile: `FROM pytorch/pytorch:2.4.0-cuda12.1-cudnn9-runtime`"),
        .mend = msgid(
            "Write the version into the tag. With `level: digest`, also write `@sha256:` and the 64 hex "
            "digits that "
            "`docker buildx imagetools inspect IMAGE` prints. The rule reads FROM, `COPY --from=` and `RUN "
            "--mount=from=` in Dockerfile*, *.Dockerfile and Containerfile (it expands ARGs before the first "
            "FROM; "
            "earlier stages and `scratch` pass); images and services in compose files (unless `build` makes "
            "them), "
            ".gitlab-ci.yml and GitHub workflows; and the image of devcontainer.json. latest, nightly, main, "
            "master, "
            "dev, edge, stable and tags made with them move. If a variable in a Dockerfile or compose file "
            "has no "
            "default, the file does not say which image it is. A variable that GitLab, GitHub or the editor "
            "sets, "
            "like $CI_REGISTRY_IMAGE, passes."),
        .options = kOptions,
        .reasons = kReasons,
    },
    make,
};

}  // namespace expgate::rules
