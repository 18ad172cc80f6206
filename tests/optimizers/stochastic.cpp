// SPDX-License-Identifier: BSL-1.0
//
// What stochastic descent does on average, by going through all outcomes instead of drawing some.
#include <algorithm>
#include <cmath>
#include <map>
#include <problems.hpp>

#include "methods.hpp"

using namespace hesse;

namespace {

constexpr Index data_rows = 7;

/// Rows with different gradients and Hessians: f_i = softplus(a_i' x) + (x_0 - i)^2 x_1^2 / 10.
auto row_loss(const auto& x, const auto& i) {
  return softplus(x[0] * (0.3 * i - 1) + x[1] * 0.5) + (x[0] - i) * (x[0] - i) * x[1] * x[1] / 10.0;
}

LossObjective all_rows() {
  const Vector numbers = Vector::LinSpaced(data_rows, 0, data_rows - 1);
  return LossObjective(Loss([](const auto& x, const auto& row) { return row_loss(x, row[0]); }, Vector::Zero(2),
                            numbers, {.reduction = Reduction::mean}));
}

/// What a batch of one row sees when the draw is `gradient_row` for g and `product_row` for H.
class Draw final : public BatchObjective {
 public:
  Draw(const LossObjective& f, Index gradient_row, Index product_row)
      : f_(f), gradient_row_(gradient_row), product_row_(product_row) {}
  Index rows() const override { return 1; }
  Index inputs() const override { return 2; }
  double value(ConstVector x) const override { return f_.value(x); }
  ValueAndGradient value_and_gradient(ConstVector x) const override { return f_.value_and_gradient(x); }
  Vector hessian_vector(ConstVector x, ConstVector v) const override { return f_.hessian_vector(x, v); }
  ValueAndGradient batch_value_and_gradient(ConstVector x, Rows) const override {
    return f_.batch_value_and_gradient(x, Rows(&gradient_row_, 1));
  }
  Vector batch_hessian_vector(ConstVector x, ConstVector v, Rows) const override {
    return f_.batch_hessian_vector(x, v, Rows(&product_row_, 1));
  }

