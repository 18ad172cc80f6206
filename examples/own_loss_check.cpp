// SPDX-License-Identifier: BSL-1.0
#include <hesse/hesse.hpp>
#include <hesse/verification/check.hpp>

#include <cmath>
#include <iostream>

#include "focal_loss.hpp"

using hesse::Matrix;
using hesse::Vector;

int main() {
  const Vector label{{1.0}}, z{{-1.0}};
  const hesse::Function loss([&](const auto& at) { return focal_loss(at, label); }, z);
  const auto [value, gradient, hessian] = loss.second_order(z);
  std::cout << "at z = -1, label 1: " << value << ", slope " << gradient << ", curvature " << hessian << "\n\n";

  // By hand for label 1, with q = 1 - p: L' = 2 p q^2 log p - q^3, L'' = p q^2 ((2 - 6 p) log p + 5 q).
  const auto p_of = [](hesse::ConstVector at) { return 1.0 / (1.0 + std::exp(-at[0])); };
  const auto slope = [&](hesse::ConstVector at) -> Vector {
    const double p = p_of(at), q = 1.0 - p;
    return Vector::Constant(1, 2.0 * p * q * q * std::log(p) - q * q * q);
  };
  const auto curvature = [&](hesse::ConstVector at) -> Matrix {
    const double p = p_of(at), q = 1.0 - p;
    return Matrix::Constant(1, 1, p * q * q * ((2.0 - 6.0 * p) * std::log(p) + 5.0 * q));
  };
  std::cout << hesse::check_gradient(loss, slope, z).report() << '\n'
            << hesse::check_hessian(loss, curvature, z).report() << '\n';
  const auto with_a_slip = [&](hesse::ConstVector at) -> Matrix { return -curvature(at); };
  std::cout << hesse::check_hessian(loss, with_a_slip, z).report();
}
