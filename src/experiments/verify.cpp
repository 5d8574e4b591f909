#include "experiments/verify.h"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <map>
#include <mutex>
#include <thread>

#include "experiments/dvc.h"

namespace expgate::experiments {

namespace {

constexpr std::size_t kWorkers = 8;
constexpr std::size_t kMostInquiries = 10'000;
constexpr std::uint64_t kMostDownloaded = std::uint64_t{1} << 40U;  // of an artifact whose size nobody states

// What is asked once, for all artifacts that lie there.
struct Inquiry {
  std::string uri;
  std::uint64_t most = 0;  // bytes of interest, if it is downloaded
  bool is_folder_of_dvc = false;
  Result<stores::StoredObject> looked = fail(Text());
  std::optional<Result<stores::StoredObject>> read;  // if it was downloaded
};

void carry_out(Inquiry& inquiry, stores::Stores& stores, bool downloads) {
  inquiry.looked = stores.look(inquiry.uri);
  const bool is_worth_it = inquiry.looked && inquiry.looked->is_there && !inquiry.is_folder_of_dvc;
  if (downloads && is_worth_it) inquiry.read = stores.read(inquiry.uri, inquiry.most, {});
}

// Eight at a time. A worker only talks to curl, which it waits for.
void carry_out_all(std::vector<Inquiry>& inquiries, stores::Stores& stores, const VerifyOptions& options) {
  // git/command.cpp ignores SIGPIPE while it writes to a child, and puts back what it found: two threads that
  // do so must both find it ignored.
  const auto before = std::signal(SIGPIPE, SIG_IGN);
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  std::size_t done = 0;
  std::vector<std::thread> workers;
  const auto work = [&] {
    for (std::size_t at = next++; at < inquiries.size(); at = next++) {
      carry_out(inquiries[at], stores, options.downloads);
      const std::lock_guard lock(mutex);
      ++done;
      if (options.progress) options.progress(done, inquiries.size());
    }
  };
  for (std::size_t n = 1; n < std::min(kWorkers, inquiries.size()); ++n) workers.emplace_back(work);
  work();
  for (std::thread& worker : workers) worker.join();
  std::signal(SIGPIPE, before);
}

void compare(const Inquiry& inquiry, VerifiedArtifact& verified) {
  const auto& stored = inquiry.read ? *inquiry.read : inquiry.looked;
  if (!stored) {
    verified.state = ArtifactState::unknown;
    verified.problem = stored.error().message;
    verified.help = stored.error().help;
    if (verified.help.empty())
      verified.help =
          tr("ask again later; if it stays so, look at the place by hand, and record the artifact "
             "anew where others can fetch it");
    return;
  }
  verified.stored = *stored;
  verified.compared = {"presence"};
  verified.state = stored->is_there ? ArtifactState::good : ArtifactState::missing;
  if (!stored->is_there || inquiry.is_folder_of_dvc) return;
  const content::RecordedArtifact& artifact = verified.artifact;
  if (artifact.size && stored->size) {
    verified.compared.emplace_back("size");
    if (*artifact.size != *stored->size) verified.state = ArtifactState::different_size;
  }
  if (verified.state != ArtifactState::good) return;
  if (!stored->sha256.empty()) {
    verified.compared.emplace_back(inquiry.read ? "content" : "sha256");
    if (stored->sha256 != artifact.sha256) verified.state = ArtifactState::different_checksum;
  } else if (!artifact.size || !stored->size) {  // something answers there: a sign-in page does so as well
    verified.state = ArtifactState::unknown;
    verified.problem = tr("the store reports neither its size nor its checksum");
    verified.help = tr("`expgate verify --download` reads it and compares its checksum");
  }
}

// Of a record that names no artifact to look for.
VerifiedArtifact invalid_artifact(const RecordToVerify& record) {
  VerifiedArtifact verified;
  verified.record = &record;
  if (record.unread) {
    verified.problem = record.unread->message;
    verified.help = record.unread->help;
    return verified;
  }
  verified.state = ArtifactState::invalid;
  verified.problem = record.reading.errors.front().what;
  if (record.reading.kind == content::RecordReading::Kind::unreadable)
    verified.problem = tr("it is not valid JSON: {problem}", {{"problem", std::move(verified.problem)}});
  verified.help = tr("`expgate explain artifact-record` says what a record holds");
  return verified;
}

// Collects what has to be asked, once for each place.
class Inquirer {
 public:
  Inquirer(git::Repository& repository, std::vector<Inquiry>& inquiries)
      : repository_(repository), inquiries_(inquiries) {}

