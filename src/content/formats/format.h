#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>

#include "base/text.h"

namespace expgate::content {

// What a format holds, as far as advice differs.
enum class Kind { weights, pickled, checkpoints, tracking, logs, data, archives, secrets };

struct Format {
  std::string_view key;  // as policies name it
  Msgid name;            // with its article: "`x` contains <name>"
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
  catboost,
  xgboost,
  fasttext,
  torch7,
  core_ml,
  caffe,
  meta_graph,
  npy,
  npz,
  parquet,
  arrow,
  feather,
  orc,
  avro,
  matlab,
  tfrecord,
  lmdb,
  sqlite,
  webdataset,
  tensorboard,
  wandb,
  numeric_dump,
  log,
  core_dump,
  zip,
  tar,
  gzip,
  bzip2,
  xz,
  zstd,
  lz4,
  lzma,
  lzfse,
  seven_zip,
  encrypted,
  private_key,
};

inline constexpr Format kFormats[] = {
    {"pytorch", msgid("a PyTorch checkpoint"), Kind::weights},
    {"pytorch-legacy", msgid("a PyTorch checkpoint (in the format before 1.6)"), Kind::weights},
    {"pickle", msgid("a Python pickle"), Kind::pickled},
    {"joblib", msgid("a joblib dump"), Kind::pickled},
    {"safetensors", msgid("safetensors weights"), Kind::weights},
    {"gguf", msgid("a GGUF model"), Kind::weights},
    {"ggml", msgid("a GGML model"), Kind::weights},
    {"onnx", msgid("an ONNX model"), Kind::weights},
    {"saved-model", msgid("a TensorFlow SavedModel"), Kind::weights},
    {"tf-checkpoint", msgid("the index of a TensorFlow checkpoint"), Kind::checkpoints},
    {"hdf5", msgid("HDF5 data, as in Keras .h5 weights"), Kind::weights},
    {"keras", msgid("a Keras model"), Kind::weights},
    {"tflite", msgid("a TensorFlow Lite model"), Kind::weights},
    {"executorch", msgid("an ExecuTorch program"), Kind::weights},
    {"flax", msgid("Flax weights"), Kind::weights},
    {"catboost", msgid("a CatBoost model"), Kind::weights},
    {"xgboost", msgid("an XGBoost model"), Kind::weights},
    {"fasttext", msgid("a fastText model"), Kind::weights},
    {"torch7", msgid("a Torch 7 model"), Kind::weights},
    {"coreml", msgid("a Core ML model"), Kind::weights},
    {"caffe", msgid("a Caffe model"), Kind::weights},
    {"meta-graph", msgid("the graph of a TensorFlow checkpoint"), Kind::checkpoints},
    {"npy", msgid("a NumPy array"), Kind::data},
    {"npz", msgid("NumPy arrays (.npz)"), Kind::data},
    {"parquet", msgid("a Parquet table"), Kind::data},
    {"arrow", msgid("an Arrow table"), Kind::data},
    {"feather", msgid("a Feather table"), Kind::data},
    {"orc", msgid("an ORC table"), Kind::data},
    {"avro", msgid("Avro records"), Kind::data},
    {"matlab", msgid("MATLAB variables (.mat)"), Kind::data},
    {"tfrecord", msgid("TFRecord data"), Kind::data},
    {"lmdb", msgid("an LMDB database"), Kind::data},
    {"sqlite", msgid("an SQLite database"), Kind::data},
    {"webdataset", msgid("a WebDataset shard"), Kind::data},
    {"tensorboard", msgid("TensorBoard events"), Kind::tracking},
    {"wandb", msgid("a W&B run"), Kind::tracking},
    {"numeric-dump", msgid("a dump of numbers"), Kind::data},
    {"log", msgid("a log"), Kind::logs},
    {"core-dump", msgid("a core dump"), Kind::logs},
    {"zip", msgid("a zip archive"), Kind::archives},
    {"tar", msgid("a tar archive"), Kind::archives},
    {"gzip", msgid("gzip data"), Kind::archives},
    {"bzip2", msgid("bzip2 data"), Kind::archives},
    {"xz", msgid("xz data"), Kind::archives},
    {"zstd", msgid("Zstandard data"), Kind::archives},
    {"lz4", msgid("LZ4 data"), Kind::archives},
    {"lzma", msgid("LZMA data"), Kind::archives},
    {"lzfse", msgid("LZFSE data"), Kind::archives},
    {"7z", msgid("a 7z archive"), Kind::archives},
    {"encrypted", msgid("data that OpenSSL has encrypted"), Kind::archives},
    {"private-key", msgid("a private key"), Kind::secrets},
};
static_assert(std::size(kFormats) == static_cast<std::size_t>(FormatId::private_key) + 1);

constexpr const Format& info(FormatId id) {
  return kFormats[static_cast<std::size_t>(id)];
}

// Whether the format packs something that nothing here can unpack: a checkpoint in it cannot be told from a
// text.
constexpr bool is_opaque(std::string_view key) {
  for (const FormatId id : {FormatId::bzip2, FormatId::xz, FormatId::zstd, FormatId::lz4, FormatId::lzma,
                            FormatId::lzfse, FormatId::seven_zip})
    if (info(id).key == key) return true;
  return false;
}

}  // namespace expgate::content
