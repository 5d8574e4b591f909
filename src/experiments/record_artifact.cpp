#include "experiments/record_artifact.h"

#include <array>
#include <filesystem>
#include <string_view>

#include "base/paths.h"
#include "base/sha256.h"
#include "base/strings.h"
#include "content/formats/recognise.h"
#include "experiments/input_file.h"
#include "git/mapped_file.h"
#include "text/utf8.h"

namespace expgate::experiments {

namespace {

struct Ending {
  std::string_view ending;
  std::string_view format;
};

constexpr std::array<Ending, 26> kEndings = {{
    {".safetensors", "safetensors"},
    {".pt", "pytorch"},
    {".pth", "pytorch"},
    {".onnx", "onnx"},
    {".gguf", "gguf"},
    {".h5", "hdf5"},
    {".hdf5", "hdf5"},
    {".keras", "keras"},
    {".tflite", "tflite"},
    {".pte", "executorch"},
    {".msgpack", "flax"},
    {".pkl", "pickle"},
    {".pickle", "pickle"},
    {".joblib", "joblib"},
    {".npy", "npy"},
    {".npz", "npz"},
    {".parquet", "parquet"},
    {".arrow", "arrow"},
    {".tfrecord", "tfrecord"},
    {".tar.gz", "tar.gz"},
    {".tgz", "tar.gz"},
    {".tar", "tar"},
    {".zip", "zip"},
    {".csv", "csv"},
    {".json", "json"},
    {".yaml", "yaml"},
}};

Result<void> hash_file(const std::string& path, const ByteProgress& progress,
                       content::RecordedArtifact& artifact) {
  TRY_ASSIGN(const InputFile file, InputFile::open(path));
  Sha256 hash;
  TRY(file.read([&](std::string_view piece) -> Result<void> {
    hash.add(piece);
    if (progress) progress(path, hash.size(), file.size());
    return {};
  }));
  if (file.has_changed() || hash.size() != file.size())
    return fail(tr("the artifact `{path}` changed while it was read", {{"path", path}}),
                tr("record it when the run has ended"));
  artifact.size = hash.size();
  artifact.sha256 = hash.finish();
  return {};
}

}  // namespace

std::string format_by_ending(std::string_view path) {
  const std::string name = ascii_lower(file_name_of(path));
  for (const Ending& each : kEndings)
    if (name.size() > each.ending.size() && name.ends_with(each.ending)) return std::string(each.format);
  return {};
}

Result<ArtifactOption> parse_artifact(const std::string& option) {
  const Text help = tr("write `--artifact NAME=URI,FILE`, as in `best=s3://bucket/vit/best.pt,out/best.pt`");
  const std::size_t equals = option.find('=');
  ArtifactOption parsed;
  if (equals != std::string::npos) parsed.name = trim(std::string_view(option).substr(0, equals));
  if (parsed.name.empty() || parsed.name.find("://") != std::string::npos)
    return fail(tr("`--artifact` has no name in front of the URI"), help);
  constexpr std::size_t kLongestArtifactName = 200;
  if (text::printable(parsed.name) != parsed.name || parsed.name.size() > kLongestArtifactName)
    return fail(tr("`--artifact`: the name `{name}` is too long or has control characters",
                   {{"name", text::printable(parsed.name)}}),
                help);
  parsed.uri = option.substr(equals + 1);
  for (std::size_t comma = parsed.uri.find(','); comma != std::string::npos;
       comma = parsed.uri.find(',', comma + 1)) {
    std::error_code ignored;
    std::string file = parsed.uri.substr(comma + 1);
    if (!std::filesystem::exists(file, ignored)) continue;
    parsed.file = std::move(file);
    parsed.uri.resize(comma);
    break;
  }
  // Never the URI itself: it may hold a password.
  if (const auto problem = content::uri_problem(parsed.uri))
    return fail(tr("the artifact `{name}`: {problem}", {{"name", parsed.name}, {"problem", *problem}}), help);
  const std::size_t comma = parsed.uri.rfind(',');
  if (parsed.file.empty() && comma != std::string::npos)
    return fail(tr("the artifact `{name}`: there is no file `{path}`",
                   {{"name", parsed.name}, {"path", parsed.uri.substr(comma + 1)}}),
                tr("name the file that was uploaded; write a comma that belongs to the URI as `%2C`"));
  return parsed;
}

Result<content::RecordedArtifact> read_artifact(const ArtifactOption& option, const ByteProgress& progress) {
  content::RecordedArtifact artifact;
  artifact.name = option.name;
  artifact.uri = option.uri;
  TRY(hash_file(option.file, progress, artifact));
  TRY_ASSIGN(const git::MappedFile mapped, git::MappedFile::open(option.file));
  const auto recognised = content::recognise(mapped.text(), option.file);
  artifact.format = recognised ? std::string(recognised->format.key) : format_by_ending(option.file);
  return artifact;
}

}  // namespace expgate::experiments
