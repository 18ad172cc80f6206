// SPDX-License-Identifier: BSL-1.0
//
// Block programs against the sweeps over the tape they were made from, on fifty digits. Random programs: equality.cpp.
#include <hesse/hesse.hpp>
#include <hesse/programs/blocks.hpp>
#include <hesse/programs/differentiate.hpp>
#include <hesse/programs/lower.hpp>
#include <hesse/programs/machine.hpp>
#include <hesse/programs/run.hpp>
#include <hesse/programs/simplify.hpp>

#include <boost/test/unit_test.hpp>

#include <problems.hpp>
#include <support/block_matrix.hpp>
#include <support/fifty_digits.hpp>

namespace hesse {

namespace {

using FiftyMatrix = std::vector<std::vector<Fifty>>;

/// Columns of the Hessian, forward over reverse.
FiftyMatrix by_sweeps(const Tape& tape, const Vector& x) {
  const auto n = static_cast<std::size_t>(x.size());
  FiftyMatrix hessian(n, std::vector<Fifty>(n));
  for (std::size_t j = 0; j < n; ++j) {
    std::vector<Dual<Fifty>> inputs(x.begin(), x.end());
    inputs[j].tangent = 1;
    Numbers<Dual<Fifty>> values;
    forward<Dual<Fifty>>(tape, inputs, values);
    std::vector<Dual<Fifty>> adjoints(tape.nodes());
    adjoints[tape.outputs()[0].node_index()] = Dual<Fifty>(1);
    reverse(tape, values.data(), adjoints.data());
    for (std::size_t i = 0; i < n; ++i) hessian[i][j] = adjoints[i].tangent;
  }
  return hessian;
}

FiftyMatrix by_blocks(const BlockProgram& blocks, const Vector& x) {
  std::vector<Fifty> cells(blocks.program.cells);
  std::ranges::copy(x, cells.begin() + static_cast<std::ptrdiff_t>(blocks.program.region("x").first));
  run<Fifty>(blocks.program, cells);
  BOOST_TEST((cells.back() == 0));
  return lower_triangle<Fifty>(blocks, cells);
}

/// The literals in a program are doubles, so the last 34 of fifty digits are not compared; see agreement.cpp.
bool agree(const FiftyMatrix& lower, const FiftyMatrix& exact) {
  Fifty size = 0, difference = 0;
  for (std::size_t i = 0; i < exact.size(); ++i)
    for (std::size_t j = 0; j <= i; ++j) {
      if (isnan(exact[i][j]) || isinf(exact[i][j])) return true;  // judged where it is finite
      if (isnan(lower[i][j])) return false;
      size = std::max(size, Fifty(abs(exact[i][j])));
      difference = std::max(difference, Fifty(abs(exact[i][j] - lower[i][j])));
    }
  return difference <= size * Fifty("1e-11");
}

Program gradient_of(const Tape& tape) { return simplify(adjoint(lower(tape)), {"x_bar", "guards"}); }

/// The cells between loops, for tests that want some.
template <class F>
std::size_t expect_agreement(const F& f, const Vector& x, const std::string& what) {
  const Recorded recording = record(f, x);
  if (recording.tape.outputs()[0].is_constant()) return 0;
  const auto blocks = block_program(gradient_of(recording.tape));
  BOOST_TEST_REQUIRE(blocks.has_value(), what);
  BOOST_TEST(agree(by_blocks(*blocks, x), by_sweeps(recording.tape, x)), what);
  return blocks->between;
}

/// Terms over random pairs of nodes; a pair may be one node twice.
auto mesh(Index nodes, int edges, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<std::array<Index, 3>> ends;
  for (int i = 0; i < edges; ++i) {
    std::array<Index, 3> end;
    for (Index& node : end) node = static_cast<Index>(random() % static_cast<std::uint64_t>(nodes));
    ends.push_back(end);
  }
  return [ends](const VectorOf<Var>& x) {
    Var energy = 0;
    for (const auto& [a, b, c] : ends) {
      const Var stretch = x[a] - x[b] * x[b] * 0.3;
      energy += stretch * stretch + sin(x[a]) * exp(x[c]) + x[b] * x[c] * x[a];
    }
    return energy;
  };
}

}  // namespace

BOOST_AUTO_TEST_CASE(gathers_that_meet_in_one_cell_add_up) {
  for (std::uint64_t seed = 0; seed < 20; ++seed)  // 3 nodes: most edges have an end twice; 40: few
    for (const Index nodes : {3, 8, 40})
      (void)expect_agreement(mesh(nodes, 50, seed), problems::Uniform(seed).vector(nodes, -1, 1), "mesh");
}

BOOST_AUTO_TEST_CASE(numbers_pass_from_loop_to_loop) {
  const Index n = 20;
  const Vector x = problems::Uniform(31).vector(n, 0.5, 1.5);
  const auto log_of_sum = [](const VectorOf<Var>& v) {
    Var sum = 0;
    for (Index i = 0; i < v.size(); ++i) sum += exp(v[i]) * v[i];
    return Var(log(sum));
  };
  BOOST_TEST(expect_agreement(log_of_sum, x, "log of a sum") > 0u);
  const auto two_passes = [](const VectorOf<Var>& v) {
    Var mean = 0, variance = 0;
    for (Index i = 0; i < v.size(); ++i) mean += sin(v[i]);
    for (Index i = 0; i < v.size(); ++i) {
      const Var off = v[i] - mean * mean;
      variance += off * off * v[i];
    }
    return Var(sqrt(variance) * mean);
  };
  BOOST_TEST(expect_agreement(two_passes, x, "two passes") > 1u);
  const auto array_between = [](const VectorOf<Var>& v) {
    std::vector<Var> lengths;
    for (Index i = 0; i + 1 < v.size(); ++i) lengths.push_back(v[i] * v[i + 1] + exp(v[i]));
    Var sum = 0;
    for (std::size_t i = 0; i + 1 < lengths.size(); ++i) sum += sin(lengths[i] * lengths[i + 1]);
    return sum;
  };
  BOOST_TEST(expect_agreement(array_between, x, "an array between loops") > 10u);
}

BOOST_AUTO_TEST_CASE(the_problems_have_the_blocks_of_the_sweeps) {
  using namespace problems;
  BOOST_TEST(expect_agreement(Rosenbrock(), Rosenbrock::start(30), "P1") == 0u);
  (void)expect_agreement(Logistic(40, 3), Logistic::start(3), "P2");
  const GaussianMixture mixture(2, 2, 15);
  (void)expect_agreement(mixture, mixture.start(), "P3");
  (void)expect_agreement(Helmholtz(9), Helmholtz::start(9), "P4");
  BOOST_TEST(expect_agreement(Waves(), Waves::start(30), "P6") == 0u);
}

// By hand: the entries of a chain are a diagonal and the one below it, the loop finds them side by side, and those that
// one iteration alone makes are stored.
BOOST_AUTO_TEST_CASE(a_chain_needs_no_tables) {
  const auto blocks = block_program(gradient_of(record(problems::Rosenbrock(), problems::Rosenbrock::start(30)).tape));
  BOOST_TEST_REQUIRE(blocks.has_value());
  BOOST_TEST(blocks->entries.size() == 59u);
  const std::string text = blocks->program.text();
  BOOST_TEST(text.find("table") == std::string::npos, text);
  BOOST_TEST(text.find("entries[t + 29] = ") != std::string::npos, text);
}

BOOST_AUTO_TEST_CASE(blocks_that_would_be_too_many_are_declined) {
  const Program gradient = gradient_of(record(problems::Helmholtz(9), problems::Helmholtz::start(9)).tape);
  BOOST_TEST(block_program(gradient).has_value());
  BOOST_TEST(!block_program(gradient, {.lines = 100}).has_value());
  BOOST_TEST(!block_program(gradient, {.steps = 100}).has_value());
  BOOST_TEST(!block_program(gradient, {.between = 2}).has_value());
  BOOST_TEST(!block_program(gradient, {.places = 10}).has_value());
}

}  // namespace hesse
