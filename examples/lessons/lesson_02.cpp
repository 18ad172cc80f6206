// SPDX-License-Identifier: BSL-1.0
#include <hesse/teaching/difference_errors.hpp>

#include <cmath>
#include <iostream>

#include "picture.hpp"

int main(int count, char** arguments) {
  const auto f = [](const auto& x) { return exp(sin(x[0])); };
  const auto at = [](double x) { return std::exp(std::sin(x)); };
  for (const double h : {1e-1, 1e-4, 1e-8})
    std::cout << "h = " << h << ": f''(1) is about " << (at(1 + h) - 2 * at(1) + at(1 - h)) / (h * h) << '\n';
  const auto errors = hesse::difference_errors(f, Eigen::VectorXd{{1.0}}, Eigen::VectorXd{{1.0}});
  std::cout << '\n' << errors.text();
  save_picture(count, arguments, "lesson_02.svg", errors.svg());
}
