// SPDX-License-Identifier: BSL-1.0
#include <hesse/hesse.hpp>

#include <iostream>

int main() {
  auto f = [](const auto& x) { return exp(x[0]) * x[1] + sin(x[1]); };
  const Eigen::VectorXd x{{1.0, 2.0}};
  const auto [value, gradient, hessian] = hesse::second_order(f, x);
  std::cout << "f = " << value << "\n\ngradient\n" << gradient << "\n\nHessian\n" << hessian << '\n';
}
