// SPDX-License-Identifier: BSL-1.0
//
// Sets of inputs, each kept once: equal sets have equal names. A loss meets the same few sets at every row of its data,
// so what was done for a name need not be done again. Set i below the number of inputs is {i}.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace hesse {

class IndexSets {
 public:
  using Name = std::uint32_t;
  static constexpr Name empty = ~Name{0};

  explicit IndexSets(std::size_t inputs);

  /// A union is collected by one start(), add() for each set, and finish(), which gives its name.
  void start();
  void add(Name set);
  [[nodiscard]] Name finish();

  [[nodiscard]] std::span<const std::uint32_t> members(Name set) const {
    return {members_.data() + starts_[set], starts_[set + 1] - starts_[set]};
  }
  [[nodiscard]] std::size_t count() const { return starts_.size() - 1; }
  [[nodiscard]] std::size_t bytes() const { return members_.size() * sizeof(std::uint32_t); }

 private:
  void include(Name set);
  [[nodiscard]] bool is_collected(Name set) const;
  [[nodiscard]] Name& place_in_table();
  void grow_table();

  std::size_t inputs_;
  std::vector<std::uint32_t> members_;  // of all sets, one behind the other
  std::vector<std::size_t> starts_;
  std::vector<std::uint64_t> hashes_;  // of the sets beyond the single inputs
  std::vector<Name> table_;            // open addressing; empty where free

  Name first_ = empty;  // of the union; it is spread out only when another set joins it
  bool spread_ = false;
  std::vector<std::uint32_t> collected_;
  std::uint64_t hash_ = 0;  // a sum over the members, so that their order does not matter
  std::vector<std::uint32_t> stamps_;
  std::uint32_t stamp_ = 0;
};

}  // namespace hesse
