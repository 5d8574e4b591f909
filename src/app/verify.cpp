#include "experiments/verify.h"

#include <algorithm>
#include <memory>

#include <nlohmann/json.hpp>

#include "app/output.h"
#include "app/progress.h"
#include "base/deadline.h"
#include "catalogue/catalogue.h"
#include "experiments/verify_ci.h"
#include "text/utf8.h"

namespace expgate::app {

namespace {

using experiments::ArtifactState;
using experiments::VerifiedArtifact;
using VerifyJson = nlohmann::ordered_json;

struct VerifyArguments {
  experiments::RecordSelection selection;
  bool downloads = false;
};

Text state_word(ArtifactState state) {
  switch (state) {
    case ArtifactState::good:
      return tr("ok");
    case ArtifactState::missing:
      return tr("missing");
    case ArtifactState::different_size:
    case ArtifactState::different_checksum:
      return tr("different");
    case ArtifactState::invalid:
      return tr("not valid");
    case ArtifactState::unknown:
      break;
  }
  return tr("undecided");
}

// "size, sha256": what was compared, for people.
Text compared_words(const VerifiedArtifact& each) {
  std::vector<Text> words;
  for (const std::string& one : each.compared) {
    if (one == "size") words.push_back(tr("size"));
    if (one == "sha256") words.push_back(verbatim("sha256"));
    if (one == "content") words.push_back(tr("sha256 of the content"));
  }
  if (words.empty()) words.push_back(tr("only that it is there"));
  return tr("{parts}", {{"parts", std::move(words)}});
}

std::string artifact_line(const VerifiedArtifact& each) {
  const Text what =
      each.state == ArtifactState::good
          ? tr("`{uri}` ({compared})", {{"uri", each.artifact.uri}, {"compared", compared_words(each)}})
          : experiments::verify_problem(each);
  const Text line = each.artifact.name.empty()
                        ? tr("{state}: `{path}`: {what}",
                             {{"state", state_word(each.state)}, {"path", each.record->path}, {"what", what}})
                        : tr("{state}: `{path}`: `{artifact}`: {what}", {{"state", state_word(each.state)},
                                                                         {"path", each.record->path},
                                                                         {"artifact", each.artifact.name},
                                                                         {"what", what}});
  std::string text = text::printable(catalogue::render(line)) + "\n";
  if (!each.help.empty() && each.state != ArtifactState::good)
    text += "  " + text::printable(catalogue::render(tr("help: {help}", {{"help", each.help}}))) + "\n";
  return text;
}

std::size_t count_of_state(const std::vector<VerifiedArtifact>& all, ArtifactState state) {
  return static_cast<std::size_t>(std::count_if(
      all.begin(), all.end(), [&](const VerifiedArtifact& each) { return each.state == state; }));
}

VerifyJson size_or_null(const std::optional<std::uint64_t>& size) {
  return size ? VerifyJson(*size) : VerifyJson(nullptr);
}
VerifyJson text_or_null(const std::string& text) {
  return text.empty() ? VerifyJson(nullptr) : VerifyJson(text);
}

VerifyJson artifact_answer(const VerifiedArtifact& each) {
  VerifyJson json = {{"record", text::with_escaped_bytes(each.record->path)},
                     {"blob", nullptr},
                     {"name", text_or_null(each.artifact.name)},
                     {"uri", text_or_null(each.artifact.uri)},
                     {"state", experiments::name_of(each.state)},
                     {"compared", each.compared}};
  if (each.record->blob) json["blob"] = each.record->blob->hex();
  json["recorded"] = {{"size", size_or_null(each.artifact.size)},
                      {"sha256", text_or_null(each.artifact.sha256)}};
  json["stored"] = {{"size", size_or_null(each.stored.size)}, {"sha256", text_or_null(each.stored.sha256)}};
  json["problem"] = text_or_null(text::printable(english(experiments::verify_problem(each))));
  json["help"] = text_or_null(text::printable(english(each.help)));
  return json;
}

std::string written_out(const VerifyJson& json) {
  return json.dump(2, ' ', false, VerifyJson::error_handler_t::replace) + "\n";
}

std::string verify_answer(std::size_t records, const std::vector<VerifiedArtifact>& all) {
  const int code = experiments::verify_exit_code(all);
  VerifyJson json = {{"schema", "expgate-verify/1"},
                     {"verdict", code == 0   ? "pass"
                                 : code == 1 ? "fail"
                                             : "undecided"}};
  const auto counted = [&](ArtifactState state) { return count_of_state(all, state); };
  json["counts"] = {
      {"records", records},
      {"artifacts", all.size() - counted(ArtifactState::invalid)},
      {"good", counted(ArtifactState::good)},
      {"missing", counted(ArtifactState::missing)},
      {"different", counted(ArtifactState::different_size) + counted(ArtifactState::different_checksum)},
      {"invalid", counted(ArtifactState::invalid)},
      {"unknown", counted(ArtifactState::unknown)}};
  json["artifacts"] = VerifyJson::array();
  for (const VerifiedArtifact& each : all) json["artifacts"].push_back(artifact_answer(each));
  json["error"] = nullptr;
  return written_out(json);
}

std::string verify_answer(const Error& error) {
  return written_out({{"schema", "expgate-verify/1"},
                      {"verdict", "undecided"},
                      {"counts", nullptr},
                      {"artifacts", VerifyJson::array()},
                      {"error",
                       {{"message", text::printable(english(error.message))},
                        {"help", text_or_null(text::printable(english(error.help)))}}}});
}

Result<int> run_verify(const VerifyArguments& wanted, const Common& common) {
  deadline::end_children_on_signals();
  TRY_ASSIGN(const auto repository, git::Repository::open_from_environment());
  TRY_ASSIGN(const auto records, experiments::select_records(*repository, wanted.selection));
  TRY_ASSIGN(const experiments::stores::StoreSettings settings,
             experiments::settings_by_hand(*repository, common.gate_settings()));
  experiments::stores::Web web(settings.listed, experiments::stores::fetch_by_curl,
                               experiments::stores::resolve_by_getent);
  experiments::stores::Stores stores(settings, web);
  TransferProgress progress(!common.quiet);
  const auto show = [&](std::size_t done, std::size_t total) {
    progress.show(tr("asking the stores: {done} of {total}", {{"done", done}, {"total", total}}));
  };
  const auto all = experiments::verify_artifacts(*repository, records, stores,
                                                 {.downloads = wanted.downloads, .progress = show});
  progress.finish();
  if (common.format == "json") {
    TRY(print(verify_answer(records.size(), all)));
    return experiments::verify_exit_code(all);
  }
  std::string text;
  for (const VerifiedArtifact& each : all)
    if (each.state != ArtifactState::good || !common.quiet) text += artifact_line(each);
  TRY(print(text));
  if (common.quiet) return experiments::verify_exit_code(all);
  TRY(print_line(tr("{artifacts} of {records}: {good} of them are as recorded",
                    {{"artifacts", tr_n("{count} artifact", "{count} artifacts", all.size())},
                     {"records", tr_n("{count} record", "{count} records", records.size())},
                     {"good", count_of_state(all, ArtifactState::good)}})));
  return experiments::verify_exit_code(all);
}

Action declare_verify(CommandArguments& arguments, const Common& common) {
  auto wanted = std::make_shared<VerifyArguments>();
  arguments.add(
      {.value = "REV",
       .help = msgid("A tag, branch or commit whose records are meant, or a file in results/; repeatable"),
       .fallback = verbatim("HEAD")},
      &wanted->selection.names);
  arguments.add({.names = {"--all"}, .help = msgid("The records of all branches and tags")},
                &wanted->selection.all);
  arguments.add(
      {.names = {"--download"}, .help = msgid("Read every artifact and compare its sha256; nothing is kept")},
      &wanted->downloads);
  arguments.formats({"text", "json"});
  arguments.footer(
      msgid("The exit code is 1 if an artifact is missing or differs from its record, 2 if a store cannot be "
            "reached or does not say. Stores are asked through curl."));
  return [wanted, &common]() -> Result<int> {
    Result<int> code = run_verify(*wanted, common);
    if (!code && common.format == "json") TRY(print(verify_answer(code.error())));
    return code;
  };
}

}  // namespace

extern const Command verify;
const Command verify{"verify",
                     msgid("Ask the stores whether the artifacts of records are there, and the same"),
                     declare_verify};

}  // namespace expgate::app
