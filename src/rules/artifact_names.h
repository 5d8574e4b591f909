#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>
#include <string_view>

#include "base/text.h"

// The names by which artifacts go, as rules/names/artifacts.yaml lists them, and what is said about each
// kind.
namespace expgate::rules {

enum class Category {
  weights,
  pickled,
  checkpoints,
  tracking,
  logs,
  data,
  archives,
  secrets,
  caches,
  editors
};

// What is said about a category.
struct CategoryInfo {
  std::string_view key;  // as the option `categories` names it
  Msgid noun;            // "… looks like <noun>"
  Msgid why;
  Msgid content_help;     // what to do about a file with such content
  Msgid name_help;        // what to do about a file with such a name; may use {glob}, which matches it
  std::string_view path;  // an example of such a file, and the glob that matches it
  std::string_view glob;
  bool ignore = false;  // whether its globs belong in .gitignore
};

inline constexpr Msgid kKeepWeights =
    msgid("keep them in your artifact store and record name, sha256 and URI in `results/`");
inline constexpr Msgid kKeepPickle =
    msgid("keep it in your artifact store, or write its content as JSON or YAML");
inline constexpr Msgid kKeepData = msgid(
    "keep it in your data store (with DVC: `dvc add` and commit the .dvc file) and name it in the config");
inline constexpr Msgid kKeepArchive =
    msgid("commit its content, or keep it in your artifact store and record it in `results/`");

// In the order of the enumeration.
inline constexpr CategoryInfo kCategories[] = {
    {"weights", msgid("model weights"),
     msgid("every clone downloads every version of them for ever, and nobody can review them"), kKeepWeights,
     kKeepWeights, "models/best.pth", "*.pth"},
    {"pickled", msgid("a pickled object"),
     msgid("loading a pickle runs the code inside it, and nobody can review it"), kKeepPickle, kKeepPickle,
     "cache/features.pkl", "*.pkl"},
    {"checkpoints", msgid("a training checkpoint"),
     msgid("training keeps writing new ones, and every clone downloads them for ever"),
     msgid("keep the best one in your artifact store and record it in `results/`"),
     msgid("add `{glob}` to `.gitignore`; keep the best checkpoint in your artifact store and record it in "
           "`results/`"),
     "checkpoints/epoch_1", "checkpoints/", true},
    {"tracking", msgid("run data of an experiment tracker"),
     msgid("the tracker already has it, and it changes with every run"),
     msgid("leave it to the tracker and record the run's URL in `results/`"),
     msgid("add `{glob}` to `.gitignore`; leave the data to the tracker and record the run's URL in "
           "`results/`"),
     "mlruns/0/meta.yaml", "mlruns/", true},
    {"logs", msgid("a log or the output of a run"),
     msgid("it changes with every run, and rerunning the recipe gives it again"),
     msgid("put the numbers that matter into `results/` or the message of the experiment's tag"),
     msgid("add `{glob}` to `.gitignore`; put the numbers that matter into `results/` or the message of the "
           "experiment's tag"),
     "train.log", "*.log", true},
    {"data", msgid("data"),
     msgid("history keeps every version, and you can no longer control who has a copy"), kKeepData, kKeepData,
     "data/train.csv", "/data/*.csv"},
    {"archives", msgid("an archive"),
     msgid("nobody can review its content, and git can neither compare nor pack it"), kKeepArchive,
     kKeepArchive, "src.zip", "*.zip"},
    {"secrets", msgid("a secret"),
     msgid("anyone who can fetch has it, and deleting the file does not take it back"),
     msgid("keep it out of the repository. If the file has left your machine, replace the key now"),
     msgid("add `{glob}` to `.gitignore`, and commit a `.env.example` with the names alone. If the file has "
           "left your "
           "machine, replace the key or password now"),
     ".env", ".env", true},
    {"caches",
     msgid("a cache"),
     msgid("tools create it again on every machine"),
     {},
     msgid("add `{glob}` to `.gitignore`; others generate their own"),
     "models/__pycache__/vit.pyc",
     "__pycache__/",
     true},
    {"editors",
     msgid("an editor's or desktop's own file"),
     msgid("it describes how one person's machine is set up"),
     {},
     msgid("add `{glob}` to `.gitignore`, or to your own `~/.gitignore` for all repositories "
           "(`git config --global core.excludesFile ~/.gitignore`)"),
     ".vscode/settings.json",
     ".vscode/",
     true},
};

inline constexpr std::size_t kContentCategories = 8;  // the first ones, which content alone can show

constexpr std::span<const CategoryInfo> categories() {
  return kCategories;
}
constexpr const CategoryInfo& info(Category category) {
  return kCategories[static_cast<std::size_t>(category)];
}

// When a file of that name is left alone after all.
enum class Unless {
  never,
  always,         // the name is an exception to an earlier one
  program,        // its content is a program
  text,           // its content is text
  vocabulary,     // its content is text or a SentencePiece vocabulary
  certificate,    // its content is a certificate or a public key
  small_data,     // it is not over `data_limit`
  small_archive,  // it is not over `archive_limit`
  small_opaque,   // it is not over `opaque_limit`
  few_lines,      // it is a text of at most 1 KiB
  no_key,         // its content is something else that goes by the name of a key
  no_secret,      // its content is settings without a secret
  blank,          // its content is blanks and comments
};

// Globs, with blanks between, for the last component of a path; later ones stand over earlier ones.
struct NameRule {
  Category category;
  std::string_view globs;
  Unless unless = Unless::never;
};
std::span<const NameRule> artifact_names();

// What may lie in a folder of artifacts all the same.
enum class Spared {
  marks,    // .gitkeep and the like, which keep an empty folder
  sources,  // those, code, documents and configs
  assets,   // those, and what comes with a program
};

// The same for the whole path.
struct FolderRule {
  Category category;
  std::string_view globs;
  Spared spared = Spared::marks;
  Unless unless = Unless::never;
};
std::span<const FolderRule> artifact_folders();

// The globs of names that this adds to what the ones before it spare.
std::string_view spared_names(Spared spared);

// Endings of copies and packed files, without which a name is looked at once more.
struct Ending {
  std::string_view text;
  bool packs = false;  // the content is no longer what the name before it says
};
std::span<const Ending> copy_endings();

}  // namespace expgate::rules
