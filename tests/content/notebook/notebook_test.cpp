#include "content/notebook/notebook.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "content/json/json_scan.h"

namespace expgate::content {
namespace {

// The bytes cleaned, or what is wrong with them.
std::string clean(std::string_view bytes) {
  const auto notebook = read_notebook(bytes);
  return notebook ? cleaned(bytes, notebook->cuts) : english(text_of(notebook.error()));
}

std::string in_cell(const std::string& members) {
  return R"({"cells":[{)" + members + R"(}],"metadata":{},"nbformat":4})";
}

std::string in_cell_metadata(const std::string& members) {
  return in_cell(R"("metadata":{)" + members + "}");
}

std::string in_metadata(const std::string& members) {
  return R"({"cells":[],"metadata":{)" + members + R"(},"nbformat":4})";
}

struct Case {
  std::string name;
  std::string before;
  std::string after;
};

TEST(Notebook, IsCleaned) {
  const std::string png = R"({"data":{"image/png":"iVBORw0K"},"execution_count":1})";
  const std::vector<Case> cases{
      {"outputs", in_cell(R"("outputs":[)" + png + "]"), in_cell(R"("outputs":[])")},
      {"outputs that are no list", in_cell(R"("outputs":{"0":1})"), in_cell(R"("outputs":[])")},
      {"a count", in_cell(R"("execution_count": 12)"), in_cell(R"("execution_count": null)")},
      {"format 3", R"({"worksheets":[{"cells":[{"prompt_number":3,"outputs":[{"output_type":"pyout"}]}]}]})",
       R"({"worksheets":[{"cells":[{"prompt_number":null,"outputs":[]}]}]})"},
      {"a key in disguise", in_cell(R"("out\u0070uts":[1],"execution\u005Fcount":1)"),
       in_cell(R"("out\u0070uts":[],"execution\u005Fcount":null)")},
      {"a key that stands twice", in_cell(R"("outputs":[],"outputs":[1])"),
       in_cell(R"("outputs":[],"outputs":[])")},
      {"the only member", in_cell_metadata(R"("collapsed": true)"), in_cell_metadata("")},
      {"all members", in_cell_metadata("\n \"scrolled\": true,\n \"hidden\": {\"a\": [1]}\n"),
       in_cell_metadata("")},
      {"the first member", in_cell_metadata(R"("collapsed": true, "name": 1)"),
       in_cell_metadata(R"("name": 1)")},
      {"the last member", in_cell_metadata(R"("name": 1, "ExecuteTime": {})"),
       in_cell_metadata(R"("name": 1)")},
      {"one between", in_cell_metadata(R"("a": 1, "execution": {}, "b": 2)"),
       in_cell_metadata(R"("a": 1, "b": 2)")},
      {"first and last", in_cell_metadata(R"("hidden":1,"scrolled":2, "a": 1 , "heading_collapsed":3 )"),
       in_cell_metadata(R"("a": 1 )")},
      {"Colab's user",
       in_cell_metadata(R"("executionInfo":{"user":{"displayName":"Ada"}},"id":"x","outputId":"y")"),
       in_cell_metadata(R"("id":"x","outputId":"y")")},
      {"widgets and signature",
       in_metadata(R"("kernelspec":{},"signature":"sha256:0","widgets":{"a":{"b":{}}})"),
       in_metadata(R"("kernelspec":{})")},
      {"a cell that keeps its outputs by its tag, not its counts",
       in_cell(R"("execution_count":1,"metadata":{"tags":["a","keep_output"]},"outputs":[)" + png + "]"),
       in_cell(
           R"("execution_count":null,"metadata":{"tags":["a","keep_output"]},"outputs":[{"data":{"image/png":"iVBORw0K"},"execution_count":null}])")},
      {"one that does not, though the notebook does",
       R"({"cells":[{"metadata":{"keep_output":false},"outputs":[1]},{"outputs":[1]}],"metadata":{"keep_output":true}})",
       R"({"cells":[{"metadata":{"keep_output":false},"outputs":[]},{"outputs":[1]}],"metadata":{"keep_output":true}})"},
      {"keep_output that is false", in_cell(R"("metadata":{"keep_output":false},"outputs":[1])"),
       in_cell(R"("metadata":{"keep_output":false},"outputs":[])")},
      {"a BOM", "\xEF\xBB\xBF" + in_cell(R"("outputs":[1])"), "\xEF\xBB\xBF" + in_cell(R"("outputs":[])")},
      {"CRLF and tabs", "{\r\n\t\"cells\": [\r\n\t\t{\"outputs\": [\r\n\t\t\t1\r\n\t\t]}\r\n\t]\r\n}\r\n",
       "{\r\n\t\"cells\": [\r\n\t\t{\"outputs\": []}\r\n\t]\r\n}\r\n"},
      {"numbers that JSON lacks and Python writes", in_cell(R"("outputs":[NaN,-Infinity])"),
       in_cell(R"("outputs":[])")},
  };
  for (const Case& each : cases) {
    EXPECT_EQ(clean(each.before), each.after) << each.name;
    EXPECT_EQ(clean(each.after), each.after) << each.name << ", again";
  }
}

TEST(Notebook, IsLeftAsItIs) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"kept by its metadata", in_cell(R"("metadata":{"keep_output":true},"outputs":[1])")},
      {"kept by the notebook's", R"({"cells":[{"outputs":[1]}],"metadata":{"keep_output":true}})"},
      {"tag and metadata at odds",
       in_cell(R"("metadata":{"tags":["keep_output"],"keep_output":false},"outputs":[1])")},
      {"empty outputs", in_cell("\"outputs\": [\n ],\"execution_count\":null")},
      {"ids, kernel, names",
       R"({"cells":[{"id":"a","metadata":{"name":"x","jupyter":{"collapsed":true}}}],"metadata":{"kernelspec":{"name":"python3"}}})"},
      {"no notebook", R"([{"outputs":[1]}])"},
      {"another kind of JSON", R"({"outputs":[1],"execution_count":1,"cells":{"a":{"outputs":[1]}}})"},
      {"the same keys elsewhere",
       in_cell(R"("source":["outputs"],"metadata":{"x":{"outputs":[1],"hidden":true}})")},
      {"a scalar", "42\n"},
  };
  for (const auto& [name, bytes] : cases) EXPECT_EQ(clean(bytes), bytes) << name;
}

