// SPDX-License-Identifier: BSL-1.0
//
// Functions of the literature with their gradients and Hessians derived by hand. f is recorded and differentiated by
// the library; what stands beside it is what a person works out with a pencil, and no derivative of the library.
#pragma once

#include <hesse/hesse.hpp>

#include <functional>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace published {

using hesse::ConstVector;
using hesse::Index;
using hesse::Matrix;
using hesse::Vector;

/// The derivatives of f at one point.
struct ByHand {
  Vector gradient;
  Matrix hessian;
};

/// A residual r of a sum of squares, its slopes and its second derivatives.
struct Residual {
  double value;
  Vector slopes;
  Matrix curvature;
};
using Residuals = std::vector<Residual>;

struct Published {
  std::string name;
  std::string source;
  Vector at;                                  ///< the standard point, or one that the source uses
  double radius;                              ///< random points lie within this share of the inputs' sizes
  Index terms;                                ///< f is a sum of so many; 0: it is no sum
  std::function<hesse::Function()> recorded;  ///< at the standard point
  std::function<ByHand(ConstVector x)> by_hand;
  std::function<Residuals(ConstVector x)> residuals;  ///< where f is a sum of squares
};

/// What stands beside f and its derivatives.
struct Facts {
  std::string name;
  std::string source;
  Vector at;
  double radius = 0.1;
  Index terms = 0;
};

/// A function, generic in its numbers, and its derivatives.
template <class F>
Published published(Facts facts, F f, std::function<ByHand(ConstVector x)> by_hand) {
  const auto recorded = [f, at = facts.at] { return hesse::Function(f, at); };
  return {std::move(facts.name), std::move(facts.source),
          std::move(facts.at),   facts.radius,
          facts.terms,           recorded,
          std::move(by_hand),    nullptr};
}

/// A symmetric matrix from its lower triangle, a list a row.
[[nodiscard]] Matrix symmetric(std::initializer_list<std::initializer_list<double>> lower);
[[nodiscard]] Matrix diagonal(const Vector& entries);
/// g'' v v' for f = g(v'x).
[[nodiscard]] Matrix outer(const Vector& v);
[[nodiscard]] Matrix outer(const Vector& u, const Vector& v);

/// Of the sum of squares: 2 sum r r' and 2 sum (r' r' + r r'').
[[nodiscard]] ByHand sum_of_squares(const Residuals& residuals);
[[nodiscard]] Matrix gauss_newton(const Residuals& residuals);

/// A family a file.
[[nodiscard]] std::vector<Published> least_squares();
[[nodiscard]] std::vector<Published> test_functions();
[[nodiscard]] std::vector<Published> likelihoods();
[[nodiscard]] std::vector<Published> potentials();
[[nodiscard]] std::vector<Published> models();

[[nodiscard]] const std::vector<Published>& all();

}  // namespace published
