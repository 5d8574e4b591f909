// What a hook does again and again, by itself: for finding out where a bar of run.sh is lost.
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "content/formats/recognise.h"
#include "message/message.h"
#include "policy/load.h"
#include "rules/rule.h"
#include "text/glob.h"

namespace expgate {

namespace {

const std::vector<std::string> kGlobs = {
    "*.pt",       "*.ckpt",           "*.safetensors", "wandb/",       "**/checkpoints/",
    "slurm*.out", "data/*.{csv,npy}", "/outputs/",     "__pycache__/", "*.py[codz]",
    "logs/",      "!docs/**"};

void compile_globs(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(text::GlobSet::compile(kGlobs, true));
}
BENCHMARK(compile_globs);

void match_path(benchmark::State& state) {
  const auto globs = text::GlobSet::compile(kGlobs, true);
  if (!globs) return state.SkipWithError("globs that do not compile");
  const std::string path = "src/models/vision/transformer/attention.py";
  for (auto _ : state) benchmark::DoNotOptimize(globs->last_match(path));
}
BENCHMARK(match_path);

void load_pack(benchmark::State& state) {
  for (auto _ : state) {
    auto policy = policy::load({}, rules::declarations());
    if (!policy) return state.SkipWithError("the pack does not load");
    benchmark::DoNotOptimize(policy);
  }
}
BENCHMARK(load_pack);

void parse_message(benchmark::State& state) {
  Commit commit;
  commit.message =
      "feat(model): add ViT baseline\n\nTrained for 90 epochs on eight cards.\n\nRefs: #12\nSigned-off-by: "
      "Ada <ada@example.com>\n";
  for (auto _ : state) benchmark::DoNotOptimize(message::parse(commit));
}
BENCHMARK(parse_message);

// A source below the limit of texts, which is what most files are, and one above it.
void recognise_source(benchmark::State& state) {
  std::string source;
  while (source.size() < static_cast<std::size_t>(state.range(0)))
    source += "  loss = criterion(model(x), y)  # 1\n";
  for (auto _ : state) benchmark::DoNotOptimize(content::recognise(source, "src/train.py"));
}
BENCHMARK(recognise_source)->Arg(10'000)->Arg(100'000);

}  // namespace

}  // namespace expgate

BENCHMARK_MAIN();
