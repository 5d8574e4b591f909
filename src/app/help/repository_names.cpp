#include "app/help/repository_names.h"

#include <algorithm>
#include <filesystem>
#include <string>

#include "experiments/notebook.h"
#include "experiments/query.h"
#include "git/repository.h"
#include "text/utf8.h"

namespace expgate::app {

namespace {

namespace fs = std::filesystem;

using Values = Argument::Values;

constexpr std::size_t kMostNames = 5000;     // that a shell is told
constexpr std::size_t kMostRecords = 10000;  // that are looked at

// Where names come from: refs below a prefix, how they are written, and what they are.
struct Source {
  std::string_view prefix;
  std::string_view shown;  // stands in front of what follows the prefix
  Msgid help;
};

constexpr Source kLocalBranches{"refs/heads/", "", msgid("branch")};
constexpr Source kTags{"refs/tags/", "", msgid("tag")};
constexpr Source kTagsInFull{"refs/tags/", "tags/", msgid("tag")};
constexpr Source kRemoteBranches{"refs/remotes/", "", msgid("remote branch")};

std::vector<Source> sources_of(Values values) {
  switch (values) {
    case Values::revisions:
    case Values::experiments:
      return {kTags, kLocalBranches, kRemoteBranches};
    case Values::branches:
      return {kLocalBranches};
    case Values::refs:
      return {kLocalBranches, kTagsInFull};
    case Values::remotes:
      return {kRemoteBranches};
    case Values::remotes_and_branches:
      return {kRemoteBranches, kLocalBranches};
    default:
      return {};
  }
}

bool is_experiment(std::string_view tag) {
  return tag.starts_with("exp-") || tag.starts_with("exp/");
}

// The folder of refs in which all names that begin like that lie: "refs/heads/exp/" for "exp/vi".
std::string refs_folder(const Source& source, std::string_view typed) {
  const std::string_view rest = typed.substr(std::min(typed.size(), source.shown.size()));
  return std::string(source.prefix) + std::string(rest.substr(0, rest.rfind('/') + 1));
}

class Names {
 public:
  Names(Values values, std::string_view typed) : values_(values), typed_(typed) {}

  void add(std::string name, const Text& help) {
    if (name.starts_with(typed_) && text::printable(name) == name) found_.push_back({std::move(name), help});
  }

  void add_refs(git::Repository& repository, const Source& source) {
    // what cannot be read is not offered
    (void)repository.each_ref({refs_folder(source, typed_)}, [&](const git::Ref& ref) -> Result<void> {
      const std::string_view name = ref.name.substr(source.prefix.size());
      const bool is_of_remote = source.prefix == kRemoteBranches.prefix;
      if (is_of_remote && (values_ == Values::remotes || values_ == Values::remotes_and_branches))
        add(std::string(name.substr(0, name.find('/'))), msgid("remote"));
      else
        add(std::string(source.shown) + std::string(name),
            source.prefix == kTags.prefix && is_experiment(name) ? msgid("experiment tag") : source.help);
      return {};
    });
  }

  void add_records(const fs::path& root) {
    std::error_code error;
    std::size_t seen = 0;
    for (fs::directory_iterator file(root / "results", error), end; !error && file != end;
         file.increment(error)) {
      if (++seen > kMostRecords) return;
      if (file->path().extension() == ".json")
        add("results/" + file->path().filename().string(), msgid("record"));
    }
  }

  void add_fields(git::Repository& repository) {
    if (values_ == Values::fields)
      for (const std::string_view column : experiments::kColumns) add(std::string(column), {});
    // what cannot be read is not offered
    const auto notebook = experiments::read_notebook(repository);
    if (!notebook) return;
    for (std::string& metric : experiments::metric_keys(notebook->experiments))
      add(std::move(metric), msgid("metric"));
  }

  std::vector<Candidate> take() {
    std::ranges::sort(found_, {}, &Candidate::word);
    const auto is_twin = [](const Candidate& a, const Candidate& b) { return a.word == b.word; };
    found_.erase(std::unique(found_.begin(), found_.end(), is_twin), found_.end());
    if (found_.size() > kMostNames) {
      Candidate last = std::move(found_.back());
      found_.resize(kMostNames - 1);
      found_.push_back(std::move(last));
    }
    return std::move(found_);
  }

 private:
  Values values_;
  std::string_view typed_;
  std::vector<Candidate> found_;
};

}  // namespace

std::vector<Candidate> repository_names(Values values, std::string_view typed) {
  const auto repository = git::Repository::open_from_environment();
  if (!repository) return {};
  Names names(values, typed);
  for (const Source& source : sources_of(values)) names.add_refs(**repository, source);
  if (values == Values::experiments && !(*repository)->work_tree().empty())
    names.add_records((*repository)->work_tree());
  if (values == Values::fields || values == Values::metrics) names.add_fields(**repository);
  return names.take();
}

}  // namespace expgate::app
