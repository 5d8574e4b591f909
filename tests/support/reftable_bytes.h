#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/oid.h"

namespace expgate::test {

// A record of a reftable: of a deletion if it has no value.
struct ReftableRecord {
  std::string name;
  int kind = 1;       // 0 deletion, 1 object, 2 tag that is peeled, 3 symbolic
  std::string value;  // raw oids, or a name
};

// A number as reftables have it.
std::string reftable_number(std::uint64_t number);

// A reftable of these records (sorted by name), so many in a block, with an index if there are several
// blocks.
std::string reftable(const std::vector<ReftableRecord>& records, ObjectFormat format, std::size_t in_block,
                     bool is_padded = true);

// What stands between the header and the footer of a reftable, with both around it.
std::string reftable_frame(std::string_view blocks, ObjectFormat format, std::uint64_t index_at);

}  // namespace expgate::test
