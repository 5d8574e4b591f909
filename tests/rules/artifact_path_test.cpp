#include "support/verdict.h"

namespace expgate::test {
namespace {

using namespace std::string_literals;

struct Case {
  const char* path;
  const char* noun;
};

// Each is refused for its name alone: files of this size may not be read.
constexpr std::uint64_t kSize = 3 * (1 << 20);

TEST(ArtifactPath, RefusesByName) {
  constexpr Case kCases[] = {
      {"models/best.pth", "`models/best.pth` looks like model weights (`*.pth`)"},
      {"last.pt", "model weights"},
      {"a/b/epoch=3-step=400.ckpt", "model weights"},
      {"model-00001-of-00002.safetensors", "model weights"},
      {"pytorch_model.bin", "model weights"},
      {"llama-7b.Q4_K_M.gguf", "model weights"},
      {"export/vit.onnx", "model weights"},
      {"weights.h5", "model weights"},
      {"frozen_graph.pb", "model weights"},
      {"yolov4.weights", "model weights"},
      {"model_best.pth.tar", "model weights"},
      {"saved_model/variables/x", "model weights"},
      {"App.mlpackage/Manifest.json", "model weights"},
      {"cache/features.pkl", "a pickled object"},
      {"clf.joblib", "a pickled object"},
      {"checkpoints/epoch_1", "a training checkpoint"},
      {"out/checkpoint-500/trainer_state.json", "a training checkpoint"},
      {"variables/variables.data-00000-of-00001", "a training checkpoint"},
      {"model.ckpt-1000.meta", "a training checkpoint"},
      {"variables/variables.index", "a training checkpoint"},
      {"wandb/run-20240101_120000-abc/files/config.yaml", "an experiment tracker"},
      {"wandb/latest-run/x.py", "an experiment tracker"},
      {"exp/wandb/offline-run-1/files/requirements.txt", "an experiment tracker"},
      {"mlruns/0/meta.yaml", "an experiment tracker"},
      {"lightning_logs/version_0/hparams.yaml", "an experiment tracker"},
      {"runs/vit/events.out.tfevents.1700000000.host.1.0", "an experiment tracker"},
      {".aim/meta", "an experiment tracker"},
      {"run-abc.wandb", "an experiment tracker"},
      {"train.log", "a log"},
      {"slurm-12345.out", "a log"},
      {"nohup.out", "a log"},
      {"logs/2024/metrics.txt", "a log"},
      {"runs/exp3/results.png", "a log"},
      {"outputs/2024-01-01/metrics.json", "a log"},
      {"multirun/2024-01-01/0/train.py", "a log"},
      {"outputs/x/.hydra/config.yaml", "a log"},
      {"work_dirs/vit/20240101.log.json", "a log"},
      {"features.npy", "looks like data"},
      {"train.parquet", "looks like data"},
      {"train.tfrecord-00000-of-00010", "looks like data"},
      {"data/train.csv", "looks like data"},
      {"annotations/train.csv", "looks like data"},
      {"raw.jsonl", "looks like data"},
      {"dump.dat", "looks like data"},
      {"weights.zip", "an archive"},
      {"src.tar.gz", "an archive"},
      {"models/__pycache__/vit.cpython-310.pyc", "a cache"},
      {"vit.pyc", "a cache"},
      {"notebooks/.ipynb_checkpoints/a-checkpoint.ipynb", "a cache"},
      {".cache/huggingface/x", "a cache"},
      {".DS_Store", "an editor's"},
      {".train.py.swp", "an editor's"},
      {".vscode/settings.json", "an editor's"},
      {".env", "a secret"},
      {".env.local", "a secret"},
      {"deploy/.netrc", "a secret"},
      {"kaggle.json", "a secret"},
      {"server.pem", "a secret"},
      {"id_rsa", "a secret"},
  };
  for (const Case& each : kCases) {
    EXPECT_TRUE(catches("artifact-path", "", file(each.path, kSize), each.noun)) << each.path;
  }
}

// One for each name that people keep such things under.
TEST(ArtifactPath, KnowsTheNamesOfTheField) {
  for (const char* path : {"a.pt",
                           "a.pth",
                           "a.th",
                           "a.ckpt",
                           "a.chkpt",
                           "a.safetensors",
                           "a.gguf",
                           "a.ggml",
                           "a.onnx",
                           "a.onnx_data",
                           "a.h5",
                           "a.hdf5",
                           "a.keras",
                           "a.pb",
                           "a.tflite",
                           "a.mlmodel",
                           "A.mlpackage/x",
                           "a.engine",
                           "a.trt",
                           "a.torchscript",
                           "a.caffemodel",
                           "a.weights",
                           "a.pdparams",
                           "a.distcp",
                           "a.mar",
                           "a.pte",
                           "a.msgpack",
                           "saved_model/x",
                           "a.bin",
                           "a.pkl",
                           "a.pickle",
                           "a.joblib",
                           "a.dill",
                           "m/checkpoints/x",
                           "checkpoint-9/x",
                           "a.data-00000-of-00002",
                           "model_weights/x",
                           "saved_models/x",
                           "wandb/run-1/x",
                           "mlruns/x",
                           "mlartifacts/x",
                           "mlflow.db",
                           "lightning_logs/x",
                           "tensorboard/run_1/x",
                           "a.tfevents.1",
                           ".aim/x",
                           ".neptune/x",
                           ".comet/x",
                           "swanlog/x",
                           "tb_logs/x",
                           "a.wandb",
                           "a.log",
                           "slurm-1.out",
                           "nohup.out",
                           "logs/x",
                           "runs/x",
                           "outputs/x",
                           "multirun/x",
                           "work_dirs/x",
                           ".hydra/x",
                           "data/a.csv",
                           "data/a.npy",
                           "a.npy",
                           "a.npz",
                           "a.parquet",
                           "a.arrow",
                           "a.feather",
                           "a.tfrecord",
                           "a.mdb",
                           "a.tfrec",
                           "a.avro",
                           "a.orc",
                           "a.mat",
                           "a.cbm",
                           "a.ubj",
                           "a.ftz",
                           "a.t7",
                           "a.pt2",
                           "a.pdopt",
                           "model-1000.meta",
                           "a.lzma",
                           "a.lzfse",
                           "a.z01",
                           "a.key",
                           "a.ppk",
                           "a.kdbx",
                           "_netrc",
                           "aws/credentials",
                           "home/.aws/credentials",
                           ".dvc/config.local",
                           "sub/.dvc/config.local",
                           ".docker/config.json",
                           ".kube/config",
                           "a.duckdb",
                           "a.csv",
                           "a.tsv",
                           "a.jsonl",
                           "a.zip",
                           "a.tar",
                           "a.tar.xz",
                           "a.tgz",
                           "a.gz",
                           "a.bz2",
                           "a.xz",
                           "a.7z",
                           "a.zst",
                           "a.rar",
                           "__pycache__/x",
                           "a.pyc",
                           "a.pyo",
                           "a.pyd",
                           "a.pyz",
                           ".ipynb_checkpoints/x",
                           ".pytest_cache/x",
                           ".ruff_cache/x",
                           ".cache/x",
                           ".DS_Store",
                           "a.swo",
                           "a.swp",
                           ".idea/x",
                           ".vscode/x",
                           ".env",
                           ".env.local",
                           ".netrc",
                           ".pypirc",
                           "kaggle.json",
                           "a.pem"}) {
    EXPECT_TRUE(catches("artifact-path", "", file(path, kSize))) << path;
  }
}

TEST(ArtifactPath, CaseSpellingAndCopiesDoNotCount) {
  for (const char* path : {"Model.PTH", "WandB/Run-1/x", "model．ｐｔｈ", "model.p\u200Bth", "model.pth.",
                           "model.pth ", "runs. /a.txt", "best.pth.bak", "best.pth~", "best.pth.1",
                           "best.pth.gz", "model.safetensors.zst", "best.pt.tar.gz", "train.log.1",
                           "train.log.2.gz", "feats.npy.zip", "pytorch_model.bin.old", "x\xff/Best.PTH"}) {
    EXPECT_TRUE(catches("artifact-path", "", file(path, kSize))) << path;
  }
  EXPECT_TRUE(catches("artifact-path", "", file("best.pth.gz", 2_KiB), "model weights"));
}

TEST(ArtifactPath, LeavesOrdinaryNamesAlone) {
  for (const char* path : {
           "train.py",
           "models/vit.py",
           "models/__init__.py",
           "data/__init__.py",
           "data/dataset.py",
           "lib/nms.cu",
           "src/logs.py",
           "logs.py",
           "utils/loggers/wandb/__init__.py",
           "utils/loggers/wandb/wandb_utils.py",
           "utils/loggers/wandb/sweep.yaml",
           "src/loggers/tensorboard/writer.py",
           "tensorboard/static/app.css",
           "torch/saved_model/loader.py",
           "checkpoint/api.py",
           "checkpoints/README.md",
           "runs/speedrun.sh",
           "model/checkpoints.py",
           "configs/run_config/slurm_1.yaml",
           "src/outputs/writer.txt",
           "src/multirun/a.txt",
           "model.safetensors.index.json",
           "pytorch_model.bin.index.json",
           "best.pth.md",
           "data/README.md",
           "data/train/labels.txt",
           "results/best.json",
           ".env.example",
           ".env.sample",
           ".env.template",
           ".env.dist",
           ".env.prod.example",
           "env.py",
           "environment.yml",
           "Dockerfile",
           "requirements.txt",
           "docs/index.rst",
           "graph.pbtxt",
           "nets.prototxt",
           "ckpt.py",
           "read_tfevents.py",
           "log.txt",
           "CHANGELOG",
           "catalog",
           "data/labels/classes.txt",
           "Game.Engine/Main.cs",
           "Shop.Model/Cart.cs",
           "core.bin/readme.txt",
           "aws/credentials/provider.py",
           "aws/credentials.md",
           "src/aws_credentials",
           ".dvc/config",
           "keys.py",
           "monkey",
           "ab.key.md",
           "wandb/settings",
           "sub/wandb/settings",
           "docs/tutorial/.hydra/config.yaml",
           "docs/.hydra/overrides.yaml",
           "configure.ac",
           "Makefile.am",
           "player.as",
           "kaggle.json.md",
           "id_rsa.pub",
           "wandbx/run-1/x",
           "my-runs/x.txt",
           "checkpoint-utils/save.py",
           "nohup.outline",
           "slurm.sh",
           "x.zipper",
           "pt",
           "pth",
           ".pth.md",
       }) {
    EXPECT_TRUE(catches_not("artifact-path", "", file(path, kSize))) << path;
  }
}

TEST(ArtifactPath, GitLfsPointersPassUnderAnyName) {
  const std::string pointer =
      "version https://git-lfs.github.com/spec/v1\noid sha256:" + std::string(64, 'a') + "\nsize 9\n";
  for (const char* path : {"best.pth", "v1-5.ckpt", "checkpoints/x", "data/train.npy",
                           "runs/a/events.out.tfevents.1", "a.bin"}) {
    EXPECT_TRUE(catches_not("artifact-path", "", text_file(path, pointer))) << path;
    EXPECT_TRUE(catches("artifact-path", "", text_file(path, pointer + "x"))) << path;
  }
}

TEST(ArtifactPath, LinksAndSubmodulesHoldNoSuchBytes) {
  EXPECT_TRUE(catches_not("artifact-path", "", link("models/best.pth", "/mnt/store/best.pth")));
  FileCase submodule = file("runs/x.pth", 0);
  submodule.mode = 0160000;
  EXPECT_TRUE(catches_not("artifact-path", "", submodule));
  FileCase executable = file("best.pth", kSize);
  executable.mode = 0100755;
  EXPECT_TRUE(catches("artifact-path", "", executable));
}

TEST(ArtifactPath, ThePolicyChoosesCategoriesAndAddsPaths) {
  EXPECT_TRUE(catches_not("artifact-path", "categories: [secrets, logs]", file("best.pth", kSize)));
  EXPECT_TRUE(catches("artifact-path", "categories: [secrets, logs]", file(".env", kSize)));
  EXPECT_TRUE(catches_not("artifact-path", "categories: [weights]", file("logs/a.txt", kSize)));
  EXPECT_TRUE(catches("artifact-path", "categories: [logs]", file("logs/best.pth", kSize), "a log"));
  EXPECT_TRUE(catches("artifact-path", "also: ['*.mp4', '!demo.mp4']", file("x/a.MP4", kSize),
                      "list of artifacts (`*.mp4`)"));
  EXPECT_TRUE(catches_not("artifact-path", "also: ['*.mp4', '!demo.mp4']", file("demo.mp4", kSize)));
}

TEST(ArtifactPath, SaysWhatToDoInstead) {
  constexpr Case kCases[] = {
      {"best.pth", "artifact store"},
      {"a.pkl", "JSON or YAML"},
      {"train.log", "add `*.log` to `.gitignore`"},
      {"data/x.csv", "dvc add"},
      {".env", "replace the key"},
      {"wandb/run-1/a", "record the run's URL"},
      {"x.pyc", "`*.py{c,o,d,z}`"},
      {".idea/a.xml", "core.excludesFile"},
      {"a.zip", "commit its content"},
      {"checkpoint-1/a", "record it in `results/`"},
  };
  for (const Case& each : kCases) {
    EXPECT_TRUE(catches("artifact-path", "", file(each.path, kSize), each.noun)) << each.path;
  }
}

TEST(ArtifactPath, DisguisesOfAnEndingAreSeenThrough) {
  for (const char* path :
       {"best.pth\u0301", "best.p\x01t", "be\nst.pt", "best.\u0440t\u04BB", "best.\u03C1\u03C4",
        "BEST.\u0420\u0422", "a.safetensors.part1", "a.safetensors.part-00", "a.pth.partaa", "a.pth.aa",
        "a.ptl", "a.nemo", "a.pdmodel", "a.hdf", "a.p12", ".venv/bin/activate.py",
        "web/node_modules/x/index.txt"})
    EXPECT_TRUE(catches("artifact-path", "", file(path, kSize))) << path;
  for (const char* path : {"\u0440\u0442/main.py", "\u043C\u043E\u0434\u0435\u043B\u044C.py", "a.part1",
                           "notes.aa", "a.part", "e\u0301.txt", "\u03C1\u03C4.txt", "venv/notes.txt"})
    EXPECT_TRUE(catches_not("artifact-path", "", file(path, kSize))) << path;
}

}  // namespace
}  // namespace expgate::test
