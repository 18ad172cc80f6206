// SPDX-License-Identifier: BSL-1.0
#include <hesse/teaching/osculating_circle.hpp>

#include <iostream>

#include "picture.hpp"

int main(int count, char** arguments) {
  const auto f = [](const auto& x) { return pow(x[0], 3) - 2 * x[0]; };
  for (const double x : {-1.0, 0.0, 1.0})
    std::cout << "f''(" << x << ") = " << hesse::hessian(f, Eigen::VectorXd{{x}}) << '\n';
  const auto circle = hesse::osculating_circle(f, Eigen::VectorXd{{1.0}}, {.reach = 1.2});
  std::cout << '\n' << circle.text();
  save_picture(count, arguments, "lesson_01.svg", circle.svg());
}
