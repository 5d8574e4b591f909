#include "app/init_texts.h"

namespace expgate::app {

namespace {

constexpr std::string_view kHead =
    R"(# What the gate lets in. `expgate policy check` validates this file, `expgate policy show` prints what it comes
# to, `expgate rules` lists the rules and `expgate explain RULE` tells more about one.
version: 1

# Built-in packs: conventional-commits, artifacts, reproducibility, notebooks, branches; pytorch is all of them.
extends: [pytorch]

# Every check takes severity (error, warn, off), refs, exclude_refs, paths, exclude and the options of its rule.
# What is not said here stays as the packs have it.
)";

constexpr std::string_view kExamples = R"(
  # No file over this size; figures of the paper may be larger.
  # max-file-size: {limit: 5 MiB}
  # figures-size: {rule: max-file-size, paths: ["docs/figures/**"], limit: 20 MiB}

  # The scopes that your team uses in `feat(scope): …`.
  # commit-scope: {severity: warn, scopes: [model, data, train, eval]}

  # An experiment must name its seed before it reaches one of these branches.
  # experiment-seed: {refs: [main, "@default", "exp/*"]}
)";

// The folders are anchored where their names are ordinary ones of source code: datasets/ and models/ often
// hold modules.
constexpr std::string_view kIgnored = R"(
# weights and checkpoints
*.pt
*.pth
*.ckpt
*.safetensors
*.onnx
*.h5
/checkpoints/
/weights/

# logs and experiment tracking
*.log
/logs/
/runs/
/outputs/
/multirun/
/wandb/
/mlruns/
/lightning_logs/
events.out.tfevents.*

# data
/data/
*.npy
*.npz
*.parquet
*.tfrecord

# caches, editors, secrets
__pycache__/
*.py[cod]
.ipynb_checkpoints/
.pytest_cache/
.DS_Store
.idea/
.vscode/
.venv/
.env
)";

}  // namespace

std::string first_policy(const std::vector<std::string>& branches) {
  std::string own;
  for (const std::string& branch : branches) own += (own.empty() ? "\"" : ", \"") + branch + "\"";
  std::string out(kHead);
  out += "rules:\n  # Names of branches beside main, develop, feature/* and exp/*.\n";
  out +=
      own.empty() ? "  # branch-name: {also: [\"release/*\"]}\n" : "  branch-name: {also: [" + own + "]}\n";
  return out + std::string(kExamples);
}

std::string ignore_block() {
  return std::string(kIgnoreBegin) + std::string(kIgnored) + std::string(kIgnoreEnd) + "\n";
}

}  // namespace expgate::app
