#include <memory>

#include <fmt/core.h>

#include "base/bytes.h"
#include "content/pins/image_reference.h"
#include "rules/image_pins.h"
#include "rules/rule.h"

namespace expgate::rules {

namespace {

constexpr OptionSpec kOptions[] = {
    kPinLevelOption,
    {"allow", OptionType::globs, "",
     "Images that need no pin, with or without their tags: `registry.example.org/team/**`."},
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

Violation unreadable(const std::string& path, const content::ParseError& flaw) {
  return {.message = fmt::format("the images that `{}` names cannot be judged: {}", path, flaw.what),
          .mend = Mend::change,
          .line = flaw.mark.line};
}

Violation refusal(const std::string& path, content::ImageFile kind, const content::ImageUse& use,
                  const std::string& fault, bool by_digest) {
  const std::string origin = use.written == use.image ? "" : fmt::format(" (`{}`)", use.written);
  return {.message = fmt::format("`{}`: the image `{}`{} {}", path, use.image, origin, fault),
          .mend = Mend::change,
          .advice = how_to_pin(use, kind, by_digest),
          .line = use.line};
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
    const auto fault = unpinned(use, settings.by_digest);
    if (fault && !is_allowed(settings, use))
      violations.push_back(refusal(path, *kind, use, *fault, settings.by_digest));
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
        .summary =
            "Dockerfiles, compose files, CI files and dev containers name images by a version (or a digest).",
        .why = "an image without a version is another one next month, and the run cannot be repeated",
        .bad = "Dockerfile: `FROM pytorch/pytorch:latest`",
        .good = "Dockerfile: `FROM pytorch/pytorch:2.4.0-cuda12.1-cudnn9-runtime`",
        .mend =
            "Write the version into the tag; with `level: digest` also `@sha256:` and the 64 hex digits that "
            "`docker buildx imagetools inspect IMAGE` prints. Looked at are FROM, `COPY --from=` and `RUN "
            "--mount=from=` in Dockerfile*, *.Dockerfile and Containerfile (ARGs before the first FROM are "
            "expanded, earlier stages and `scratch` pass), images and services in compose files (not where "
            "`build` "
            "makes them), .gitlab-ci.yml and GitHub's workflows, and the image of devcontainer.json. latest, "
            "nightly, "
            "main, master, dev, edge, stable and tags made with them move. A variable without a default in a "
            "Dockerfile or compose file does not say which image it is; one that GitLab, GitHub or the "
            "editor sets, "
            "like $CI_REGISTRY_IMAGE, is theirs to say and passes.",
        .options = kOptions,
    },
    make,
};

}  // namespace expgate::rules
