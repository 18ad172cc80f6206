// SPDX-License-Identifier: BSL-1.0
//
// A block program translated, and its entries put into matrices.
#pragma once

#include <hesse/basics/shapes.hpp>
#include <hesse/basics/sparsity.hpp>
#include <hesse/derivatives/function.hpp>
#include <hesse/programs/blocks.hpp>
#include <hesse/programs/machine.hpp>

#include <Eigen/SparseCore>

#include <array>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

namespace hesse {

/// The blocks of a program's Hessian, unless columns of it are cheaper, or writing the blocks takes longer than about
/// one Hessian by columns. wanted: of the regions of its gradient.
[[nodiscard]] std::optional<BlockProgram> worthwhile_blocks(const Program& value,
                                                            const std::vector<std::string_view>& wanted = {"x_bar"});

class BlockHessian {
 public:
  explicit BlockHessian(BlockProgram blocks);

  [[nodiscard]] const Machine& machine() const { return machine_; }
  /// Whether a sparse Hessian is to be made of the entries: they are its own, for nothing passes through cells between
  /// loops, or it has so many that the dense one is no detour.
  [[nodiscard]] bool serves(const SparsityPattern& pattern) const {
    return between_ == 0 || dense_is_no_detour * pattern.nonzeros() >= inputs_ * inputs_;
  }

  /// The Hessian, bitwise symmetric, of the cells that the machine left.
  [[nodiscard]] Matrix dense(const double* cells) const;
  [[nodiscard]] Vector diagonal(const double* cells) const;
  /// Its stored part, if all of it is finite. The matrix keeps its memory where it has that pattern already.
  [[nodiscard]] bool fill(const double* cells, const SparsityPattern& pattern, Triangle stored,
                          Eigen::SparseMatrix<double>& matrix) const;

 private:
  /// A matrix of zeros, and the cell of each of its entries.
  struct Layout {
    std::once_flag once;
    Eigen::SparseMatrix<double> zeros;
    std::vector<std::uint32_t> cells;
  };
  const Layout& layout(const SparsityPattern& pattern, Triangle stored) const;
  void lay_out(Layout& layout, const SparsityPattern& pattern, Triangle stored) const;
  /// How cells between loops move with the inputs, and adjoints of the inputs with them.
  struct Between {
    Matrix with_inputs;  ///< between x inputs
    Matrix adjoints;     ///< inputs x between
  };
  [[nodiscard]] Between eliminate_between(const double* cells) const;

  static constexpr Index dense_is_no_detour = 2;

  std::vector<BlockProgram::Entry> entries_;
  Index inputs_, between_;
  std::size_t first_entry_;
  Machine machine_;
  mutable std::array<Layout, 2> layouts_;
};

}  // namespace hesse
