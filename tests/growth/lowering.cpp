// SPDX-License-Identifier: BSL-1.0
//
// Finding loops and lowering are linear in the length of the tape: counted, not timed. The sources that lower() runs in
// are compiled into this test once more, and the compiler puts a call to __sanitizer_cov_trace_pc in front of every
// stretch of code without a branch (-fsanitize-coverage=trace-pc). The stretches that ran are the same on every run.
#include <hesse/hesse.hpp>
#include <hesse/programs/lower.hpp>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <problems.hpp>
#include <random>
#include <string>

namespace {

std::size_t stretches = 0;

}  // namespace

extern "C" void __sanitizer_cov_trace_pc() { ++stretches; }

namespace hesse {

namespace {

struct Work {
  double instructions;  ///< of the tape
  double steps;         ///< stretches of code that ran
  double lines;         ///< of the program
};

Work work_of_lowering(const Recorded& recording) {
  const std::size_t before = stretches;
  const Program program = lower(recording.tape);
  const std::size_t after = stretches;
  return {static_cast<double>(recording.tape.instructions()), static_cast<double>(after - before),
          static_cast<double>(program.lines())};
}

enum class Code { one_loop, other };

/// What an instruction more costs is the same between n and 2 n as between 2 n and 4 n, with a tenth to spare; a loop
/// has as many lines as before.
template <class F>
void expect_linear(const std::string& name, Code code, Index n, const F& recorded) {
  const Work once = work_of_lowering(recorded(n)), twice = work_of_lowering(recorded(2 * n)),
             four_times = work_of_lowering(recorded(4 * n));
  const auto slope = [](const Work& a, const Work& b) {
    return (b.steps - a.steps) / (b.instructions - a.instructions);
  };
  const double at_first = slope(once, twice), later = slope(twice, four_times);
  fmt::print("{}: {:.0f} instructions, then {:.1f} steps for each one more, then {:.1f}; {:.0f} and {:.0f} lines\n",
             name, once.instructions, at_first, later, once.lines, four_times.lines);
  BOOST_TEST(four_times.instructions > 3.5 * once.instructions, name);
  BOOST_TEST(later < 1.1 * at_first, name);
  if (code == Code::one_loop) BOOST_TEST(four_times.lines == once.lines, name);
}

/// Operations in an order that never comes again, on seven numbers that begin as x.
VectorOf<Var> scrambled(const VectorOf<Var>& x, Index count, std::uint64_t seed) {
  using Operation = Var (*)(const Var&, const Var&);
  static constexpr Operation operations[] = {[](const Var& a, const Var& b) { return Var(sin(a + b)); },
                                             [](const Var& a, const Var& b) { return Var(a * 0.5 - b); },
                                             [](const Var& a, const Var& b) { return Var(b - a); },
                                             [](const Var& a, const Var&) { return Var(exp(-a * a)); },
                                             [](const Var& a, const Var& b) { return Var(a * b); },
                                             [](const Var&, const Var& b) { return Var(cos(b)); },
                                             [](const Var& a, const Var&) { return Var(a / 3.0); },
                                             [](const Var& a, const Var& b) { return Var(max(a, b)); }};
  std::mt19937_64 random(seed);
  VectorOf<Var> values = x;
  for (Index i = 0; i < count; ++i) {
    const auto first = static_cast<Index>(random() % 7), second = static_cast<Index>(random() % 7);
    values[first] = operations[random() % std::size(operations)](values[first], values[second]);
  }
  return values;
}

}  // namespace

BOOST_AUTO_TEST_CASE(lowering_loops_is_linear) {
  using namespace problems;
  expect_linear("chained Rosenbrock", Code::one_loop, 4000,
                [](Index n) { return record(Rosenbrock(), Rosenbrock::start(n)); });
  expect_linear("waves", Code::one_loop, 4000, [](Index n) { return record(Waves(), Waves::start(n)); });
  expect_linear("logistic regression", Code::one_loop, 500,
                [](Index n) { return record(Logistic(n, 10), Logistic::start(10)); });
  expect_linear("Gaussian mixture", Code::one_loop, 100, [](Index n) {
    const GaussianMixture mixture(4, 5, n);
    return record(mixture, mixture.start());
  });
  expect_linear("network", Code::one_loop, 100, [](Index n) { return record(Network(n), Network::start()); });
}

// Bodies grow with n, or there are as many loops as n: n^2 instructions, and n^2 steps.
BOOST_AUTO_TEST_CASE(lowering_nested_loops_is_linear) {
  expect_linear("Helmholtz energy", Code::other, 100,
                [](Index n) { return record(problems::Helmholtz(n / 2), problems::Helmholtz::start(n / 2)); });
  expect_linear("triangle", Code::other, 400, [](Index n) {
    const auto f = [](const VectorOf<Var>& x) {
      Var sum = 0;
      for (Index i = 0; i < x.size(); ++i)
        for (Index j = 0; j < i; ++j) sum += x[i] * x[j] / static_cast<double>(i + j + 1);
      return sum;
    };
    return record(f, problems::Uniform(3).vector(n / 10, 0.5, 1.0));
  });
}

BOOST_AUTO_TEST_CASE(lowering_what_does_not_repeat_is_linear) {
  const Vector x = problems::Uniform(4).vector(7, 0.1, 0.9);
  expect_linear("no two windows alike", Code::other, 4000,
                [&](Index n) { return record([n](const VectorOf<Var>& at) { return scrambled(at, n, 1).sum(); }, x); });
  expect_linear("recurrence", Code::other, 4000, [&](Index n) {
    const auto f = [n](const VectorOf<Var>& at) {
      Var y = at[0];
      for (Index i = 0; i < n; ++i) y = y + 0.01 * sin(y) * at[1];
      return y;
    };
    return record(f, x);
  });
  expect_linear("prefix sums", Code::other, 4000, [&](Index n) {
    const auto f = [](const VectorOf<Var>& at) {
      Var sum = 0, result = 0;
      for (Index i = 0; i < at.size(); ++i) {
        sum += at[i] * at[i];
        result += sum * 0.5;
      }
      return result;
    };
    return record(f, problems::Uniform(6).vector(n, -1, 1));
  });
  // Windows that come again at many distances.
  expect_linear("loops and pieces between", Code::other, 100, [&](Index n) {
    const auto f = [n](const VectorOf<Var>& at) {
      Var sum = 0;
      for (Index k = 0; k < n; ++k) {
        for (Index i = 0; i < 200; ++i) sum += sin(at[i] * 0.5) * at[i + 1];
        sum = scrambled(at, 10 + k * k % 97, static_cast<std::uint64_t>(k)).sum() - sum;
      }
      return sum;
    };
    return record(f, problems::Uniform(7).vector(201, 0.1, 0.9));
  });
}

}  // namespace hesse
