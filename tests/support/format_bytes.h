#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Small files of many formats, made from the formats' definitions and not with the code that recognises them.
namespace expgate::test {

std::string u16(std::uint64_t value);  // little-endian numbers
std::string u32(std::uint64_t value);
std::string u64(std::uint64_t value);

using Members = std::vector<std::pair<std::string, std::string>>;  // name, content

enum class Method { stored, deflated };

// A zip of these members; `comment` ends it.
std::string zip(const Members& members, Method method = Method::stored, const std::string& comment = {});

// A tar of these files.
std::string tar(const Members& members);

// The bytes packed with deflate, in the framing of gzip or zlib.
std::string gzip(std::string_view bytes);
std::string zlib(std::string_view bytes);

// {'lr': 0.1} as Python's pickle.dumps() writes it under protocol 0 to 5.
std::string pickle(int protocol);

std::string pytorch();         // what torch.save() writes since 1.6
std::string pytorch_legacy();  // and before
std::string safetensors();
std::string gguf(std::uint32_t version);
std::string onnx();
std::string saved_model();
std::string hdf5(std::size_t at = 0);
std::string npy();
std::string parquet();
std::string tfrecord(std::string_view record);
std::string tensorboard();
std::string lmdb();
std::string sqlite(std::size_t size = 4096);

// A message's field of that number with these bytes (protobuf).
std::string field(unsigned number, std::string_view bytes);

// Numbers in columns, and lines of a training log, of at least that many bytes.
std::string numbers(std::size_t size);
std::string training_log(std::size_t size);

}  // namespace expgate::test