TEST(Notebook, FaultsHaveAPlace) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"", "line 1, column 1: the file is empty"},
      {" \n", "line 2, column 1: the file is empty"},
      {"{\n \"a\": 1,\n}", "line 3, column 1: expected a key in double quotes, not `}`"},
      {"{\"ä\": 1 2}", "line 1, column 9: expected a comma or `}`, not `2`"},
      {"[1,]", "line 1, column 4: expected a value, not `]`"},
      {"[01]", "line 1, column 4: a number begins with 0"},
      {"[1.]", "line 1, column 4: expected a digit"},
      {"[\"a\nb\"]", "line 1, column 4: a line ends inside a string"},
      {"[\"\\x\"]", "line 1, column 3: a backslash that does not begin an escape"},
      {"[\"\\u12g4\"]", "line 1, column 3: a backslash that does not begin an escape"},
      {"[\"\xE9\"]", "line 1, column 3: byte 0xE9 is not UTF-8"},
      {"{\"a\" 1}", "line 1, column 6: expected a colon, not `1`"},
      {"{} {}", "line 1, column 4: unexpected text after the end of the document"},
      {"{\"cells\": [", "line 1, column 12: the file ends too early"},
      {"\xEF\xBB\xBF{", "line 1, column 2: the file ends too early"},
      {std::string("\xFF\xFE{\0", 4), "line 1, column 1: the file is UTF-16, not UTF-8"},
      {"{\n<<<<<<< HEAD\n \"a\": 1\n=======\n>>>>>>> x\n}", "conflict marker at line 2"},
      {"{\n \"a\": \n=======\n>>>>>>> topic\n}", "conflict marker at line 4"},
      {std::string(901, '['), "line 1, column 901: nested deeper than 900 levels"},
      {std::string(900, '[') + std::string(899, ']'), "line 1, column 1800: the file ends too early"},
  };
  for (const auto& [bytes, said] : cases) EXPECT_EQ(clean(bytes), said) << bytes;
}

