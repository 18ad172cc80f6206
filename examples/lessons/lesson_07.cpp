// SPDX-License-Identifier: BSL-1.0
#include <hesse/teaching/contours.hpp>

#include <iostream>

#include "picture.hpp"

int main(int count, char** arguments) {
  const auto f = [](const auto& x) { return square(x[0]) + 3 * x[0] * x[1] + square(x[1]); };
  const auto found = hesse::contours(f, Eigen::VectorXd{{0.0, 0.0}}, {.names = {"x", "y"}, .points = 31});
  std::cout << "eigenvalues: " << found.eigenvalues.transpose() << '\n' << found.verdict.text() << '\n';
  save_picture(count, arguments, "lesson_07.svg", found.svg());
}
