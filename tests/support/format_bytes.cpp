#include "support/format_bytes.h"

#include <array>
#include <stdexcept>
#include <zlib.h>

namespace expgate::test {

using namespace std::string_literals;

namespace {

std::string number(std::uint64_t value, int width) {
  std::string bytes;
  for (int n = 0; n < width; ++n) bytes += static_cast<char>(value >> (8 * n) & 0xffU);
  return bytes;
}

std::string varint(std::uint64_t value) {
  std::string bytes;
  for (; value > 0x7f; value /= 0x80) bytes += static_cast<char>(value % 0x80 + 0x80);
  return bytes + static_cast<char>(value);
}

std::string deflate(std::string_view bytes, int window_bits) {
  z_stream stream{};
  if (deflateInit2(&stream, 9, Z_DEFLATED, window_bits, 9, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::runtime_error("deflateInit2");
  std::string packed(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  const int status = ::deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  if (status != Z_STREAM_END) throw std::runtime_error("deflate");
  return packed;
}

std::string padded(std::string text, std::size_t size) {
  text.resize((text.size() + size - 1) / size * size);
  return text;
}

std::string octal(std::size_t value) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "%011zo", value);
  return text.data() + "\0"s;
}

// By table, since the recogniser goes bit by bit (RFC 3720, appendix B.4).
std::uint32_t masked_crc32c(std::string_view bytes) {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t n = 0; n < table.size(); ++n) {
    table[n] = n;
    for (int bit = 0; bit < 8; ++bit)
      table[n] = (table[n] & 1U) != 0 ? table[n] >> 1U ^ 0x82f63b78U : table[n] >> 1U;
  }
  std::uint32_t crc = 0xffffffffU;
  for (const char c : bytes) crc = table[(crc ^ static_cast<unsigned char>(c)) & 0xffU] ^ crc >> 8U;
  crc = ~crc;
  return (crc >> 15U | crc << 17U) + 0xa282ead8U;
}

}  // namespace

std::string u16(std::uint64_t value) {
  return number(value, 2);
}
std::string u32(std::uint64_t value) {
  return number(value, 4);
}
std::string u64(std::uint64_t value) {
  return number(value, 8);
}

std::string zip(const Members& members, Method method, const std::string& comment) {
  std::string bytes;
  std::string directory;
  for (const auto& [name, content] : members) {
    const bool is_deflated = method == Method::deflated;
    const std::string packed = is_deflated ? deflate(content, -MAX_WBITS) : content;
    const std::string both = u16(20) + u16(0) + u16(is_deflated ? 8 : 0) + u32(0) + u32(0) +
                             u32(packed.size()) + u32(content.size()) + u16(name.size()) + u16(0);
    directory += "PK\1\2" + u16(20) + both + u16(0) + u16(0) + u16(0) + u32(0) + u32(bytes.size()) + name;
    bytes += "PK\3\4" + both + name + packed;
  }
  return bytes + directory + "PK\5\6" + u16(0) + u16(0) + u16(members.size()) + u16(members.size()) +
         u32(directory.size()) + u32(bytes.size()) + u16(comment.size()) + comment;
}

std::string tar(const Members& members) {
  std::string bytes;
  for (const auto& [name, content] : members) {
    std::string header = name;
    header.resize(100);
    header += "0000644\0"s + "0000000\0"s + "0000000\0"s + octal(content.size()) + octal(0) + "        0"s;
    header.resize(257);
    bytes += padded(header + "ustar\00000"s, 512) + padded(content, 512);
  }
  return bytes + std::string(1024, '\0');
}

std::string gzip(std::string_view bytes) {
  return deflate(bytes, MAX_WBITS + 16);
}
std::string zlib(std::string_view bytes) {
  return deflate(bytes, MAX_WBITS);
}

std::string pickle(int protocol) {
  const std::string number = "G?\xb9\x99\x99\x99\x99\x99\x9as.";
  const std::string version = "\x80"s + static_cast<char>(protocol);
  if (protocol == 0) return "(dp0\nVlr\np1\nF0.1\ns.";
  if (protocol == 1) return "}q\0X\2\0\0\0lrq\1"s + number;
  if (protocol < 4) return version + "}q\0X\2\0\0\0lrq\1"s + number;
  return version + "\x95" + u64(18) + "}\x94\x8c\2lr\x94" + number;
}

std::string pytorch() {
  return zip({{"best/data.pkl", pickle(2)}, {"best/data/0", std::string(64, 'w')}, {"best/version", "3\n"}});
}

std::string pytorch_legacy() {
  return "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19\x2e"s + "\x80\x02M\xe9\x03."s + pickle(2) +
         std::string(64, 'w');
}

std::string safetensors() {
  const std::string header = R"({"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})";
  return u64(header.size()) + header + std::string(8, '\0');
}

std::string gguf(std::uint32_t version) {
  const std::string count = version == 1 ? u32(1) : u64(1);
  return "GGUF" + u32(version) + count + count + std::string(32, '\0');
}

std::string field(unsigned number, std::string_view bytes) {
  return (varint(number * 8 + 2) + varint(bytes.size())).append(bytes);
}

std::string onnx() {
  return "\x08\x08"s + field(2, "pytorch") + field(3, "2.1.0") + field(7, std::string(300, 'g')) +
         field(8, "\x10\x11");
}

std::string saved_model() {
  return "\x08\x01"s + field(2, field(1, "meta") + field(2, std::string(200, 'g')));
}

std::string hdf5(std::size_t at) {
  return std::string(at, '\0') + "\x89HDF\r\n\x1a\n"s + std::string(88, '\0');
}

std::string npy() {
  std::string header = "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }";
  header.resize(117, ' ');
  return "\x93NUMPY\1\0"s + u16(header.size() + 1) + header + "\n" + std::string(16, '\0');
}

std::string parquet() {
  return "PAR1\x15\0"s + std::string(64, 'c') + u32(12) + "PAR1";
}

std::string tfrecord(std::string_view record) {
  const std::string length = u64(record.size());
  return (length + u32(masked_crc32c(length))).append(record) + u32(masked_crc32c(record));
}

std::string tensorboard() {
  return tfrecord(
      "\x09\0\0\0\0\0\0\xd8\x41\x1a\x0d"
      "brain.Event:2"s);
}

std::string lmdb() {
  return padded(std::string(16, '\0') + "\xde\xc0\xef\xbe" + u32(1), 4096);
}

std::string sqlite(std::size_t size) {
  return padded("SQLite format 3\0"s, size);
}

std::string numbers(std::size_t size) {
  std::string text;
  for (int n = 0; text.size() < size; ++n) text += std::to_string(n * 0.37) + (n % 8 == 7 ? "\n" : " ");
  return text;
}

std::string training_log(std::size_t size) {
  std::string text = "Loading the data set, this takes a while\n";
  for (int n = 0; text.size() < size; ++n)
    text += "Epoch " + std::to_string(n) + "/90, loss: 0.4" + std::to_string(n) + ", as good as it gets\n";
  return text;
}

}  // namespace expgate::test
