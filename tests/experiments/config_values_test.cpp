#include "experiments/config_values.h"

#include <map>

#include <gtest/gtest.h>

#include "text/utf8.h"

namespace expgate::test {
namespace {

using experiments::ConfigValues;

using Sources = std::map<std::string, std::string>;

ConfigValues values(const Sources& tree, const std::string& path, std::size_t most = 1000) {
  std::map<std::string, content::ConfigFile> files;
  for (const auto& [name, source] : tree) files.emplace(name, content::read_config_file(name, source));
  const auto composed =
      content::compose(path, [&](const std::string& wanted) -> Result<const content::ConfigFile*> {
        const auto found = files.find(wanted);
        return found == files.end() ? nullptr : &found->second;
      });
  return experiments::values_of(composed.value().value(), most);
}

// "a=1 b.c=x": all values as they are shown.
std::string shown(const Sources& tree, const std::string& path) {
  std::string out;
  for (const auto& [key, value] : values(tree, path).values)
    out += (out.empty() ? "" : " ") + key + "=" + value.shown + (value.is_open ? "?" : "");
  return out;
}
std::string shown(const std::string& yaml) {
  return shown({{"a.yaml", yaml}}, "a.yaml");
}

bool are_same(const std::string& one, const std::string& other) {
  return values({{"a.yaml", "x: " + one}}, "a.yaml").values.at("x").same ==
         values({{"a.yaml", "x: " + other}}, "a.yaml").values.at("x").same;
}

TEST(ConfigValues, KeysAreDottedAndListsOfPlainValuesAreOneValue) {
  EXPECT_EQ(shown("lr: 0.1\nmodel: {depth: 12, heads: [1, 2]}\nempty: {}\nnone: []\n"),
            "empty={} lr=0.1 model.depth=12 model.heads=[1, 2] none=[]");
  EXPECT_EQ(shown("steps:\n- {type: flip}\n- {type: crop, size: 224}\n"),
            "steps.0.type=flip steps.1.size=224 steps.1.type=crop");
  EXPECT_EQ(shown("a.b: 1\na: {b: 2}\n"), "\"a.b\"=1 a.b=2");
  EXPECT_EQ(shown(""), "");
}

TEST(ConfigValues, WhatIsInheritedAndReferredToIsFilledIn) {
  const Sources tree = {{"c/a.yaml", "_base_: base.yaml\nlr: ${base_lr}\nout: runs/${name}\ndata: ${env}\n"},
                        {"c/base.yaml", "base_lr: 0.1\nname: vit\nenv: ${oc.env:DATA}\n"}};
  EXPECT_EQ(shown(tree, "c/a.yaml"),
            "base_lr=0.1 data=${env}? env=${oc.env:DATA}? lr=0.1 name=vit out=runs/vit");
  const ConfigValues all = values(tree, "c/a.yaml");
  EXPECT_EQ(all.files.at(static_cast<std::size_t>(all.values.at("name").file)), "c/base.yaml");
  EXPECT_EQ(all.values.at("name").line, 2);
  EXPECT_EQ(all.files.at(static_cast<std::size_t>(all.values.at("lr").file)), "c/a.yaml");
  EXPECT_EQ(shown("a: {x: 1}\nb: ${a}\n"), "a.x=1 b.x=1");
}

TEST(ConfigValues, WhatReallyDiffers) {
  for (const auto& [one, other] : std::map<std::string, std::string>{{"1e-3", "0.001"},
                                                                     {"3e-04", "0.0003"},
                                                                     {"1_000", "1000"},
                                                                     {"0x10", "16"},
                                                                     {"1", "1.0"},
                                                                     {"-0.0", "0"},
                                                                     {"true", "True"},
                                                                     {"yes", "true"},
                                                                     {"null", "~"},
                                                                     {"adam", "'adam'"},
                                                                     {"[1, 2]", "[1.0, 2e0]"}})
    EXPECT_TRUE(are_same(one, other)) << one << " " << other;
  for (const auto& [one, other] : std::map<std::string, std::string>{{"1", "'1'"},
                                                                     {"true", "'true'"},
                                                                     {"null", "'null'"},
                                                                     {"0.1", "0.10001"},
                                                                     {"9007199254740993", "9007199254740994"},
                                                                     {"[1, 2]", "[12]"},
                                                                     {"[a, b]", "['a, b']"},
                                                                     {"[]", "{}"},
                                                                     {"adam", "Adam"}})
    EXPECT_FALSE(are_same(one, other)) << one << " " << other;
  EXPECT_EQ(shown("a: '1'\nb: adam\nc: 'null'\nd: ' x'\n"), "a=\"1\" b=adam c=\"null\" d=\" x\"");
  const std::string same(5000, 'x');
  EXPECT_FALSE(are_same(same + "a", same + "b")) << "beyond what is shown";
}

TEST(ConfigValues, NumbersCanBeDrawn) {
  const ConfigValues all = values({{"a.yaml", "a: 1e-3\nb: adam\nc: '5'\nd: true\n"}}, "a.yaml");
  double number = 0;
  EXPECT_TRUE(experiments::is_number(all.values.at("a"), number));
  EXPECT_EQ(number, 0.001);
  for (const char* key : {"b", "c", "d"}) EXPECT_FALSE(experiments::is_number(all.values.at(key), number));
}

TEST(ConfigValues, HostileConfigsHaveAnEnd) {
  std::string many;
  for (int i = 0; i < 3000; ++i) many += "k" + std::to_string(i) + ": ${a}\n";
  const ConfigValues cut = values({{"a.yaml", many}}, "a.yaml", 100);
  EXPECT_TRUE(cut.is_cut);
  EXPECT_EQ(cut.values.size(), 100U);
  // A mapping that holds itself.
  const ConfigValues endless = values({{"a.yaml", "a: {x: '${a}', y: '${a}'}\n"}}, "a.yaml");
  EXPECT_LE(endless.values.size(), 1000U);
  const ConfigValues long_text = values({{"a.yaml", "a: " + std::string(9000, 'x') + "\n"}}, "a.yaml");
  EXPECT_LT(long_text.values.at("a").shown.size(), 5000U);
  std::string wide = "a: ";
  for (int i = 0; i < 3000; ++i) wide += "深";
  EXPECT_FALSE(text::first_invalid(values({{"a.yaml", wide + "\n"}}, "a.yaml").values.at("a").shown));
}

}  // namespace
}  // namespace expgate::test
