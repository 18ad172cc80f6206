// SPDX-License-Identifier: BSL-1.0
#include <hesse/teaching/heat_maps.hpp>
#include <hesse/teaching/quiz.hpp>

#include <cmath>
#include <iostream>

#include "picture.hpp"

int main(int count, char** arguments) {
  const auto f = [](const auto& x) { return x[0] * exp(x[1]) + sin(x[1] * x[2]); };
  const auto by_hand = [](hesse::ConstVector x) {
    const double s = std::sin(x[1] * x[2]), e = std::exp(x[1]);
    const double bb = x[0] * e - x[2] * x[2] * s, bc = -x[1] * x[2] * s, cc = -x[1] * x[1] * s;
    return Eigen::MatrixXd{{0, e, 0}, {e, bb, bc}, {0, bc, cc}};
  };
  const Eigen::VectorXd x{{1.0, 0.5, 2.0}};
  std::cout << hesse::error_heat_map(by_hand(x), hesse::hessian(f, x)).terminal();
  const hesse::Quiz quiz = hesse::quiz(f, x, by_hand, {.names = {"a", "b", "c"}});
  std::cout << '\n' << quiz.text() << '\n' << quiz.solution();
  const Eigen::MatrixXd exact = hesse::hessian(f, x);
  save_picture(count, arguments, "lesson_10.svg", hesse::error_heat_map(by_hand(x), exact, {"a", "b", "c"}).svg());
}
