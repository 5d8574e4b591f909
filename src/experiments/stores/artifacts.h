#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "experiments/stores/settings.h"
#include "experiments/stores/web.h"

namespace expgate::experiments::stores {

// How far an artifact is read. Returns whether to go on.
using ReadProgress = std::function<bool(std::uint64_t bytes)>;

// The stores, as one thing to ask. May be used by several threads.
class Stores {
 public:
  Stores(const StoreSettings& settings, Web& web) : settings_(settings), web_(web) {}

  // Returns what the store says of the object with that URI: whether it is there, its size and sha256. An
  // error: the store cannot be reached or does not say, or there is no way to ask it.
  Result<StoredObject> look(const std::string& uri);

  // The same, of the bytes themselves: they are read to the end, and kept nowhere. At most `most` bytes.
  Result<StoredObject> read(const std::string& uri, std::uint64_t most, const ReadProgress& progress);

 private:
  Result<Question> question(const std::string& uri, Wanted wanted, const S3& s3);
  Result<HttpResponse> explained(Question asked, HttpResponse response);
  Result<StoredObject> ask(const std::string& uri, Wanted wanted, const TakeBody& take);

  const StoreSettings& settings_;
  Web& web_;
};

// Whether artifacts of that URI's scheme can be asked for at all.
bool is_known_store(std::string_view uri);

}  // namespace expgate::experiments::stores
