// SPDX-License-Identifier: BSL-1.0
//
// Loops are found in tapes of plain C++ loops, and what does not repeat stays straight-line and right.
#include <hesse/hesse.hpp>
#include <hesse/programs/lower.hpp>
#include <hesse/programs/run.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <serial_problems.hpp>
#include <support/lowered.hpp>

namespace hesse {

namespace {

const ProgramLoop& longest(const Program& program) {
  return *std::ranges::max_element(program.loops, {},
                                   [](const ProgramLoop& loop) { return loop.lines.size() * loop.trips; });
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_problems_of_the_benchmark_are_loops) {
  using namespace problems;
  const auto expect_loop = [](const Program& program, std::size_t trips) {
    BOOST_TEST(longest(program).trips >= trips);
    BOOST_TEST(share_in_loops(program) > 0.95);
  };
  expect_loop(expect_right(Rosenbrock(), Rosenbrock::start(1000)), 998);
  expect_loop(expect_right(Logistic(500, 30), Logistic::start(30)), 499);
  const GaussianMixture mixture(3, 4, 200);
  expect_loop(expect_right(mixture, mixture.start()), 199);
  expect_loop(expect_right(Helmholtz(60), Helmholtz::start(60)), 58);
  expect_loop(expect_right(Network(100), Network::start()), 98);
  expect_loop(expect_right(Waves(), Waves::start(1000)), 998);
}

// Springs on a mesh: which nodes a spring joins stands in a table.
BOOST_AUTO_TEST_CASE(indices_from_a_table_are_gathers) {
  std::vector<std::pair<Index, Index>> springs;
  for (Index i = 0; i < 90; ++i) springs.emplace_back((i * 37) % 100, (i * 53 + 1) % 100);
  const auto energy = [&](const VectorOf<Var>& x) {
    Var sum = 0;
    for (const auto& [a, b] : springs) {
      const Var stretch = x[a] - x[b] - 0.1;
      sum += 0.5 * stretch * stretch;
    }
    return sum;
  };
  const Program program = expect_right(energy, problems::Uniform(3).vector(100, -1, 1));
  BOOST_TEST(longest(program).trips >= 89u);
  BOOST_TEST(program.tables.size() == 2u);
}

// Bundle adjustment: an observation says which camera saw which point; a camera has a rotation vector, a place and a
// focal length. Source: Triggs et al., "Bundle adjustment: a modern synthesis" (2000).
BOOST_AUTO_TEST_CASE(observations_of_points_by_cameras_are_one_loop) {
  constexpr Index cameras = 6, points = 40, observations = 150, of_a_camera = 7;
  const auto energy = [&](const VectorOf<Var>& x) {
    Var sum = 0;
    for (Index i = 0; i < observations; ++i) {
      const Index c = of_a_camera * ((i * 5) % cameras), p = of_a_camera * cameras + 3 * ((i * 17 + i / 40) % points);
      const Var angle = sqrt(x[c] * x[c] + x[c + 1] * x[c + 1] + x[c + 2] * x[c + 2]);
      const Var a = x[c] / angle, b = x[c + 1] / angle, d = x[c + 2] / angle;
      const Var along = (a * x[p] + b * x[p + 1] + d * x[p + 2]) * (1 - cos(angle));
      const Var u = x[p] * cos(angle) + (b * x[p + 2] - d * x[p + 1]) * sin(angle) + a * along + x[c + 3];
      const Var v = x[p + 1] * cos(angle) + (d * x[p] - a * x[p + 2]) * sin(angle) + b * along + x[c + 4];
      const Var w = x[p + 2] * cos(angle) + (a * x[p + 1] - b * x[p]) * sin(angle) + d * along + x[c + 5] + 9;
      sum += square(x[c + 6] * u / w - 0.01 * static_cast<double>(i % 11)) + square(x[c + 6] * v / w + 0.2);
    }
    return sum;
  };
  const Vector x = problems::Uniform(8).vector(of_a_camera * cameras + 3 * points, 0.1, 1);
  const Program program = expect_right(energy, x);
  BOOST_TEST(longest(program).trips >= static_cast<std::size_t>(observations - 1));
  BOOST_TEST(share_in_loops(program) > 0.95);
  BOOST_TEST(!program.tables.empty());
}

// The sum of one loop goes on into the next: mean, then variance, then a logarithm.
BOOST_AUTO_TEST_CASE(loops_feed_each_other_through_sums) {
  const auto f = [](const VectorOf<Var>& x) {
    Var sum = 0, squares = 0;
    for (Index i = 0; i < x.size(); ++i) sum += exp(x[i]);
    const Var mean = sum / static_cast<double>(x.size());
    for (Index i = 0; i < x.size(); ++i) squares += (x[i] - mean) * (x[i] - mean);
    return log(squares) * sqrt(sum);
  };
  const Program program = expect_right(f, problems::Uniform(4).vector(50, -1, 1));
  BOOST_TEST(std::ranges::count_if(program.loops, [](const ProgramLoop& loop) { return loop.trips > 40; }) == 2);
}

BOOST_AUTO_TEST_CASE(loops_feed_each_other_through_arrays) {
  const auto f = [](const VectorOf<Var>& x) {
    std::vector<Var> middle;
    for (Index i = 0; i < x.size(); ++i) middle.push_back(sin(x[i]) * x[i]);
    Var sum = 0;
    for (std::size_t i = 1; i < middle.size(); ++i) sum += middle[i] * middle[i - 1];
    return sum;
  };
  const Program program = expect_right(f, problems::Uniform(5).vector(60, -1, 1));
  BOOST_TEST(std::ranges::count_if(program.loops, [](const ProgramLoop& loop) { return loop.trips > 50; }) == 2);
}

// Iterations are looked at many at a time: the one that differs may stand anywhere among them.
BOOST_AUTO_TEST_CASE(one_iteration_that_differs_is_noticed_wherever_it_stands) {
  for (int odd = 0; odd < 150; odd += 3) {
    const auto picks_another_number = [&](const VectorOf<Var>& x) {
      Var sum = 0;
      for (int i = 0; i < 150; ++i) {
        const Var a = x[0] * (0.1 * i), b = sin(a), c = a * b;
        sum += (i == odd ? b : c) * x[1];
      }
      return sum;
    };
    const auto reads_another_input = [&](const VectorOf<Var>& x) {
      Var sum = 0;
      for (int i = 0; i < 150; ++i) sum += sin(x[i == odd ? 2 : 0] * (0.1 * i)) * x[1];
      return sum;
    };
    const auto reads_a_result = [&](const VectorOf<Var>& x) {
      Var sum = 0, last = x[1];
      for (int i = 0; i < 150; ++i) {
        const Var a = sin(x[0] * (0.1 * i)) * last;
        if (i == odd) last = a;
        sum += a * a;
      }
      return sum;
    };
    const Vector x{{0.3, 0.7, 0.9}};
    const auto expect_value = [&](const auto& f) {
      const Tape tape = record(f, x).tape;
      const Program program = lower(tape);
      std::vector<double> cells(program.cells);
      std::ranges::copy(x, cells.begin());
      run<double>(program, cells);
      BOOST_TEST(cells[program.region("y").first] == Function(f, x).value(x), "iteration " << odd);
    };
    expect_value(picks_another_number);
    expect_value(reads_another_input);
    expect_value(reads_a_result);
  }
}

BOOST_AUTO_TEST_CASE(a_tape_that_does_not_repeat_itself_is_not_written_as_a_program) {
  const Tape straight = record(problems::Minors(), problems::Minors::start()).tape;
  BOOST_TEST(!lower_if_repetitive(straight, 0.01).has_value());
  BOOST_TEST(lower_if_repetitive(straight, 0.0)->text() == lower(straight).text());
  const Tape loop = record(problems::Rosenbrock(), problems::Rosenbrock::start(100)).tape;
  BOOST_TEST(lower_if_repetitive(loop, 0.9).value().text() == lower(loop).text());
  BOOST_TEST(!lower_if_repetitive(loop, 1.0).has_value());  // the first term starts the sum
}

BOOST_AUTO_TEST_CASE(triangular_loops_and_mixed_code_are_right) {
  const auto f = [](const VectorOf<Var>& x) {
    Var sum = exp(x[0]) / x[1];
    for (Index i = 0; i < x.size(); ++i)
      for (Index j = 0; j < i; ++j) sum += x[i] * x[j] / static_cast<double>(i + j + 1);
    const Var scale = sqrt(1 + sum * sum);
    for (Index i = 0; i < x.size(); ++i) sum -= pow(x[i], 3) * scale;
    return sum;
  };
  expect_right(f, problems::Uniform(8).vector(25, 0.5, 1));
}

BOOST_AUTO_TEST_CASE(small_and_empty_functions_are_programs_too) {
  expect_right([](const VectorOf<Var>& x) { return x[1]; }, Vector{{1.0, 2.0}});
  expect_right([](const VectorOf<Var>&) { return Var(4.0); }, Vector{{1.0}});
  expect_right([](const VectorOf<Var>&) { return Var(4.0); }, Vector(0));
  expect_right([](const VectorOf<Var>& x) { return x[0] * 0.0 + x[0] - x[0]; }, Vector{{1.0}});
}

BOOST_AUTO_TEST_CASE(a_tape_with_a_custom_operation_is_no_program) {
  const CustomFunction cube = custom_operation(
      "cube", [](const Vector& x) { return x[0] * x[0] * x[0]; }, [](const auto& x) { return (3 * x * x[0]).eval(); });
  const auto f = [&](const VectorOf<Var>& x) { return cube(x[0]); };
  BOOST_TEST(!can_lower(record(f, Vector{{2.0}}).tape));
}

BOOST_AUTO_TEST_CASE(a_program_can_be_read) {
  const auto f = [](const VectorOf<Var>& x) {
    Var sum = 0;
    for (Index i = 0; i + 1 < x.size(); ++i) sum += x[i] * x[i + 1] * 3;
    return log(sum);
  };
  const Program program = lower(record(f, Vector::Ones(20)).tape);
  BOOST_TEST(program.text() == R"(v0 = x[0]
v1 = x[1]
v2 = v0 * v1
v3 = 3
v4 = v2 * v3
v5 = 0
v6 = v5 + v4
z[0] = v6
v0 = z[0]
z[1] += v0
for t = 0 ... 17
  v0 = x[t + 1]
  v1 = x[t + 2]
  v2 = v0 * v1
  v3 = 3
  v4 = v2 * v3
  z[1] += v4
v0 = z[1]
v1 = log(v0)
z[2] = v1
v0 = z[2]
y = v0
)");
}

}  // namespace hesse
