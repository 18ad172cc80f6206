// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/error.hpp>
#include <hesse/optimizers/objective.hpp>

#include <fmt/format.h>

#include <utility>

namespace hesse {

Matrix Objective::hessian(ConstVector x) const {
  const Index n = inputs();
  Matrix result(n, n);
  for (Index column = 0; column < n; ++column) result.col(column) = hessian_vector(x, Vector::Unit(n, column));
  for (Index column = 1; column < n; ++column)
    for (Index row = 0; row < column; ++row) result(row, column) = result(column, row);
  return result;
}

bool Objective::has_gauss_newton() const { return false; }

Vector Objective::gauss_newton_vector(ConstVector /*x*/, ConstVector /*v*/) const {
  throw Error("objective.no_gauss_newton",
              fmt::format("there is no Gauss-Newton matrix for this objective ({}): it does not say what it predicts. "
                          "Give a Loss in two "
                          "parts, residuals, or an Objective with gauss_newton_vector(); or take another "
                          "CurvatureMatrix.",
                          kind()));
}

Vector Objective::fisher_vector(ConstVector x, ConstVector v) const {
  const Vector gradient = value_and_gradient(x).gradient;
  return gradient.dot(v) * gradient;
}

bool Objective::sparse_hessian(ConstVector /*x*/, Eigen::SparseMatrix<double>& /*lower*/) const { return false; }

std::string Objective::explain_nonfinite(ConstVector /*x*/) const { return {}; }

std::string Objective::kind() const { return "objective of the caller's own"; }

std::string birth_of_nonfinite(const Function& f, ConstVector x) {
  const NonFiniteReport report = f.explain_nonfinite(x);
  for (const auto* birth : {&report.value, &report.adjoint, &report.tangent, &report.adjoint_tangent})
    if (birth->found) return fmt::format("node {}, {}", birth->node, birth->why);
  return {};
}

FunctionObjective::FunctionObjective(Function function) : function_(std::move(function)) {
  if (function_.outputs() != 1)
    throw ShapeError(
        "shape.scalar_expected",
        fmt::format("minimize() needs a function with one output, this one has {}. Return one number, such "
                    "as the sum of squares, or give all of them to least_squares().",
                    function_.outputs()));
}

}  // namespace hesse
