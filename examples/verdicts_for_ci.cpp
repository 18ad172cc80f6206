// SPDX-License-Identifier: BSL-1.0
#include <hesse/hesse.hpp>
#include <hesse/verification/check.hpp>
#include <hesse/verification/verdict_files.hpp>

#include <cmath>
#include <fstream>
#include <iostream>
#include <vector>

int main() {
  const auto f = [](const auto& x) { return exp(x[0]) * x[1]; };
  const auto gradient = [](hesse::ConstVector x) { return Eigen::VectorXd{{std::exp(x[0]) * x[1], std::exp(x[0])}}; };
  const auto hessian = [](hesse::ConstVector x) {
    const double e = std::exp(x[0]);
    return Eigen::MatrixXd{{e * x[1], e}, {e, 0}};
  };
  const Eigen::VectorXd x{{0.3, 2.0}};

  const std::vector<hesse::NamedVerdict> named = {{"gradient", hesse::check_gradient(f, gradient, x)},
                                                  {"Hessian", hesse::check_hessian(f, hessian, x)}};
  std::ofstream("derivatives.xml") << hesse::junit_xml("exp(x) y", named);

  std::vector<hesse::Verdict> verdicts;
  for (const auto& [name, verdict] : named) {
    std::cout << name << ": " << verdict.report() << '\n';
    verdicts.push_back(verdict);
  }
  return hesse::exit_code(verdicts);
}
