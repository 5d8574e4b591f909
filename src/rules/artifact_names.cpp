#include "rules/artifact_names.h"

#include "rules/lists/artifacts.h"

namespace expgate::rules {

namespace {

using enum Category;

constexpr CategoryInfo kCategories[] = {
    {"weights", "model weights",
     "every clone carries every version of them for ever, and nobody can review them",
     "keep them in your artifact store and record name, sha256 and URI in results/"},
    {"pickled", "a pickled object", "loading a pickle runs the code inside it, and nobody can review it",
     "keep it in your artifact store, or write what is in it as JSON or YAML"},
    {"checkpoints", "a training checkpoint",
     "training writes new ones all the time, and every clone carries them for ever",
     "keep the best one in your artifact store and record it in results/", true},
    {"tracking", "run data of an experiment tracker",
     "the tracker has it already, and it changes with every run",
     "leave it to the tracker and record the run's URL in results/", true},
    {"logs", "a log or the output of a run",
     "it changes with every run and says nothing that the recipe does not give again",
     "put the numbers that matter into results/ or the message of the experiment's tag", true},
    {"data", "data", "history keeps every version, and whoever is to see it cannot be chosen any more",
     "keep it in your data store (with DVC: `dvc add` and commit the .dvc file) and name it in the config"},
    {"archives", "an archive", "nobody can review what is in it, and git can neither compare nor pack it",
     "commit what is in it, or keep it in your artifact store and record it in results/"},
    {"caches", "a cache", "tools make it anew on every machine", "nobody needs it from you", true},
    {"editors", "an editor's or desktop's own file", "it says how one person's machine is set up",
     "or ignore it everywhere: git config --global core.excludesFile ~/.gitignore", true},
    {"secrets", "a secret", "whoever can fetch has it, and deleting the file does not take it back",
     "if it has left your machine, replace the key or password now; commit a .env.example with the names "
     "alone",
     true},
};

}  // namespace

std::span<const CategoryInfo> categories() {
  return kCategories;
}
const CategoryInfo& info(Category category) {
  return kCategories[static_cast<std::size_t>(category)];
}
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
