// SPDX-License-Identifier: BSL-1.0
//
// How the eigenvalues of a matrix are spread, from products: stochastic Lanczos quadrature.
#pragma once

#include <hesse/curvature/symmetric_operator.hpp>

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace hesse {

/// v'f(H)v = |v|^2 sum of weights[i] f(nodes[i]): Gauss quadrature for one vector v, exact for polynomials of degree
/// 2 m - 1 and less, m being the number of nodes.
struct Quadrature {
  Vector nodes;    ///< increasing
  Vector weights;  ///< not negative, their sum is 1
};

/// Of a start vector, by m steps of Lanczos' method. Cost: m products.
///
/// Source: Golub, Meurant, "Matrices, Moments and Quadrature" (2010), chapter 6.
[[nodiscard]] Quadrature quadrature(const SymmetricOperator& matrix, ConstVector start, Index steps,
                                    const std::stop_token& stop = {});

struct SpectralDensityOptions {
  Index probes = 10;  ///< vectors of random signs
  Index steps = 30;   ///< of Lanczos' method with each
  std::uint64_t seed = 1;
  std::stop_token stop_token = {};  ///< between probes; what is done by then is used
};

struct SpectralDensity {
  Index size = 0;  ///< n
  std::vector<Quadrature> probes;
  Index products = 0;

  /// The trace of f(H). The standard error is that of the probes; the quadrature's own is not in it.
  [[nodiscard]] Estimate trace_of(const std::function<double(double)>& f) const;
  /// log |H|, of a positive definite matrix; NaN where a node is not positive.
  [[nodiscard]] Estimate log_determinant() const;
  /// The share of eigenvalues up to a number: 0 to 1.
  [[nodiscard]] double cumulative(double eigenvalue) const;
  /// Shares of the eigenvalues in equal intervals between the outermost nodes.
  [[nodiscard]] Vector histogram(Index intervals) const;
  [[nodiscard]] double smallest_node() const;
  [[nodiscard]] double largest_node() const;
  /// A line an interval, its share as a number and as a bar; intervals without eigenvalues side by side are one.
  [[nodiscard]] std::string text(Index intervals = 12) const;
};

/// Cost: probes times steps products.
///
/// Throws NonFiniteError for a product that is not finite, OptionError unless there are probes and steps.
///
/// Source: Lin, Saad, Yang, "Approximating spectral densities of large matrices", SIAM Review 58 (2016); Ubaru, Chen,
/// Saad, SIAM J. Matrix Anal. Appl. 38 (2017).
[[nodiscard]] SpectralDensity spectral_density(const SymmetricOperator& matrix,
                                               const SpectralDensityOptions& options = {});

}  // namespace hesse
