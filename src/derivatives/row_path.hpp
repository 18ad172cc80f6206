// SPDX-License-Identifier: BSL-1.0
//
// One way that rows take through a row's function, or several merged into one, and all ways seen so far. Rows of one
// way share a tape, and once there are enough of them its compiled forms.
#pragma once

#include <hesse/derivatives/function.hpp>
#include <hesse/programs/machine.hpp>
#include <hesse/programs/row_program.hpp>
#include <hesse/tape/tape.hpp>

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "block_hessian.hpp"
#include "path_merge.hpp"

namespace hesse {

/// The tape of a row and what it is compiled to. It never changes as seen from outside, so threads may share it.
class RowPath {
 public:
  /// A run serves as many rows as fit into its registers at once; with fewer than this many, sweeps are as fast.
  static constexpr std::size_t fewest_rows_of_a_run = 16;

  /// What a run gives; regions are those of row_program().
  enum class Form {
    value,             ///< "y" added up
    flips,             ///< "flips"
    gradient,          ///< "y" and "x_bar", added up
    product,           ///< "x_bar_dot" added up, along "x_dot"
    several_products,  ///< the same along several directions
    row_flips,         ///< "flips", with parameters of each row's own
    row_gradients,     ///< "x_bar" of each row, with parameters of its own
    row_products,      ///< "x_bar_dot" of each row, with parameters and "x_dot" of its own
    output_tangents,   ///< "y" and "y_dot" of each row, along "x_dot"
    weighted_gradient  ///< "x_bar" added up, of outputs with weights "y_bar" of each row
  };

  RowPath(Tape tape, std::size_t parameters, std::size_t rows_a_run, std::optional<MergeRule> rule = std::nullopt);

  [[nodiscard]] const Tape& tape() const { return tape_; }
  [[nodiscard]] bool is_merged() const { return rule_.has_value(); }
  /// How many ways through the code it stands for, so far.
  [[nodiscard]] std::size_t ways() const;
  /// Whether every row is one of this tape, wherever the parameters are.
  [[nodiscard]] bool has_no_fork() const { return tape_.guards().empty() && tape_.passive_reads().empty(); }
  /// Whether the row for which the nodes of the tape have these values is one of this path.
  [[nodiscard]] bool holds(const double* values) const;
  /// Which of the rows with these flips (see row_program()) are.
  [[nodiscard]] std::vector<bool> serves(std::span<const double> flips) const;
  /// Whether a row with this tape is one of this path. A merged path serves rows that compare as it does from then on.
  [[nodiscard]] bool adopt(const Tape& tape) const;
  /// The same for people: what a row recorded anew does otherwise.
  [[nodiscard]] ReplayCheck compare(const Tape& fresh) const;
  /// The same for a trace of a merged path's shape.
  bool adopt(const PathTrace& trace) const;
  /// The traces that a merged path adopted.
  [[nodiscard]] std::vector<PathTrace> adopted() const;

  /// Whether the last evaluation found enough rows of this path to look for them among all rows at once.
  [[nodiscard]] bool is_common() const { return has_no_fork() || last_rows_ >= fewest_rows_of_a_run; }
  void note_rows(std::size_t count) const { last_rows_ = count; }

  /// The compiled form for a set of so many rows, or null where sweeps serve better: few rows, code of custom
  /// operations, and as long as compiling would not be repaid.
  [[nodiscard]] const Machine* machine(Form form, Compile policy, std::size_t rows) const;
  /// The Hessian of the added outputs in shared parameters, block by block; null where machine() would be, or where
  /// products are cheaper.
  [[nodiscard]] const BlockHessian* blocks(Compile policy, std::size_t rows) const;
  /// What is compiled, a line each.
  [[nodiscard]] std::string describe() const;
  /// The machine code of what is compiled.
  [[nodiscard]] std::string assembly() const;
  /// The program of a form.
  [[nodiscard]] Program program(Form form) const;

 private:
  struct Compiled {
    std::atomic<const Machine*> ready = nullptr;
    std::optional<Machine> machine;
  };

  /// Whether so many rows are worth compiling for; they count.
  [[nodiscard]] bool is_worth_compiling(bool is_compiled, Compile policy, std::size_t rows) const;

  [[nodiscard]] bool is_confirmed(double flips) const;

  Tape tape_;
  std::optional<MergeRule> rule_;
  std::uint64_t outcomes_ = 0;  ///< of the guards on the tape of a merged path
  mutable std::shared_mutex confirmed_mutex_;
  mutable std::unordered_set<std::uint64_t> confirmed_;  ///< outcomes of the guards of rows that were recorded
  RowLayout layout_;
  bool can_be_compiled_;
  mutable std::atomic<std::size_t> rows_swept_ = 0;
  mutable std::atomic<std::size_t> last_rows_ = fewest_rows_of_a_run;
  mutable std::mutex mutex_;
  mutable std::array<Compiled, 10> forms_;
  mutable std::atomic<bool> blocks_are_tried_ = false;
  mutable std::optional<BlockHessian> blocks_;
};

/// The paths that rows were seen to take. Paths of one shape are merged where they are many. Any number of threads may
/// use it.
class RowPaths {
 public:
  RowPaths(std::size_t parameters, std::size_t rows_a_run) : parameters_(parameters), rows_a_run_(rows_a_run) {}

  /// The path of a recorded row: a known one where that stands for the tape, else a new one.
  std::shared_ptr<const RowPath> path_of(Tape tape);
  /// Merges paths of one shape where there are many.
  void merge_alike();
  /// All of them, in the order in which they were found.
  [[nodiscard]] std::vector<std::shared_ptr<const RowPath>> all() const;
  /// How many rows were recorded.
  [[nodiscard]] std::size_t recordings() const;

 private:
  /// Paths of one shape.
  struct Family {
    std::shared_ptr<const Tape> alike;  ///< the first that was found
    std::vector<std::shared_ptr<const RowPath>> alone;
    std::shared_ptr<const RowPath> merged;
    std::size_t merge_at = fewest_paths_to_merge;  ///< so many alone
  };
  // With fewer, each has rows enough; and a rule inferred from few paths often fails the next.
  static constexpr std::size_t fewest_paths_to_merge = 32;

  void forget_all();
  void note_family(const std::shared_ptr<const RowPath>& path);
  void merge(Family& family);

  const std::size_t parameters_;
  const std::size_t rows_a_run_;
  mutable std::mutex mutex_;
  std::vector<std::shared_ptr<const RowPath>> paths_;
  std::unordered_multimap<std::uint64_t, std::shared_ptr<const RowPath>> by_hash_;
  std::unordered_map<std::size_t, Family> by_shape_;
  std::size_t bytes_ = 0;  ///< of their tapes
  std::size_t recordings_ = 0;
};

}  // namespace hesse
