// SPDX-License-Identifier: BSL-1.0
#include <hesse/teaching/race.hpp>

#include <iostream>

#include "picture.hpp"

int main(int count, char** arguments) {
  const auto rosenbrock = [](const auto& x) { return square(1 - x[0]) + 100 * square(x[1] - square(x[0])); };
  const auto race = hesse::race(rosenbrock, Eigen::VectorXd{{-1.2, 1.0}}, {.names = {"x", "y"}, .points = 31});
  for (const auto& runner : race.runners) std::cout << runner.outcome() << '\n';
  save_picture(count, arguments, "lesson_08.svg", race.values.svg());
}
