// SPDX-License-Identifier: BSL-1.0
//
// Comparisons: what the tape remembers of them, and that no stale branch is ever evaluated.
#include <hesse/hesse.hpp>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <support/thrown.hpp>

using hesse::Branches;
using hesse::Function;
using hesse::Var;
using hesse::Vector;

namespace {
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
}

// Recorded on the left of the fork, evaluated on the right of it; on the left value and slope are 0, on the right x, 1.
BOOST_AUTO_TEST_CASE(a_choice_recorded_at_minus_1_3_is_right_at_1_34) {
  const Function ramp([](const auto& x) { return x[0] < 0 ? Var(0) : x[0]; }, Vector{{-1.3}});
  BOOST_TEST(ramp.value(Vector{{-1.3}}) == 0.0);
  BOOST_TEST(ramp.value(Vector{{1.34}}) == 1.34);
  BOOST_TEST(ramp.gradient(Vector{{-2}})[0] == 0.0);
  BOOST_TEST(ramp.gradient(Vector{{1.34}})[0] == 1.0);
  BOOST_TEST(ramp.recordings() == 4u);
  BOOST_TEST(ramp.gradient(Vector{{2.5}})[0] == 1.0);
  BOOST_TEST(ramp.recordings() == 4u);
}

BOOST_AUTO_TEST_CASE(each_verb_settles_the_branches_before_it_answers) {
  // x^2 left of 0, x^3 right of it: f = 8, f' = 12, f'' = 12, f''' = 6 at 2
  const auto f = [](const auto& x) { return x[0] < 0 ? x[0] * x[0] : x[0] * x[0] * x[0]; };
  const Vector left{{-1}}, x{{2}}, one{{1}};
  BOOST_TEST(Function(f, left).value(x) == 8.0);
  BOOST_TEST(Function(f, left).values(x)[0] == 8.0);
  BOOST_TEST(Function(f, left).gradient(x)[0] == 12.0);
  BOOST_TEST(Function(f, left).value_and_gradient(x).gradient[0] == 12.0);
  BOOST_TEST(Function(f, left).jacobian(x)(0, 0) == 12.0);
  BOOST_TEST(Function(f, left).hessian(x)(0, 0) == 12.0);
  BOOST_TEST(Function(f, left).hessian(x, one)(0, 0) == 12.0);
  BOOST_TEST(Function(f, left).hessian_vector(x, one)[0] == 12.0);
  BOOST_TEST(Function(f, left).hessian_vectors(x, one)(0, 0) == 12.0);
  BOOST_TEST(Function(f, left).second_order(x).hessian(0, 0) == 12.0);
  BOOST_TEST(Function(f, left).third_derivative(x, one, one)[0] == 6.0);
  BOOST_TEST(Function(f, left).tape(x)->instructions() == 2u);
}

// The number that is not finite stands on the right of the fork only.
BOOST_AUTO_TEST_CASE(kinks_and_explanations_are_those_of_the_branch_at_the_point) {
  const Function f([](const auto& x) { return x[0] < 1 ? abs(x[0] + 5) : log(x[0] - 3); }, Vector{{0}});
  BOOST_TEST(f.explain_nonfinite(Vector{{3}}).value.why.starts_with("v2 = log(v1) with v1 = 0: the value is infinite"));
  BOOST_TEST(f.kinks(Vector{{-5}}).size() == 1u);
  BOOST_TEST(f.kinks(Vector{{9}}, 100.0).empty());
}

// Newton's iteration for the square root until it stands still: its derivative is 1 / (2 sqrt(a)) whatever the number
// of rounds.
BOOST_AUTO_TEST_CASE(a_loop_whose_trip_count_depends_on_the_input_is_recorded_again) {
  const Function root(
      [](const auto& x) {
        auto y = x[0];
        while (abs(y * y - x[0]) > 1e-12 * x[0]) y = 0.5 * (y + x[0] / y);
        return y;
      },
      Vector{{2}});
  for (const double a : {2.0, 3.0, 1e4, 1e-3, 1.0}) {
    BOOST_TEST(root.value(Vector{{a}}) == std::sqrt(a), boost::test_tools::tolerance(1e-11));
    if (a != 1.0)  // started at its root the loop never runs: y = x
      BOOST_TEST(root.gradient(Vector{{a}})[0] == 0.5 / std::sqrt(a), boost::test_tools::tolerance(1e-6));
  }
  BOOST_TEST(root.recordings() > 3u);
}

BOOST_AUTO_TEST_CASE(a_for_loop_over_a_variable_bound_takes_the_trips_of_each_point) {
  const Function f(
      [](const auto& x) {
        Var sum = 0;
        for (int i = 0; i < x[0]; ++i) sum += x[1];
        return sum;
      },
      Vector{{2.5, 1}});
  BOOST_TEST(f.gradient(Vector{{2.5, 1}})[1] == 3.0);
  BOOST_TEST(f.gradient(Vector{{7.5, 1}})[1] == 8.0);
  BOOST_TEST(f.gradient(Vector{{-1, 1}})[1] == 0.0);
}

BOOST_AUTO_TEST_CASE(equality_is_a_branch_too) {
  const Function f([](const auto& x) { return x[0] == 0 ? Var(1) : sin(x[0]) / x[0]; }, Vector{{0}});
  BOOST_TEST(f.value(Vector{{0}}) == 1.0);
  BOOST_TEST(f.value(Vector{{0.5}}) == std::sin(0.5) / 0.5);
  BOOST_TEST(f.value(Vector{{-0.0}}) == 1.0);
  const Function g([](const auto& x) { return x[0] != x[1] ? x[0] : 2 * x[1]; }, Vector{{1, 2}});
  BOOST_TEST((g.gradient(Vector{{3, 3}}) == Vector{{0, 2}}));
}

