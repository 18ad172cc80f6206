// SPDX-License-Identifier: BSL-1.0
//
// The program of somebody else's project: Rosenbrock's Hessian at its start (by hand: 1330, 480, 200).
#include <hesse/hesse.hpp>

int main() {
  const auto rosenbrock = [](const auto& x) { return 100 * square(x[1] - x[0] * x[0]) + square(1 - x[0]); };
  const Eigen::MatrixXd hessian = hesse::hessian(rosenbrock, Eigen::Vector2d(-1.2, 1.0));
  const Eigen::Matrix2d by_hand{{1330, 480}, {480, 200}};
  try {
    (void)hesse::Function(rosenbrock, Eigen::Vector2d(0, 0)).value(Eigen::Vector3d(0, 0, 0));  // the text needs fmt
    return 2;
  } catch (const hesse::ShapeError&) {
    return (hessian - by_hand).norm() <= 1e-10 ? 0 : 1;
  }
}
