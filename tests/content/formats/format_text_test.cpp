#include <string>

#include <gtest/gtest.h>

#include "content/formats/recognise.h"
#include "support/format_bytes.h"

// Large texts that nobody wrote.
namespace expgate::content {
namespace {

using namespace std::string_literals;
using namespace test;

constexpr std::size_t kLarge = 20'001;

std::string found(const std::string& bytes, std::string_view path = "notes.txt") {
  const auto it = recognise(bytes, path);
  return it ? std::string(it->format.key) : "";
}

std::string repeated(const std::string& text, std::size_t size = kLarge) {
  std::string all;
  while (all.size() < size) all += text;
  return all;
}

TEST(TextFormats, Numbers) {
  EXPECT_EQ(found(numbers(kLarge)), "numeric-dump");
  EXPECT_EQ(found(numbers(kLarge), "embedding.py"), "numeric-dump");
  EXPECT_EQ(found(repeated("[-1.5e-05, 2.25E+3],\n\t")), "numeric-dump");
  EXPECT_EQ(found(numbers(19'000)), "") << "small";
  EXPECT_EQ(found(repeated("0123456789", 20'000)), "");
  EXPECT_EQ(found(numbers(kLarge), "train.csv"), "") << "a table by name";
  EXPECT_EQ(found(numbers(kLarge), "a/TRAIN.TSV"), "");
  EXPECT_EQ(found(numbers(kLarge), "demo/cos.json"), "");
  EXPECT_EQ(found(numbers(1 << 20U), "demo/cos.json"), "numeric-dump") << "no fixture is that large";
  EXPECT_EQ(found(numbers(1 << 20U), "borders.geojson"), "");
  EXPECT_EQ(found(repeated("  - 0.0123\n"), "configs/class_weights.yaml"), "");
  EXPECT_EQ(found(repeated("  - 0.0123\n", 1 << 21U), "configs/embedding.yml"), "numeric-dump");
  EXPECT_EQ(found(repeated("INFO: start\n"), "run.yaml"), "log");
  EXPECT_EQ(found("{\"x\": \"" + repeated("a word, ", 1 << 21U) + "\"}", "demo/words.json"), "");
  EXPECT_EQ(found("<svg><path d=\"" + numbers(kLarge) + "\"/></svg>\n", "logo.svg"), "")
      << "of a single path";
  EXPECT_EQ(found("\n <?xml?>" + numbers(kLarge), "logo"), "");
  EXPECT_EQ(found(repeated("12 34 56 78 90 12 x\n")), "numeric-dump") << "95 of 100";
  EXPECT_EQ(found(repeated("12 34 56 78 90 12x\n")), "") << "not quite";
  EXPECT_EQ(found(repeated("<path d=\"M10 20L30 40\"/>\n")), "");
  EXPECT_EQ(found(repeated("x[3] = 4 * (y[2] - 1);\n")), "");
}

TEST(TextFormats, NumbersInASourceAreCode) {
  const std::string table = "static const int kTable[] = {\n" + numbers(kLarge) + "};\n";
  EXPECT_EQ(found(table, "mt19937-poly.h"), "");
  EXPECT_EQ(found(table, "src/TABLE.INC"), "");
  EXPECT_EQ(found(table, "table.txt"), "numeric-dump");
  EXPECT_EQ(found(numbers(kLarge), "table.h"), "numeric-dump");
  const std::string list = "WEIGHTS = [\n" + numbers(1 << 20U) + "]\n";
  EXPECT_EQ(found(list, "weights.py"), "numeric-dump") << "a list of a megabyte";
  EXPECT_EQ(found(repeated("x[3] = 4 * (y[2] - 1)\n", 1 << 21U), "generated.py"), "");
}

// Which samples are in a split is what a run is repeated with.
TEST(TextFormats, ListsOfIdsAreNoDumps) {
  EXPECT_EQ(found(repeated("1189062895\n"), "splits/train.txt"), "");
  EXPECT_EQ(found(repeated("7\r\n"), "indices.txt"), "");
  EXPECT_EQ(found(repeated("12\n\n 13 \n"), "indices.txt"), "");
  EXPECT_EQ(found(repeated("12\n", (1U << 20U) + 3), "all.txt"), "numeric-dump") << "over a megabyte";
  EXPECT_EQ(found(repeated("0.5\n"), "x.txt"), "numeric-dump");
  EXPECT_EQ(found(repeated("-1\n"), "x.txt"), "numeric-dump");
  EXPECT_EQ(found(repeated("1 2\n"), "edges.txt"), "numeric-dump");
  EXPECT_EQ(found(repeated("1,2\n"), "edges.txt"), "numeric-dump");
  EXPECT_EQ(found(repeated("123456789012345678901\n"), "x.txt"), "numeric-dump") << "longer than any id";
}

// What a notebook printed is for notebook-output, which knows how to clean it.
TEST(TextFormats, NotebooksAreNoLogs) {
  EXPECT_EQ(found(training_log(kLarge), "02_train.ipynb"), "");
  EXPECT_EQ(found(training_log(kLarge), "train.out"), "log");
}

TEST(TextFormats, Logs) {
  EXPECT_EQ(found(training_log(kLarge)), "log");
  EXPECT_EQ(found(training_log(15'000)), "");
  for (const char* line :
       {"2024-01-31 12:00:00,123 INFO start", "2024-01-31T12:00:00Z start", "[2024-01-31 12:00:00] go",
        "[01/31 12:00:00 d2.engine]: go", "12:00:00 start", "Jan 31 12:00:00 host kernel: go",
        "I0131 12:00:00.000000 1 main.cc:3] go", "INFO: start", "[WARNING] slow", "DEBUG slow", "  ERROR\tx",
        "2024/01/31 12:00:00 start"}) {
    EXPECT_EQ(found(repeated(line + "\n"s)), "log") << line;
    EXPECT_EQ(found(repeated(line + "\n\nand what it said\n"s)), "log") << line << ": half of the lines";
    EXPECT_EQ(found(repeated(line + "\nand what\nit said\n"s)), "") << line << ": less than half";
  }
  for (const char* line : {"Epoch: [3][10/100] Time 0.1", "train_loss=0.31", "epoch 3 done",
                           "step 10 | loss 2.31", "{'loss': 0.31, 'lr': 1e-5}", "val Loss: 1.2"}) {
    EXPECT_EQ(found(repeated(line + "\nx\ny\n"s)), "log") << line << ": a third of the lines";
    EXPECT_EQ(found(repeated(line + "\nx\ny\nz\n"s)), "") << line << ": a quarter";
  }
}

TEST(TextFormats, OfALargeTextSomeOfItTells) {
  const auto lines = [](std::string_view line, std::size_t count) {
    std::string all;
    for (std::size_t i = 0; i < count; ++i) all += line;
    return all;
  };
  const std::string layer = "    (conv1): Conv2d(3, 64, kernel_size=(7, 7), stride=(2, 2), bias=False)\n";
  const std::string step = "epoch 3 | step 10 | loss 2.31\n";
  const std::string stamp = "2024-01-31 12:00:00 INFO start\n";
  EXPECT_EQ(found(lines(layer, 2'000) + lines(step, 8'000)), "log") << "behind the printed model";
  EXPECT_EQ(found(lines(step, 8'000) + lines(layer, 2'000)), "log");
  EXPECT_EQ(found(lines(stamp + layer, 4'000) + lines(stamp, 2'000)), "log");
  EXPECT_EQ(found(lines(layer, 8'000) + lines(step, 1'000)), "") << "an excerpt in a document";
  EXPECT_EQ(found(lines(stamp + layer + layer, 4'000)), "");
  EXPECT_EQ(found(lines("epoch ", 100'000)), "") << "one line";
}

TEST(TextFormats, SourcesAndProseAreNone) {
  for (const char* text : {
           "def train(epochs, loss=None):\n    for epoch in range(90):\n        loss = criterion(x, y)\n",
           "epochs: 90\nloss: l1\nloss_weight: 1.0\nlr: 0.1\nseed: 1\n",
           "2024-01-31  Ada Lovelace  <ada@example.com>\n\n\t* train.py: New file.\n",
           "- 2024-01-31: fix a bug\n- 2024-02-01: fix another\n",
           "1\n00:00:01,000 --> 00:00:02,000\nHello\n",
           "INFORMATION about the ERRORS\n",
           "The glossary of 2024: poch, oss 1\n",
           "TRACER = 1\n",
       }) {
    EXPECT_EQ(found(repeated(text)), "") << text;
  }
  EXPECT_EQ(found(repeated("\n")), "numeric-dump") << "blanks are no words either";
  EXPECT_EQ(found("\0"s + numbers(kLarge)), "") << "no text";
}

}  // namespace
}  // namespace expgate::content
