// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <hesse/hesse.hpp>
#include <hesse/programs/differentiate.hpp>
#include <hesse/programs/lower.hpp>
#include <hesse/programs/run.hpp>
#include <hesse/programs/simplify.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <vector>

namespace hesse {

/// Instructions times trips inside loops over all.
inline double share_in_loops(const Program& program) {
  double inside = 0.0;
  for (const ProgramLoop& loop : program.loops)
    if (loop.trips > 1) inside += static_cast<double>(loop.lines.size() * loop.trips);
  return inside / static_cast<double>(program.operations());
}

/// The function as a program. Its value, gradient and product are those of the sweeps.
template <class F>
Program expect_right(const F& f, const Vector& x) {
  const Function function(f, x, {.compile = Compile::never});
  const Program value = lower(*function.tape());
  const Program program = simplify(tangent(simplify(adjoint(value), {"y", "x_bar"})), {"y", "x_bar", "x_bar_dot"});
  std::vector<double> cells(program.cells);
  const Vector v = Vector::LinSpaced(x.size(), -1.0, 1.0);
  std::ranges::copy(x, cells.begin());
  std::ranges::copy(v, cells.begin() + static_cast<std::ptrdiff_t>(program.region("x_dot").first));
  run<double>(program, cells);
  const auto close = [](const Vector& a, const double* b) {
    const Eigen::Map<const Vector> found(b, a.size());
    return (a - found).lpNorm<Eigen::Infinity>() <= 1e-13 * (1 + a.lpNorm<Eigen::Infinity>());
  };
  BOOST_TEST(close(function.gradient(x), cells.data() + program.region("x_bar").first));
  BOOST_TEST(close(function.hessian_vector(x, v), cells.data() + program.region("x_bar_dot").first));
  return value;
}

}  // namespace hesse
