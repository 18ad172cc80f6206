// SPDX-License-Identifier: BSL-1.0
//
// Every method on every problem, from the standard start and from 10 and 100 times as far, without a tolerance: each
// run goes on until the method can do no more. The table and the performance profile (Dolan, Moré, "Benchmarking
// optimization software with performance profiles", Math. Program. 91, 2002) are written to the working folder.
#include <hesse/reports/line_chart.hpp>
#include <hesse/reports/table.hpp>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <optimizers/methods.hpp>

#include "runs.hpp"

using namespace more_garbow_hillstrom;
using hesse::Status;
using hesse::test::Named;

namespace reports = hesse::reports;

namespace {

constexpr double factors[] = {1.0, 10.0, 100.0};

const std::vector<Problem>& problems() {
  static const std::vector<Problem> all = all_problems();
  return all;
}

/// Every method of the list, in each of its ways.
std::vector<Named> all_methods(void (*set)(hesse::Method&)) {
  std::vector<Named> all = hesse::test::searching_methods();
  hesse::test::for_each_method([&all](const auto& method) {
    using M = std::decay_t<decltype(method)>;
    if constexpr (!hesse::test::searches<M>) all.push_back({hesse::test::name_of_method<M>(), method});
  });
  for (auto& [name, method] : all) set(method);
  return all;
}

void to_the_end(hesse::Method& method) {
  std::visit(
      [](auto& m) {
        m.gradient_tolerance = 0.0;
        m.iteration_limit = 3000;
      },
      method);
}

struct Score {
  std::string name;
  bool searches;
  std::vector<Run> runs;  ///< problem by problem, factor by factor

  [[nodiscard]] Index solved(double factor) const {
    return std::ranges::count_if(runs, [&](const Run& r) { return r.factor == factor && r.solved; });
  }
  [[nodiscard]] Index at_other_minimum() const { return std::ranges::count_if(runs, &Run::at_other_minimum); }
  [[nodiscard]] Index converged() const {
    return std::ranges::count_if(runs, [](const Run& r) { return r.solution.converged(); });
  }
  /// The median of a count over the runs that solved their problem.
  template <class Count>
  [[nodiscard]] Index median(const Count& count) const {
    std::vector<Index> counts;
    for (const Run& r : runs)
      if (r.solved) counts.push_back(count(r));
    const auto middle = counts.begin() + static_cast<std::ptrdiff_t>(counts.size() / 2);
    std::ranges::nth_element(counts, middle);
    return counts.empty() ? 0 : *middle;
  }
};

const std::vector<Score>& scores() {
  static const std::vector<Score> all = [] {
    std::vector<Score> result;
    for (const auto& [name, method] : all_methods(to_the_end)) {
      const bool searches = std::visit([]<class M>(const M&) { return hesse::test::searches<M>; }, method);
      result.push_back({name, searches, {}});
      for (const Problem& problem : problems())
        for (const double factor : factors) result.back().runs.push_back(run(problem, factor, method));
    }
    return result;
  }();
  return all;
}

const Score& score_of(const std::string& name) {
  return *std::ranges::find_if(scores(), [&](const Score& score) { return score.name == name; });
}

const Run& run_of(const std::string& method, int number, double factor) {
  return *std::ranges::find_if(score_of(method).runs,
                               [&](const Run& r) { return r.problem->number == number && r.factor == factor; });
}

std::string place_of(const Run& r) { return fmt::format("{} from {} times its start", r.problem->name, r.factor); }

reports::Table table() {
  reports::Table table({"method", "solved, x 1", "x 10", "x 100", "other minimum", "converged", "iterations", "values",
                        "gradients", "Jacobians", "Hessians", "products"});
  for (const Score& s : scores()) {
    const auto median = [&s](Index hesse::Counts::*which) {
      return s.median([which](const Run& r) { return r.solution.counts.*which; });
    };
    using hesse::Counts;
    table.add({s.name, s.solved(1.0), s.solved(10.0), s.solved(100.0), s.at_other_minimum(), s.converged(),
               s.median([](const Run& r) { return r.solution.iterations; }), median(&Counts::values),
               s.median([](const Run& r) { return r.solution.counts.gradients + r.solution.counts.batch_gradients; }),
               median(&Counts::jacobians), median(&Counts::hessians), s.median([](const Run& r) {
                 return r.solution.counts.hessian_vectors + r.solution.counts.batch_hessian_vectors;
               })});
  }
  return table;
}

/// The part of the runs that a method solved at no more than `ratio` times the cost of the cheapest method.
reports::Curve profile_of(const Score& score, const std::vector<double>& cheapest) {
  reports::Curve curve{score.name, {}, {}};
  for (double ratio = 1.0; ratio <= 1000.0; ratio *= 1.05) {
    Index within = 0;
    for (std::size_t i = 0; i < cheapest.size(); ++i) within += score.runs[i].cost <= ratio * cheapest[i] ? 1 : 0;
    curve.x.push_back(ratio);
    curve.y.push_back(static_cast<double>(within) / static_cast<double>(cheapest.size()));
  }
  return curve;
}

reports::LineChart profile() {
  std::vector<double> cheapest(scores()[0].runs.size(), std::numeric_limits<double>::max());
  for (const Score& score : scores())
    for (std::size_t i = 0; i < cheapest.size(); ++i) cheapest[i] = std::min(cheapest[i], score.runs[i].cost);
  reports::LineChart chart{.title = "Moré, Garbow, Hillstrom: 42 problems from three starts",
                           .x_label = "cost in gradients over that of the cheapest method",
                           .y_label = "part of the runs solved",
                           .x_scale = reports::Scale::logarithmic};
  for (const Score& score : scores())
    if (score.name.find(' ') == std::string::npos && score.searches)
      chart.curves.push_back(profile_of(score, cheapest));
  return chart;
}

}  // namespace

