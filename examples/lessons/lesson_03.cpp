// SPDX-License-Identifier: BSL-1.0
#include <hesse/numbers/dual.hpp>
#include <hesse/numbers/functions.hpp>
#include <hesse/reports/line_chart.hpp>

#include <iostream>

#include "picture.hpp"

using Dual = hesse::Dual<double>;
using Twice = hesse::Dual<Dual>;

int main(int count, char** arguments) {
  const auto f = [](const auto& x) { return x * sin(x); };
  const Dual once = f(Dual(2.0, 1.0));
  std::cout << "f(2)   = " << once.value << "\nf'(2)  = " << once.tangent << '\n';
  const Twice twice = f(Twice(Dual(2.0, 1.0), Dual(1.0, 0.0)));
  std::cout << "f''(2) = " << twice.tangent.tangent << '\n';

  hesse::reports::LineChart chart{.title = "f = x sin(x) on dual numbers of dual numbers", .x_label = "x"};
  chart.curves = {{"f", {}, {}}, {"f'", {}, {}}, {"f''", {}, {}}};
  for (double x = 0.0; x <= 6.3; x += 0.1) {
    const Twice y = f(Twice(Dual(x, 1.0), Dual(1.0, 0.0)));
    for (auto& curve : chart.curves) curve.x.push_back(x);
    chart.curves[0].y.push_back(y.value.value);
    chart.curves[1].y.push_back(y.value.tangent);
    chart.curves[2].y.push_back(y.tangent.tangent);
  }
  save_picture(count, arguments, "lesson_03.svg", chart.svg());
}
