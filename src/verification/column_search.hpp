// SPDX-License-Identifier: BSL-1.0
//
// The columns of the entries of a sparse matrix that is known by its products with vectors, by halving.
#pragma once

#include <hesse/basics/shapes.hpp>

#include <functional>
#include <vector>

namespace hesse {

struct ColumnSearch {
  /// The product with a direction.
  std::function<Vector(const Vector&)> product;
  Vector direction;   ///< without zeros
  Vector zero_below;  ///< a row: what products may differ from zero by
  /// All columns; those before `first` are split from the others first: entries are more likely there.
  std::vector<Index> order;
  Index first = 0;
  Index most_products = 0;
  /// Rows with more entries than that are given up, since each of them costs every other row products of its own.
  Index most_in_a_row = 0;

  struct Entry {
    Index row, column;
    double value;
  };
  struct Found {
    std::vector<Entry> entries;
    std::vector<Index> rows_given_up;
  };
  /// The entries of the rows, which are given with product(direction).
  [[nodiscard]] Found run(const std::vector<Index>& rows, const Vector& along_direction) const;
};

}  // namespace hesse
