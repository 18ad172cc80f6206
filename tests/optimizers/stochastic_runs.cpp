// SPDX-License-Identifier: BSL-1.0
//
// What all stochastic methods share: schedules, clipping, averaging, seeds, and epochs that are taken back.
#include <hesse/basics/error.hpp>

#include <cmath>
#include <numeric>
#include <vector>

#include "breast_cancer.hpp"
#include "methods.hpp"
#include "quadratic.hpp"

using namespace hesse;
using hesse::test::every_sign;
using hesse::test::for_each_method;
using hesse::test::points_of;
using hesse::test::quadratic;

namespace {

template <class Visit>
void for_each_stochastic_method(const Visit& visit) {
  for_each_method([&](const auto& method) {
    if constexpr (StochasticMethod<std::decay_t<decltype(method)>>) visit(method);
  });
}

/// The rates of six epochs over eta.
std::vector<double> parts_of_rate(SGD method) {
  method.eta = 1e-3;
  method.iteration_limit = 6;
  std::vector<double> parts;
  for (const Iteration& row : minimize(quadratic(every_sign), Vector::Ones(6), method).history)
    if (row.iteration > 0) parts.push_back(row.radius / 1e-3);
  return parts;
}

void check_parts(const SGD& method, const std::vector<double>& expected) {
  BOOST_TEST(parts_of_rate(method) == expected, boost::test_tools::tolerance(1e-15)
                                                    << boost::test_tools::per_element());
}

}  // namespace

// The formulas of Schedule, by hand; cos(pi/4) = sqrt(1/2).
BOOST_AUTO_TEST_CASE(the_rate_follows_its_schedule) {
  const double root = std::sqrt(0.5);
  check_parts({}, {1, 1, 1, 1, 1, 1});
  check_parts({.decay = 0.5}, {1, 1 / 1.5, 1 / 2.0, 1 / 2.5, 1 / 3.0, 1 / 3.5});
  check_parts({.schedule = Schedule::exponential, .decay = 0.25},
              {1, 3 / 4., 9 / 16., 27 / 64., 81 / 256., 243 / 1024.});
  check_parts({.schedule = Schedule::step, .decay = 0.75, .period = 2}, {1, 1, 1 / 4., 1 / 4., 1 / 16., 1 / 16.});
  check_parts({.schedule = Schedule::cosine, .period = 4}, {1, (1 + root) / 2, 0.5, (1 - root) / 2, 1, (1 + root) / 2});
  check_parts({.decay = 1.0, .warm_up = 3}, {1 / 4., 2 / 4., 3 / 4., 1, 1 / 2., 1 / 3.});
}

// The gradient at (3, 0.1) is (3, 1): longer than 2, it is shortened to that length, and longer than 4 it is not.
BOOST_AUTO_TEST_CASE(clipping_bounds_a_step_and_keeps_its_direction) {
  const auto step = [](double clip) {
    const auto points = points_of(quadratic(Vector{{1.0, 10.0}}), Vector{{3.0, 0.1}},
                                  SGD{.eta = 0.1, .clip = clip, .iteration_limit = 1});
    return Vector(points.at(0) - points.at(1));
  };
  const Vector gradient{{3.0, 1.0}};
  BOOST_TEST((step(2.0) - 0.1 * 2.0 * gradient / std::sqrt(10.0)).norm() < 1e-15);
  BOOST_TEST((step(4.0) - 0.1 * gradient).norm() < 1e-15);
}

// f = mean of (x - a_i)^2 / 2 with a = -3, ..., 3. A step is x_j - x_(j-1) = -eta (x_(j-1) - a_i). Summed over epochs,
// in which the a_i sum to 0, x_end - x_begin = -eta sum of x_(j-1), and so the mean of the N points after each step is
//   (x_begin - x_end) (1 / eta - 1) / N,
// whatever the order: it falls like 1 / N, where x itself stays in a ball.
BOOST_AUTO_TEST_CASE(the_mean_of_the_points_leaves_the_ball_as_one_over_the_steps) {
  const auto loss = [](const auto& x, const auto& row) { return 0.5 * square(x[0] - row[0]); };
  const LossObjective f{Loss(loss, Vector{{5.0}}, Vector::LinSpaced(7, -3, 3), {.reduction = Reduction::mean})};
  const double eta = 0.2;
  const auto last = points_of(f, Vector{{5.0}}, SGD{.eta = eta, .batch = 1, .iteration_limit = 200});
  const auto mean =
      points_of(f, Vector{{5.0}}, SGD{.eta = eta, .average_from = 20, .batch = 1, .iteration_limit = 200});
  BOOST_TEST_REQUIRE(mean.size() == 201u);
  for (std::size_t k = 0; k <= 20; ++k) BOOST_TEST(mean[k][0] == last[k][0]);
  for (std::size_t k = 21; k <= 200; ++k) {
    const double steps = 7.0 * static_cast<double>(k - 20);
    BOOST_TEST(std::abs(mean[k][0] - (last[20][0] - last[k][0]) * (1.0 / eta - 1.0) / steps) < 1e-13);
  }
  double ball = 0.0;
  for (std::size_t k = 100; k <= 200; ++k) ball += std::abs(last[k][0]) / 101.0;
  BOOST_TEST_MESSAGE("mean distance of the last points " << ball << ", of their mean " << std::abs(mean[200][0]));
  BOOST_TEST(std::abs(mean[200][0]) < 0.05 * ball);
}

