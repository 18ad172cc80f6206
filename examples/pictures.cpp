// SPDX-License-Identifier: BSL-1.0
#include <hesse/hesse.hpp>
#include <hesse/teaching/contours.hpp>
#include <hesse/teaching/difference_errors.hpp>
#include <hesse/teaching/graph.hpp>
#include <hesse/teaching/osculating_circle.hpp>
#include <hesse/teaching/race.hpp>

#include <cstdio>
#include <filesystem>
#include <fstream>

int main(int count, char** arguments) {
  if (count != 2) {
    std::puts("usage: pictures FOLDER");
    return 1;
  }
  const std::filesystem::path folder = arguments[1];
  std::filesystem::create_directories(folder);
  const auto write = [&](const char* name, const std::string& text) { std::ofstream(folder / name) << text; };

  const auto f = [](const auto& x) {
    const auto product = x[0] * x[1];
    return exp(product) * sin(x[1]) + log(1 + product * product) - pow(x[0], 3);
  };
  const Eigen::VectorXd x{{0.8, 0.5}};
  const hesse::GraphOptions all{.names = {"x", "y"}, .values = true, .partials = true, .entry = {{0, 1}}};
  write("graph.svg", hesse::graph(f, x, all).svg());
  write("graph.dot", hesse::graph(f, x, all).dot());

  const auto rosenbrock = [](const auto& z) {
    auto sum = square(1 - z[0]);
    for (int i = 0; i + 1 < z.size(); ++i) sum += 100 * square(z[i + 1] - square(z[i]));
    return sum;
  };
  write("graph_of_a_loop.svg", hesse::graph(rosenbrock, Eigen::VectorXd::Constant(100, 0.5)).svg());

  write("difference_errors.svg", hesse::difference_errors(f, x, Eigen::VectorXd{{1, 1}}).svg());

  const auto sine = [](const auto& t) { return sin(t[0]); };
  write("osculating_circle.svg", hesse::osculating_circle(sine, Eigen::VectorXd{{1.2}}).svg());

  const auto hills = [](const auto& z) { return sin(z[0]) * cos(z[1]) + 0.1 * z[0] * z[1]; };
  write("contours.svg", hesse::contours(hills, Eigen::VectorXd{{0.4, 0.9}}, {.reach = 3}).svg());
  write("definiteness_zoo.svg", hesse::definiteness_zoo().svg());

  const auto saddle = [](const auto& z) { return square(z[0]) / 2 - square(z[1]) + pow(z[1], 4) / 4; };
  const hesse::Race race = hesse::race(saddle, Eigen::VectorXd{{1.6, 0.4}});
  write("race_paths.svg", race.paths.svg());
  write("race_values.svg", race.values.svg());
}
