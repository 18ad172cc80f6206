// SPDX-License-Identifier: BSL-1.0
//
// Hessians, and the errors of Hessians, at a glance: maps whose svg() is a picture, whose terminal() is the same in a
// few characters and whose text() is a table.
#pragma once

#include <hesse/derivatives/one_liners.hpp>
#include <hesse/reports/heat_map.hpp>

#include <string>
#include <vector>

namespace hesse {

/// A map of a Hessian: where it is zero, positive, negative, and how large. Where the non-zero entries span more than a
/// factor of a thousand, depth counts their decades.
///
///   hessian   rows and columns in units of f per unit of both inputs; need not be finite
///   names     one an input; none: numbers
///
/// Cost: that of looking at each entry. Throws ShapeError for a matrix that is not square, or another number of names.
///
///     std::cout << hesse::hessian_heat_map(energy.hessian(x), {"a", "b"}).terminal();
[[nodiscard]] reports::HeatMap hessian_heat_map(ConstMatrix hessian, const std::vector<std::string>& names = {});

/// The same of the Hessian of f at x. Cost: one Hessian. Throws what f and hessian() throw.
[[nodiscard]] reports::HeatMap hessian_heat_map(const Function& f, ConstVector x,
                                                const std::vector<std::string>& names = {});

template <Recordable F>
[[nodiscard]] reports::HeatMap hessian_heat_map(F&& f, ConstVector x, const std::vector<std::string>& names = {}) {
  return hessian_heat_map(detail::borrow(f, x), x, names);
}

/// A map of log10(|by hand - exact| / max(|by hand|, |exact|)), entry by entry: in how many decimal digits the two
/// agree, from all sixteen of a double to none. Entries that are both zero agree in all. An entry that is close to zero
/// because larger terms cancel agrees in fewer digits without being wrong; check_hessian() tells the two apart.
///
///   by_hand, exact   of the same shape, the same units
///   names            of rows and columns where the matrices are square; none: numbers
///
/// Throws ShapeError where the shapes differ, or for another number of names.
///
///     file << hesse::error_heat_map(by_hand, energy.hessian(x)).svg();
[[nodiscard]] reports::HeatMap error_heat_map(ConstMatrix by_hand, ConstMatrix exact,
                                              const std::vector<std::string>& names = {});

}  // namespace hesse
