// SPDX-License-Identifier: BSL-1.0
//
// What loss_health says of losses whose derivatives are known in closed form.
#include <hesse/hesse.hpp>
#include <hesse/verification/loss_health.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <support/thrown.hpp>
#include <vector>

namespace hesse {

namespace {

const auto logistic = [](const auto& z, const auto& row) { return softplus(z[0]) - row[0] * z[0]; };
const auto squared_error = [](const auto& z, const auto& row) { return 0.5 * square(z[0] - row[0]); };
const auto poisson = [](const auto& z, const auto& row) { return exp(z[0]) - row[0] * z[0]; };
const auto exponential = [](const auto& z, const auto& row) { return exp(-row[0] * z[0]); };
const auto quantile = [](const auto& z, const auto& row) {
  const auto d = row[0] - z[0];
  return max(0.3 * d, -0.7 * d);
};
const auto huber = [](const auto& z, const auto& row) {
  const auto d = abs(z[0] - row[0]);
  return select(d < 1.0, 0.5 * square(d), d - 0.5);
};
const auto huber_with_a_branch = [](const auto& z, const auto& row) {
  using T = std::decay_t<decltype(z[0])>;
  const T d = z[0] - row[0];
  return abs(d) < 1.0 ? T(0.5 * square(d)) : T(abs(d) - 0.5);
};
/// Of label 1: -(1 - p)^2 log p, p the sigmoid of z.
const auto focal = [](const auto& z, const auto&) { return square(1.0 - sigmoid(z[0])) * softplus(-z[0]); };
const auto softmax = [](const auto& z, const auto& row) {
  const std::vector all{z[0], z[1], z[2]};
  return logsumexp(all) - select(row[0] == 0.0, z[0], select(row[0] == 1.0, z[1], z[2]));
};

Matrix column(std::initializer_list<double> numbers) {
  return Vector::Map(numbers.begin(), static_cast<Index>(numbers.size()));
}

template <class RowLoss>
BoostingHealth at_zero(const RowLoss& row_loss, std::initializer_list<double> labels, LossHealthOptions options = {}) {
  const Matrix table = column(labels);
  const Loss loss(row_loss, Vector::Zero(1), table);
  return loss_health(loss, Matrix::Zero(table.rows(), 1), table, options);
}

/// The faulty stretch of a label, which there has to be exactly once.
FaultyStretch stretch_of(const BoostingHealth& health, double label, bool of_curvature, Fault fault, bool above) {
  std::vector<FaultyStretch> found;
  for (const FaultyStretch& stretch : health.stretches)
    if (stretch.label[0] == label && stretch.of_curvature == of_curvature && stretch.fault == fault &&
        (stretch.from + stretch.to > 0) == above)
      found.push_back(stretch);
  BOOST_TEST_REQUIRE(found.size() == 1u, name_of(fault)
                                             << " of label " << label << " found " << found.size() << " times in\n"
                                             << health.text());
  return found.front();
}

const RowCount& rows_with(const std::array<RowCount, fault_count>& rows, Fault fault) {
  return rows[static_cast<std::size_t>(fault)];
}

const double floor_at = -std::log(1e-16), subnormal_at = 126 * std::log(2.0), zero_in_single_at = 150 * std::log(2.0);

}  // namespace

// h = s (1 - s) with s = 1 / (1 + exp(-z)) is exp(-|z|) up to a part exp(-|z|): it is below c beyond |z| = -log c, to
// the last digit for c <= 1e-16.
BOOST_AUTO_TEST_CASE(the_curvature_of_the_logistic_loss_underflows_where_the_exponential_function_says) {
  const BoostingHealth health = at_zero(logistic, {0, 1, 1, 0, 0});
  for (const double label : {0.0, 1.0}) {
    for (const auto& [fault, threshold] :
         {std::pair(Fault::below_floor, floor_at), std::pair(Fault::subnormal_in_single, subnormal_at),
          std::pair(Fault::zero_in_single, zero_in_single_at)}) {
      const FaultyStretch above = stretch_of(health, label, true, fault, true);
      BOOST_TEST(std::abs(above.from - threshold) < 1e-6, name_of(fault));
      BOOST_TEST(above.to == 1000.0);
      const FaultyStretch below = stretch_of(health, label, true, fault, false);
      BOOST_TEST(std::abs(below.to + threshold) < 1e-6, name_of(fault));
      BOOST_TEST(below.from == -1000.0);
    }
    // exp(-z) rounds to 0 where it is below half the smallest double, 2^-1074.
    const FaultyStretch gone = stretch_of(health, label, true, Fault::zero, true);
    BOOST_TEST(gone.from > 1074 * std::log(2.0));
    BOOST_TEST(gone.from < 1075 * std::log(2.0) + 0.01);
  }
  BOOST_TEST(health.is_sound());
  BOOST_TEST(health.jumps.empty());
  BOOST_TEST(health.advice().empty());
  BOOST_TEST_REQUIRE(health.sound.has_value());
  BOOST_TEST(std::abs((*health.sound)[0] + floor_at) < 1e-6);
  BOOST_TEST(std::abs((*health.sound)[1] - floor_at) < 1e-6);
  // All rows at z = 0: h = 1/4, g = 1/2 - y.
  BOOST_TEST(health.curvature_sum == 1.25);
  BOOST_TEST(health.gradient_sum == 0.5);
  BOOST_TEST(health.gradients.smallest == -0.5);
  BOOST_TEST(health.gradients.largest == 0.5);
}

// The oracle is the processor's own rounding to single precision on both sides of a threshold.
BOOST_AUTO_TEST_CASE(thresholds_of_single_precision_are_where_floats_say) {
  const Loss loss(exponential, Vector::Zero(1), Matrix::Ones(1, 1));
  const BoostingHealth health = loss_health(loss, Matrix::Zero(1, 1), Matrix::Ones(1, 1));
  const auto curvature = [&](double z) {
    const Matrix at = Matrix::Constant(1, 1, z);
    return static_cast<float>(loss.per_row_gradient_hessian(at, Matrix::Ones(1, 1)).hessian(0, 0));
  };
  const double gone = stretch_of(health, 1, true, Fault::zero_in_single, true).from;
  BOOST_TEST(curvature(gone) == 0.0f);
  BOOST_TEST(curvature(std::nextafter(gone, 0.0)) > 0.0f);
  const double overflown = stretch_of(health, 1, true, Fault::overflows_in_single, false).to;
  BOOST_TEST(std::isinf(curvature(overflown)));
  BOOST_TEST(std::isfinite(curvature(std::nextafter(overflown, 0.0))));
}

// exp(-z) for label 1: below c from -log c on, infinite in single precision where exp(-z) rounds beyond
// (2 - 2^-24) 2^127, in double where it is beyond exp(709.78271289338397).
BOOST_AUTO_TEST_CASE(the_exponential_loss_overflows_on_one_side_and_underflows_on_the_other) {
  const BoostingHealth health = at_zero(exponential, {1, -1});
  BOOST_TEST(std::abs(stretch_of(health, 1, true, Fault::below_floor, true).from - floor_at) < 1e-6);
  const double infinite = std::log((2.0 - std::ldexp(1.0, -24))) + 127 * std::log(2.0);
  BOOST_TEST(std::abs(stretch_of(health, 1, true, Fault::overflows_in_single, false).to + infinite) < 1e-6);
  BOOST_TEST(std::abs(stretch_of(health, 1, true, Fault::not_finite, false).to + 709.78271289338397) < 1e-6);
  BOOST_TEST(std::abs(stretch_of(health, -1, true, Fault::not_finite, true).from - 709.78271289338397) < 1e-6);
}

// h = exp(z), whatever the label; g = exp(z) - y, which for label 0 vanishes with it.
BOOST_AUTO_TEST_CASE(a_poisson_loss_has_no_curvature_far_below_and_too_much_far_above) {
  const BoostingHealth health = at_zero(poisson, {0, 3, 7});
  for (const double label : {0.0, 3.0, 7.0}) {
    BOOST_TEST(std::abs(stretch_of(health, label, true, Fault::below_floor, false).to + floor_at) < 1e-6);
    BOOST_TEST(std::abs(stretch_of(health, label, true, Fault::subnormal_in_single, false).to + subnormal_at) < 1e-6);
    BOOST_TEST(std::abs(stretch_of(health, label, true, Fault::not_finite, true).from - 709.78271289338397) < 1e-6);
  }
  BOOST_TEST(std::abs(stretch_of(health, 0, false, Fault::below_floor, false).to + floor_at) < 1e-6);
  BOOST_TEST(std::ranges::none_of(health.stretches, [](const FaultyStretch& stretch) {
    return stretch.label[0] == 3.0 && !stretch.of_curvature && stretch.fault == Fault::below_floor;
  }));
}

BOOST_AUTO_TEST_CASE(squared_error_has_nothing_to_hide) {
  const BoostingHealth health = at_zero(squared_error, {0, 25, 346, -1e-3});
  BOOST_TEST(health.stretches.empty(), health.text());
  BOOST_TEST(health.jumps.empty());
  BOOST_TEST(health.is_sound());
  BOOST_TEST(health.advice().empty());
  BOOST_TEST(rows_with(health.gradient, Fault::zero).count == 1);  // label 0 at prediction 0
  BOOST_TEST(rows_with(health.gradient, Fault::zero).first == 0);
}

// h is 1 within 1 of the label and 0 beyond; g is continuous. At the label itself |z - y| has a kink and its half
// square has none.
BOOST_AUTO_TEST_CASE(a_huber_loss_has_curvature_within_its_threshold_only_however_it_is_written) {
  const auto check = [](const BoostingHealth& health) {
    for (const double label : {2.0, 40.0}) {
      BOOST_TEST(std::abs(stretch_of(health, label, true, Fault::zero, true).from - (label + 1)) < 1e-6);
      std::vector<double> at;
      for (const Jump& jump : health.jumps)
        if (jump.label[0] == label) {
          at.push_back(jump.prediction);
          BOOST_TEST(std::abs(jump.gradient[1] - jump.gradient[0]) < 1e-6);
          BOOST_TEST(std::abs(jump.curvature[1] - jump.curvature[0]) == 1.0);
        }
      BOOST_TEST_REQUIRE(at.size() == 2u, health.text());
      BOOST_TEST(std::abs(at[0] - (label - 1)) < 1e-6);
      BOOST_TEST(std::abs(at[1] - (label + 1)) < 1e-6);
    }
    // At prediction 0 both labels are beyond the threshold.
    BOOST_TEST(rows_with(health.curvature, Fault::zero).count == 2);
    BOOST_TEST(health.advice().front().starts_with("There is no curvature"), health.advice().front());
  };
  check(at_zero(huber, {2, 40}));
  check(at_zero(huber_with_a_branch, {2, 40}));
}

// g is -0.3 below the label and 0.7 above; h is 0 on both sides.
BOOST_AUTO_TEST_CASE(a_quantile_loss_has_no_curvature_anywhere_and_a_kink_at_the_label) {
  const BoostingHealth health = at_zero(quantile, {0, 5, 25});
  for (const double label : {0.0, 5.0, 25.0}) {
    const FaultyStretch all = stretch_of(health, label, true, Fault::zero, false);
    BOOST_TEST(all.from == -1000.0);
    BOOST_TEST(all.to == 1000.0);
  }
  BOOST_TEST_REQUIRE(health.jumps.size() == 3u);
  BOOST_TEST(std::abs(health.jumps[2].prediction - 25.0) < 1e-6);
  BOOST_TEST(std::abs(health.jumps[2].gradient[0] + 0.3) < 1e-15);
  BOOST_TEST(std::abs(health.jumps[2].gradient[1] - 0.7) < 1e-15);
  BOOST_TEST(rows_with(health.curvature, Fault::zero).count == 3);
  BOOST_TEST(health.at_kinks.count == 1);  // label 0 at prediction 0
  BOOST_TEST(health.at_kinks.first == 0);
  BOOST_TEST(!health.sound.has_value());
  BOOST_TEST(!health.is_sound());
}

// By hand, with q = 1 - p and p' = p q: L'' = p q^2 ((2 - 6 p) log p + 5 q), whose bracket has one root below p = 1.
BOOST_AUTO_TEST_CASE(a_focal_loss_curves_downwards_where_it_is_badly_wrong) {
  long double low = 1e-3L, high = 0.3L;
  for (int i = 0; i < 200; ++i) {
    const long double p = (low + high) / 2;
    ((2 - 6 * p) * std::log(p) + 5 * (1 - p) < 0 ? low : high) = p;
  }
  const auto root = static_cast<double>(std::log(low / (1 - low)));
  const BoostingHealth health = at_zero(focal, {1, 1}, {.reach = 30.0});
  BOOST_TEST(std::abs(stretch_of(health, 1, true, Fault::negative, false).to - root) < 1e-6);
  // Rows at z = -5 are there, rows at z = 0 are not.
  const Matrix labels = Matrix::Ones(4, 1);
  const BoostingHealth some = loss_health(Loss(focal, Vector::Zero(1), labels), column({0, -5, -5, 1}), labels);
  BOOST_TEST(rows_with(some.curvature, Fault::negative).count == 2);
  BOOST_TEST(rows_with(some.curvature, Fault::negative).first == 1);
  BOOST_TEST(some.advice().front().starts_with("Do not hand over the curvature as it is: 50 % (2 of 4, first row 1)"),
             some.advice().front());
}

// p_j of three classes, the others at 0: h = 2 e^z / (e^z + 2)^2, below c beyond log(2 / c) and below log(2 c).
BOOST_AUTO_TEST_CASE(each_output_of_a_softmax_is_searched) {
  const Matrix labels = column({0, 1, 2});
  const Loss loss(softmax, Vector::Zero(3), labels);
  const BoostingHealth health = loss_health(loss, Matrix::Zero(3, 3), labels);
  for (Index output = 0; output < 3; ++output) {
    BoostingHealth of_output = health;
    std::erase_if(of_output.stretches, [&](const FaultyStretch& stretch) { return stretch.output != output; });
    for (const double label : {0.0, 1.0, 2.0}) {
      const double above = stretch_of(of_output, label, true, Fault::below_floor, true).from;
      const double below = stretch_of(of_output, label, true, Fault::below_floor, false).to;
      BOOST_TEST(std::abs(above - std::log(2e16)) < 1e-6);
      BOOST_TEST(std::abs(below - std::log(2e-16)) < 1e-6);
    }
  }
  BOOST_TEST(health.jumps.empty());  // the choice of a class is one by the label, not by the predictions
  BOOST_TEST(health.at_kinks.count == 0);
  BOOST_TEST(health.text().find("output") != std::string::npos);
}

// log(1 + exp(z)) in two branches that meet smoothly at 0.
BOOST_AUTO_TEST_CASE(a_branch_without_a_jump_is_no_kink) {
  const auto branching = [](const auto& z, const auto& row) {
    using T = std::decay_t<decltype(z[0])>;
    return T((z[0] > 0 ? T(z[0] + log1p(exp(-z[0]))) : T(log1p(exp(z[0])))) - row[0] * z[0]);
  };
  const BoostingHealth health = at_zero(branching, {0, 1});
  BOOST_TEST(health.at_kinks.count == 0);
  BOOST_TEST(health.jumps.empty());
}

// Half (theta_0 x + theta_1 - y)^2 with rows (x, y): the residuals at (1, 0) are 0, 2 and 0, -1, 1000; the gradient of
// a row is its residual times (x, 1), so those of rows 0 and 2 are zero.
BOOST_AUTO_TEST_CASE(rows_of_a_fit_are_judged_by_what_they_add_to_its_gradient) {
  Matrix rows(5, 2);
  rows << 1, 1, 0, -2, 3, 3, 0, 1, 0, -1000;
  const Loss fit([](const auto& theta, const auto& row) { return 0.5 * square(theta[0] * row[0] + theta[1] - row[1]); },
                 Vector::Zero(2), rows);
  const LossHealth health = loss_health(fit, Vector{{1.0, 0.0}});
  BOOST_TEST(health.rows == 5);
  BOOST_TEST(health.zero_gradient.count == 2);
  BOOST_TEST(health.zero_gradient.first == 0);
  BOOST_TEST(health.not_finite.count == 0);
  BOOST_TEST(health.negative_curvature.count == 0);
  BOOST_TEST(health.heaviest_row == 4);
  BOOST_TEST(std::abs(health.heaviest_share - 1000.0 / 1003.0) < 1e-15);
  BOOST_TEST(std::abs(health.effective_rows - 1003.0 * 1003.0 / (1e6 + 4 + 1)) < 1e-12);
  BOOST_TEST(std::abs(health.agreement - 1001.0 / 1003.0) < 1e-15);
  BOOST_TEST(health.values.median == 0.5);
  BOOST_TEST(health.values.largest == 5e5);
  // Along (0, 1) each row has the curvature 1.
  BOOST_TEST(std::abs(health.curvature_along_gradient - 5.0) < 1e-14);
  const Loss part = fit.batch(std::vector<Index>{3, 1});
  BOOST_TEST(loss_health(part, Vector{{1.0, 0.0}}).heaviest_row == 1);
}

// max(0, x z) - log(w) with rows (x, w) at z = 1: the second row is dead, the third on its kink, the fourth has log(0).
// cos(3 z) of the fifth curves downwards: h = -9 cos 3 > 0, so cos(z): h = -cos 1.
BOOST_AUTO_TEST_CASE(rows_that_are_dead_on_a_kink_or_not_finite_are_told_apart) {
  const auto row_loss = [](const auto& z, const auto& row) {
    return max(0.0, row[0] * z[0]) - log(row[1] * z[0]) * row[2] + row[3] * cos(z[0]);
  };
  Matrix rows(5, 4);
  rows << 2, 1, 1, 0,  //
      -1, 1, 0, 0,     //
      0, 1, 1, 0,      //
      1, 0, 1, 0,      //
      1, 1, 0, 1;
  const LossHealth health = loss_health(Loss(row_loss, Vector::Ones(1), rows), Vector::Ones(1));
  BOOST_TEST(health.zero_gradient.count == 1);
  BOOST_TEST(health.zero_gradient.first == 1);
  BOOST_TEST(health.at_kinks.count == 1);
  BOOST_TEST(health.at_kinks.first == 2);
  BOOST_TEST(health.not_finite.count == 1);
  BOOST_TEST(health.not_finite.first == 3);
  BOOST_TEST(health.first_not_finite.starts_with("row 3: "), health.first_not_finite);
  BOOST_TEST(health.negative_curvature.count == 1);
  BOOST_TEST(health.negative_curvature.first == 4);
  BOOST_TEST(health.advice().front().starts_with("Mend row 3 first"), health.text());
  BOOST_TEST(health.text().find("20 % (1 of 5, first row 1)") != std::string::npos, health.text());
}

BOOST_AUTO_TEST_CASE(a_search_that_is_stopped_says_so) {
  std::stop_source source;
  const Matrix labels = Matrix::Zero(200'000, 1);
  const Loss loss(logistic, Vector::Zero(1), labels.topRows(1));
  const LossHealthOptions options{.progress =
                                      [&](Index done, Index all) {
                                        BOOST_TEST(all == 200'000);
                                        if (done > 100'000) source.request_stop();
                                      },
                                  .stop_token = source.get_token()};
  const BoostingHealth health = loss_health(loss, labels, labels, options);
  BOOST_TEST(health.stopped);
  BOOST_TEST(health.rows < 200'000);
  BOOST_TEST(health.rows > 100'000);
  BOOST_TEST(health.stretches.empty());
  BOOST_TEST(health.text().find("stopped before the end") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(misuse_of_loss_health_is_told_in_words) {
  using support::check_error;
  const Matrix labels = Matrix::Zero(3, 1);
  const Loss loss(logistic, Vector::Zero(1), labels);
  check_error<ShapeError>([&] { (void)loss_health(loss, Matrix::Zero(3, 2), labels); }, "shape.size",
                          "loss_health() got 2 columns of predictions, but 1 is expected. Pass exactly 1.");
  check_error<ShapeError>([&] { (void)loss_health(loss, Matrix::Zero(2, 1), labels); }, "shape.size",
                          "loss_health() got 3 rows of labels, but 2 are expected. Pass exactly 2.");
  check_error<ShapeError>([&] { (void)loss_health(loss, Matrix(0, 1), Matrix(0, 1)); }, "shape.rows",
                          "loss_health() got no rows. Pass at least 1.");
  check_error<OptionError>([&] { (void)loss_health(loss, labels, labels, {.reach = -1.0}); }, "option.reach",
                           "loss_health() got reach = -1. Pass a number above 0.");
  check_error<OptionError>([&] { (void)loss_health(loss, labels, labels, {.points = 1}); }, "option.points",
                           "loss_health() got points = 1. Pass 2 or more.");
}

}  // namespace hesse
