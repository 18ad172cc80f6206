// SPDX-License-Identifier: BSL-1.0
#include <hesse/reports/line_chart.hpp>
#include <hesse/teaching/trace.hpp>

#include <iostream>

#include "picture.hpp"

int main(int count, char** arguments) {
  const auto f = [](const auto& x) { return x[0] * x[1] + sin(x[0]); };
  const Eigen::VectorXd x{{1.0, 2.0}}, v{{1.0, -1.0}};
  const auto trace = hesse::trace(f, x, v, {.names = {"x", "y"}});
  std::cout << trace.text();

  hesse::reports::LineChart chart{.title = "df/dx along x + t v, and the line that H v predicts", .x_label = "t"};
  chart.curves = {{"df/dx", {}, {}}, {"g + t H v", {}, {}}};
  for (double t = -1.0; t <= 1.01; t += 0.1) {
    for (auto& curve : chart.curves) curve.x.push_back(t);
    chart.curves[0].y.push_back(hesse::gradient(f, x + t * v)[0]);
    chart.curves[1].y.push_back(trace.gradient[0] + t * trace.hessian_vector[0]);
  }
  save_picture(count, arguments, "lesson_05.svg", chart.svg());
}
