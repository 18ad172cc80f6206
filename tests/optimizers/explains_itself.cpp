// SPDX-License-Identifier: BSL-1.0
//
// What a solution says of its run: table, explanation, report, the options and the evaluations behind them.
#include <hesse/optimizers/problem.hpp>

#include <chrono>
#include <thread>
#include <tuple>

#include "breast_cancer.hpp"
#include "methods.hpp"

using namespace hesse;
using hesse::test::for_each_method;

namespace {

constexpr auto rosenbrock = [](const auto& x) {
  return 100 * (x[1] - x[0] * x[0]) * (x[1] - x[0] * x[0]) + (1 - x[0]) * (1 - x[0]);
};
const Vector classic_start{{-1.2, 1.0}};

/// A finished run whose numbers are all known.
Solution by_hand() {
  Solution s;
  s.point = Vector{{0.0, 0.5}};
  s.value = 0.25;
  s.gradient = Vector{{3e-9, 4e-9}};
  s.status = Status::gradient_small;
  s.reason = "for a reason.";
  s.iterations = 2;
  s.seconds = 0.5;
  s.counts = {.gradients = 3, .hessians = 2, .non_finite = 1, .rejected = 1};
  s.evaluation_seconds = {.gradients = 0.06, .hessians = 0.4};
  s.objective = "recorded function";
  s.method = {"CubicNewton", {{"first_radius", 1.0, true}, {"gradient_tolerance", 1e-8, false}}, "sigma"};
  s.history = {
      {.value = 24.25, .gradient_norm = 5.0, .seconds = 0.125},
      {.iteration = 1,
       .accepted = false,
       .value = 24.25,
       .change = 1.5,
       .gradient_norm = 5.0,
       .step_norm = 2.0,
       .ratio = -0.5,
       .radius = 1.0,
       .inner_iterations = 4,
       .seconds = 0.25},
      {.iteration = 2, .value = 0.25, .change = -24.0, .gradient_norm = 5e-9, .step_norm = 1.0, .seconds = 0.5}};
  s.curvature = CurvatureVerdict{.kind = CurvatureKind::minimum,
                                 .positive = 2,
                                 .smallest = 0.5,
                                 .largest = 1001.5,
                                 .error_bound = 4.4e-13,
                                 .tolerance = 4.4e-12,
                                 .lowest_direction = Vector{{1.0, 0.0}}};
  return s;
}

bool says(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// Of its 2x2 matrix, slow in one thing only.
class SlowHessian final : public Objective {
 public:
  Index inputs() const override { return 2; }
  double value(ConstVector x) const override { return x.squaredNorm(); }
  ValueAndGradient value_and_gradient(ConstVector x) const override { return {x.squaredNorm(), 2.0 * x}; }
  Vector hessian_vector(ConstVector, ConstVector v) const override { return 2.0 * v; }
  Matrix hessian(ConstVector) const override {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return 2.0 * Matrix::Identity(2, 2);
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_table_shows_every_number_there_is_and_a_blank_where_there_is_none) {
  BOOST_TEST(by_hand().table() ==
             " iter             f      change        |g|     |step|      ratio      sigma  inner       time\n"
             "    0   2.42500e+01               5.00e+00                                             125 ms\n"
             "    1*  2.42500e+01    1.50e+00   5.00e+00   2.00e+00  -5.00e-01   1.00e+00      4     250 ms\n"
             "    2   2.50000e-01   -2.40e+01   5.00e-09   1.00e+00                                  500 ms\n");
}

BOOST_AUTO_TEST_CASE(a_long_table_loses_its_middle_and_says_how_much) {
  Solution s = by_hand();
  s.history.resize(7);
  for (std::size_t i = 0; i < 7; ++i) s.history[i].iteration = static_cast<Index>(i);
  const auto lines_of = [&s](Index most) {
    const std::string table = s.table(most);
    std::vector<std::string> starts;
    for (std::size_t at = table.find('\n') + 1; at < table.size(); at = table.find('\n', at) + 1)
      starts.push_back(table.substr(at, 5) == "  ..." ? table.substr(at, table.find('\n', at) - at)
                                                      : table.substr(at + 4, 1));
    return starts;
  };
  using Lines = std::vector<std::string>;
  BOOST_TEST(lines_of(7) == (Lines{"0", "1", "2", "3", "4", "5", "6"}), boost::test_tools::per_element());
  BOOST_TEST(lines_of(6) == (Lines{"0", "1", "2", "  ... 1 iteration left out", "4", "5", "6"}),
             boost::test_tools::per_element());
  BOOST_TEST(lines_of(3) == (Lines{"0", "1", "  ... 4 iterations left out", "6"}), boost::test_tools::per_element());
  BOOST_TEST(lines_of(-1) == (Lines{"0", "  ... 5 iterations left out", "6"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_head_of_the_column_is_what_the_method_adapts) {
  const auto adapts = [](const Method& method) { return minimize(rosenbrock, classic_start, method).method.adapts; };
  BOOST_TEST(adapts(NewtonCG{}) == "radius");
  BOOST_TEST(adapts(TrustRegionNewton{}) == "radius");
  BOOST_TEST(adapts(CubicNewton{}) == "sigma");
  BOOST_TEST(adapts(DampedNewton{}) == "mu");
  BOOST_TEST(adapts(DampedNewton{.mu = 1e3}) == "mu");
  BOOST_TEST(adapts(DampedNewton{.mode = Damping::corrected_inverse, .alpha = 0.1}) == "alpha");
  BOOST_TEST(adapts(Newton{}) == "length");
  BOOST_TEST(adapts(LBFGS{}) == "length");
  BOOST_TEST(adapts(GradientDescent{.iteration_limit = 1}) == "length");
  BOOST_TEST(adapts(SGD{.iteration_limit = 1}) == "eta");
}

// (x - 2)^2 + 4 (y - 1)^2 at (5, 1): |g| = 6. Newton's step ends at the minimum.
BOOST_AUTO_TEST_CASE(an_explanation_names_the_option_and_the_numbers_compared) {
  const auto run = [](const Method& method) {
    const auto f = [](const auto& x) { return (x[0] - 2) * (x[0] - 2) + 4 * (x[1] - 1) * (x[1] - 1) + 1; };
    return minimize(f, Vector{{5.0, 1.0}}, method).explanation();
  };
  const auto begins = [&run](const Method& method, const std::string& start) {
    const std::string found = run(method);
    BOOST_TEST(found.substr(0, start.size()) == start);
  };
  BOOST_TEST(says(run(Newton{}), " <= 6e-09 = relative_gradient_tolerance 1e-09 x |g| at the start 6. "));
  begins(Newton{.relative_gradient_tolerance = 1.0},
         "gradient_small: |g| = 6 <= 6 = relative_gradient_tolerance 1 x |g| at the start 6. ");
  begins(Newton{.gradient_tolerance = 7.0}, "gradient_small: |g| = 6 <= gradient_tolerance = 7. ");
  begins(Newton{.gradient_tolerance = 1.0, .relative_gradient_tolerance = 1.5},
         "gradient_small: |g| = 6 <= 9 = relative_gradient_tolerance 1.5 x |g| at the start 6. ");
  // From 5 to 4 by a step of a sixth of g; |(4, 1)| = 4.12311.
  begins(GradientDescent{.step = StepRule::fixed, .eta = 1.0 / 6, .step_tolerance = 0.5},
         "step_small: |step| = 1 <= 2.31155 = step_tolerance 0.5 x (|x| 4.12311 + step_tolerance); |g| = 4. ");
  // f = 10, 5, 2.77...: the second step changes it by less than half.
  begins(GradientDescent{.step = StepRule::fixed, .eta = 1.0 / 6, .function_tolerance = 0.5},
         "function_flat: two steps in a row changed f by no more of itself than function_tolerance = 0.5, the last by "
         "0.444; |g| = 2.67. ");
}

BOOST_AUTO_TEST_CASE(a_full_report_has_the_run_on_a_page) {
  BOOST_TEST(by_hand().full_report() ==
             "Problem\n"
             "  recorded function of 2 inputs\n"
             "\n"
             "Method\n"
             "  CubicNewton\n"
             "  gradient_tolerance                          1e-08\n"
             "  1 option left at the default\n"
             "\n"
             "Objective                              at the start               at the end\n"
             "  f                                           24.25                     0.25\n"
             "  |g|                                   5.00000e+00              5.00000e-09\n"
             "\n"
             "Iterations                                        2\n"
             "  accepted                                        1\n"
             "  rejected                                        1\n"
             "  trial points rejected                           1\n"
             "  of them not finite                              1\n"
             "\n"
             "Evaluations                                   count         time         each\n"
             "  f and gradient                                  3        60 ms        20 ms\n"
             "  Hessian                                         2       400 ms       200 ms\n"
             "  the method itself and callbacks                          40 ms\n"
             "  total                                           5       500 ms\n"
             "\n"
             "Curvature at the end\n"
             "  minimum\n"
             "  2 positive, 0 zero, 0 negative eigenvalues; zero is what is at most 4.4e-12\n"
             "  smallest eigenvalue                           0.5  +- 4.4e-13\n"
             "  largest eigenvalue                         1001.5  +- 4.4e-13\n"
             "\n"
             "Outcome: converged\n"
             "  gradient_small: for a reason. Curvature there: minimum: 2 positive, 0 zero, 0 negative eigenvalues, "
             "from 0.5 to 1001.5 (each +- 4.4e-13).\n");
}

BOOST_AUTO_TEST_CASE(every_method_reports_its_run) {
  for_each_method([](auto method) {
    method.iteration_limit = 20;
    const Solution s = minimize(rosenbrock, classic_start, method);
    const std::string report = s.full_report();
    BOOST_TEST_MESSAGE(s.table() << report);
    BOOST_TEST(s.method.name == hesse::test::name_of_method<decltype(method)>());
    BOOST_TEST(says(report, "  recorded function of 2 inputs\n"));
    BOOST_TEST(says(report, "  f                                            24.2"));
    BOOST_TEST(says(report, "  iteration_limit                                20\n"));
    BOOST_TEST(says(
        report, "\nOutcome: " + std::string(s.converged() ? "converged" : "not converged") + "\n  " + s.explanation()));
  });
}

BOOST_AUTO_TEST_CASE(a_report_of_a_run_that_could_not_start_says_so) {
  const Solution s = minimize([](const auto& x) { return log(x[0] - 2.0); }, Vector{{1.0}});
  BOOST_TEST(says(s.full_report(), "Outcome: not converged\n  start_not_finite: "));
  BOOST_TEST(says(s.full_report(), "Curvature at the end\n  not computed\n"));
  BOOST_TEST(s.table().find('\n') + 1 == s.table().size());
}

// Fields lie in memory in the order of their declaration, so one that the list forgets leaves a hole.
BOOST_AUTO_TEST_CASE(no_option_of_a_method_is_missing_from_its_list) {
  for_each_method([](const auto& method) {
    std::size_t end = 0;
    const auto follows = [&]<class T>(const T& field) {
      const std::size_t expected = (end + alignof(T) - 1) / alignof(T) * alignof(T);
      const auto found = reinterpret_cast<const char*>(&field) - reinterpret_cast<const char*>(&method);
      BOOST_TEST(static_cast<std::size_t>(found) == expected, "a field is missing, or out of order");
      end = expected + sizeof(T);
    };
    std::apply([&](const auto&... fields) { (follows(fields), ...); }, method.own_options());
    follows(method.gradient_tolerance);
  });
}

BOOST_AUTO_TEST_CASE(options_are_remembered_as_they_were) {
  const SGD method{.eta = 1e-3, .product_rows = ProductRows::independent_batches, .iteration_limit = 3};
  const MethodUsed used = minimize(rosenbrock, classic_start, method).method;
  const std::vector<std::string> names{"eta",
                                       "momentum",
                                       "nesterov",
                                       "rho",
                                       "product_rows",
                                       "schedule",
                                       "decay",
                                       "period",
                                       "warm_up",
                                       "clip",
                                       "weight_decay",
                                       "average_from",
                                       "average_memory",
                                       "batch",
                                       "seed",
                                       "gradient_tolerance",
                                       "relative_gradient_tolerance",
                                       "function_tolerance",
                                       "step_tolerance",
                                       "iteration_limit",
                                       "evaluation_limit",
                                       "time_limit",
                                       "unbounded_below",
                                       "curvature_limit",
                                       "checkpoint_file",
                                       "checkpoint_seconds"};
  BOOST_TEST_REQUIRE(used.options.size() == names.size());
  for (std::size_t i = 0; i < names.size(); ++i) BOOST_TEST(used.options[i].name == names[i]);
  const auto is = [&used](std::size_t i, const std::string& text, bool is_default) {
    BOOST_TEST(used.options[i].text() == text);
    BOOST_TEST(used.options[i].is_default == is_default);
  };
  is(0, "0.001", false);
  is(4, "independent_batches", false);
  is(5, "inverse_time", true);
  is(11, "none", true);
  is(14, "1", true);
  is(15, "none", true);
  is(19, "3", false);
  is(21, "inf", true);
}

BOOST_AUTO_TEST_CASE(evaluations_are_timed_by_kind) {
  const Solution s = minimize(SlowHessian(), Vector{{3.0, 4.0}}, Newton{});
  BOOST_TEST_REQUIRE(s.counts.hessians >= 2);
  BOOST_TEST(s.evaluation_seconds.hessians >= 0.005 * static_cast<double>(s.counts.hessians));
  BOOST_TEST(s.evaluation_seconds.gradients > 0.0);
  BOOST_TEST(s.evaluation_seconds.gradients < s.evaluation_seconds.hessians);
  BOOST_TEST(s.evaluation_seconds.hessian_vectors == 0.0);
  BOOST_TEST(s.evaluation_seconds.total() <= s.seconds);
}

BOOST_AUTO_TEST_CASE(a_report_says_what_kind_of_objective_was_minimised) {
  BOOST_TEST(minimize(SlowHessian(), Vector{{3.0, 4.0}}).objective == "objective of the caller's own");
  const Solution fitted = minimize(breast_cancer::objective(1e-2), Vector::Zero(31), Newton{.iteration_limit = 1});
  BOOST_TEST(fitted.objective == "mean of a loss over 569 rows");
  const auto residuals = [](const auto& x) {
    using T = std::remove_cvref_t<decltype(x[0])>;
    VectorOf<T> r(3);
    r << x[0] - 1.0, x[1] + x[0], x[1] * 2.0;
    return r;
  };
  BOOST_TEST(least_squares(residuals, Vector{{3.0, 4.0}}).objective == "half the sum of squares of 3 residuals");
}
