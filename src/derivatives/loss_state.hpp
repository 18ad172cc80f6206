// SPDX-License-Identifier: BSL-1.0
//
// What a Loss is made of, and one evaluation of it: rows are sorted by path, cut into pieces, and the pieces summed.
#pragma once

#include <hesse/basics/parallel.hpp>
#include <hesse/derivatives/loss.hpp>
#include <hesse/programs/cells.hpp>

#include <algorithm>
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "passes.hpp"
#include "path_patterns.hpp"
#include "row_path.hpp"
#include "row_table.hpp"

namespace hesse {

/// Both halves of a row that is given in two parts.
struct RowParts {
  std::shared_ptr<const RowPath> model;
  std::shared_ptr<const RowPath> prediction_loss;
};

struct Loss::State {
  State(Recorders recorders, LossOptions options, ConstVector theta0, ConstMatrix table, std::size_t rows_a_run);

  Recorders recorders;
  LossOptions options;
  std::atomic<bool> compiles_at_once = false;
  Index inputs;
  RowTable table;
  std::vector<Index> all_rows;
  Vector made_at;  ///< the parameters at which the loss was made
  RowPaths paths;
  PathPatterns patterns;

  std::mutex recorder_mutex;  // callables need not be thread-safe

  Recorded record(const Recorder& recorder, ConstVector theta, ConstVector row);
  /// The parts that rows of this path are made of; recorded at one of its rows when first asked.
  RowParts parts_of(const std::shared_ptr<const RowPath>& path, ConstVector theta, ConstVector row);

  /// What the options say, and compile() changed.
  [[nodiscard]] Compile compile_policy() const {
    return compiles_at_once && options.compile != Compile::never ? Compile::at_once : options.compile;
  }
  /// A sparse matrix takes three times what its pattern's rows take.
  [[nodiscard]] std::size_t most_pattern_bytes() const { return options.memory_limit / 3; }
  void require_pattern(const char* asked, bool found) const;
  /// The entries of all paths whose pattern was asked for.
  [[nodiscard]] std::shared_ptr<const UnitedPattern> united_pattern(const char* asked);

 private:
  std::mutex parts_mutex_;
  std::map<std::shared_ptr<const RowPath>, RowParts> parts_;
};

/// Some rows of one path, at most as many as one run takes.
struct RowPiece {
  std::size_t group;                 ///< rows of one path are a group
  std::span<const Index> positions;  ///< among the rows that are evaluated
};

/// The weight of a row's one output.
inline const Vector& one() {
  static const Vector weight = Vector::Ones(1);
  return weight;
}

/// The rows to be evaluated and where: all at one theta, or each at its own.
class Loss::Evaluation {
 public:
  /// Sorts the rows. theta has one row, or one for each of the rows.
  Evaluation(State& state, const RowTable& table, std::span<const Index> rows, RowMatrix thetas);

  [[nodiscard]] Index size() const { return static_cast<Index>(rows_.size()); }
  [[nodiscard]] Index columns() const { return table_.columns(); }

  /// What the pieces give, each `size` numbers, added in the order of the pieces.
  using Evaluate = std::function<void(const RowPiece&, Eigen::Ref<Vector>)>;
  [[nodiscard]] Vector sum(Index size, const Evaluate& evaluate) const;
  /// The same of any kind: evaluate(piece, part) overwrites a part, which starts as `empty` and is used again for a
  /// later piece; add(part) meets them in the order of the pieces.
  template <class Part, class Evaluate, class Add>
  void in_order(const Part& empty, const Evaluate& evaluate, const Add& add) const {
    const std::size_t wave = pieces_at_a_time();
    std::vector<Part> parts(wave, empty);
    for (std::size_t first = 0; first < pieces_.size(); first += wave) {
      const std::size_t count = std::min(wave, pieces_.size() - first);
      for_each_piece(count, state_.options.threads, [&](std::size_t i) { evaluate(pieces_[first + i], parts[i]); });
      for (std::size_t i = 0; i < count; ++i) add(std::as_const(parts[i]));
    }
  }
  /// Calls evaluate for every piece, on several threads.
  void for_each(const std::function<void(const RowPiece&)>& evaluate) const;
  /// Calls visit(path, position) for every row, on this thread.
  template <class Visitor>
  void for_each_row(const Visitor& visit) const {
    for (const Group& group : groups_)
      for (const Index position : group.positions) visit(*group.path, position);
  }

