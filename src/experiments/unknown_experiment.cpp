#include "experiments/unknown_experiment.h"

#include <algorithm>

#include "experiments/experiment.h"
#include "experiments/notebook.h"
#include "git/similar_ref.h"
#include "model/ref_name.h"
#include "text/suggestion.h"

namespace expgate::experiments {

namespace {

// All that could be meant: tags, records, branches. What cannot be read is not suggested.
std::vector<std::string> known_names(git::Repository& repository, Named named) {
  std::vector<std::string> names;
  const auto notebook = read_notebook(repository);
  if (notebook)
    for (const Experiment& each : notebook->experiments)
      if (each.is_tag || named == Named::revision_or_record) names.push_back(each.name);
  constexpr std::string_view kPrefixes[] = {kBranches};
  for (std::string& branch : git::names_to_compare(repository, kPrefixes)) names.push_back(std::move(branch));
  if (names.size() > git::kMostNamesCompared) names.resize(git::kMostNamesCompared);
  return names;
}

// The name that is spelled like it, or like it but for `exp-` or `results/` in front.
std::optional<std::string> meant(const std::string& name, const std::vector<std::string>& names) {
  const std::string plain = plain_name(name);
  std::vector<std::string> plain_names;
  for (const std::string& each : names) {
    plain_names.push_back(plain_name(each));
    if (plain_names.back() == plain) return each;
  }
  if (auto near = text::suggestion(name, names)) return near;
  const auto near = text::suggestion(plain, plain_names);
  if (!near) return std::nullopt;
  const auto place = std::ranges::find(plain_names, *near);
  return names[static_cast<std::size_t>(place - plain_names.begin())];
}

}  // namespace

Error unknown_experiment(git::Repository& repository, const std::string& name, Named named) {
  const auto head = repository.resolve("HEAD");
  if (name == "HEAD" && head && !*head)
    return {tr("there is no commit yet"), tr("commit something, or name a branch: `git branch --all`")};
  const bool takes_records = named == Named::revision_or_record;
  const Text help =
      takes_records ? tr("name a tag, branch, commit or record; `expgate experiments` lists the experiments")
                    : tr("name a tag, branch or commit; `expgate experiments` lists the experiments");
  if (const auto near = meant(name, known_names(repository, named)))
    return {tr("unknown experiment `{name}`; did you mean `{meant}`?", {{"name", name}, {"meant", *near}}),
            help};
  return {takes_records ? tr("unknown experiment, branch, commit or record `{name}`", {{"name", name}})
                        : tr("unknown experiment, branch or commit `{name}`", {{"name", name}}),
          help};
}

}  // namespace expgate::experiments
