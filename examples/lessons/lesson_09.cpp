// SPDX-License-Identifier: BSL-1.0
#include <hesse/curvature/eigenvalues.hpp>
#include <hesse/teaching/heat_maps.hpp>

#include <iostream>

#include "picture.hpp"

int main(int count, char** arguments) {
  const auto chain = [](const auto& x) {
    auto sum = square(x[0]);
    for (int i = 1; i < x.size(); ++i) sum += square(x[i] - x[i - 1]) + sin(x[i]);
    return sum;
  };
  const Eigen::VectorXd x = Eigen::VectorXd::LinSpaced(400, 0.0, 6.0);
  const hesse::Function f(chain, x);
  const Eigen::SparseMatrix<double> hessian = f.sparse_hessian(x);
  std::cout << hessian.nonZeros() << " of " << hessian.size() << " entries are not zero\n";
  const auto ends = hesse::extreme_eigenvalues(hesse::hessian_operator(f, x), {.tolerance = 1e-8});
  std::cout << "eigenvalues from " << ends.values.minCoeff() << " to " << ends.values.maxCoeff() << '\n';

  const Eigen::VectorXd few = Eigen::VectorXd::LinSpaced(12, 0.0, 6.0);
  const hesse::Function small(chain, few);
  std::cout << '\n' << hesse::hessian_heat_map(small, few).terminal();
  save_picture(count, arguments, "lesson_09.svg", hesse::hessian_heat_map(small, few).svg());
}
