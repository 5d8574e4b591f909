#pragma once

#include <cstdint>
#include <span>
#include <string_view>

// The names by which artefacts go, as rules/names/artifacts.yaml lists them, and what is said about each
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
  caches,
  editors,
  secrets
};

// What is said about a category, in the order of the enumeration.
struct CategoryInfo {
  std::string_view key;   // as the option `categories` names it
  std::string_view noun;  // "… looks like <noun>"
  std::string_view why;
  std::string_view advice;
  bool ignore = false;  // whether its globs belong in .gitignore
};
std::span<const CategoryInfo> categories();
const CategoryInfo& info(Category category);

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
};

// Globs, with blanks between, for the last component of a path; later ones stand over earlier ones.
struct NameRule {
  Category category;
  std::string_view globs;
  Unless unless = Unless::never;
};
std::span<const NameRule> artifact_names();

// What may lie in a folder of artefacts all the same.
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