// gain_left() is what a Newton step would take off f, as a part of it. 1e-6 is what `solved` allows too.
BOOST_AUTO_TEST_CASE(no_method_claims_to_have_converged_away_from_a_stationary_point) {
  for (const Score& score : scores())
    for (const Run& r : score.runs)
      if (r.solution.converged())
        BOOST_TEST(r.gain_left <= 1e-6, score.name << ", " << place_of(r) << ": f = " << r.last << " could fall by "
                                                   << r.gain_left << " of itself; " << r.solution.explanation());
}

// What the default tolerance promises: a gradient 1e-9 as long as at the start, whatever is left of f then.
BOOST_AUTO_TEST_CASE(with_its_default_tolerance_no_method_ends_at_a_gradient_longer_than_it_says) {
  for (const auto& [name, method] :
       all_methods([](hesse::Method& m) { std::visit([](auto& chosen) { chosen.iteration_limit = 3000; }, m); }))
    for (const Problem& problem : problems())
      for (const double factor : factors) {
        const Run r = run(problem, factor, method);
        if (r.solution.status != Status::gradient_small) continue;
        const double first = gradient_by_differences(problem, problem.start_times(factor)).gradient.stableNorm();
        const auto [gradient, doubt] = gradient_by_differences(problem, r.solution.point);
        const double last = gradient.stableNorm();
        const double rounding = rounding_of_gradient(problem, r.solution.point);
        BOOST_TEST(last <= 1.01e-9 * first + doubt + rounding, name << ", " << place_of(r) << ": |g| by differences "
                                                                    << last << " of " << first << "; "
                                                                    << r.solution.explanation());
      }
}

BOOST_AUTO_TEST_CASE(a_start_where_f_overflows_is_called_that_and_no_other) {
  for (const Score& score : scores())
    for (const Run& r : score.runs)
      BOOST_TEST((r.solution.status == Status::start_not_finite) == std::isinf(r.first), place_of(r));
  BOOST_TEST(std::isinf(run_of("TrustRegionNewton", 6, 100.0).first));
}

// Six digits are printed. A wrong number in a table of data, or a wrong sign in a residual, would change one of them.
BOOST_AUTO_TEST_CASE(the_printed_minima_are_found_to_their_last_digit_and_none_is_lower) {
  for (std::size_t i = 0; i < problems().size(); ++i) BOOST_TEST_CONTEXT(problems()[i].name) {
      double lowest = std::numeric_limits<double>::infinity();
      for (const Score& score : scores())
        for (std::size_t run = 3 * i; run < 3 * i + 3; ++run) lowest = std::min(lowest, score.runs[run].last);
      if (problems()[i].least == 0.0)
        BOOST_TEST(lowest < 1e-20);
      else
        BOOST_TEST(lowest == problems()[i].least, boost::test_tools::tolerance(5e-6));
    }
}

// Floors, not goals: what is solved today less two.
BOOST_AUTO_TEST_CASE(methods_solve_what_they_have_solved_before) {
  const std::string text = table().text();
  fmt::print("{}\n", text);
  std::ofstream("more_garbow_hillstrom.md") << table().markdown();
  struct Floor {
    const char* method;
    Index standard, ten_times, hundred_times;
  };
  for (const Floor& floor : {Floor{"TrustRegionNewton", 37, 35, 31}, Floor{"CubicNewton", 37, 36, 30},
                             Floor{"LeastSquares", 36, 31, 29}, Floor{"NewtonCG", 36, 33, 32},
                             Floor{"BFGS", 36, 34, 34}, Floor{"LBFGS", 36, 34, 31}, Floor{"DampedNewton", 37, 35, 31}})
    BOOST_TEST_CONTEXT(floor.method) {
      BOOST_TEST(score_of(floor.method).solved(1.0) >= floor.standard);
      BOOST_TEST(score_of(floor.method).solved(10.0) >= floor.ten_times);
      BOOST_TEST(score_of(floor.method).solved(100.0) >= floor.hundred_times);
    }
}

// Ceres' Levenberg-Marquardt is not there after 1000 iterations; a full-Hessian trust region is said to take 16 to 22.
BOOST_AUTO_TEST_CASE(brown_and_dennis_takes_a_trust_region_no_more_than_22_iterations) {
  const Run& r = run_of("TrustRegionNewton", 16, 1.0);
  BOOST_TEST(r.solution.iterations <= 22);
  BOOST_TEST(r.last == 85822.2016263563, boost::test_tools::tolerance(1e-14));
}

BOOST_AUTO_TEST_CASE(the_performance_profile_is_drawn) {
  const reports::LineChart chart = profile();
  BOOST_TEST(chart.curves.size() == 10u);
  double best = 0.0;
  for (const reports::Curve& curve : chart.curves) {
    BOOST_TEST(std::ranges::is_sorted(curve.y));
    best = std::max(best, curve.y.back());
  }
  BOOST_TEST(best > 0.8);
  BOOST_TEST(best < 1.0);  // one start overflows
  std::ofstream("more_garbow_hillstrom.svg") << chart.svg();
}