TEST(Notebook, ConflictMarkersInsideAStringAreSource) {
  EXPECT_EQ(clean(in_cell(R"("source":["<<<<<<< HEAD\n"],"outputs":[1])")),
            in_cell(R"("source":["<<<<<<< HEAD\n"],"outputs":[])"));
}

TEST(Notebook, TellsWhatIsInIt) {
  const std::string bytes =
      "{\"cells\":[\n{\"outputs\":[]},\n{\"execution_count\":1,\n\"outputs\":[12]},\n{\"outputs\":[1]},\n"
      "{\"metadata\":{\"tags\":[\"keep_output\"]},\"outputs\":[1]},\n{\"metadata\":{\"executionInfo\":{}}}],"
      "\n"
      "\"metadata\":{\"widgets\":{\"application/vnd.jupyter.widget-state+json\":{\"state\":{\"a\":{}}}}}}";
  const auto notebook = read_notebook(bytes);
  ASSERT_TRUE(notebook);
  EXPECT_EQ(notebook->cells, 5U);
  EXPECT_EQ(notebook->cells_with_outputs, 2U);
  EXPECT_EQ(notebook->output_bytes, 7U);
  EXPECT_EQ(notebook->output_line, 4);
  EXPECT_EQ(notebook->counts, 1U);
  EXPECT_EQ(notebook->count_line, 3);
  EXPECT_EQ(notebook->identities, 1U);
  EXPECT_EQ(notebook->identity_line, 7);
  EXPECT_GT(notebook->widget_bytes, 0U);
  EXPECT_EQ(notebook->widget_line, 8);
}

TEST(Notebook, WidgetsWithoutStateAreNone) {
  const auto bytes_of = [](const std::string& widgets) {
    return read_notebook(in_metadata("\"widgets\":" + widgets))->widget_bytes;
  };
  EXPECT_EQ(bytes_of(R"({"application/vnd.jupyter.widget-state+json":{"state":{},"version_major":2}})"), 0U);
  EXPECT_EQ(bytes_of("{}"), 0U);
  EXPECT_GT(bytes_of(R"({"application/vnd.jupyter.widget-state+json":{"0123":{"model_name":"a"}}})"), 0U)
      << "Colab";
  EXPECT_GT(bytes_of(R"({"state":{"0123":{}},"version":"1.2.0"})"), 0U) << "ipywidgets 5";
}

TEST(JsonScan, KnowsWhatIsJson) {
  struct Nobody : JsonVisitor {
    void key(std::size_t, std::size_t) override {}
    void scalar(std::size_t, std::size_t) override {}
    void open(bool, std::size_t) override {}
    void close(std::size_t) override {}
  } nobody;
  for (const char* text : {"0",
                           "-0",
                           "1e5",
                           "1E+5",
                           "-1.5e-07",
                           "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"",
                           "true",
                           "null",
                           "[]",
                           "{}",
                           "[[],{}]",
                           "{\"a\":[1,2],\"b\":{}}",
                           " [ 1 , 2 ] ",
                           "\"\xF0\x9F\x98\x80\"",
                           "-",
                           "+1",
                           ".5",
                           "1.",
                           "1e",
                           "00",
                           "tru",
                           "[",
                           "]",
                           "[}",
                           "{]",
                           "[1 2]",
                           "{\"a\"}",
                           "{\"a\":}",
                           "{1:2}",
                           "{,}",
                           "[,]",
                           "'a'",
                           "\"a",
                           "\"\t\"",
                           "\"\x01\"",
                           "\"\\u00\"",
                           "\"\\\"",
                           "\"\xC0\x80\"",
                           "\"\xED\xA0\x80\"",
                           "\"\xF5\x80\x80\x80\"",
                           "nul",
                           "[1]]",
                           "{}}",
                           "// a",
                           "--1",
                           "1-"})
    EXPECT_EQ(!scan_json(text, nobody), nlohmann::json::accept(text)) << text;
}

TEST(JsonScan, UndoesEscapes) {
  EXPECT_EQ(json_text("\"outputs\""), "outputs");
  EXPECT_EQ(json_text(R"("\u006Fut\/\n\"\\\u00e9")"), "out/\n\"\\?");
}

}  // namespace
}  // namespace expgate::content
