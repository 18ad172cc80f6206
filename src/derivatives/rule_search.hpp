// SPDX-License-Identifier: BSL-1.0
//
// The search for the rule behind paths of one shape: it goes through the places at which they differ, in the order in
// which they were recorded, and explains each by the latest comparison that can.
#pragma once

#include <hesse/tape/tape.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "path_merge.hpp"

namespace hesse {

class RuleSearch {
 public:
  RuleSearch(std::shared_ptr<const Tape> alike, std::span<const PathTrace> traces);

  std::optional<MergeRule> run();

 private:
  using Source = MergeRule::Source;

  /// A place at which traces differ, and the numbers of all of them there.
  struct Column {
    std::size_t place;
    ReachedNumber in_alike;
    std::vector<ReachedNumber> numbers;
    std::optional<Source> source;
  };

  void gather_columns();
  /// What stands at a place on the tape that the others are alike.
  [[nodiscard]] Operand operand_at(std::size_t place) const;
  [[nodiscard]] Column* column_at(std::size_t place);
  bool explain(Column* column);
  /// Explains the guards whose sides are there before this node.
  bool explain_guards(std::size_t node);
  [[nodiscard]] bool is_there(std::size_t side, std::size_t node);
  std::optional<Source> by_guard(const Column& column, std::size_t guard);
  /// The number that reaches a place in all traces for which `among` holds, or the selection that gives it.
  template <class Among>
  [[nodiscard]] std::optional<Source> among_known(const Column& column, const Among& among) const;

  MergeRule rule_;
  std::span<const PathTrace> traces_;
  std::vector<Column> columns_;
  std::vector<const Column*> column_of_selection_;  ///< the first that it explains
  std::size_t first_side_;                          ///< place of the first guard's left side
  std::size_t guards_ = 0;                          ///< explained so far
};

}  // namespace hesse
