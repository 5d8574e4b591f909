#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "git/mapped_file.h"
#include "git/refs.h"

namespace expgate::git {

// One table of refs, sorted by name (git's Documentation/technical/reftable.adoc), mapped. Every number in it
// is doubted: what leads outside is an error.
class Reftable {
 public:
  // The table in this file of that name, of version 1 or 2. An error if it is damaged, or of another object
  // format.
  static Result<Reftable> read(std::string name, MappedFile file, ObjectFormat format);

  // The same for bytes in memory, which have to outlive it.
  static Result<Reftable> read(std::string name, std::string_view bytes, ObjectFormat format);

  enum class Kind : unsigned char { deletion, object, peeled_tag, symbolic };

  struct Record {
    std::string name;
    Kind kind = Kind::deletion;
    std::string_view value;  // one oid, two of them (the tag's and the peeled one), or the name of a ref
  };

  // Goes through the records in the order of their names.
  class Cursor {
   public:
    // The first record whose name is not smaller than `name`.
    static Result<Cursor> seek(const Reftable& table, std::string_view name);

    [[nodiscard]] bool at_end() const { return is_at_end_; }
    [[nodiscard]] const Record& record() const { return record_; }
    Result<void> advance();

   private:
    explicit Cursor(const Reftable& table) : table_(&table) {}
    Result<void> enter(std::uint64_t offset);
    Result<void> next_block();

    const Reftable* table_;
    Record record_;
    std::uint64_t block_ = 0;  // where it begins in the file
    std::size_t at_ = 0;       // in the file
    std::size_t end_ = 0;      // of the block's records
    std::uint64_t next_ = 0;   // where the block behind it begins
    bool is_at_end_ = false;
  };

 private:
  struct Block {
    char type = 0;
    std::size_t records_at = 0;
    std::size_t records_end = 0;
    std::uint64_t next = 0;
  };
  struct Key {
    std::size_t shared = 0;  // bytes of the name before it
    std::string_view suffix;
    unsigned kind = 0;
  };

  Reftable(std::string name, ObjectFormat format) : name_(std::move(name)), format_(format) {}
  Result<void> read_frame(std::string_view bytes);
  [[nodiscard]] Result<std::optional<Block>> block_at(std::uint64_t offset) const;
  [[nodiscard]] Result<Key> read_key(std::size_t& at, std::size_t end, std::size_t longest) const;
  [[nodiscard]] Result<std::uint64_t> block_of(std::string_view name) const;
  [[nodiscard]] tl::unexpected<Error> damaged() const;

  std::string name_;
  ObjectFormat format_;
  MappedFile file_;
  std::string_view bytes_;  // without the footer
  std::size_t header_ = 0;  // bytes
  std::size_t block_size_ = 0;
  std::uint64_t index_at_ = 0;  // 0: there is no index
};

}  // namespace expgate::git
