#include "rules/first_files.h"

#include <algorithm>
#include <string>
#include <utility>

#include "rules/rule.h"

namespace expgate::rules {

bool FirstFiles::is_before(const Ranked& one, const Ranked& other) {
  return one.rank != other.rank ? one.rank < other.rank : one.place < other.place;
}

void FirstFiles::add(std::string_view path, std::uint32_t mode, const Oid& oid) {
  const std::size_t rank = rank_(path);
  const std::size_t place = seen_++;
  const bool is_full = kept_.size() == most_;
  if (is_full && (most_ == 0 || rank >= kept_.front().rank)) return;
  File file{{}, mode, oid};
  if (!file.has_content()) return;
  if (is_full) {
    std::ranges::pop_heap(kept_, is_before);
    kept_.pop_back();
  }
  file.path = path;
  kept_.push_back({rank, place, std::move(file)});
  std::ranges::push_heap(kept_, is_before);
}

std::vector<File> FirstFiles::take() {
  std::ranges::sort_heap(kept_, is_before);
  std::vector<File> files;
  files.reserve(kept_.size());
  for (Ranked& each : kept_) files.push_back(std::move(each.file));
  kept_.clear();
  return files;
}

Result<std::vector<File>> TreeView::first_files(const text::GlobSet& wanted, FileRank rank,
                                                std::size_t most) const {
  TRY_ASSIGN(const std::vector<File> all, files(wanted));
  FirstFiles first(rank, most);
  for (const File& file : all) first.add(file.path, file.mode, file.oid);
  return first.take();
}

}  // namespace expgate::rules
