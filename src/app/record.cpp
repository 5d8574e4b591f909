#include "experiments/record.h"

#include <memory>

#include <nlohmann/json.hpp>

#include "app/output.h"
#include "app/progress.h"
#include "base/deadline.h"
#include "catalogue/catalogue.h"
#include "git/path_here.h"
#include "text/shell.h"
#include "text/utf8.h"

namespace expgate::app {

namespace {

std::string record_answer(const experiments::WrittenRecord& written) {
  using Json = nlohmann::ordered_json;
  Json json = {{"schema", "expgate-record/1"}, {"path", written.path}, {"tag", nullptr}};
  if (!written.tag.empty()) json["tag"] = written.tag;
  json["record"] = Json::parse(written.text);
  json["remarks"] = Json::array();
  for (const Text& each : written.remarks) json["remarks"].push_back(text::printable(english(each)));
  json["next"] = written.next;
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<int> run_record(experiments::RecordRequest request, const Common& common) {
  deadline::end_children_on_signals();
  TRY_ASSIGN(const auto repository, git::Repository::open_from_environment());
  TRY_SET(request.config, git::path_here(*repository, request.config));
  TransferProgress progress(!common.quiet);
  const auto show = [&](const std::string& what, std::uint64_t done, std::uint64_t total) {
    progress.show(what, done, total);
  };
  const auto result = experiments::write_record(*repository, request, show);
  progress.finish();
  if (!result) return tl::unexpected(result.error());
  const experiments::WrittenRecord& written = *result;
  if (common.format == "json") {
    TRY(print(record_answer(written)));
    return 0;
  }
  if (common.quiet) {
    for (const Text& each : written.remarks) remark(each);
    return 0;
  }
  TRY(print_line(Text(written.was_there
                          ? msgid("`{path}` says that already: {metrics}, {artifacts}, commit {commit}")
                          : msgid("wrote `{path}`: {metrics}, {artifacts}, commit {commit}"),
                      {{"path", written.path},
                       {"metrics", tr_n("{count} metric", "{count} metrics", written.metrics)},
                       {"artifacts", tr_n("{count} artifact", "{count} artifacts", written.artifacts)},
                       {"commit", written.commit.substr(0, 7)}})));
  if (!written.tag.empty())
    TRY(print_line(tr("tagged commit {commit} as `{tag}`",
                      {{"commit", written.commit.substr(0, 7)}, {"tag", written.tag}})));
  for (const Text& each : written.remarks) remark(tr("note: {note}", {{"note", each}}));
  TRY(print_line(tr("now type:")));
  TRY(print("  " + text::shell_line(written.next) + "\n"));
  return 0;
}

Action declare_record(CommandArguments& arguments, const Common& common) {
  auto request = std::make_shared<experiments::RecordRequest>();
  arguments.add({.value = "NAME",
                 .help = msgid("What the experiment is called: the record is results/NAME.json"),
                 .is_required = true},
                &request->name);
  arguments.add({.names = {"--metric"},
                 .value = "NAME=NUMBER",
                 .help = msgid("A metric, as in acc@1=87.3; repeatable")},
                &request->metrics);
  arguments.add({.names = {"--metrics"},
                 .value = "FILE",
                 .help = msgid("The numbers of a JSON, YAML, CSV, TSV or JSON Lines file; repeatable")},
                &request->metric_files);
  arguments.add(
      {.names = {"--artifact"},
       .value = "NAME=URI[,FILE]",
       .help = msgid("An artifact: the URI that it was uploaded to, and the file, for its sha256 and size. "
                     "Without a file, expgate asks the store; repeatable")},
      &request->artifacts);
  arguments.add(
      {.names = {"--image"},
       .value = "IMAGE",
       .help = msgid("The image that ran, as NAME@sha256:DIGEST (default: the one that the commit pins)")},
      &request->image);
  arguments.add(
      {.names = {"--run"},
       .value = "RUN",
       .help =
           msgid("The run in a tracker: mlflow:ID, which also gives the metrics, or the URL of its page")},
      &request->run);
  arguments.add({.names = {"--commit"},
                 .value = "REV",
                 .help = msgid("The commit that ran"),
                 .fallback = verbatim("HEAD")},
                &request->revision);
  arguments.add({.names = {"--config"},
                 .value = "PATH",
                 .help = msgid("The config file of the run, if expgate cannot find it")},
                &request->config);
  arguments.add({.names = {"--tag"}, .help = msgid("Also make the annotated tag exp-NAME on that commit")},
                &request->tags);
  arguments.add({.names = {"--allow-dirty"},
                 .help = msgid("Record even if the work tree has changes, with a hash of them")},
                &request->allow_dirty);
  arguments.add({.names = {"-f", "--force"}, .help = msgid("Replace a record and a tag of that name")},
                &request->replaces);
  arguments.formats({"text", "json"});
  arguments.footer(msgid(
      "Config, seed, image and environment are those of the commit, as `expgate recipe` finds them. The exit "
      "code is 2 if nothing was written."));
  arguments.example("expgate record vit --metric acc@1=87.3 --tag",
                    msgid("Record a result, and tag its commit"));
  arguments.example("expgate record vit --metrics metrics.json --artifact model=s3://models/vit.pt,vit.pt",
                    msgid("Take the numbers from a file, and the checksum from another"));
  return [request, &common] { return run_record(*request, common); };
}

}  // namespace

extern const Command record;
const Command record{"record", msgid("Write down what a run produced, as a record in results/ and a tag"),
                     declare_record};

}  // namespace expgate::app
