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

// The arguments that tell two findings of one reason apart: names and other words of the repository. Numbers
// and sizes change with every push, texts with every rewording.
void add_arguments(Parts& parts, const Finding& finding) {
  for (const Argument& argument : finding.arguments)
    if (const auto* text = std::get_if<std::string>(&argument.value)) parts.add(argument.name).add(*text);
}

bool is_about_ref(const Finding& finding) {
  return finding.scope == Scope::ref || finding.scope == Scope::tip || finding.scope == Scope::push;
}

}  // namespace

std::string fingerprint(const Finding& finding) {
  Parts parts;
  parts.add(finding.check).add(finding.reason->name).add(finding.path.value_or(""));
  // The object is what it is about, else the commit (by its subject: a rewritten commit is the same to
  // people), else the ref.
  if (is_about_ref(finding)) {
    parts.add("ref").add(finding.refs.empty() ? "" : finding.refs.front());
  } else if (finding.object && !finding.line) {
    parts.add("object").add(finding.object->hex());
    return parts.digest();
  } else if (finding.path) {
    parts.add("file");
  } else {
    parts.add("message").add(finding.subject);
  }
  add_arguments(parts, finding);
  return parts.digest();
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
