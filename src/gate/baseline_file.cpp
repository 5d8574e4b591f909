#include "gate/baseline_file.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <optional>
#include <unistd.h>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "content/json/json_scan.h"
#include "rules/rule.h"

namespace expgate::gate {

namespace {

using engine::BaselineKey;
using Json = nlohmann::ordered_json;

constexpr std::string_view kSchema = "expgate-baseline/1";
Text write_anew() {
  return tr("write it again: expgate audit --write-baseline FILE");
}

int line_at(std::string_view text, std::size_t offset) {
  return 1 +
         static_cast<int>(std::count(
             text.begin(), text.begin() + static_cast<std::ptrdiff_t>(std::min(offset, text.size())), '\n'));
}

// Where the objects of the second level, the entries, begin: the parser does not say.
class EntryLines : public content::JsonVisitor {
 public:
  explicit EntryLines(std::string_view text) : text_(text) {}
  void key(std::size_t /*begin*/, std::size_t /*end*/) override {}
  void scalar(std::size_t /*begin*/, std::size_t /*end*/) override {}
  void open(bool is_object, std::size_t at) override {
    if (++depth_ != 3 || !is_object) return;
    line_ += static_cast<int>(std::count(text_.begin() + static_cast<std::ptrdiff_t>(counted_),
                                         text_.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
    counted_ = at;
    lines.push_back(line_);
  }
  void close(std::size_t /*end*/) override { --depth_; }

  std::vector<int> lines;

 private:
  std::string_view text_;
  std::size_t counted_ = 0;
  int line_ = 1;
  int depth_ = 0;
};

tl::unexpected<Error> damaged(const std::string& file, int line, Text what) {
  return fail(tr("the baseline `{file}`:{line}: {what}",
                 {{"file", LocalFile{file}}, {"line", line}, {"what", std::move(what)}}),
              write_anew());
}

// The text at `key` of the entry, or empty where there is none. Errors: it is not a text.
Result<std::string> text_at(const Json& entry, const char* key) {
  const auto found = entry.find(key);
  if (found == entry.end()) return std::string();
  if (!found->is_string() || found->get_ref<const std::string&>().empty())
    return fail(tr("`{key}` is not a string", {{"key", key}}));
  return found->get<std::string>();
}

Result<BaselineKey> key_of(const Json& entry) {
  if (!entry.is_object()) return fail(tr("an entry is not an object"));
  for (const auto& [name, value] : entry.items())
    if (name != "rule" && name != "reason" && name != "path" && name != "object" && name != "ref")
      return fail(tr("unknown key `{key}`", {{"key", name}}));
  BaselineKey key;
  TRY_SET(key.rule, text_at(entry, "rule"));
  TRY_SET(key.reason, text_at(entry, "reason"));
  TRY_SET(key.path, text_at(entry, "path"));
  TRY_SET(key.ref, text_at(entry, "ref"));
  if (key.rule.empty()) return fail(tr("the entry names no `rule`"));
  TRY_ASSIGN(const std::string object, text_at(entry, "object"));
  key.object = Oid::parse(object);
  if (!object.empty() && !key.object) return fail(tr("`object` is not an object ID of 40 or 64 hex digits"));
  if (key.object.has_value() == !key.ref.empty())
    return fail(tr("an entry has either an `object` or a `ref`"));
  return key;
}

Result<engine::Baseline> read_root(const Json& root, const std::string& file, const std::vector<int>& lines) {
  engine::Baseline baseline;
  baseline.file = file;
  const auto schema = root.is_object() ? root.find("schema") : root.end();
  if (!root.is_object() || schema == root.end() || *schema != kSchema)
    return damaged(file, 1, tr("its schema is not `{schema}`", {{"schema", kSchema}}));
  const auto all = root.find("all");
  if (all != root.end() && !all->is_boolean()) return damaged(file, 1, tr("`all` is neither true nor false"));
  baseline.is_of_all = all != root.end() && all->get<bool>();
  const auto findings = root.find("findings");
  if (findings == root.end() || !findings->is_array())
    return damaged(file, 1, tr("it has no list of `findings`"));
  for (const auto& [name, value] : root.items())
    if (name != "schema" && name != "all" && name != "findings")
      return damaged(file, 1, tr("unknown key `{key}`", {{"key", name}}));
  for (std::size_t i = 0; i < findings->size(); ++i) {
    const int line = i < lines.size() ? lines[i] : 1;
    const Result<BaselineKey> key = key_of((*findings)[i]);
    if (!key) return damaged(file, line, key.error().message);
    baseline.entries.push_back({*key, line});
  }
  return baseline;
}

Json json_of(const BaselineKey& key) {
  Json entry = {{"rule", key.rule}};
  if (!key.reason.empty()) entry["reason"] = key.reason;
  if (!key.path.empty()) entry["path"] = key.path;
  if (key.object) entry["object"] = key.object->hex();
  if (!key.ref.empty()) entry["ref"] = key.ref;
  return entry;
}

}  // namespace

Result<engine::Baseline> parse_baseline(std::string_view text, const std::string& file) {
  EntryLines entries(text);
  if (const auto fault = content::scan_json(text, entries))
    return damaged(file, line_at(text, fault->at), fault->what);
  const Json root = Json::parse(text, nullptr, false);
  if (root.is_discarded()) return damaged(file, 1, tr("it is not JSON"));
  return read_root(root, file, entries.lines);
}

std::string baseline_text(const std::vector<BaselineKey>& keys, bool is_of_all) {
  std::string out = fmt::format("{{\n  \"schema\": \"{}\",\n", kSchema);
  if (is_of_all) out += "  \"all\": true,\n";
  out += "  \"findings\": [";
  for (std::size_t i = 0; i < keys.size(); ++i)
    out += (i == 0 ? "\n    " : ",\n    ") + json_of(keys[i]).dump();
  return out + (keys.empty() ? "]\n}\n" : "\n  ]\n}\n");
}

Result<std::string> read_baseline(const std::string& path) {
  auto bytes = read_file(path);
  if (!bytes) return fail(tr("cannot read the baseline `{file}`", {{"file", LocalFile{path}}}), write_anew());
  return *std::move(bytes);
}

Result<void> write_baseline(const std::string& path, std::string_view text) {
  const std::string next = path + ".new";
  const auto failed = [&] {
    const std::string why = std::strerror(errno);  // NOLINT(concurrency-mt-unsafe)
    ::unlink(next.c_str());
    return fail(
        tr("cannot write the baseline `{file}`: {error}", {{"file", LocalFile{path}}, {"error", why}}));
  };
  {
    std::ofstream stream(next, std::ios::binary | std::ios::trunc);
    if (!stream) return failed();
    stream << text;
    stream.close();
    if (!stream) return failed();
  }
  if (std::rename(next.c_str(), path.c_str()) != 0) return failed();
  return {};
}

}  // namespace expgate::gate
