#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>

namespace expgate::content {

// What a format holds, as far as advice differs.
enum class Kind { weights, pickled, checkpoints, tracking, logs, data, archives };

struct Format {
  std::string_view key;   // as policies name it
  std::string_view name;  // "holds <name>"
  Kind kind;
};

// All formats that recognise() knows, in the order of kFormats.
enum class FormatId : std::uint8_t {
  pytorch,
  pytorch_legacy,
  pickle,
  joblib,
  safetensors,
  gguf,
  ggml,
  onnx,
  saved_model,
  tf_checkpoint,
  hdf5,
  keras,
  tflite,
  executorch,
  flax,
  npy,
  npz,
  parquet,
  arrow,
  feather,
  tfrecord,
  lmdb,
  sqlite,
  webdataset,
  tensorboard,
  wandb,
  numeric_dump,
  log,
  zip,
  tar,
  gzip,
  bzip2,
  xz,
  zstd,
  lz4,
  seven_zip,
};

inline constexpr Format kFormats[] = {
    {"pytorch", "a PyTorch checkpoint", Kind::weights},
    {"pytorch-legacy", "a PyTorch checkpoint (the format before 1.6)", Kind::weights},
    {"pickle", "a Python pickle", Kind::pickled},
    {"joblib", "a joblib dump", Kind::pickled},
    {"safetensors", "safetensors weights", Kind::weights},
    {"gguf", "a GGUF model", Kind::weights},
    {"ggml", "a GGML model", Kind::weights},
    {"onnx", "an ONNX model", Kind::weights},
    {"saved-model", "a TensorFlow SavedModel", Kind::weights},
    {"tf-checkpoint", "the index of a TensorFlow checkpoint", Kind::checkpoints},
    {"hdf5", "HDF5 data, as in Keras .h5 weights", Kind::weights},
    {"keras", "a Keras model", Kind::weights},
    {"tflite", "a TensorFlow Lite model", Kind::weights},
    {"executorch", "an ExecuTorch program", Kind::weights},
    {"flax", "Flax weights", Kind::weights},
    {"npy", "a NumPy array", Kind::data},
    {"npz", "NumPy arrays (.npz)", Kind::data},
    {"parquet", "a Parquet table", Kind::data},
    {"arrow", "an Arrow table", Kind::data},
    {"feather", "a Feather table", Kind::data},
    {"tfrecord", "TFRecord data", Kind::data},
    {"lmdb", "an LMDB database", Kind::data},
    {"sqlite", "an SQLite database", Kind::data},
    {"webdataset", "a WebDataset shard", Kind::data},
    {"tensorboard", "TensorBoard events", Kind::tracking},
    {"wandb", "a W&B run", Kind::tracking},
    {"numeric-dump", "a dump of numbers", Kind::data},
    {"log", "a log", Kind::logs},
    {"zip", "a zip archive", Kind::archives},
    {"tar", "a tar archive", Kind::archives},
    {"gzip", "gzip data", Kind::archives},
    {"bzip2", "bzip2 data", Kind::archives},
    {"xz", "xz data", Kind::archives},
    {"zstd", "Zstandard data", Kind::archives},
    {"lz4", "LZ4 data", Kind::archives},
    {"7z", "a 7z archive", Kind::archives},
};
static_assert(std::size(kFormats) == static_cast<std::size_t>(FormatId::seven_zip) + 1);

constexpr const Format& info(FormatId id) {
  return kFormats[static_cast<std::size_t>(id)];
}

}  // namespace expgate::content