  /// The compiled form of each group, or null: decided before any piece runs, so that all of a group go the same way.
  [[nodiscard]] std::vector<const Machine*> machines(RowPath::Form form) const;
  [[nodiscard]] std::vector<const BlockHessian*> blocks() const;
  /// How the second derivatives of a group's rows are found: from blocks, or from products along the directions of its
  /// pattern, compiled or, where there is no machine, swept.
  struct Curvature {
    const BlockHessian* blocks;
    const Machine* products;
    std::shared_ptr<const PathPattern> known;
  };
  /// all_entries: of the pattern are wanted, not just the diagonal.
  [[nodiscard]] std::vector<Curvature> curvatures(const char* asked, bool all_entries) const;
  [[nodiscard]] std::vector<std::shared_ptr<const PathPattern>> patterns(const char* asked) const;
  /// The same for one part of each group's rows.
  [[nodiscard]] std::vector<const Machine*> machines(RowPath::Form form, std::span<const RowParts> parts,
                                                     std::shared_ptr<const RowPath> RowParts::*part) const;
  [[nodiscard]] const RowPath& path(const RowPiece& piece) const { return *groups_[piece.group].path; }
  /// The cells of a run: zero, but for the parameters.
  [[nodiscard]] Cells cells_for(const RowPiece& piece, const Machine& machine) const;
  /// Pieces run side by side where there are several; else the one is cut up by the machine.
  void run(const RowPiece& piece, const Machine& machine, Cells& cells) const;
  /// The cells that the blocks of a piece leave.
  [[nodiscard]] Cells run_blocks(const RowPiece& piece, const BlockHessian& blocks) const;
  /// The Hessian of a piece times each column of directions.
  [[nodiscard]] bool run_products(const RowPiece& piece, const Machine& machine, ConstMatrix directions,
                                  Eigen::Ref<Matrix> products) const;

  /// Parameters of a row, and its inputs: parameters, then its numbers.
  [[nodiscard]] auto theta(Index position) const { return thetas_.row(thetas_.rows() == 1 ? 0 : position).transpose(); }
  [[nodiscard]] Vector row(Index position) const { return table_.row(row_number(position)); }
  [[nodiscard]] Vector inputs(Index position) const;
  /// What each group's rows are made of.
  [[nodiscard]] std::vector<RowParts> parts() const;

 private:
  struct Group {
    std::shared_ptr<const RowPath> path;
    std::vector<Index> positions;
  };

  [[nodiscard]] Index row_number(Index position) const { return rows_[static_cast<std::size_t>(position)]; }
  void sort_rows();
  /// Makes a group of the open rows of this path; false where they cannot be told all at once.
  bool take(const std::shared_ptr<const RowPath>& path, std::vector<Index>& open);
  void add_to_group(const std::shared_ptr<const RowPath>& path, std::span<const Index> positions);
  /// The flips of each of the positions on this path; empty where they cannot be told for all of them at once.
  [[nodiscard]] std::vector<double> flips_of(const std::shared_ptr<const RowPath>& path,
                                             std::span<const Index> positions) const;
  void confirm(const std::shared_ptr<const RowPath>& path, std::span<const Index> open, std::span<const double> flips);
  [[nodiscard]] std::shared_ptr<const RowPath> record(Index position);
  [[nodiscard]] std::shared_ptr<const RowPath> path_of_row(std::span<const std::shared_ptr<const RowPath>> untold,
                                                           Index position);
  void cut_into_pieces();
  /// How many are worked on before their results are added: what they take is kept until then.
  [[nodiscard]] std::size_t pieces_at_a_time() const;

  State& state_;
  const RowTable& table_;
  std::span<const Index> rows_;
  RowMatrix thetas_;
  std::vector<Group> groups_;
  std::unordered_map<Index, std::shared_ptr<const RowPath>> recorded_;  ///< rows, on the way
  std::vector<RowPiece> pieces_;
  int threads_of_a_run_ = 1;
};

}  // namespace hesse
