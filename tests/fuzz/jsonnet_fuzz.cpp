// Any bytes as a program in jsonnet, which imports itself: a document or an error at a place, within the
// budget, and the same twice. Places of members are within the text.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "content/configs/jsonnet/jsonnet.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace expgate::content;
  const std::string program(reinterpret_cast<const char*>(data), size);
  const jsonnet::ImportFile import = [&](const std::string& path) -> std::optional<std::string> {
    return path.size() < 8 ? std::optional(program) : std::nullopt;
  };
  const jsonnet::Evaluation one = jsonnet::evaluate("a.jsonnet", program, import);
  const jsonnet::Evaluation other = jsonnet::evaluate("a.jsonnet", program, import);
  if (one.document.has_value() != other.document.has_value() || one.steps != other.steps) std::abort();
  // what a step does at once is bounded by the memory
  if (one.steps > jsonnet::kMostSteps + jsonnet::kMostMemory) std::abort();
  if (!one.document && one.document.error().location.line < 1) std::abort();
  if (one.files.empty() || one.files.size() > 66) std::abort();
  for (const jsonnet::MemberPlace& place : jsonnet::members_in_line(program, 1, "seed"))
    if (place.begin > place.end || place.end > size || place.mark >= place.begin) std::abort();
  return 0;
}