 private:
  const LossObjective& f_;
  Index gradient_row_, product_row_;
};

const Vector here{{0.4, -0.8}};

/// (x - x_1) / eta after one step.
Vector direction(const Objective& f, SGD method) {
  method.eta = 1.0;
  method.iteration_limit = 1;
  const auto points = hesse::test::points_of(f, here, method);
  return points.at(0) - points.at(1);
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_mean_over_all_rows_of_stochastic_descent_is_the_gradient) {
  const LossObjective f = all_rows();
  Vector mean = Vector::Zero(2);
  for (Index i = 0; i < data_rows; ++i) mean += direction(Draw(f, i, i), {}) / static_cast<double>(data_rows);
  BOOST_TEST((mean - f.value_and_gradient(here).gradient).norm() < 1e-13);
}

// Every row is equally likely, so the mean is g + rho mean(H_i g_i). Row losses are differentiated one by one.
BOOST_AUTO_TEST_CASE(with_the_same_batch_the_mean_is_g_plus_rho_times_the_mean_of_the_rows_products) {
  const LossObjective f = all_rows();
  Vector mean = Vector::Zero(2), expected = f.value_and_gradient(here).gradient;
  for (Index i = 0; i < data_rows; ++i) {
    mean += direction(Draw(f, i, i), {.rho = 0.7}) / static_cast<double>(data_rows);
    const auto [value, g, h] = second_order([i](const auto& x) { return row_loss(x, static_cast<double>(i)); }, here);
    expected += 0.7 * (h * g) / static_cast<double>(data_rows);
  }
  BOOST_TEST((mean - expected).norm() < 1e-13);
  // The two readings differ on this function, or this test could not tell them apart.
  const Vector g = f.value_and_gradient(here).gradient;
  BOOST_TEST((expected - g - 0.7 * f.hessian(here) * g).norm() > 0.1);
}

// g + rho H g is the gradient of f + rho/2 |g|^2.
BOOST_AUTO_TEST_CASE(with_independent_batches_the_mean_is_the_gradient_of_the_penalised_objective) {
  const LossObjective f = all_rows();
  Vector mean = Vector::Zero(2);
  for (Index i = 0; i < data_rows; ++i)
    for (Index j = 0; j < data_rows; ++j)
      mean += direction(Draw(f, i, j), {.rho = 0.7, .product_rows = ProductRows::independent_batches}) /
              static_cast<double>(data_rows * data_rows);
  const Vector g = f.value_and_gradient(here).gradient;
  BOOST_TEST((mean - g - 0.7 * f.hessian(here) * g).norm() < 1e-13);
}

namespace {

/// Notes which rows it is asked for.
class Watched final : public BatchObjective {
 public:
  Index rows() const override { return data_rows; }
  Index inputs() const override { return 1; }
  double value(ConstVector x) const override { return 0.5 * x.squaredNorm(); }
  ValueAndGradient value_and_gradient(ConstVector x) const override { return {value(x), x}; }
  Vector hessian_vector(ConstVector, ConstVector v) const override { return v; }
  ValueAndGradient batch_value_and_gradient(ConstVector x, Rows rows) const override {
    asked.insert(asked.end(), rows.begin(), rows.end());
    return {value(x), x};
  }
  Vector batch_hessian_vector(ConstVector, ConstVector v, Rows rows) const override {
    products.insert(products.end(), rows.begin(), rows.end());
    return v;
  }
  mutable std::vector<Index> asked, products;
};

std::vector<Index> order_of(std::uint64_t seed, Index batch) {
  const Watched f;
  (void)minimize(f, Vector{{1.0}}, SGD{.batch = batch, .seed = seed, .iteration_limit = 3});
  return f.asked;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_epoch_visits_each_row_once_in_an_order_the_seed_decides) {
  const std::vector<Index> order = order_of(5, 3);
  BOOST_TEST_REQUIRE(order.size() == 3u * data_rows);
  for (std::size_t epoch = 0; epoch < 3; ++epoch) {
    std::vector<Index> rows(order.begin() + static_cast<std::ptrdiff_t>(epoch * data_rows),
                            order.begin() + static_cast<std::ptrdiff_t>((epoch + 1) * data_rows));
    std::ranges::sort(rows);
    for (Index i = 0; i < data_rows; ++i) BOOST_TEST(rows[static_cast<std::size_t>(i)] == i);
  }
  BOOST_TEST((order == order_of(5, 3)));
  BOOST_TEST((order != order_of(6, 3)));
}

// 7000 seeds: each row comes first 1000 times, with a standard deviation of sqrt(7000 / 7 * 6 / 7) = 29.3.
BOOST_AUTO_TEST_CASE(every_row_comes_first_equally_often) {
  std::map<Index, int> first;
  for (std::uint64_t seed = 0; seed < 7000; ++seed) ++first[order_of(seed, data_rows).front()];
  for (Index i = 0; i < data_rows; ++i) BOOST_TEST(std::abs(first[i] - 1000) < 5 * 29.3);
}

BOOST_AUTO_TEST_CASE(the_rows_of_independent_products_are_other_rows) {
  const auto differ = [](ProductRows product_rows) {
    const Watched f;
    (void)minimize(f, Vector{{1.0}}, SGD{.rho = 0.1, .product_rows = product_rows, .batch = 1, .iteration_limit = 3});
    return f.asked != f.products;
  };
  BOOST_TEST(!differ(ProductRows::same_batch));
  BOOST_TEST(differ(ProductRows::independent_batches));
}

// f = mean of (x - a_i)^2 / 2 with a = -3, ..., 3, least at 0. An epoch of single rows takes x to
//   (1 - eta)^7 x + eta sum_k (1 - eta)^(7 - k) a_(k-th).
// Since the a_i sum to 0 the second part is eta^2 sum_k k a_(k-th) to leading order: random, of size eta^2. Summed over
// epochs with memory (1 - eta)^7 it has a standard deviation of eta^2 / sqrt(14 eta): a tenth of eta, 0.1^1.5 = 0.032
// of the ball.
BOOST_AUTO_TEST_CASE(a_constant_rate_reaches_a_ball_and_a_decaying_rate_the_minimum) {
  const Vector centres = Vector::LinSpaced(data_rows, -3, 3);
  const auto loss = [](const auto& x, const auto& row) { return 0.5 * square(x[0] - row[0]); };
  const LossObjective f{Loss(loss, Vector{{5.0}}, centres, {.reduction = Reduction::mean})};
  const auto mean_distance = [&](const SGD& method) {
    const auto points = hesse::test::points_of(f, Vector{{5.0}}, method);
    double sum = 0.0;
    for (std::size_t k = points.size() - 100; k < points.size(); ++k) sum += std::abs(points[k][0]);
    return sum / 100.0;
  };
  const double wide = mean_distance({.eta = 0.2, .batch = 1, .iteration_limit = 500});
  const double narrow = mean_distance({.eta = 0.02, .batch = 1, .iteration_limit = 500});
  const double decaying = mean_distance({.eta = 0.2, .decay = 0.5, .batch = 1, .iteration_limit = 500});
  BOOST_TEST_MESSAGE("distance from the minimum: " << wide << ", " << narrow << ", decaying " << decaying);
  BOOST_TEST(wide > 0.1);
  BOOST_TEST((narrow / wide > 0.016 && narrow / wide < 0.064));
  BOOST_TEST(decaying < 0.05 * wide);
}
