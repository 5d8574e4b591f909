#include "rules/artifact_names.h"

namespace expgate::rules {

namespace {

using enum Category;

// From the general to the particular: the last glob that matches counts. No braces: each is shown as it goes
// into .gitignore.
constexpr NameRule kNames[] = {
    {archives, "*.zip *.tar *.tar.* *.tgz *.tbz2 *.txz *.gz *.bz2 *.xz *.lz4 *.7z *.zst *.rar",
     Unless::small_archive},

    {data, "*.csv *.tsv *.jsonl *.ndjson", Unless::small_data},
    {data, "*.dat", Unless::text},
    {data, "*.npy *.npz *.parquet *.arrow *.feather *.tfrecord *.tfrecords *.mdb *.duckdb"},
    {data, "*.hdf"},
    {data, "*.tfrecord-* *.tfrecords-*"},

    {logs, "*.log"},
    {logs, "slurm*.out"},
    {logs, "nohup.out"},

    {pickled, "*.pkl *.pickle *.joblib *.dill"},

    {weights, "*.bin", Unless::program},
    {weights, "*.pb", Unless::text},
    {weights, "*.ot", Unless::text},
    {weights, "*.model", Unless::vocabulary},
    {weights,
     "*.pt *.pth *.th *.ckpt *.chkpt *.safetensors *.gguf *.ggml *.onnx *.onnx_data *.h5 *.hdf5 *.keras "
     "*.tflite *.mlmodel"},
    {weights,
     "*.engine *.trt *.torchscript *.caffemodel *.weights *.pdparams *.pdmodel *.pdiparams *.distcp *.mar "
     "*.pte "
     "*.ptl *.nemo *.msgpack"},
    {weights, "*.pt.tar *.pth.tar *.ckpt.tar"},

    {checkpoints, "*.index", Unless::text},
    {checkpoints, "*.data-[0-9]*-of-[0-9]*"},
    {checkpoints, "*.ckpt-[0-9]*"},
    {checkpoints, "*.ckpt.meta *.ckpt.index"},

    {tracking, "*tfevents*"},
    {tracking, "*tfevents*.py *tfevents*.md *tfevents*.rst *tfevents*.sh",
     Unless::always},  // code that reads event files
    {tracking, "*.wandb"},
    {tracking, "mlflow.db"},

    {caches, "*.py[codz]"},
    {editors, "*.sw[op]"},
    {editors, ".DS_Store"},
    {editors, "Thumbs.db"},

    {secrets, "*.pem", Unless::certificate},
    {secrets, ".env"},
    {secrets, ".env.*"},
    {secrets, ".env.example .env.sample .env.template .env.dist", Unless::always},
    {secrets, ".env.*.example .env.*.sample .env.*.template .env.*.dist", Unless::always},
    {secrets, ".netrc"},
    {secrets, ".pypirc"},
    {secrets, ".git-credentials"},
    {secrets, "kaggle.json"},
    {secrets, "*.p12 *.pfx"},
    {secrets, "id_rsa id_dsa id_ecdsa id_ed25519"},
};

// Names that are ordinary source folders elsewhere (`utils/loggers/wandb/`, `data/`, `lib/`) spare sources or
// are not here.
constexpr FolderRule kFolders[] = {
    {data, "/data/*.csv"},

    {logs, "logs/", Spared::sources},
    {logs, "runs/", Spared::sources},
    {logs, "work_dirs/", Spared::sources},
    {logs, "/outputs/", Spared::sources},
    {logs, "/multirun/"},
    {logs, ".hydra/"},

    {checkpoints, "checkpoints/", Spared::sources},
    {checkpoints, "checkpoint-*/", Spared::sources},
    {checkpoints, "checkpoint-[0-9]*/"},
    {checkpoints, "model_weights/", Spared::sources},
    {checkpoints, "saved_models/", Spared::sources},

    {weights, "saved_model/", Spared::sources},
    {weights, "*.mlpackage/"},

    {tracking, "tensorboard/", Spared::assets},
    {tracking, "wandb/", Spared::assets},
    {tracking, "**/wandb/run-*/ **/wandb/offline-run-*/"},
    {tracking, "**/wandb/latest-run/"},
    {tracking, "mlruns/"},
    {tracking, "mlartifacts/"},
    {tracking, "lightning_logs/"},
    {tracking, "tb_logs/"},
    {tracking, "swanlog/"},
    {tracking, ".aim/ .neptune/ .comet/"},

    {caches, "__pycache__/"},
    {caches, ".ipynb_checkpoints/"},
    {caches, ".pytest_cache/ .ruff_cache/ .mypy_cache/"},
    {caches, ".cache/"},
    {caches, ".venv/ node_modules/"},
    {editors, ".idea/"},
    {editors, ".vscode/"},
};

constexpr std::string_view kMarks = ".gitkeep .keep .gitignore .gitattributes *.dvc";

constexpr std::string_view kSources =
    "*.py *.pyi *.pyx *.pxd *.ipynb *.sh *.bash *.zsh *.fish *.ps1 *.bat *.slurm *.sbatch *.pbs "
    "*.c *.cc *.cpp *.cxx *.cu *.cuh *.h *.hh *.hpp *.m *.mm *.swift *.rs *.go *.java *.kt *.scala *.cs "
    "*.js *.jsx *.mjs *.cjs *.ts *.tsx *.vue *.svelte *.rb *.php *.pl *.lua *.jl *.r *.sql *.proto "
    "*.cmake *.bzl *.bazel cmakelists.txt requirements*.txt makefile dockerfile dockerfile.* build "
    "*.md *.rst *.adoc *.tex *.yaml *.yml *.toml *.ini *.cfg *.j2 *.template *.in "
    "readme readme.* license license.* licence notice copying";

constexpr std::string_view kAssets = "*.json *.html *.css *.scss *.svg *.png *.gif *.ico";

constexpr Ending kEndings[] = {{".tar", true},   {".tgz", true},  {".gz", true},      {".bz2", true},
                               {".xz", true},    {".zst", true},  {".lz4", true},     {".zip", true},
                               {".7z", true},    {".bak", false}, {".backup", false}, {".old", false},
                               {".orig", false}, {".tmp", false}, {".part", false},   {"~", false}};

}  // namespace

std::span<const NameRule> artifact_names() {
  return kNames;
}
std::span<const FolderRule> artifact_folders() {
  return kFolders;
}
std::span<const Ending> copy_endings() {
  return kEndings;
}

std::string_view spared_names(Spared spared) {
  switch (spared) {
    case Spared::marks:
      return kMarks;
    case Spared::sources:
      return kSources;
    case Spared::assets:
      return kAssets;
  }
  return {};
}

}  // namespace expgate::rules
