// SPDX-License-Identifier: BSL-1.0
//
// The cells of a gradient as rows and columns of its derivative: inputs, and cells between loops through which
// derivatives pass.
#pragma once

#include <hesse/programs/program.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace hesse {

/// What the cells of an access are: mixed where some are inputs and others are not.
enum class NodeKind { none, input, between, mixed };

class CellNodes {
 public:
  static constexpr std::uint32_t no_node = ~std::uint32_t{0};

  explicit CellNodes(const Program& gradient);

  [[nodiscard]] std::size_t inputs() const { return inputs_; }
  [[nodiscard]] std::size_t between() const { return between_; }
  /// From an input to its adjoint.
  [[nodiscard]] std::uint32_t adjoint_offset() const { return adjoint_offset_; }

  [[nodiscard]] std::uint32_t row(std::size_t cell) const { return rows_[cell]; }
  [[nodiscard]] std::uint32_t column(std::size_t cell) const { return columns_[cell]; }
  [[nodiscard]] NodeKind kind_of_row(const ProgramLoop& loop, const CellAccess& access) const {
    return kind(rows_, loop, access);
  }
  [[nodiscard]] NodeKind kind_of_column(const ProgramLoop& loop, const CellAccess& access) const {
    return kind(columns_, loop, access);
  }

 private:
  void number_between(const std::vector<bool>& varied, const std::vector<bool>& useful);
  [[nodiscard]] NodeKind kind(const std::vector<std::uint32_t>& nodes, const ProgramLoop& loop,
                              const CellAccess& access) const;

  const Program& gradient_;
  std::size_t inputs_ = 0, between_ = 0;
  std::uint32_t adjoint_offset_ = 0;
  std::vector<std::uint32_t> rows_, columns_;  ///< by cell
};

}  // namespace hesse
