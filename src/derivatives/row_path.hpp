// SPDX-License-Identifier: BSL-1.0
//
// One way that rows take through a row's function, and all ways seen so far. Rows of one way share a tape, and once
// there are enough of them its compiled forms.
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
#include <string>
#include <unordered_map>
#include <vector>

#include "block_hessian.hpp"

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
    row_flips,         ///< "flips", with parameters of each row's own
    row_gradients,     ///< "x_bar" of each row, with parameters of its own
    row_products,      ///< "x_bar_dot" of each row, with parameters and "x_dot" of its own
    output_tangents,   ///< "y" and "y_dot" of each row, along "x_dot"
    weighted_gradient  ///< "x_bar" added up, of outputs with weights "y_bar" of each row
  };

  RowPath(Tape tape, std::size_t parameters, std::size_t rows_a_run);

  [[nodiscard]] const Tape& tape() const { return tape_; }
  /// Whether every row is one of this tape, wherever the parameters are.
  [[nodiscard]] bool has_no_fork() const { return tape_.guards().empty() && tape_.passive_reads().empty(); }
  /// Whether the row of these inputs (parameters, then the row) is one of this tape.
  [[nodiscard]] bool holds(const double* values) const;

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
  /// The program of a form.
  [[nodiscard]] Program program(Form form) const;

 private:
  struct Compiled {
    std::atomic<const Machine*> ready = nullptr;
    std::optional<Machine> machine;
  };

  /// Whether so many rows are worth compiling for; they count.
  [[nodiscard]] bool is_worth_compiling(bool is_compiled, Compile policy, std::size_t rows) const;

  Tape tape_;
  RowLayout layout_;
  bool can_be_compiled_;
  mutable std::atomic<std::size_t> rows_swept_ = 0;
  mutable std::atomic<std::size_t> last_rows_ = fewest_rows_of_a_run;
  mutable std::mutex mutex_;
  mutable std::array<Compiled, 9> forms_;
  mutable std::atomic<bool> blocks_are_tried_ = false;
  mutable std::optional<BlockHessian> blocks_;
};

/// The paths that rows were seen to take. Any number of threads may use it.
class RowPaths {
 public:
  RowPaths(std::size_t parameters, std::size_t rows_a_run) : parameters_(parameters), rows_a_run_(rows_a_run) {}

  /// The path of a recorded row: a known one where the tapes are equal, else a new one.
  std::shared_ptr<const RowPath> path_of(Tape tape);
  /// All of them, in the order in which they were found.
  [[nodiscard]] std::vector<std::shared_ptr<const RowPath>> all() const;
  /// How many rows were recorded.
  [[nodiscard]] std::size_t recordings() const;

 private:
  const std::size_t parameters_;
  const std::size_t rows_a_run_;
  mutable std::mutex mutex_;
  std::vector<std::shared_ptr<const RowPath>> paths_;
  std::unordered_multimap<std::uint64_t, std::shared_ptr<const RowPath>> by_hash_;
  std::size_t bytes_ = 0;  ///< of their tapes
  std::size_t recordings_ = 0;
};

}  // namespace hesse
