#include "experiments/dvc.h"

#include <algorithm>
#include <map>

#include "base/ascii.h"
#include "base/paths.h"
#include "base/strings.h"
#include "content/configs/document.h"
#include "content/configs/record.h"
#include "experiments/stores/escape.h"
#include "experiments/stores/store.h"
#include "text/percent.h"

namespace expgate::experiments {

namespace {

constexpr std::uint64_t kLargestDvcFile = std::uint64_t{1} << 20U;

// The name of a section as DVC writes it: "core", "['remote \"store\"']" as "remote store".
std::string dvc_section(std::string_view line) {
  std::string name;
  for (const char c : line)
    if (std::string_view("[]'\"").find(c) == std::string_view::npos) name += c;
  return std::string(trim(name));
}

// "core.remote" → "store"
std::map<std::string, std::string> dvc_settings(std::string_view config) {
  std::map<std::string, std::string> settings;
  std::string section;
  for (const std::string_view whole : lines(config)) {
    const std::string_view line = trim(whole);
    const std::size_t equals = line.find('=');
    if (line.starts_with('['))
      section = dvc_section(line);
    else if (equals != std::string_view::npos && !line.starts_with('#'))
      settings[section + "." + std::string(trim(line.substr(0, equals)))] = trim(line.substr(equals + 1));
  }
  return settings;
}

Result<std::string> remote_url(std::string_view config) {
  const auto settings = dvc_settings(config);
  const auto at = [&](const std::string& key) {
    const auto found = settings.find(key);
    return found == settings.end() ? std::string() : found->second;
  };
  const std::string remote = at("core.remote");
  if (remote.empty()) return fail(tr("`.dvc/config` names no remote"), tr("run `dvc remote default NAME`"));
  std::string url = at("remote " + remote + ".url");
  while (url.ends_with('/')) url.pop_back();
  constexpr std::string_view kAzure = "azure://";
  if (url.starts_with(kAzure)) url = "az://" + url.substr(kAzure.size());
  // The rest of what it may hold is checked when the store is asked, like every URI that was pushed.
  if (const auto problem = content::uri_problem(url); problem)
    return fail(tr("DVC remote `{remote}`: {problem}", {{"remote", remote}, {"problem", *problem}}));
  return url;
}

// The text of a file in the tree; an error if there is none.
Result<std::string> text_in(git::Repository& repository, const Oid& tree, const std::string& path) {
  TRY_ASSIGN(const auto file, repository.file(tree, path));
  if (!file || !file->has_content()) return fail(tr("there is no file `{path}`", {{"path", path}}));
  TRY_ASSIGN(const std::uint64_t size, repository.size(file->oid));
  if (size > kLargestDvcFile)
    return fail(tr("`{path}` is {size}, over the limit of {limit}",
                   {{"path", path}, {"size", Bytes{size}}, {"limit", Bytes{kLargestDvcFile}}}));
  return repository.content(file->oid);
}

}  // namespace

Result<DvcObject> read_dvc_object(std::string_view pointer, std::string_view config) {
  const content::Document document = content::read_document("pointer.yaml", pointer);
  if (!document) return fail(document.error().what);
  const text::Node* outs = document->find("outs");
  if (outs == nullptr || !outs->is_sequence() || outs->items.size() != 1)
    return fail(tr("the DVC file does not name exactly one output"));
  const text::Node& out = outs->items.front();
  const text::Node* md5 = out.find("md5");
  std::string hash = md5 != nullptr && md5->is_scalar() ? ascii_lower(md5->scalar) : std::string();
  DvcObject object;
  object.is_folder = hash.ends_with(".dir");
  const std::string digits = hash.substr(0, hash.find('.'));
  constexpr std::size_t kMd5Digits = 32;
  if (digits.size() != kMd5Digits || !is_hex(digits) || (hash.size() > kMd5Digits && !object.is_folder))
    return fail(tr("the DVC file does not name an MD5"));
  TRY_ASSIGN(const std::string url, remote_url(config));
  const bool is_of_dvc_3 = out.find("hash") != nullptr;  // before that, there was one cache for all
  object.uri = url + (is_of_dvc_3 ? "/files/md5/" : "/") + hash.substr(0, 2) + "/" + hash.substr(2);
  return object;
}

Result<DvcObject> find_dvc_object(git::Repository& repository, const Oid& tree, std::string_view uri) {
  const stores::UriParts parts = stores::parts_of(uri);
  const std::string named = parts.authority.empty() ? parts.path : parts.authority + "/" + parts.path;
  const auto path = path_in("", text::percent_decoded(named));
  if (!path || path->empty()) return stores::not_of_form("dvc:PATH");
  TRY_ASSIGN(const std::string pointer,
             text_in(repository, tree, path->ends_with(".dvc") ? *path : *path + ".dvc"));
  TRY_ASSIGN(const std::string config, text_in(repository, tree, ".dvc/config"));
  return read_dvc_object(pointer, config);
}

}  // namespace expgate::experiments
