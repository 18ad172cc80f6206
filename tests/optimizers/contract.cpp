// SPDX-License-Identifier: BSL-1.0
//
// What every method of the list promises, whatever the function: limits, callbacks, edges, misuse.
#include <hesse/basics/error.hpp>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "methods.hpp"

using namespace hesse;
using hesse::test::for_each_method;
using hesse::test::searches;
using hesse::test::searching_methods;

namespace {

constexpr auto bowl = [](const auto& x) { return (x[0] - 1) * (x[0] - 1) + 3 * x[1] * x[1] * x[1] * x[1]; };
const Vector bowl_start{{4.0, 1.0}};

std::string status_of(const Solution& s) { return name_of(s.status); }

/// Counts its calls by itself.
class Counted final : public Objective {
 public:
  explicit Counted(Function f) : f_(std::move(f)) {}
  Index inputs() const override { return f_.inputs(); }
  double value(ConstVector x) const override { return ++calls, f_.value(x); }
  ValueAndGradient value_and_gradient(ConstVector x) const override { return ++calls, f_.value_and_gradient(x); }
  Matrix hessian(ConstVector x) const override { return ++calls, f_.hessian(x); }
  Vector hessian_vector(ConstVector x, ConstVector v) const override { return ++calls, f_.hessian_vector(x, v); }
  mutable Index calls = 0;

