// SPDX-License-Identifier: BSL-1.0
#include <hesse/teaching/contributions.hpp>
#include <hesse/teaching/graph.hpp>

#include <iostream>

#include "picture.hpp"

int main(int count, char** arguments) {
  const auto f = [](const auto& x) { return exp(x[0] * x[1]) * sin(x[1]); };
  const Eigen::VectorXd x{{0.5, 1.0}};
  std::cout << hesse::hessian(f, x) << "\n\n";
  std::cout << hesse::contributions(f, x, 0, 1, {.names = {"x", "y"}}).text();
  const auto graph = hesse::graph(f, x, {.names = {"x", "y"}, .values = true, .entry = {{0, 1}}});
  save_picture(count, arguments, "lesson_06.svg", graph.svg());
}
