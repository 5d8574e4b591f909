#include "experiments/verify.h"

#include <algorithm>
#include <memory>

#include <nlohmann/json.hpp>

#include "app/output.h"
#include "app/progress.h"
#include "app/terminal.h"
#include "base/deadline.h"
#include "catalogue/catalogue.h"
#include "experiments/verify_ci.h"
#include "text/columns.h"
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
  if (words.empty()) words.push_back(tr("only that it exists"));
  return tr("{parts}", {{"parts", std::move(words)}});
}

std::string artifact_line(const VerifiedArtifact& each, std::size_t width) {
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
  std::string text = text::hanging("", text::printable(catalogue::render(line)), 4, width);
  if (!each.help.empty() && each.state != ArtifactState::good)
    text += text::hanging("  ", text::printable(catalogue::render(tr("help: {help}", {{"help", each.help}}))),
                          4, width);
  return text;
}

std::size_t count_of_state(const std::vector<VerifiedArtifact>& all, ArtifactState state) {
  return static_cast<std::size_t>(std::count_if(
      all.begin(), all.end(), [&](const VerifiedArtifact& each) { return each.state == state; }));
}

// "3 artifacts in 2 records: 2 verified".
Text summary_of(std::size_t records, const std::vector<VerifiedArtifact>& all) {
  const Text in_records = tr_n("{count} record", "{count} records", records);
  if (records == 0) return tr("no records");
  if (all.empty()) return tr("no artifacts in {records}", {{"records", in_records}});
  const std::size_t good = count_of_state(all, ArtifactState::good);
  Arguments parts{{"artifacts", tr_n("{count} artifact", "{count} artifacts", all.size())},
                  {"records", in_records},
                  {"good", good}};
  if (good == all.size()) return tr("{artifacts} in {records}: all verified", std::move(parts));
  if (good == 0) return tr("{artifacts} in {records}: none verified", std::move(parts));
  return tr("{artifacts} in {records}: {good} verified", std::move(parts));
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
  const std::size_t width = line_width();
  std::string text;
  for (const VerifiedArtifact& each : all)
    if (each.state != ArtifactState::good || !common.quiet) text += artifact_line(each, width);
  TRY(print(text));
  if (common.quiet) return experiments::verify_exit_code(all);
  TRY(print_line(summary_of(records.size(), all)));
  return experiments::verify_exit_code(all);
}

Action declare_verify(CommandArguments& arguments, const Common& common) {
  auto wanted = std::make_shared<VerifyArguments>();
  arguments.add(
      {.value = "REV",
       .help = msgid("A tag, branch or commit whose records to check, or a file in results/; repeatable"),
       .fallback = verbatim("HEAD"),
       .takes_records = true},
      &wanted->selection.names);
  arguments.add({.names = {"--all"}, .help = msgid("The records of all branches and tags")},
                &wanted->selection.all);
  arguments.add({.names = {"--download"},
                 .help = msgid("Download every artifact and compare its sha256; nothing is saved")},
                &wanted->downloads);
  arguments.formats({"text", "json"});
  arguments.footer(
      msgid("The exit code is 1 if an artifact is missing or differs from its record, 2 if a store cannot be "
            "reached or does not report enough. expgate asks stores through curl."));
  arguments.example("expgate verify", msgid("Check the artifacts that HEAD records"));
  arguments.example("expgate verify --all --download", msgid("Read them all and compare their sha256"));
  return [wanted, &common]() -> Result<int> {
    Result<int> code = run_verify(*wanted, common);
    if (!code && common.format == "json") TRY(print(verify_answer(code.error())));
    return code;
  };
}

}  // namespace

extern const Command verify;
const Command verify{"verify", msgid("Check that the artifacts of records are in their stores and unchanged"),
                     declare_verify};

}  // namespace expgate::app