 private:
  Function f_;
};

/// A hand-made objective whose gradient has the wrong sign.
class SignFlip final : public Objective {
 public:
  Index inputs() const override { return 2; }
  double value(ConstVector x) const override { return x.squaredNorm(); }
  ValueAndGradient value_and_gradient(ConstVector x) const override { return {x.squaredNorm(), -2.0 * x}; }
  Vector hessian_vector(ConstVector, ConstVector v) const override { return 2.0 * v; }
  bool sparse_hessian(ConstVector, Eigen::SparseMatrix<double>& lower) const override {
    lower = Matrix::Identity(2, 2).sparseView() * 2.0;
    return true;
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_function_that_is_not_finite_at_the_start_is_named_by_every_method) {
  for_each_method([](const auto& method) {
    const Solution nan = minimize([](const auto& x) { return log(x[0] - 2.0); }, Vector{{1.0}}, method);
    BOOST_TEST(status_of(nan) == "start_not_finite");
    BOOST_TEST(!nan.converged());
    BOOST_TEST(nan.point[0] == 1.0);
    BOOST_TEST(nan.explanation().find("log(") != std::string::npos, nan.explanation());
    const Solution inf = minimize([](const auto& x) { return x[0] + INFINITY; }, Vector{{1.0}}, method);
    BOOST_TEST(status_of(inf) == "start_not_finite");
    const Solution constant = minimize([](const auto&) { return NAN; }, Vector{{1.0}}, method);
    BOOST_TEST(status_of(constant) == "start_not_finite");
  });
}

// f = x - log x has its minimum at 1; the first steps from 0.01 and from 50 may leave the domain x > 0.
BOOST_AUTO_TEST_CASE(trial_points_outside_the_domain_are_rejected_and_counted) {
  for (const double start : {0.01, 50.0})
    for (const auto& [name, method] : searching_methods()) BOOST_TEST_CONTEXT(name << " from " << start) {
        const Solution s = minimize([](const auto& x) { return x[0] - log(x[0]); }, Vector{{start}}, method);
        BOOST_TEST(s.converged(), s.explanation());
        BOOST_TEST(s.point[0] == 1.0, boost::test_tools::tolerance(1e-6));
        BOOST_TEST(s.counts.non_finite <= s.counts.rejected);
      }
  const Solution far = minimize([](const auto& x) { return sqrt(x[0]) + sqrt(1 - x[0]); }, Vector{{0.4}},
                                GradientDescent{.step = StepRule::fixed, .eta = 1e3, .iteration_limit = 1});
  BOOST_TEST(far.counts.non_finite > 0);
  BOOST_TEST(std::isfinite(far.value));
}

// f is finite at 0 only: every trial is rejected, sixty of them end the run.
BOOST_AUTO_TEST_CASE(sixty_trials_in_a_row_that_are_not_finite_end_every_method) {
  class Island final : public Objective {
    Index inputs() const override { return 1; }
    double value(ConstVector x) const override { return x[0] == 0.0 ? 1.0 : NAN; }
    ValueAndGradient value_and_gradient(ConstVector x) const override { return {value(x), Vector{{1.0}}}; }
    Vector hessian_vector(ConstVector, ConstVector v) const override { return v; }
  };
  for_each_method([](const auto& method) {
    const Solution s = minimize(Island(), Vector{{0.0}}, method);
    BOOST_TEST(status_of(s) == "not_finite");
    BOOST_TEST(s.counts.non_finite == 60);
    BOOST_TEST(s.point[0] == 0.0);
    BOOST_TEST(s.value == 1.0);
  });
}

BOOST_AUTO_TEST_CASE(a_start_at_a_maximum_or_a_saddle_is_not_success_and_one_at_a_minimum_is) {
  struct Case {
    const char* kind;
    bool success;
    Function f;
  };
  const Vector zero = Vector::Zero(2);
  const std::vector<Case> cases{
      {"maximum", false, Function([](const auto& x) { return cos(x[0]) + cos(x[1]); }, zero)},
      {"saddle", false, Function([](const auto& x) { return x[0] * x[0] - x[1] * x[1]; }, zero)},
      {"minimum", true, Function([](const auto& x) { return x[0] * x[0] + x[1] * x[1]; }, zero)},
      {"degenerate", true, Function([](const auto& x) { return x[0] * x[0] + x[1] * x[1] * x[1] * x[1]; }, zero)},
  };
  for_each_method([&](const auto& method) {
    for (const Case& item : cases) BOOST_TEST_CONTEXT(item.kind) {
        const Solution s = minimize(item.f, zero, method);
        BOOST_TEST(status_of(s) == "gradient_small");
        BOOST_TEST(s.iterations == 0);
        BOOST_TEST_REQUIRE(s.curvature.has_value());
        BOOST_TEST(name_of(s.curvature->kind) == item.kind);
        BOOST_TEST(s.converged() == item.success);
      }
  });
}

// x^4/4 - x^2/2 + y^2: minima at (+-1, 0), value -1/4; the Hessian at the start is diag(-0.97, 2).
BOOST_AUTO_TEST_CASE(an_indefinite_hessian_is_left_behind) {
  const auto f = [](const auto& x) {
    const auto square = x[0] * x[0];
    return square * square / 4.0 - square / 2.0 + x[1] * x[1];
  };
  for (const auto& [name, method] : searching_methods()) BOOST_TEST_CONTEXT(name) {
      const Solution s = minimize(f, Vector{{0.1, 1.0}}, method);
      BOOST_TEST(s.converged(), s.explanation());
      BOOST_TEST(s.value == -0.25, boost::test_tools::tolerance(1e-12));
    }
}

BOOST_AUTO_TEST_CASE(a_hessian_that_is_singular_everywhere_does_not_stop_a_searching_method) {
  for (const auto& [name, method] : searching_methods()) BOOST_TEST_CONTEXT(name) {
      const Solution s =
          minimize([](const auto& x) { return (x[0] + x[1] - 1) * (x[0] + x[1] - 1); }, Vector{{3.0, -7.0}}, method);
      BOOST_TEST(s.converged(), s.explanation());
      BOOST_TEST(s.point.sum() == 1.0, boost::test_tools::tolerance(1e-7));
      BOOST_TEST(name_of(s.curvature->kind) == "degenerate");
    }
}

BOOST_AUTO_TEST_CASE(constants_and_saturated_regions_are_plateaus_and_not_success) {
  for_each_method([](const auto& method) {
    for (const double c : {0.0, 5.0, -1e300}) {
      const Solution s = minimize([c](const auto&) { return c; }, Vector{{1.0, 2.0}}, method);
      BOOST_TEST(status_of(s) == "plateau");
      BOOST_TEST(!s.converged());
    }
    const Solution s = minimize([](const auto& x) { return sigmoid(x[0]) + 1; }, Vector{{50.0}}, method);
    if constexpr (searches<std::decay_t<decltype(method)>>) BOOST_TEST(status_of(s) == "plateau", s.explanation());
    BOOST_TEST(!s.converged());
  });
}

BOOST_AUTO_TEST_CASE(a_function_without_a_lower_bound_is_called_unbounded) {
  for (const auto& [name, method] : searching_methods()) BOOST_TEST_CONTEXT(name) {
      const Solution line = minimize([](const auto& x) { return 3 * x[0] - x[1]; }, Vector{{1.0, 1.0}}, method);
      BOOST_TEST(status_of(line) == "unbounded", line.explanation());
      BOOST_TEST(!line.converged());
      const Solution cap = minimize([](const auto& x) { return -x[0] * x[0]; }, Vector{{1.0}}, method);
      BOOST_TEST(status_of(cap) == "unbounded", cap.explanation());
    }
}

BOOST_AUTO_TEST_CASE(limits_of_one_and_of_nothing_are_kept_by_every_method) {
  for_each_method([](auto method) {
    const auto run = [&](auto set) {
      auto limited = method;
      set(limited);
      return minimize(bowl, bowl_start, limited);
    };
    const Solution one = run([](auto& m) { m.iteration_limit = 1; });
    BOOST_TEST(status_of(one) == "iteration_limit");
    BOOST_TEST(one.iterations == 1);
    BOOST_TEST(one.history.size() == 2u);
    BOOST_TEST(one.value < 12.0);  // f at the start: 9 + 3
    BOOST_TEST(status_of(run([](auto& m) { m.iteration_limit = 0; })) == "iteration_limit");
    const Solution evaluated = run([](auto& m) { m.evaluation_limit = 1; });
    BOOST_TEST(status_of(evaluated) == "evaluation_limit");
    BOOST_TEST(evaluated.counts.gradients == 1);
    BOOST_TEST(evaluated.value == 12.0);
    BOOST_TEST(status_of(run([](auto& m) { m.time_limit = 0.0; })) == "time_limit");
    BOOST_TEST(status_of(run([](auto& m) { m.function_tolerance = 1.0; })) == "function_flat");
    BOOST_TEST(status_of(run([](auto& m) { m.step_tolerance = 10.0; })) == "step_small");
    BOOST_TEST(status_of(run([](auto& m) { m.gradient_tolerance = 1e3; })) == "gradient_small");
  });
}

BOOST_AUTO_TEST_CASE(callbacks_see_every_iteration_may_stop_and_may_throw) {
  for_each_method([](auto method) {
    Index calls = 0;
    method.callback = [&calls](const Iteration& row) {
      BOOST_TEST(row.iteration == calls);
      BOOST_TEST(row.point.size() == 2u);
      return ++calls == 3 ? Progress::stop : Progress::go_on;
    };
    const Solution stopped = minimize(bowl, bowl_start, method);
    BOOST_TEST(status_of(stopped) == "stopped_by_caller");
    BOOST_TEST(stopped.iterations == 2);
    BOOST_TEST(stopped.history.back().point.empty());
    method.callback = [](const Iteration&) -> Progress { throw std::domain_error("mine"); };
    BOOST_CHECK_THROW((void)minimize(bowl, bowl_start, method), std::domain_error);
    method.callback = {};
    method.iteration_limit = 3;
    BOOST_TEST(minimize(bowl, bowl_start, method).iterations > 0);
  });
}

BOOST_AUTO_TEST_CASE(a_stop_token_ends_every_method) {
  for_each_method([](auto method) {
    std::stop_source source;
    method.stop_token = source.get_token();
    method.callback = [&source](const Iteration& row) {
      if (row.iteration == 1) source.request_stop();
      return Progress::go_on;
    };
    const Solution s = minimize(bowl, bowl_start, method);
    BOOST_TEST(status_of(s) == "stopped_by_caller");
    BOOST_TEST(s.iterations == 1);
  });
}

BOOST_AUTO_TEST_CASE(a_gradient_of_the_wrong_sign_is_told_from_a_minimum) {
  for (const auto& [name, method] : searching_methods()) BOOST_TEST_CONTEXT(name) {
      const Solution s = minimize(SignFlip(), Vector{{1.0, 2.0}}, method);
      BOOST_TEST(status_of(s) == "line_search_failed", s.explanation());
      BOOST_TEST(s.explanation().find("the gradient check fails: looks like a sign flip") != std::string::npos);
    }
}

// |x| has no slope to follow at its kink, and no second derivative to converge with.
BOOST_AUTO_TEST_CASE(a_kink_ends_in_a_status_that_claims_nothing_false) {
  for (const auto& [name, method] : searching_methods()) BOOST_TEST_CONTEXT(name) {
      const Solution s = minimize([](const auto& x) { return abs(x[0] - 0.3) + 1; }, Vector{{2.0}}, method);
      BOOST_TEST(s.value == 1.0, boost::test_tools::tolerance(1e-6));
      BOOST_TEST((s.status == Status::line_search_failed || s.status == Status::gradient_small ||
                  s.status == Status::stalled_at_rounding),
                 s.explanation());
    }
}

BOOST_AUTO_TEST_CASE(counts_are_the_calls_the_objective_has_seen) {
  for_each_method([](auto method) {
    method.iteration_limit = 20;
    const Counted f(Function(bowl, bowl_start));
    const Solution s = minimize(f, bowl_start, method);
    BOOST_TEST(s.counts.total() == f.calls);
    BOOST_TEST(s.counts.gradients >= 2);
  });
}

// 1e16 + (x - 1)^2: no change of f can be seen within 1e8 of the minimum, only the gradient leads there.
BOOST_AUTO_TEST_CASE(below_the_rounding_of_f_the_gradient_decides) {
  for (const Method& method : {Method(Newton{}), Method(DampedNewton{}), Method(NewtonCG{}),
                               Method(TrustRegionNewton{}), Method(CubicNewton{})}) {
    const Solution s = minimize([](const auto& x) { return 1e16 + (x[0] - 1) * (x[0] - 1); }, Vector{{3.0}}, method);
    BOOST_TEST(s.converged(), s.explanation());
    BOOST_TEST(s.point[0] == 1.0, boost::test_tools::tolerance(1e-7));
  }
}

BOOST_AUTO_TEST_CASE(an_impossible_gradient_tolerance_ends_at_the_rounding_of_f) {
  const auto f = [](const auto& x) { return exp(x[0]) - 2 * x[0] + sqrt(1 + (x[1] - 0.1) * (x[1] - 0.1) / 3); };
  for (const Method& method :
       {Method(Newton{.gradient_tolerance = 0.0}), Method(DampedNewton{.gradient_tolerance = 0.0}),
        Method(NewtonCG{.gradient_tolerance = 0.0}), Method(TrustRegionNewton{.gradient_tolerance = 0.0}),
        Method(CubicNewton{.gradient_tolerance = 0.0})}) {
    const Solution s = minimize(f, Vector{{0.7, 0.3}}, method);
    BOOST_TEST(s.converged(), s.explanation());
    BOOST_TEST(s.iterations < 30);
    BOOST_TEST(s.gradient.norm() < 1e-14);
    BOOST_TEST(s.point[0] == std::log(2.0), boost::test_tools::tolerance(1e-15));  // exp(x) = 2
  }
}

BOOST_AUTO_TEST_CASE(misuse_is_an_exception_that_says_what_to_do) {
  for_each_method([](auto method) {
    BOOST_CHECK_THROW((void)minimize(FunctionObjective(Function(bowl, bowl_start)), Vector{{1.0}}, method), ShapeError);
    BOOST_CHECK_THROW((void)minimize(bowl, Vector{{1.0, NAN}}, method), NonFiniteError);
    BOOST_CHECK_THROW((void)minimize([](const auto& x) { return x; }, bowl_start, method), ShapeError);
    auto wrong = method;
    wrong.gradient_tolerance = -1.0;
    BOOST_CHECK_THROW((void)minimize(bowl, bowl_start, wrong), OptionError);
    wrong = method;
    wrong.time_limit = NAN;
    BOOST_CHECK_THROW((void)minimize(bowl, bowl_start, wrong), OptionError);
  });
  const auto text_of = [](const Method& method) -> std::string {
    try {
      (void)minimize(bowl, bowl_start, method);
    } catch (const OptionError& error) {
      return error.what();
    }
    return "nothing thrown";
  };
  BOOST_TEST(text_of(GradientDescent{.step = StepRule::fixed}) ==
             "GradientDescent::eta is 0; it must be positive for StepRule::fixed; try 1 / (largest eigenvalue of the "
             "Hessian).");
  BOOST_TEST(
      text_of(Newton{.eta = 0.5}) ==
      "Newton::eta is 0.5; it is for the pure iteration; add .pure = true, or leave it out: the line search finds "
      "the length.");
  BOOST_TEST(text_of(DampedNewton{.mode = Damping::corrected_inverse}) ==
             "DampedNewton::alpha is 0; it must be positive for Damping::corrected_inverse and is for it alone.");
  BOOST_TEST(text_of(NewtonCG{.first_radius = -1}) ==
             "NewtonCG::first_radius is -1; it must be positive, or 0 for |x|.");
  BOOST_TEST(text_of(CubicNewton{.first_radius = INFINITY}) ==
             "CubicNewton::first_radius is inf; it must be positive.");
  BOOST_TEST(text_of(LeastSquares{.first_radius = 0}) == "LeastSquares::first_radius is 0; it must be positive.");
  BOOST_TEST(text_of(LBFGS{.memory = 0}) == "LBFGS::memory is 0; it must be at least 1 pair.");
  BOOST_TEST(text_of(SGD{.batch = 0}) == "SGD::batch is 0; it must be at least 1 row.");
}

BOOST_AUTO_TEST_CASE(a_function_of_nothing_is_at_its_minimum) {
  for_each_method([](const auto& method) {
    const Solution s = minimize([](const auto&) { return 3.0; }, Vector(0), method);
    BOOST_TEST(status_of(s) == "gradient_small");
    BOOST_TEST(s.value == 3.0);
  });
}

BOOST_AUTO_TEST_CASE(the_table_has_a_line_for_the_start_and_each_iteration) {
  const Solution s = minimize(bowl, bowl_start, Newton{.iteration_limit = 2});
  const std::string table = s.table();
  BOOST_TEST(std::count(table.begin(), table.end(), '\n') == 4);
  BOOST_TEST(table.substr(0, table.find('\n')) ==
             " iter             f      change        |g|     |step|      ratio     length  inner       time");
  BOOST_TEST(table.find("1.20000e+01") != std::string::npos);
  BOOST_TEST(s.explanation().find("iteration_limit: 2 iterations were made, the limit is 2") == 0u, s.explanation());
}
