#pragma once

#include <cstddef>
#include <deque>
#include <utility>
#include <vector>

#include "git/object.h"

namespace expgate::git {

// How much a cache of objects holds.
struct CacheLimits {
  std::size_t enough;          // bytes, while few objects have come by
  std::size_t enough_of_many;  // bytes, once many have
  std::size_t few;             // objects that may take more than that
  std::size_t most;            // bytes
};

// Objects that were read a moment ago. Each has one place, where the next one that belongs there takes over.
// There are few places until they are needed: a small push would spend its time on new memory. Where the
// objects take too much, those go that were not wanted since they came or were spared last.
template <typename Key, typename Hash>
class ObjectCache {
 public:
  struct Kept {
    Key key{};
    Unpacked unpacked;
    bool is_wanted = false;  // since it came or was spared
  };

  explicit ObjectCache(CacheLimits limits) : limits_(limits) {}

  // Returns the object, or null; good until the next one is kept.
  Kept* find(const Key& key) {
    if (places_.empty() || key == Key{}) return nullptr;
    Kept& place = places_[place_of(key)];
    return place.key == key ? &place : nullptr;
  }

  // Keeps the object, and of the others what there is room for. The key `Key{}` stands for a free place: what
  // has it is not kept.
  void keep(const Key& key, const Unpacked& unpacked, bool is_wanted) {
    if (key == Key{}) return;
    ++keeps_;
    if (places_.empty()) places_.resize(kFew);
    if (keeps_ == kFew) {
      places_.clear();
      places_.resize(kPlaces);
      queue_.clear();
      bytes_ = 0;
    }
    const std::size_t here = place_of(key);
    if (is_empty(here)) queue_.push_back(here);
    let_go(here);
    places_[here] = {key, unpacked, is_wanted};
    bytes_ += unpacked.object.bytes().size();
    while (is_too_much()) {
      const std::size_t oldest = queue_.front();
      queue_.pop_front();
      if (oldest == here || std::exchange(places_[oldest].is_wanted, false))
        queue_.push_back(oldest);
      else
        let_go(oldest);
    }
  }

 private:
  static constexpr std::size_t kFew = 128;
  static constexpr std::size_t kPlaces = 4096;
  static constexpr std::size_t kMany = 65536;  // calls of keep()

  [[nodiscard]] std::size_t place_of(const Key& key) const { return Hash{}(key) % places_.size(); }
  [[nodiscard]] bool is_empty(std::size_t place) const { return places_[place].key == Key{}; }

  [[nodiscard]] bool is_too_much() const {
    const std::size_t enough = keeps_ < kMany ? limits_.enough : limits_.enough_of_many;
    const std::size_t count = queue_.size();
    return count > 1 && (bytes_ > limits_.most || (bytes_ > enough && count > limits_.few));
  }

  void let_go(std::size_t place) {
    if (is_empty(place)) return;
    bytes_ -= places_[place].unpacked.object.bytes().size();
    places_[place] = {};
  }

  CacheLimits limits_;
  std::vector<Kept> places_;
  std::deque<std::size_t> queue_;  // of the places that are taken, the next to be left in front
  std::size_t bytes_ = 0;
  std::size_t keeps_ = 0;  // calls of keep()
};

}  // namespace expgate::git
