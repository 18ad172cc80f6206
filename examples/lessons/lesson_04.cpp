// SPDX-License-Identifier: BSL-1.0
#include <hesse/teaching/graph.hpp>

#include <iostream>

#include "picture.hpp"

int main(int count, char** arguments) {
  const auto f = [](const auto& x) { return x[0] * x[1] + sin(x[0]); };
  const Eigen::VectorXd x{{1.0, 2.0}};
  std::cout << "gradient at (1, 2): " << hesse::gradient(f, x).transpose() << '\n';

  const auto chain = [](const auto& z) {
    auto sum = square(z[0]);
    for (int i = 1; i < z.size(); ++i) sum += square(z[i] - sin(z[i - 1]));
    return sum;
  };
  const Eigen::VectorXd slopes = hesse::gradient(chain, Eigen::VectorXd::Ones(1000));
  std::cout << slopes.size() << " partial derivatives from one sweep; the last is " << slopes[999] << '\n';
  const auto graph = hesse::graph(f, x, {.names = {"x", "y"}, .values = true, .partials = true});
  std::cout << '\n' << graph.text();
  save_picture(count, arguments, "lesson_04.svg", graph.svg());
}
