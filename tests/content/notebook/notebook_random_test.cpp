#include <random>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "content/notebook/notebook.h"

// Notebooks made by chance, cleaned by their bytes and by a tree of them: both ways must lead to the same.
namespace expgate::content {
namespace {

using Json = nlohmann::ordered_json;

constexpr unsigned kSeed = 20240229;
constexpr int kRounds = 400;

// How one program writes JSON, and another.
struct Style {
  int indent = 1;  // over 2: tabs
  bool is_ascii = false;
  const char* end = "\n";

  [[nodiscard]] std::string written(const Json& json) const {
    return json.dump(indent, indent > 2 ? '\t' : ' ', is_ascii) + end;
  }
};

class Maker {
 public:
  explicit Maker(unsigned seed) : random_(seed) {}

  Json notebook() {
    Json cells = Json::array();
    for (unsigned n = below(6); n > 0; --n) cells.push_back(cell());
    Json metadata = some({{"kernelspec", value(2)},
                          {"signature", "sha256:0"},
                          {"widgets", value(3)},
                          {"keep_output", chance()},
                          {"hidden", true}});
    Json whole = Json::object();
    const bool is_old = below(4) == 0;
    Json body =
        is_old ? Json(Json::array({Json{{"cells", cells}, {"metadata", {{"collapsed", true}}}}})) : cells;
    return shuffled(
        {{is_old ? "worksheets" : "cells", body}, {"metadata", metadata}, {"nbformat", 4}, {"outputs", {1}}});
  }

  unsigned below(unsigned limit) { return std::uniform_int_distribution<unsigned>(0, limit - 1)(random_); }
  bool chance() { return below(2) == 0; }

 private:
  using Members = std::vector<std::pair<std::string, Json>>;

  Json shuffled(Members members) {
    std::shuffle(members.begin(), members.end(), random_);
    Json object = Json::object();
    for (auto& [name, value] : members) object[name] = value;
    return object;
  }

  Json some(Members members) {
    std::erase_if(members, [&](const auto&) { return below(3) == 0; });
    return shuffled(std::move(members));
  }

  Json value(unsigned depth) {
    switch (below(depth == 0 ? 5 : 7)) {
      case 0:
        return nullptr;
      case 1:
        return below(1000);
      case 2:
        return std::string(below(40), '\\') + "\"{[,]}: \n\t€😀";
      case 3:
        return chance();
      case 4:
        return 0.5;
      case 5: {
        Json list = Json::array();
        for (unsigned n = below(4); n > 0; --n) list.push_back(value(depth - 1));
        return list;
      }
      default:
        return some({{"outputs", value(depth - 1)}, {"collapsed", 1}, {"", value(depth - 1)}, {"a\"b", 1}});
    }
  }

  Json cell() {
    Json tags = Json::array();
    for (const char* tag : {"a", "keep_output", "b"})
      if (below(4) == 0) tags.push_back(tag);
    Json metadata = some({{"collapsed", chance()},
                          {"ExecuteTime", value(2)},
                          {"execution", value(2)},
                          {"heading_collapsed", chance()},
                          {"hidden", chance()},
                          {"scrolled", chance()},
                          {"executionInfo", value(3)},
                          {"outputId", "x"},
                          {"name", value(1)}});
    if (below(3) == 0) metadata["tags"] = tags;
    if (below(4) == 0) metadata["keep_output"] = chance();
    Json outputs = Json::array();
    for (unsigned n = below(3); n > 0; --n)
      outputs.push_back(some({{"data", value(3)}, {"execution_count", value(1)}, {"prompt_number", 3}}));
    return some({{"cell_type", "code"},
                 {"metadata", metadata},
                 {"outputs", below(5) == 0 ? value(2) : outputs},
                 {"execution_count", value(1)},
                 {"prompt_number", below(9)},
                 {"source", value(1)}});
  }

