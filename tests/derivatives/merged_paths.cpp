// SPDX-License-Identifier: BSL-1.0
//
// Rows that differ in nothing but the order of their numbers share one path, and a path that was merged by a wrong
// guess never serves a row that it is wrong for.
#include <hesse/hesse.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <problems.hpp>
#include <random>
#include <utility>

namespace hesse {

namespace {

constexpr Index columns = 8;
constexpr Index table_rows = 300;

Matrix table() { return problems::Uniform(3).vector(table_rows * columns, -1, 1).reshaped(table_rows, columns); }

/// Points far apart, so that most rows order their numbers otherwise at each.
std::vector<Vector> points() {
  problems::Uniform uniform(17);
  std::vector<Vector> all;
  for (int i = 0; i < 12; ++i) all.push_back(uniform.vector(columns, -1.5, 1.5));
  return all;
}

template <class Theta, class Row>
auto scores(const Theta& theta, const Row& row) {
  using T = std::decay_t<decltype(theta[0])>;
  std::array<T, columns> all;
  for (Index j = 0; j < columns; ++j) all[static_cast<std::size_t>(j)] = T(theta[j] * row[j] + 0.3 * row[j]);
  return all;
}

const auto running_maximum = [](const auto& theta, const auto& row) {
  return problems::logsumexp_by_comparisons(scores(theta, row));
};

/// A sum of squares of what a bubble sort leaves, each with its own weight.
const auto sorted = [](const auto& theta, const auto& row) {
  using T = std::decay_t<decltype(theta[0])>;
  auto terms = scores(theta, row);
  for (std::size_t last = terms.size(); --last > 0;)
    for (std::size_t i = 0; i < last; ++i)
      if (terms[i + 1] < terms[i]) std::swap(terms[i], terms[i + 1]);
  T sum(0.0);
  for (std::size_t i = 0; i < terms.size(); ++i) sum += static_cast<double>(i + 1) * exp(T(0.5 * terms[i]));
  return sum;
};

/// Slopes that are constants, chosen by comparisons of every kind.
const auto leaky = [](const auto& theta, const auto& row) {
  using T = std::decay_t<decltype(theta[0])>;
  const auto x = scores(theta, row);
  const double slopes[] = {x[0] >= 0.0 ? 1.0 : 0.1,        x[1] <= 0.0 ? 0.2 : 2.0,
                           x[2] > x[3] ? 3.0 : 0.3,        x[5] < x[0] ? 6.0 : 0.6,
                           floor(x[6]) == 0.0 ? 0.7 : 0.4, floor(2.0 * x[7]) != 0.0 ? 0.5 : 5.0,
                           x[4] > 0.1 ? 1.5 : 2.5,         x[3] < -0.1 ? 3.5 : 4.5};
  T sum(0.0);
  for (std::size_t i = 0; i < std::size(slopes); ++i) sum += sin(T(slopes[i] * x[i]));
  return sum;
};

/// No rule of single comparisons: any of the numbers, by the outcomes of all comparisons together.
const auto arbitrary = [](const auto& theta, const auto& row) {
  using T = std::decay_t<decltype(theta[0])>;
  const auto x = scores(theta, row);
  unsigned outcomes = 0;
  for (std::size_t i = 0; i < x.size(); ++i)
    if (x[i] < x[(i + 1) % x.size()]) outcomes |= 1u << i;
  std::mt19937 generator(outcomes);
  const T& a = x[generator() % x.size()];
  const T& b = x[generator() % x.size()];
  return T(a * b + exp(T(0.2 * a)));
};

/// A rule for most outcomes; where all hold, it goes another way.
const auto treacherous = [](const auto& theta, const auto& row) {
  using T = std::decay_t<decltype(theta[0])>;
  const auto x = scores(theta, row);
  std::array<T, 7> larger;
  int count = 0;
  for (std::size_t i = 0; i < larger.size(); ++i) {
    const bool is_less = x[i] < x[i + 1];
    larger[i] = is_less ? x[i + 1] : x[i];
    count += is_less ? 1 : 0;
  }
  if (count == 7) std::swap(larger[0], larger[4]);
  T sum(0.0);
  for (std::size_t i = 0; i < larger.size(); ++i) sum += static_cast<double>(i + 1) * square(larger[i]);
  return sum;
};

bool close(const Matrix& a, const Matrix& b) {
  return (a - b).lpNorm<Eigen::Infinity>() <= 1e-12 * (1 + b.lpNorm<Eigen::Infinity>());
}

/// Sums over the rows, each recorded by itself.
template <class RowLoss>
SecondOrder row_by_row(const RowLoss& loss, const Matrix& data, const Vector& theta) {
  SecondOrder sum{0.0, Vector::Zero(columns), Matrix::Zero(columns, columns)};
  for (Index i = 0; i < data.rows(); ++i) {
    const Vector row = data.row(i).transpose();
    const Function one([&](const auto& x) { return loss(x, row); }, theta, {.compile = Compile::never});
    const SecondOrder at = one.second_order(theta);
    sum.value += at.value;
    sum.gradient += at.gradient;
    sum.hessian += at.hessian;
  }
  return sum;
}

template <class RowLoss>
void check_everywhere(const Loss& loss, const RowLoss& row_loss, const Matrix& data) {
  for (int round = 0; round < 2; ++round)
    for (const Vector& theta : points()) {
      const SecondOrder expected = row_by_row(row_loss, data, theta);
      const auto [value, gradient] = loss.value_and_gradient(theta);
      BOOST_TEST(std::abs(value - expected.value) <= 1e-12 * (1 + std::abs(expected.value)));
      BOOST_TEST(close(gradient, expected.gradient));
      BOOST_TEST(close(loss.hessian(theta), expected.hessian));
      BOOST_TEST(loss.verify_replay(theta).passed);
    }
}

/// How many rows are recorded when all points are visited once more.
std::size_t recorded_again(const Loss& loss) {
  const std::size_t before = loss.recordings();
  for (const Vector& theta : points()) static_cast<void>(loss.value(theta));
  return loss.recordings() - before;
}

bool is_merged(const Loss& loss) { return loss.describe().find("merged: ") != std::string::npos; }

}  // namespace

BOOST_AUTO_TEST_SUITE(merged_paths)

BOOST_AUTO_TEST_CASE(orders_of_numbers_are_one_path) {
  const Matrix data = table();
  const auto check = [&](const auto& row_loss) {
    for (const int threads : {1, 2}) {
      const Loss loss(row_loss, points()[0], data, {.compile = Compile::at_once, .threads = threads});
      check_everywhere(loss, row_loss, data);
      BOOST_TEST(is_merged(loss));
      BOOST_TEST(recorded_again(loss) == 0);
      BOOST_TEST(loss.describe().find("\n1 path seen") != std::string::npos);
      BOOST_CHECK_THROW((void)loss.emit_cpp("one_way_only"), Error);
    }
  };
  check(running_maximum);
  check(sorted);
  check(leaky);
}

BOOST_AUTO_TEST_CASE(a_wrong_guess_serves_no_row_that_it_is_wrong_for) {
  const Matrix data = table();
  const auto check = [&](const auto& row_loss) {
    const Loss loss(row_loss, points()[0], data, {.compile = Compile::at_once});
    check_everywhere(loss, row_loss, data);
    return is_merged(loss);
  };
  check(arbitrary);
  BOOST_TEST(check(treacherous));
}

BOOST_AUTO_TEST_CASE(rows_of_their_own_parameters_are_merged_as_well) {
  const Matrix data = table();
  const Matrix thetas = problems::Uniform(5).vector(table_rows * columns, -1, 1).reshaped(table_rows, columns);
  const Loss loss(running_maximum, points()[0], data, {.compile = Compile::at_once});
  for (int round = 0; round < 2; ++round) {
    const auto [gradient, hessian] = loss.per_row_gradient_hessian(thetas, data);
    for (Index i = 0; i < table_rows; ++i) {
      const Vector row = data.row(i).transpose();
      const Function one([&](const auto& x) { return running_maximum(x, row); }, thetas.row(i).transpose());
      BOOST_TEST(close(gradient.row(i).transpose(), one.gradient(thetas.row(i).transpose())));
      BOOST_TEST(close(hessian.row(i).transpose(), one.hessian(thetas.row(i).transpose()).diagonal()));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hesse
