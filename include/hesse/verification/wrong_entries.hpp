// SPDX-License-Identifier: BSL-1.0
//
// Which entries of a hand-made Hessian are wrong, where the Hessian is so large that it exists as products alone.
//
// The difference of the hand-made product and the exact one along a random direction is zero, up to rounding, in each
// row whose entries are right: one product shows every row that holds a wrong entry. The columns are found by halving:
// the direction is cut to half of the columns, the difference tells for each row which half holds its wrong entries,
// and so on down to single columns. What makes it cheap is that all rows are halved by the same products: halves are
// measured together wherever no row has wrong entries in two of them. One wrong entry, a wrong column and a wrong
// diagonal take the same log2 n products.
//
// Source: Dorfman, "The detection of defective members of large populations", Annals of Mathematical Statistics 14
// (1943); Du, Hwang, "Combinatorial Group Testing and Its Applications" (2000), chapter 2, of adaptive halving.
#pragma once

#include <hesse/verification/check.hpp>

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace hesse {

struct LocateOptions {
  /// For reports: one an input. Empty: "x[3]".
  std::vector<std::string> names = {};
  /// Most hand-made products spent, and as many exact ones. What is not located by then is counted in the notes.
  Index products = 1000;
  /// Wrong columns that are read off whole, one product each, the worst first. Entries of others are located, not read.
  Index columns_read = 200;
  /// Typical size of each input. Empty: |x|, and where an input is 0 the median of the others, or 1.
  Vector scale = {};
  std::uint64_t seed = 1;
  /// Ends the search before the next product. The verdict is then inconclusive; what was found by then stands in it.
  std::stop_token stop_token = {};
  /// Called before each hand-made product, on the thread of the search, with the share of `products` that is spent;
  /// Progress::stop ends it in the same way. What it throws passes through.
  std::function<Progress(const CheckProgress&)> callback = {};
};

/// What locate_wrong_entries() finds.
struct WrongEntries {
  /// passed, failed or inconclusive, with the wrong entries H[i][j] as `mistakes`, worst first: by hand and exact as
  /// read from the product with the j-th unit vector.
  Verdict verdict;
  struct Place {
    Index row, column;
  };
  /// Located by halving, but not read off: known to be wrong, not by how much.
  std::vector<Place> not_read;
  /// Rows that hold wrong entries which were not located, within the limit on products or above rounding.
  std::vector<Index> unlocated_rows;
  /// Hand-made products spent; there were as many exact ones.
  Index products = 0;
};

/// Finds the wrong entries of a hand-made Hessian-vector product, by products alone.
///
///   f         a Function with one output, or a callable, which is recorded
///   by_hand   x, v -> the Hessian at x times v, n entries
///   x         where; n entries
///   returns   a passed verdict where a random product agrees in each row; a failed one where the product is not linear
///             in v, has the wrong length, is not finite, or has wrong entries
///
/// A difference counts beyond what rounding may explain, as in check_hessian_vector(), and if it survives small random
/// shifts of x. No entry is named that was not read off by itself; a wrong entry can stay hidden beneath the rounding
/// of larger entries in its row.
///
/// Cost: three products where all is right, and five times a product for the rounding. Wrong entries, k of them, take
/// about log2 n + 7 products, and one for each of their columns, where no row has more than one of them, and at most
/// k (log2 n + 1) + 12 otherwise. Memory: a few vectors, and the entries found. Throws what f and by_hand throw,
/// OptionError and ShapeError for options that make no sense.
///
///     const hesse::WrongEntries found = hesse::locate_wrong_entries(f, product_by_hand, x);
///     std::cerr << found.verdict.report();  // "H[41][7071]  by hand 3  exact 6 ..."
[[nodiscard]] WrongEntries locate_wrong_entries(const Function& f, const ProductByHand& by_hand, ConstVector x,
                                                const LocateOptions& options = {});

template <Recordable F>
[[nodiscard]] WrongEntries locate_wrong_entries(F&& f, const ProductByHand& by_hand, ConstVector x,
                                                const LocateOptions& options = {}) {
  return locate_wrong_entries(detail::borrow(f, x), by_hand, x, options);
}

}  // namespace hesse
