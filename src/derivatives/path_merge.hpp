// SPDX-License-Identifier: BSL-1.0
//
// Rows that run the same operations, and differ only in the numbers that reach them, as with a running maximum or a
// sort, take another path for each order of their numbers. Such paths are merged into one, with selections where the
// numbers part.
//
// The rule behind them is inferred from the paths that were recorded, and so may be wrong for one that was not. Whoever
// uses a merged path keeps account of the outcomes of comparisons that a recording has confirmed, and serves no other
// row with it. That is sound: where the outcomes are those of a recording, and the selections reach the numbers that
// the recording reached, all values are its values, comparison by comparison.
//
// Source of the search: examples to which counterexamples are added, as in Solar-Lezama et al., "Combinatorial
// sketching for finite programs", ASPLOS 2006.
#pragma once

#include <hesse/tape/tape.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace hesse {

/// A number as an instruction, a guard or an output meets it: a node, or a constant by its bits.
struct ReachedNumber {
  std::uint64_t bits;
  bool is_constant;
  friend bool operator==(const ReachedNumber&, const ReachedNumber&) = default;
};

/// The number that an operand of the tape stands for.
[[nodiscard]] ReachedNumber reached(const Tape& tape, Operand operand);

/// What tells a path apart from another one of its shape: of the same operations and comparisons in the same order.
struct PathTrace {
  struct Difference {
    std::size_t place;  ///< in Tape::operands(); sides of guards are counted behind them, then outputs
    ReachedNumber number;
    friend bool operator==(const Difference&, const Difference&) = default;
  };
  std::uint64_t outcomes = 0;  ///< of guards, a bit each
  std::vector<Difference> differences;
  friend bool operator==(const PathTrace&, const PathTrace&) = default;
};

/// Whether a tape can take part: it has guards, not too many of them, and nothing was read as a plain number.
[[nodiscard]] bool can_be_merged(const Tape& tape);
/// Equal for tapes of one shape.
[[nodiscard]] std::size_t hash_of_shape(const Tape& tape);
/// A tape as it differs from another one of its shape; nothing where the shapes differ. Cost: linear in their length.
[[nodiscard]] std::optional<PathTrace> trace_of(const Tape& tape, const Tape& alike);

/// Which numbers reach the operations of a shape, by the outcomes of its comparisons.
class MergeRule {
 public:
  /// A rule for tapes that differ in these ways from the one they are alike; nothing where none is found. It is
  /// inferred from some of them, to which those that it does not explain are added a few times: at last it explains all
  /// of them, or most. Cost: traces x places that differ, and examples x places that differ x (guards + selections).
  static std::optional<MergeRule> find(std::shared_ptr<const Tape> alike, std::span<const PathTrace> traces);

  /// One tape for all of them.
  [[nodiscard]] Tape write() const;
  /// How the path differs on which comparisons have these outcomes.
  [[nodiscard]] PathTrace trace(std::uint64_t outcomes) const;
  [[nodiscard]] bool explains(const PathTrace& trace) const { return this->trace(trace.outcomes) == trace; }
  /// The tape that traces are compared with.
  [[nodiscard]] const Tape& alike() const { return *alike_; }

 private:
  friend class RuleSearch;
  friend class MergeWriter;

  /// The same number always, or what an earlier selection gives.
  struct Source {
    static constexpr std::size_t none = static_cast<std::size_t>(-1);
    std::size_t selection = none;
    ReachedNumber number{};
  };
  struct Selection {
    std::size_t guard;
    Source yes, no;
  };
  /// A place at which paths differ.
  struct Place {
    std::size_t place;
    ReachedNumber in_alike;
    Source source;
  };

  explicit MergeRule(std::shared_ptr<const Tape> alike) : alike_(std::move(alike)) {}

  std::shared_ptr<const Tape> alike_;
  std::vector<Selection> selections_;
  std::vector<Place> places_;  ///< in their order
};

}  // namespace hesse