// One row: an epoch is a step, and every point can be seen. 1 / t is the weight of the t-th point in a plain mean.
BOOST_AUTO_TEST_CASE(an_average_with_a_memory_fades_with_the_factor_1_minus_1_over_it) {
  const Adam method{.eta = 0.1, .iteration_limit = 30};
  Adam averaged = method;
  averaged.average_from = 3;
  averaged.average_memory = 5.0;
  const Vector start = Vector::Ones(6);
  const auto last = points_of(quadratic(every_sign), start, method);
  const auto mean = points_of(quadratic(every_sign), start, averaged);
  Vector expected = Vector::Zero(6);
  for (std::size_t k = 4; k <= 30; ++k) {
    const double t = static_cast<double>(k - 3);
    expected = t <= 5.0 ? Vector((expected * (t - 1.0) + last[k]) / t) : Vector(0.8 * expected + 0.2 * last[k]);
    BOOST_TEST((mean[k] - expected).norm() < 1e-13);
  }
}

BOOST_AUTO_TEST_CASE(the_same_seed_gives_the_same_bits_and_another_one_does_not) {
  const LossObjective f(breast_cancer::objective(1e-2));
  for_each_stochastic_method([&](auto method) {
    method.iteration_limit = 2;
    const auto run = [&](std::uint64_t seed) {
      method.seed = seed;
      return points_of(f, Vector::Zero(31), method);
    };
    BOOST_TEST((run(3) == run(3)));
    BOOST_TEST((run(3) != run(4)));
  });
}

// x - log x from 50: the first step at this rate leaves x > 0. Had anything but the rate changed when it was taken
// back, the run would differ from one that begins with half of it.
BOOST_AUTO_TEST_CASE(an_epoch_that_is_taken_back_leaves_half_the_rate_and_nothing_else) {
  const FunctionObjective f{Function([](const auto& x) { return x[0] - log(x[0]); }, Vector{{50.0}})};
  for_each_stochastic_method([&](auto method) {
    if constexpr (requires { method.momentum; }) method.momentum = 0.5;
    method.average_from = 0;
    const auto run = [&](double eta, Index iterations) {
      method.eta = eta;
      method.iteration_limit = iterations;
      return points_of(f, Vector{{50.0}}, method);
    };
    auto points = run(60.0, 31);
    BOOST_TEST(points.at(1)[0] == 50.0);
    points.erase(points.begin());
    BOOST_TEST((points == run(30.0, 30)));
    BOOST_TEST(points.back()[0] != 50.0);
  });
}

BOOST_AUTO_TEST_CASE(an_option_of_the_family_that_makes_no_sense_is_named_with_its_method) {
  const auto text_of = [](const Method& method) -> std::string {
    try {
      (void)minimize(quadratic(every_sign), Vector::Ones(6), method);
    } catch (const OptionError& error) {
      return error.what();
    }
    return "nothing thrown";
  };
  BOOST_TEST(text_of(Adam{.eta = 0.0}) == "Adam::eta is 0; it must be positive.");
  BOOST_TEST(text_of(Adam{.beta2 = 1.0}) == "Adam::beta2 is 1; it must be at least 0 and below 1.");
  BOOST_TEST(text_of(RMSProp{.epsilon = 0.0}) ==
             "RMSProp::epsilon is 0; it must be positive, as what stands beside it may be 0.");
  BOOST_TEST(text_of(AdaGrad{.clip = -1.0}) ==
             "AdaGrad::clip is -1; it must be positive; leave it out to clip nothing.");
  BOOST_TEST(text_of(SGD{.schedule = Schedule::step, .decay = 2.0}) ==
             "SGD::decay is 2; it must be below 1: it is the part that is taken off the rate.");
  BOOST_TEST(
      text_of(SGD{.schedule = Schedule::cosine, .decay = 0.1}) ==
      "SGD::decay is 0.1; it must be 0 with Schedule::cosine, which falls within each period by itself; leave it "
      "out.");
  BOOST_TEST(text_of(SGD{.nesterov = true}) ==
             "SGD::momentum is 0; it must be positive with .nesterov = true, which looks ahead along it.");
  BOOST_TEST(text_of(AdaHessian{.average_memory = 9.0}) ==
             "AdaHessian::average_memory is 9; it is for averages; add .average_from or leave it out.");
  BOOST_TEST(text_of(AdaHessian{.hessian_power = 2.0}) == "AdaHessian::hessian_power is 2; it must be from 0 to 1.");
  BOOST_TEST(text_of(Sophia{.curvature_every = 0}) == "Sophia::curvature_every is 0; it must be at least 1 step.");
}
