#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "content/formats/format.h"
#include "content/formats/sample.h"

// One recogniser a family of formats, for recognise.cpp and for what looks into archives. Each looks at the
// first bytes before anything else, so that an ordinary file costs a few comparisons.
namespace expgate::content {

using Found = std::optional<FormatId>;

// PyTorch's format before 1.6, pickles of every protocol (0 and 1 have no magic: under a pickle's name only),
// joblib.
Found find_pickle(const Sample& sample);

// safetensors, GGUF, GGML, TensorFlow Lite, ExecuTorch, HDF5, Flax (under *.msgpack only).
Found find_tensors(const Sample& sample);

// CatBoost, XGBoost, fastText, Torch 7.
Found find_models(const Sample& sample);

// ONNX, Core ML, Caffe, TensorFlow's SavedModel, the graph and the index of its checkpoints.
Found find_protobuf(const Sample& sample);

// NumPy, Parquet, Arrow, Feather, ORC, Avro, MATLAB.
Found find_columns(const Sample& sample);

// TensorBoard, TFRecord, W&B, LMDB, SQLite, core dumps.
Found find_records(const Sample& sample);

// Numbers without words, and logs: for whole texts. A table by name (*.csv) is none, whatever is in it, nor a
// list of ids, one a line; JSON and sources are none up to a size.
Found find_text(const Sample& sample);

// Private keys: a file that is one, and one that stands whole in another text.
Found find_secrets(const Sample& sample);

// What was found, and in what.
struct Recognised {
  FormatId id;
  Msgid container;  // "a zip archive"; empty: the file itself
};
using Deep = std::optional<Recognised>;

// zip, tar, gzip, zlib and the like; what they hold counts before what they are. `levels`: how many archives
// inside each other are opened yet. Bare zlib is never found for itself.
Deep find_zip(const Sample& sample, int levels);
Deep find_tar(const Sample& sample, int levels);
Deep find_packed(const Sample& sample, int levels);

// A zip behind something else: its end says what it is, whatever the file begins with.
Deep find_zip_at_end(const Sample& sample, int levels);

// What a long run of base64 or of hex digits in a text stands for.
Deep find_encoded(const Sample& sample, int levels);

// All of these but texts.
Deep find_binary(const Sample& sample, int levels);

}  // namespace expgate::content
