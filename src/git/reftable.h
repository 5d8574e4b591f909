#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "git/mapped_file.h"
#include "git/refs.h"

namespace expgate::git {

// One table of refs, sorted by name (git's Documentation/technical/reftable.adoc), mapped. Every number in it
// is doubted: what leads outside is an error. Its blocks have no checksums, so all refs are looked at once:
// their names are those of refs and ascend, and they end where the footer says. The index that a table may
// have is not asked: one that is damaged would hide refs.
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

  // Some records that hold these bytes, found without reading the others; at most so many.
  [[nodiscard]] Result<std::vector<Record>> holding(std::string_view value, std::size_t most) const;

  // Goes through the records in the order of their names.
  class Cursor {
   public:
    // The first record whose name is not smaller than `name`.
    static Result<Cursor> seek(const Reftable& table, std::string_view name);

    [[nodiscard]] bool at_end() const { return block_ == table_->blocks_.size(); }
    [[nodiscard]] const Record& record() const { return record_; }
    Result<void> advance();

   private:
    Cursor(const Reftable& table, std::size_t block);

    const Reftable* table_;
    Record record_;
    std::size_t block_;   // of the table's
    std::size_t at_ = 0;  // in the file
  };

 private:
  // Where the records of a block lie in the file, and the name of the first.
  struct Block {
    std::size_t records_at = 0;
    std::size_t records_end = 0;
    std::string first;
  };

  Reftable(std::string name, ObjectFormat format) : name_(std::move(name)), format_(format) {}
  Result<void> read_frame(std::string_view bytes);
  Result<void> read_blocks();
  Result<std::size_t> add_block(std::size_t offset, Record& last);
  enum class Order { known, checked };
  [[nodiscard]] bool read_record(std::size_t& at, const Block& block, Order order, Record& record) const;
  [[nodiscard]] tl::unexpected<Error> damaged() const;

  std::string name_;
  ObjectFormat format_;
  MappedFile file_;
  std::string_view bytes_;      // without the footer
  std::size_t header_ = 0;      // bytes
  std::size_t block_size_ = 0;  // that blocks are padded to
  std::size_t refs_end_ = 0;
  std::vector<Block> blocks_;
};

}  // namespace expgate::git