// Any comparison with NaN is false but !=, here as in double; a number that turns NaN turns the guard.
BOOST_AUTO_TEST_CASE(comparisons_with_nan_come_out_as_they_do_in_double) {
  const auto f = [](const auto& x) {
    using std::sqrt;
    const auto root = sqrt(x[0]);
    double bits = 0;
    if (root < 1) bits += 1;
    if (root <= 1) bits += 2;
    if (root > 1) bits += 4;
    if (root >= 1) bits += 8;
    if (root == 1) bits += 16;
    if (root != 1) bits += 32;
    return bits + 0 * x[1];
  };
  const Function recorded(f, Vector{{4, 0}});
  for (const double at : {4.0, 0.25, 1.0, -1.0, 4.0}) {
    const double expected = f(Vector{{at, 0}});
    BOOST_TEST(recorded.value(Vector{{at, 0}}) == expected);
  }
  const Function propagates(f, Vector{{4, 0}}, {.non_finite = hesse::NonFinite::propagate});
  BOOST_TEST(propagates.value(Vector{{not_a_number, 0}}) == 32.0);
}

BOOST_AUTO_TEST_CASE(a_guard_remembers_its_outcome_its_margin_and_its_line) {
  unsigned line = 0;
  const auto recorded = hesse::record(
      [&](const auto& x) {
        const bool inside = (line = hesse::SourceLocation::current().line(), x[0] * 2 <= x[1]);
        return inside ? x[0] : x[1];
      },
      Vector{{0.5, 3.5}});
  BOOST_REQUIRE(recorded.tape.guards().size() == 1u);
  const hesse::Guard& guard = recorded.tape.guards()[0];
  BOOST_TEST(guard.outcome);
  BOOST_TEST(guard.margin == 2 * 0.5 - 3.5);
  BOOST_TEST((guard.comparison == hesse::Comparison::less_equal));
  BOOST_TEST(guard.where.line() == line);
  BOOST_TEST(guard.where.file_name() == __FILE__);
}

// Comparing constants decides nothing about the inputs.
BOOST_AUTO_TEST_CASE(a_comparison_of_constants_records_no_guard) {
  const auto recorded = hesse::record([](const auto& x) { return Var(1) < 2 ? x[0] : -x[0]; }, Vector{{1}});
  BOOST_TEST(recorded.tape.guards().empty());
}

BOOST_AUTO_TEST_CASE(with_branches_error_a_flip_is_an_error_that_names_the_line_and_both_outcomes) {
  unsigned line = 0;
  const Function f(
      [&](const auto& x) {
        const auto margin = x[0] * x[1];
        line = hesse::SourceLocation::current().line() + 1;
        if (margin < 1) return Var(1 - margin);
        return Var(0);
      },
      Vector{{0.5, 0.6}}, {.branches = Branches::error});
  BOOST_TEST(f.value(Vector{{0.5, 1}}) == 0.5);
  support::check_error<hesse::BranchError>(
      [&] {
        (void)f.gradient(Vector{{1.5, 1.2}});
      },
      "branch.flipped",
      fmt::format(
          "the recording took \"v2 < 1\" ({}:{}) as true (by a margin of 0.7), here it is false (v2 = 1.8), and "
          "Branches::error was asked for. Use Branches::rerecord, or write select(v2 < 1, a, b).",
          __FILE__, line));
  BOOST_TEST(f.value(Vector{{0.5, 1}}) == 0.5);
  BOOST_TEST(f.recordings() == 1u);
}

BOOST_AUTO_TEST_CASE(select_records_both_sides_and_no_guard) {
  const Function f([](const auto& x) { return select(x[0] < 0, x[0] * x[0], exp(x[0])); }, Vector{{-1}},
                   {.branches = Branches::error});
  BOOST_TEST(f.tape()->guards().empty());
  BOOST_TEST(f.gradient(Vector{{-3}})[0] == -6.0);
  BOOST_TEST(f.gradient(Vector{{1}})[0] == std::exp(1.0));
  BOOST_TEST(f.recordings() == 1u);
}

BOOST_AUTO_TEST_CASE(reading_a_value_while_recording_is_listed_with_its_line) {
  unsigned line = 0;
  const Function f(
      [&](const auto& x) {
        const auto y = x[0] * x[0];
        line = hesse::SourceLocation::current().line() + 1;
        const double frozen = y.value();
        (void)Var(3).value();  // a constant has no derivative to lose
        return frozen * x[0];
      },
      Vector{{3}});
  const auto reads = f.passive_reads();
  BOOST_REQUIRE(reads.size() == 1u);
  BOOST_TEST(reads[0].value == 9.0);
  BOOST_TEST(reads[0].node == 1u);
  BOOST_TEST(reads[0].where.line() == line);
  BOOST_TEST(reads[0].where.file_name() == __FILE__);
  BOOST_TEST(f.tape()->passive_read_count() == 1u);
}

BOOST_AUTO_TEST_CASE(of_a_million_passive_reads_the_first_thousand_are_listed_and_all_are_counted) {
  const auto recorded = hesse::record(
      [](const auto& x) {
        double sum = 0;
        for (int i = 0; i < 1'000'000; ++i) sum += x[0].value();
        return x[0] * sum;
      },
      Vector{{1}});
  BOOST_TEST(recorded.tape.passive_reads().size() == 1000u);
  BOOST_TEST(recorded.tape.passive_read_count() == 1'000'000u);
}
