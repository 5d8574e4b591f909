// Any bytes as a record of an experiment, as a URI in it, and as the message of its tag: what is read is as
// the schema has it, and no secret is repeated.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/ascii.h"
#include "base/strings.h"
#include "content/configs/record.h"
#include "message/metrics.h"

namespace {

using namespace expgate;

bool is_inside(std::string_view path) {
  const auto parts = split(path, '/');
  return std::none_of(parts.begin(), parts.end(),
                      [](std::string_view part) { return part.empty() || part == ".." || part == "."; });
}

void check_record(std::string_view bytes) {
  using Kind = content::RecordReading::Kind;
  const content::RecordReading reading = content::read_record(bytes);
  const content::Record& record = reading.record;
  const auto last_line = static_cast<int>(std::count(bytes.begin(), bytes.end(), '\n')) + 1;
  for (const text::ParseError& error : reading.errors)
    if (error.location.line > last_line || error.location.line < 0 || english(error.what).empty())
      std::abort();
  if (reading.kind == Kind::unreadable && reading.errors.size() != 1) std::abort();
  if (reading.kind == Kind::other && !reading.errors.empty()) std::abort();
  if (record.commit) {
    const std::string& commit = record.commit.value;
    if ((commit.size() != 40 && commit.size() != 64) || !is_hex(commit)) std::abort();
  }
  if (record.config && !is_inside(record.config.value)) std::abort();
  for (const std::uint64_t seed : record.seeds.value)
    if (seed > UINT32_MAX) std::abort();
  for (const auto& [name, value] : record.metrics)
    if (!std::isfinite(value)) std::abort();
  for (const content::RecordedArtifact& artifact : record.artifacts) {
    if (!artifact.uri.empty() && content::uri_problem(artifact.uri)) std::abort();
    if (!artifact.sha256.empty() && (artifact.sha256.size() != 64 || !is_hex(artifact.sha256))) std::abort();
  }
  if (reading.kind == Kind::record && reading.errors.empty() &&
      (!record.commit || !record.config || !record.seeds || record.metrics.empty()))
    std::abort();
}

// A password that is put into it is reported, and the report does not repeat it.
void check_uri(std::string_view bytes) {
  constexpr std::string_view kSecret = "hunter2secret";
  const std::string_view part = bytes.substr(0, 200);
  for (const std::string& uri : {"https://ada:" + std::string(kSecret) + "@" + std::string(part),
                                 "s3://b/k?" + std::string(part) + "&X-Amz-Signature=" + std::string(kSecret),
                                 std::string(part) + std::string(kSecret)}) {
    for (const auto& problem : {content::uri_problem(uri), content::link_problem(uri)}) {
      // A scheme is repeated; it is no place for a secret.
      if (!problem || uri.find(':') >= uri.find(kSecret)) continue;
      if (english(*problem).find(kSecret) != std::string::npos) std::abort();
    }
  }
  const std::string signed_uri = "s3://b/k?" + std::string(part) + "&X-Amz-Signature=" + std::string(kSecret);
  if (!content::uri_problem(signed_uri)) std::abort();
}

void check_message(std::string_view bytes) {
  const message::TagMessage read = message::read_tag_message(bytes);
  for (const message::Metric& metric : read.metrics) {
    if (metric.name.empty() || metric.number.empty() || !std::isfinite(metric.value)) std::abort();
    if (bytes.find(metric.name) == std::string_view::npos ||
        bytes.find(metric.number) == std::string_view::npos)
      std::abort();
    if (metric.deviation && !std::isfinite(*metric.deviation)) std::abort();
    if (message::is_hyper_parameter(metric.name) && !message::is_known_metric(metric.name)) std::abort();
  }
  for (const std::string& segment : read.segments)
    if (segment.empty() || trim(segment) != segment || segment.find_first_of("|\n") != std::string::npos)
      std::abort();
  const auto failing = message::failing_metric(bytes);
  if (failing && english(*failing).empty()) std::abort();
  // Whatever stands before a tag's signature, the signature adds nothing. As for git, the last one counts.
  std::string_view rest = message::without_signature(bytes);
  while (message::without_signature(rest) != rest) rest = message::without_signature(rest);
  const std::string unsigned_message = std::string(rest) + "\n";
  const std::string signed_message = unsigned_message + "-----BEGIN SSH SIGNATURE-----\nacc: 99.9%\n";
  if (message::read_tag_message(signed_message).metrics.size() !=
      message::read_tag_message(unsigned_message).metrics.size())
    std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  check_record(bytes);
  check_uri(bytes);
  check_message(bytes);
  return 0;
}