  std::mt19937 random_;
};

void clean_cell(Json& cell, bool keeps_all) {
  bool keeps = keeps_all;
  if (cell.contains("metadata") && cell["metadata"].is_object()) {
    Json& metadata = cell["metadata"];
    if (metadata.contains("keep_output")) keeps = metadata["keep_output"] == true;
    if (metadata.contains("tags"))
      for (const Json& tag : metadata["tags"]) keeps = keeps || tag == "keep_output";
    for (const char* name : {"collapsed", "ExecuteTime", "execution", "heading_collapsed", "hidden",
                             "scrolled", "executionInfo"})
      metadata.erase(name);
  }
  for (const char* name : {"execution_count", "prompt_number"})
    if (cell.contains(name)) cell[name] = nullptr;
  if (!cell.contains("outputs")) return;
  Json& outputs = cell["outputs"];
  const bool is_nothing = outputs.is_null() || (outputs.is_structured() && outputs.empty());
  if (!keeps && !is_nothing) outputs = Json::array();
  if (!outputs.is_array()) return;
  for (Json& output : outputs)
    if (output.is_object() && output.contains("execution_count")) output["execution_count"] = nullptr;
}

void clean_tree(Json& notebook) {
  Json& metadata = notebook["metadata"];
  const bool keeps_all = metadata.contains("keep_output") && metadata["keep_output"] == true;
  metadata.erase("signature");
  metadata.erase("widgets");
  if (notebook.contains("cells"))
    for (Json& cell : notebook["cells"]) clean_cell(cell, keeps_all);
  if (notebook.contains("worksheets"))
    for (Json& sheet : notebook["worksheets"])
      for (Json& cell : sheet["cells"]) clean_cell(cell, keeps_all);
}

TEST(NotebookRandom, IsCleanedAsItsTreeWouldBe) {
  Maker maker(kSeed);
  int changed = 0;
  for (int round = 0; round < kRounds; ++round) {
    const Json before = maker.notebook();
    Json after = before;
    clean_tree(after);
    const Style style{static_cast<int>(maker.below(5)) - 1, maker.chance(), maker.chance() ? "\n" : ""};
    const std::string bytes = style.written(before);
    const auto notebook = read_notebook(bytes);
    ASSERT_TRUE(notebook) << text_of(notebook.error()) << "\n" << bytes;
    const std::string clean = cleaned(bytes, notebook->cuts);
    EXPECT_EQ(clean != bytes, before != after) << bytes;
    EXPECT_EQ(clean, style.written(after)) << "not as the program that wrote it would";
    EXPECT_EQ(Json::parse(clean), after) << bytes;
    const auto again = read_notebook(clean);
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->cuts.empty()) << clean;
    EXPECT_EQ(again->cells_with_outputs + again->counts + again->identities + again->widget_bytes, 0U);
    changed += before != after;
  }
  EXPECT_GT(changed, kRounds / 2);
  EXPECT_LT(changed, kRounds);
}

TEST(NotebookRandom, DamageIsSeenWhereAnybodySeesIt) {
  Maker maker(kSeed + 1);
  int accepted = 0;
  for (int round = 0; round < kRounds; ++round) {
    std::string bytes = Style{}.written(maker.notebook());
    for (unsigned n = 1 + maker.below(3); n > 0; --n) {
      const unsigned at = maker.below(static_cast<unsigned>(bytes.size()));
      if (maker.chance())
        bytes[at] = static_cast<char>(maker.below(256));
      else
        bytes.erase(at, 1 + maker.below(3));
    }
    const auto notebook = read_notebook(bytes);
    EXPECT_EQ(notebook.has_value(), nlohmann::json::accept(bytes)) << bytes;
    if (!notebook) continue;
    ++accepted;
    const std::string clean = cleaned(bytes, notebook->cuts);
    EXPECT_TRUE(nlohmann::json::accept(clean)) << bytes;
    EXPECT_TRUE(read_notebook(clean)->cuts.empty()) << bytes;
  }
  EXPECT_GT(accepted, kRounds / 20);
}

}  // namespace
}  // namespace expgate::content
