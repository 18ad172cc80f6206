// SPDX-License-Identifier: BSL-1.0
#include <hesse/hesse.hpp>
#include <hesse/verification/check.hpp>

#include <cmath>
#include <iostream>

int main() {
  const Eigen::VectorXd t{{1, 2, 3, 4}}, y{{2.1, 1.6, 1.0, 0.8}};
  const auto loss = [&](const auto& x) {  // a exp(-b t) fitted to y
    auto sum = 0.0 * x[0];
    for (int i = 0; i < t.size(); ++i) sum += square(x[0] * exp(-x[1] * t[i]) - y[i]);
    return sum;
  };
  const auto hessian_by_hand = [&](hesse::ConstVector x) {
    Eigen::MatrixXd h = Eigen::MatrixXd::Zero(2, 2);
    for (int i = 0; i < t.size(); ++i) {
      const double e = std::exp(-x[1] * t[i]), model = x[0] * e, residual = model - y[i];
      h(0, 0) += 2 * e * e;
      h(0, 1) -= 2 * t[i] * e * (model + residual);
      h(1, 1) += t[i] * t[i] * model * (2 * model + residual);  // the 2 belongs to both
    }
    h(1, 0) = h(0, 1);
    return h;
  };
  const hesse::Verdict verdict =
      hesse::check_hessian(loss, hessian_by_hand, Eigen::VectorXd{{3.0, 0.4}}, {.names = {"a", "b"}});
  std::cout << verdict.report();
}