  // The number of the inquiry about the artifact; an error if there is no place to ask about.
  Result<std::size_t> add(const RecordToVerify& record, const content::RecordedArtifact& artifact) {
    DvcObject object{artifact.uri, false};
    if (stores::parts_of(artifact.uri).scheme == "dvc") {
      if (!record.tree)
        return fail(tr("the record is not committed, so expgate cannot tell where DVC stores it"),
                    tr("commit it first, with its `.dvc` file and `.dvc/config`"));
      TRY_SET(object, find_dvc_object(repository_, *record.tree, artifact.uri));
    }
    if (!stores::is_known_store(object.uri))
      return fail(
          tr("expgate cannot check `{scheme}:` URIs", {{"scheme", stores::parts_of(object.uri).scheme}}),
          tr("check it by hand; expgate asks s3, gs, az, abfss, hf, https, dvc and mlflow-artifacts"));
    if (inquiries_.size() >= kMostInquiries)
      return fail(tr("expgate checks at most {limit} artifacts at once", {{"limit", kMostInquiries}}),
                  tr("name the records one by one: `expgate verify results/NAME.json`"));
    const auto [known, is_new] = numbers_.emplace(object.uri, inquiries_.size());
    if (is_new) inquiries_.push_back({.uri = object.uri, .is_folder_of_dvc = object.is_folder});
    Inquiry& inquiry = inquiries_[known->second];
    inquiry.most = std::max(inquiry.most, artifact.size.value_or(kMostDownloaded));
    return known->second;
  }

 private:
  git::Repository& repository_;
  std::vector<Inquiry>& inquiries_;
  std::map<std::string, std::size_t> numbers_;
};

}  // namespace

std::vector<VerifiedArtifact> verify_artifacts(git::Repository& repository,
                                               const std::vector<RecordToVerify>& records,
                                               stores::Stores& stores, const VerifyOptions& options) {
  std::vector<Inquiry> inquiries;
  Inquirer inquirer(repository, inquiries);
  std::vector<VerifiedArtifact> all;
  std::vector<std::optional<std::size_t>> numbers;  // of the inquiries, one for each of `all`
  for (const RecordToVerify& record : records) {
    if (record.unread || !record.reading.errors.empty()) {
      all.push_back(invalid_artifact(record));
      numbers.emplace_back();
      continue;
    }
    for (const content::RecordedArtifact& artifact : record.reading.record.artifacts) {
      VerifiedArtifact verified;
      verified.record = &record;
      verified.artifact = artifact;
      const auto number = inquirer.add(record, artifact);
      if (!number) {
        verified.problem = number.error().message;
        verified.help = number.error().help;
      }
      numbers.push_back(number ? std::optional(*number) : std::nullopt);
      all.push_back(std::move(verified));
    }
  }
  carry_out_all(inquiries, stores, options);
  for (std::size_t at = 0; at < all.size(); ++at)
    if (numbers[at]) compare(inquiries[*numbers[at]], all[at]);
  return all;
}

std::string_view name_of(ArtifactState state) {
  switch (state) {
    case ArtifactState::good:
      return "good";
    case ArtifactState::missing:
      return "missing";
    case ArtifactState::different_size:
      return "different-size";
    case ArtifactState::different_checksum:
      return "different-checksum";
    case ArtifactState::invalid:
      return "invalid";
    case ArtifactState::unknown:
      break;
  }
  return "unknown";
}

int verify_exit_code(const std::vector<VerifiedArtifact>& artifacts) {
  int code = 0;
  for (const VerifiedArtifact& each : artifacts) {
    if (each.state != ArtifactState::good && each.state != ArtifactState::unknown) return 1;
    if (each.state == ArtifactState::unknown) code = 2;
  }
  return code;
}

Text verify_problem(const VerifiedArtifact& each) {
  switch (each.state) {
    case ArtifactState::missing:
      return tr("there is nothing at `{uri}`", {{"uri", each.artifact.uri}});
    case ArtifactState::different_size:
      // Of a download that was stopped nobody knows how many bytes there would have been.
      return tr("`{uri}` does not have the {size} bytes that the record states",
                {{"uri", each.artifact.uri}, {"size", each.artifact.size.value_or(0)}});
    case ArtifactState::different_checksum:
      return tr("`{uri}` does not have the checksum that the record states: its sha256 is {hash}",
                {{"uri", each.artifact.uri}, {"hash", each.stored.sha256}});
    case ArtifactState::invalid:
    case ArtifactState::unknown:
      return each.problem;
    case ArtifactState::good:
      break;
  }
  return {};
}

}  // namespace expgate::experiments
