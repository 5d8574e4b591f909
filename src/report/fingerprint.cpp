#include "report/fingerprint.h"

#include <unordered_map>

#include "base/sha256.h"

namespace expgate::report {

namespace {

// The parts of a fingerprint, each behind its length: no two lists of parts are the same text.
class Parts {
 public:
  Parts& add(std::string_view part) {
    text_ += std::to_string(part.size()) + ":";
    text_ += part;
    return *this;
  }
  [[nodiscard]] std::string digest() const { return sha256(text_).substr(0, 32); }

 private:
  std::string text_;
};

// What a message says but for the numbers in it: of lines, and of what there is more or less of.
std::string gist(std::string_view message) {
  std::string text;
  for (const char c : message)
    if (c < '0' || c > '9') text += c;
  return text;
}

bool is_about_ref(const Finding& finding) {
  return finding.scope == Scope::ref || finding.scope == Scope::tip || finding.scope == Scope::push;
}

}  // namespace

std::string fingerprint(const Finding& finding) {
  Parts parts;
  parts.add(finding.check);
  if (is_about_ref(finding)) {
    parts.add("ref").add(finding.refs.empty() ? "" : finding.refs.front());
    return parts.add(finding.path.value_or("")).add(gist(finding.message)).digest();
  }
  if (finding.path && finding.line)
    return parts.add("line").add(*finding.path).add(gist(finding.message)).digest();
  if (finding.path || finding.object) {
    // Without an object (a link, a submodule, a draft of a commit) the words tell one thing from another.
    parts.add("file").add(finding.path.value_or(""));
    return parts.add(finding.object ? finding.object->hex() : finding.message).digest();
  }
  return parts.add("message").add(finding.subject).add(finding.message).digest();
}

std::vector<std::string> fingerprints(std::span<const Finding* const> findings) {
  std::vector<std::string> all;
  std::unordered_map<std::string, int> seen;
  for (const Finding* finding : findings) {
    std::string print = fingerprint(*finding);
    const int times = ++seen[print];
    all.push_back(times == 1 ? std::move(print) : print + "-" + std::to_string(times));
  }
  return all;
}

}  // namespace expgate::report
