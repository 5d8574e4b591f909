// Any bytes as what git writes to pre-receive and pre-push: written again as git writes it, the updates are
// the same; an error can be printed.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/strings.h"
#include "input/pre_push.h"
#include "input/pre_receive.h"
#include "text/utf8.h"

namespace {

using namespace expgate;

template <typename Parse, typename Write>
void check(std::string_view bytes, Parse parse, Write write) {
  const auto updates = parse(bytes);
  if (!updates) {
    const std::string message = english(updates.error().message);
    if (message.empty() || text::printable(message) != message) std::abort();
    return;
  }
  std::string text;
  for (const RefUpdate& update : *updates) {
    if (update.ref.empty() || bytes.find(update.ref) == std::string_view::npos) std::abort();
    text += write(update);
  }
  if (updates->size() != lines(bytes).size()) std::abort();
  const auto again = parse(text);
  if (updates->empty() ? again && !again->empty() : !again) std::abort();
  if (!again) return;
  for (std::size_t i = 0; i < updates->size(); ++i) {
    const RefUpdate& one = (*updates)[i];
    const RefUpdate& other = (*again)[i];
    if (one.ref != other.ref || one.old_oid != other.old_oid || one.new_oid != other.new_oid) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  check(bytes, input::parse_updates, [](const RefUpdate& update) {
    return update.old_oid.hex() + " " + update.new_oid.hex() + " " + update.ref + "\n";
  });
  check(bytes, input::parse_pushed, [](const RefUpdate& update) {
    return "HEAD " + update.new_oid.hex() + " " + update.ref + " " + update.old_oid.hex() + "\n";
  });
  return 0;
}
