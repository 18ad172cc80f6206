// SPDX-License-Identifier: BSL-1.0
//
// Logistic regression on real data. The minima were found with exact Newton in long double; the spectra with a dense
// eigenvalue solver.
#include "breast_cancer.hpp"

#include <cmath>

#include "methods.hpp"

using namespace hesse;

namespace {

constexpr double least = 0.100446303781205932;          // lambda = 1e-2
constexpr double least_weaker = 0.0426556272704904236;  // lambda = 1e-4
const Vector origin = Vector::Zero(31);

const Loss& objective() {
  static const Loss f = breast_cancer::objective(1e-2);
  return f;
}

struct Budget {
  const char* name;
  Method method;
  Index iterations;
  double gap;  ///< f - f*
};

}  // namespace

BOOST_AUTO_TEST_CASE(newton_fits_the_breast_cancer_table_to_the_last_digit_in_twelve_iterations) {
  const Solution s = minimize(objective(), origin, Newton{.gradient_tolerance = 1e-12});
  BOOST_TEST(s.converged(), s.explanation());
  BOOST_TEST(std::abs(s.value - least) <= 1e-15);
  BOOST_TEST(s.iterations <= 12);
  BOOST_TEST_REQUIRE(s.curvature.has_value());
  BOOST_TEST(s.curvature->largest == 0.2220023737, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(s.curvature->smallest == 0.01000202756, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(objective().hessian(s.point).trace() == 0.973336856753, boost::test_tools::tolerance(1e-11));
}

BOOST_AUTO_TEST_CASE(the_spectrum_at_the_start_is_the_known_one) {
  const Matrix hessian = objective().hessian(origin);
  const CurvatureVerdict verdict = classify(hessian);
  BOOST_TEST(hessian.trace() == 8.06,
             boost::test_tools::tolerance(1e-12));  // 31 (1/4 + lambda): each feature has sigma 1
  BOOST_TEST(verdict.largest == 3.330401921, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(verdict.smallest == 0.01003326121, boost::test_tools::tolerance(1e-9));
}

// lmax at the start is 3.33: fixed steps stay below 2 / 3.33.
BOOST_AUTO_TEST_CASE(every_method_reaches_the_minimum_within_its_budget) {
  const std::vector<Budget> budgets{
      {"GradientDescent fixed", GradientDescent{.step = StepRule::fixed, .eta = 0.5}, 2800, 1e-12},
      {"GradientDescent armijo", GradientDescent{}, 1500, 1e-12},
      {"GradientDescent cauchy", GradientDescent{.step = StepRule::cauchy}, 1500, 1e-12},
      {"Newton armijo", Newton{}, 10, 1e-15},
      {"Newton strong_wolfe", Newton{.search = SearchRule::strong_wolfe}, 10, 1e-15},
      {"Newton pure", Newton{.pure = true}, 12, 1e-15},
      {"DampedNewton levenberg", DampedNewton{}, 20, 1e-14},
      {"DampedNewton sqrt_gradient", DampedNewton{.policy = DampingPolicy::sqrt_gradient}, 20, 1e-14},
      {"DampedNewton grid", DampedNewton{.policy = DampingPolicy::grid}, 12, 1e-14},
      {"DampedNewton scaled", DampedNewton{.matrix = DampingMatrix::largest_diagonal}, 20, 1e-14},
      {"NewtonCG", NewtonCG{}, 20, 1e-14},
      {"HessianFree", HessianFree{}, 60, 1e-14},
      {"BFGS", BFGS{}, 150, 1e-13},
      {"BFGS sr1", BFGS{.update = Update::sr1}, 60, 1e-13},
      {"LBFGS", LBFGS{}, 50, 1e-13},
      {"TrustRegionNewton", TrustRegionNewton{}, 20, 1e-14},
  };
  for (const auto& [name, method, iterations, gap] : budgets) BOOST_TEST_CONTEXT(name) {
      const Solution s = minimize(objective(), origin, method);
      BOOST_TEST_MESSAGE(name << ": " << s.iterations << " iterations, " << s.counts.gradients << " gradients, "
                              << s.counts.hessian_vectors << " products, f - f* = " << s.value - least);
      BOOST_TEST(s.converged(), s.explanation());
      BOOST_TEST(s.iterations <= iterations);
      BOOST_TEST(std::abs(s.value - least) <= gap);
    }
}

BOOST_AUTO_TEST_CASE(a_hundred_times_weaker_ridge_is_no_harder_for_second_order_methods) {
  const Loss f = breast_cancer::objective(1e-4);
  for (const Method& method :
       {Method(Newton{.gradient_tolerance = 1e-12}), Method(DampedNewton{.gradient_tolerance = 1e-12}),
        Method(NewtonCG{.gradient_tolerance = 1e-12})}) {
    const Solution s = minimize(f, origin, method);
    BOOST_TEST(s.converged(), s.explanation());
    BOOST_TEST(std::abs(s.value - least_weaker) <= 1e-15);
    BOOST_TEST(s.iterations <= 30);
  }
}

BOOST_AUTO_TEST_CASE(stochastic_descent_comes_close_in_a_hundred_epochs) {
  const Solution s = minimize(objective(), origin, SGD{.eta = 0.2, .batch = 32, .iteration_limit = 100});
  BOOST_TEST_MESSAGE("SGD: f - f* = " << s.value - least << " after " << s.counts.batch_gradients << " batches");
  BOOST_TEST(s.counts.batch_gradients == 1800);  // ceil(569 / 32) = 18 an epoch
  BOOST_TEST(s.value - least < 1e-4);
}

// A cosine takes the ball of a constant rate away. Rates are the best of 1, 2 and 5 times a power of ten, gaps about
// twice what they leave.
BOOST_AUTO_TEST_CASE(every_stochastic_method_comes_within_its_gap_in_a_hundred_epochs) {
  struct Goal {
    const char* name;
    Method method;
    double gap;
  };
  constexpr Schedule cosine = Schedule::cosine;
  const std::vector<Goal> goals{
      {"SGD", SGD{.eta = 0.5, .schedule = cosine}, 3e-6},
      {"SGD, momentum", SGD{.eta = 0.05, .momentum = 0.9, .schedule = cosine}, 2e-6},
      {"SGD, Nesterov", SGD{.eta = 0.05, .momentum = 0.9, .nesterov = true, .schedule = cosine}, 2e-6},
      {"AdaGrad", AdaGrad{.eta = 0.2, .schedule = cosine}, 2e-6},
      {"RMSProp", RMSProp{.eta = 0.02, .schedule = cosine}, 3e-5},
      {"Adam", Adam{.eta = 0.02, .schedule = cosine}, 2e-6},
      {"AdaHessian", AdaHessian{.eta = 0.05, .schedule = cosine}, 2e-6},
      {"Sophia", Sophia{.eta = 0.002, .schedule = cosine}, 3e-6},
  };
  for (auto [name, method, gap] : goals) BOOST_TEST_CONTEXT(name) {
      std::visit(
          [](auto& m) {
            if constexpr (StochasticMethod<std::decay_t<decltype(m)>>) m.period = 100;
            m.iteration_limit = 100;
          },
          method);
      const Solution s = minimize(objective(), origin, method);
      BOOST_TEST_MESSAGE(name << ": f - f* = " << s.history.back().value - least);
      BOOST_TEST(s.history.back().value - least < gap);
      BOOST_TEST(s.counts.batch_gradients == 1800);
    }
}
