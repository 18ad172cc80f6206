// SPDX-License-Identifier: BSL-1.0
#include "index_sets.hpp"

#include <algorithm>
#include <bit>
#include <numeric>

namespace hesse {

namespace {

/// Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014: the mixing of SplitMix.
std::uint64_t mixed(std::uint64_t x) {
  x = (x + 0x9e3779b97f4a7c15) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

}  // namespace

IndexSets::IndexSets(std::size_t inputs)
    : inputs_(inputs),
      members_(inputs),
      starts_(inputs + 1),
      table_(std::bit_ceil(2 * inputs + 64), empty),
      stamps_(inputs, 0) {
  std::iota(members_.begin(), members_.end(), std::uint32_t{0});
  std::iota(starts_.begin(), starts_.end(), std::size_t{0});
}

void IndexSets::start() {
  first_ = empty;
  spread_ = false;
}

void IndexSets::add(Name set) {
  if (set == first_ || set == empty) return;
  if (first_ == empty) {
    first_ = set;
    return;
  }
  if (!spread_) {
    spread_ = true;
    collected_.clear();
    hash_ = 0;
    if (++stamp_ == 0) {
      std::ranges::fill(stamps_, 0);
      stamp_ = 1;
    }
    include(first_);
  }
  include(set);
}

void IndexSets::include(Name set) {
  for (const std::uint32_t index : members(set)) {
    if (stamps_[index] == stamp_) continue;
    stamps_[index] = stamp_;
    collected_.push_back(index);
    hash_ += mixed(index);
  }
}

IndexSets::Name IndexSets::finish() {
  if (!spread_ || collected_.size() == members(first_).size()) return first_;
  Name& place = place_in_table();
  if (place != empty) return place;
  const Name name = place = static_cast<Name>(count());
  members_.insert(members_.end(), collected_.begin(), collected_.end());
  starts_.push_back(members_.size());
  hashes_.push_back(hash_);
  if (2 * hashes_.size() > table_.size()) grow_table();
  return name;
}

bool IndexSets::is_collected(Name set) const {
  const auto found = members(set);
  return hashes_[set - inputs_] == hash_ && found.size() == collected_.size() &&
         std::ranges::all_of(found, [&](std::uint32_t index) { return stamps_[index] == stamp_; });
}

IndexSets::Name& IndexSets::place_in_table() {
  std::size_t at = hash_ & (table_.size() - 1);
  while (table_[at] != empty && !is_collected(table_[at])) at = (at + 1) & (table_.size() - 1);
  return table_[at];
}

void IndexSets::grow_table() {
  table_.assign(2 * table_.size(), empty);
  for (std::size_t i = 0; i < hashes_.size(); ++i) {
    std::size_t at = hashes_[i] & (table_.size() - 1);
    while (table_[at] != empty) at = (at + 1) & (table_.size() - 1);
    table_[at] = static_cast<Name>(inputs_ + i);
  }
}

}  // namespace hesse
