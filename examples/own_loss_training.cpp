// SPDX-License-Identifier: BSL-1.0
#include <hesse/hesse.hpp>
#include <hesse/optimizers/minimize.hpp>
#include <hesse/reports/table.hpp>
#include <hesse/verification/loss_health.hpp>

#include <array>
#include <iostream>
#include <string>

#include "breast_cancer_data.hpp"
#include "focal_loss.hpp"

using hesse::Matrix;
using hesse::Vector;

int main() {
  const Cases cases = read_cases("examples/data/breast_cancer.csv");
  Matrix table(cases.features.rows(), 1 + cases.features.cols());
  table << cases.benign, cases.features;
  const auto row_loss = [](const auto& w, const auto& row) {
    const std::array score{w.dot(row.tail(w.size()))};
    return focal_loss(score, row) + 0.0005 * w.squaredNorm();
  };
  const Vector start = Vector::Zero(cases.features.cols());
  const hesse::Loss loss(row_loss, start, table, {.reduction = hesse::Reduction::mean});
  std::cout << hesse::loss_health(loss, start).text() << '\n';

  const hesse::Solution newton = hesse::minimize(loss, start, hesse::NewtonCG{});
  const hesse::Solution adam =
      hesse::minimize(loss, start, hesse::Adam{.eta = 0.02, .batch = 32, .iteration_limit = 50});
  hesse::reports::Table results({"method", "loss", "ended by"});
  results.add({"NewtonCG, all rows", {newton.value, 5}, hesse::name_of(newton.status)});
  results.add({"Adam, 32 rows a step, 50 passes", {adam.value, 3}, hesse::name_of(adam.status)});
  std::cout << results.text() << '\n';

  const std::string code = loss.emit_cpp("focal_gradient");
  const auto signature = code.find("extern \"C\"");
  std::cout << code.substr(signature, code.find(" {", signature) - signature) << '\n';
}
