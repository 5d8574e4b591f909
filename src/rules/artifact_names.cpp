#include "rules/artifact_names.h"

#include "rules/lists/artifacts.h"

namespace expgate::rules {

namespace {

using enum Category;

}  // namespace

std::span<const NameRule> artifact_names() {
  return artifacts::kNameRules;
}
std::span<const FolderRule> artifact_folders() {
  return artifacts::kFolderRules;
}
std::span<const Ending> copy_endings() {
  return artifacts::kEndings;
}

std::string_view spared_names(Spared spared) {
  switch (spared) {
    case Spared::marks:
      return artifacts::kMarks;
    case Spared::sources:
      return artifacts::kSources;
    case Spared::assets:
      return artifacts::kAssets;
  }
  return {};
}

}  // namespace expgate::rules
