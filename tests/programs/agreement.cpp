// SPDX-License-Identifier: BSL-1.0
//
// Programs and their derivatives against the sweeps over the tape they were made from, on fifty digits, where rounding
// explains nothing. Random programs on doubles: equality.cpp.
#include <hesse/hesse.hpp>
#include <hesse/programs/differentiate.hpp>
#include <hesse/programs/lower.hpp>
#include <hesse/programs/run.hpp>
#include <hesse/programs/simplify.hpp>

#include <boost/test/unit_test.hpp>

#include <support/exact_derivatives.hpp>

namespace hesse {

namespace {

Exact by_program(const Program& program, const Vector& x, const Vector& v) {
  std::vector<Fifty> cells(program.cells);
  const auto fill = [&](const char* name, const Vector& numbers) {
    std::copy(numbers.begin(), numbers.end(), cells.begin() + static_cast<std::ptrdiff_t>(program.region(name).first));
  };
  fill("x", x);
  fill("x_dot", v);
  run<Fifty>(program, cells);
  return {cells[program.region("y").first], head(cells, program.region("x_bar")),
          head(cells, program.region("x_bar_dot"))};
}

Program product_program(const Tape& tape) { return tangent(adjoint(lower(tape))); }

template <class F>
void expect_agreement(const F& f, const Vector& x, const std::string& what) {
  const Recorded recording = record(f, x);
  if (recording.tape.outputs()[0].is_constant()) return;
  Vector v(x.size());
  for (Index i = 0; i < v.size(); ++i) v[i] = 1.0 / static_cast<double>(i + 1);
  const Program program = product_program(recording.tape);
  const Exact exact = by_sweeps(recording.tape, x, v);
  BOOST_TEST(agree(exact, by_program(program, x, v)), what);
  const Program simple = simplify(program, {"y", "x_bar", "x_bar_dot"});
  BOOST_TEST(simple.operations() <= program.operations());
  BOOST_TEST(agree(exact, by_program(simple, x, v)), "simplified: " << what);
}

}  // namespace

// Every row has its rule evaluated on symbols, choices and parameters included.
BOOST_AUTO_TEST_CASE(each_row_is_differentiated_by_its_own_rule) {
  const auto x = Vector{{0.7, 1.3, 0.4}};
  expect_agreement(
      [](const VectorOf<Var>& v) {
        return pow(v[0], 3) + pow(v[1], 2.5) + pow(v[0], v[1]) + hypot(v[0], v[1]) + hypot(v[0], v[1], v[2]) +
               xlogy(v[0], v[1]) + copysign(v[0], v[2]) * v[1] + abs(v[0] - v[1]) * v[2] + fmod(v[1], v[2]) * v[0];
      },
      x, "powers and lengths");
  expect_agreement(
      [](const VectorOf<Var>& v) {
        return max(v[0] * v[1], v[2]) * v[0] + min(v[0] * v[1], v[2]) * v[1] + clamp(v[0] * v[0], 0.1, 0.3) * v[1] +
               select(v[0] < v[1], v[0] * v[2], exp(v[1])) + select(v[0] == v[1], sin(v[0]), cos(v[1] * v[2]));
      },
      x, "choices");
  expect_agreement(
      [](const VectorOf<Var>& v) {
        const std::vector<Var> all{v[0], v[1] * v[0], v[2], 0.5};
        return logsumexp(all) * v[0] + norm(all) * v[1] + squared_norm(all) * v[2];
      },
      x, "any number of arguments");
  expect_agreement(
      [](const VectorOf<Var>& v) {
        return lgamma(v[0]) * sinc(v[1]) + erf(v[0] * v[1]) + tanh(v[2]) * sigmoid(v[0]) + softplus(v[1] * v[2]) +
               atan2(v[0], v[1]) + cbrt(v[2]) + polygamma(2, v[1]) + sph_bessel(1, v[0]) + acosh(1 + v[1]);
      },
      x, "special functions");
}

BOOST_AUTO_TEST_CASE(several_outputs_are_weighted_by_what_the_caller_gives) {
  const auto f = [](const VectorOf<Var>& x) { return std::vector<Var>{x[0] * x[1], Var(3.0), x[1], sin(x[0])}; };
  const Vector x{{0.5, 2.0}};
  const Program program = adjoint(lower(record(f, x).tape));
  std::vector<double> cells(program.cells);
  std::ranges::copy(x, cells.begin());
  const std::vector<double> weights{1.0, 10.0, 100.0, 1000.0};
  std::ranges::copy(weights, cells.begin() + static_cast<std::ptrdiff_t>(program.region("y_bar").first));
  run<double>(program, cells);
  const double* y = cells.data() + program.region("y").first;
  BOOST_TEST(y[0] == 1.0);
  BOOST_TEST(y[1] == 3.0);
  BOOST_TEST(y[2] == 2.0);
  BOOST_TEST(y[3] == std::sin(0.5));
  const double* slope = cells.data() + program.region("x_bar").first;
  BOOST_TEST(slope[0] == 2.0 + 1000.0 * std::cos(0.5));
  BOOST_TEST(slope[1] == 0.5 + 100.0);
}

}  // namespace hesse
