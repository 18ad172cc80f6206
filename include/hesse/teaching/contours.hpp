// SPDX-License-Identifier: BSL-1.0
//
// A function of two inputs from above, with what its Hessian says of it: along a unit eigenvector v with eigenvalue l
// the second-order part of f(x + t v) is l t^2 / 2, so at t = 1 / sqrt(|l|) it has changed f by one half. The arrows
// reach there: short ones are steep, and around a minimum they are the half-axes of an ellipse.
//
// Source: Nocedal, Wright, "Numerical Optimization" (2006), chapter 2 and section A.1.
#pragma once

#include <hesse/curvature/classify.hpp>
#include <hesse/derivatives/one_liners.hpp>
#include <hesse/reports/contour_map.hpp>

#include <stop_token>
#include <string>
#include <vector>

namespace hesse {

struct ContourOptions {
  /// Of both inputs. Empty: "x[0]", "x[1]".
  std::vector<std::string> names = {};
  /// How far the picture reaches from x to each side; 0: somewhat further than the arrows, or 1 where there are none.
  double reach = 0.0;
  Index points = 61;                ///< of the grid, in each direction
  std::stop_token stop_token = {};  ///< asked for every line of the grid: what is left is grey
};

/// What contours() found.
class Contours {
 public:
  Vector point;
  double value = 0.0;
  Vector gradient;
  Vector eigenvalues;   ///< of the Hessian, the smallest first
  Matrix eigenvectors;  ///< unit columns, in the same order
  CurvatureVerdict verdict;
  bool stopped = false;     ///< by the caller: the map is not complete
  reports::ContourMap map;  ///< with an arrow an eigenvector, edge to edge where its eigenvalue is zero

  [[nodiscard]] std::string svg() const { return map.svg(); }
  /// Eigenvalues, arrows, and what the signs mean, in sentences; then what the picture shows.
  [[nodiscard]] std::string text() const;
};

/// Contours of f around x, and the eigenvectors of its Hessian there.
///
///   f        a Function with two inputs and one output, or a callable of two entries, which is recorded
///   x        2 entries
///   options  names, window, grid
///
/// Cost: one second-order evaluation and points^2 values. Throws ShapeError for another number of inputs, names or
/// outputs, OptionError for a negative reach or a grid of less than two points, NonFiniteError where the Hessian is not
/// finite, and what f throws.
///
///     file << hesse::contours([](const auto& x) { return sin(x[0]) * x[1]; }, x).svg();
[[nodiscard]] Contours contours(const Function& f, ConstVector x, const ContourOptions& options = {});

template <Recordable F>
[[nodiscard]] Contours contours(F&& f, ConstVector x, const ContourOptions& options = {}) {
  return contours(detail::borrow(f, x), x, options);
}

/// Four functions with the four kinds of Hessians, around the point where their gradients vanish.
struct DefinitenessZoo {
  std::vector<std::string> names;  ///< "minimum: x^2 + 2 y^2"
  std::vector<Contours> contours;  ///< minimum, maximum, saddle, degenerate valley

  /// Side by side, the eigenvalues under each.
  [[nodiscard]] std::string svg() const;
  [[nodiscard]] std::string text() const;
};
[[nodiscard]] DefinitenessZoo definiteness_zoo();

}  // namespace hesse
