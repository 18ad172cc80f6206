// SPDX-License-Identifier: BSL-1.0
//
// A Loss answers like the Function that loops over the same rows, whatever ways the rows take and whichever executor
// runs them.
#include <hesse/hesse.hpp>

#include <boost/test/unit_test.hpp>

#include <numeric>
#include <problems.hpp>
#include <support/thrown.hpp>

#include "row_losses.hpp"

#ifdef HESSE_TEST_WITH_TBB
#include <tbb/global_control.h>
#endif

namespace hesse {

namespace {

template <class RowLoss>
void expect_same_answers(const RowLoss& row_loss, Index rows, LossOptions options) {
  const Matrix data = table(rows);
  const Function expected = looped(row_loss, data, theta0);
  const Loss loss(row_loss, theta0, data, options);
  for (const double shift : {0.0, 0.7, -0.9}) {
    const Vector theta = theta0.array() + shift;
    BOOST_TEST(std::abs(loss.value(theta) - expected.value(theta)) <= 1e-13 * std::abs(expected.value(theta)));
    BOOST_TEST(close(loss.gradient(theta), expected.gradient(theta)));
    BOOST_TEST(close(loss.hessian_vector(theta, direction), expected.hessian_vector(theta, direction)));
    const Matrix H = loss.hessian(theta);
    BOOST_TEST(close(H, expected.hessian(theta)));
    BOOST_TEST((H == H.transpose()));
    BOOST_TEST(close(loss.hessian_diagonal(theta), H.diagonal()));
    BOOST_TEST(std::abs(loss.per_row_value(theta).sum() - expected.value(theta)) <=
               1e-13 * std::abs(expected.value(theta)));
    BOOST_TEST(close(loss.per_row_gradient(theta).colwise().sum().transpose(), expected.gradient(theta)));
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_loss_answers_like_the_loop_over_its_rows) {
  for (const Compile compile : {Compile::at_once, Compile::when_repaid, Compile::never})
    for (const int threads : {1, 3})
      for (const Index rows : {1, 2, 37, 600}) {
        BOOST_TEST_CONTEXT("policy " << static_cast<int>(compile) << ", " << threads << " threads, " << rows
                                     << " rows") {
          const LossOptions options{.compile = compile, .threads = threads};
          expect_same_answers(smooth, rows, options);
          expect_same_answers(branching, rows, options);
          expect_same_answers(indexing, rows, options);
        }
      }
}

BOOST_AUTO_TEST_CASE(each_way_is_recorded_once) {
  const Loss loss(branching, theta0, table(600), {.compile = Compile::at_once});
  (void)loss.gradient(theta0);
  BOOST_TEST(loss.recordings() <= 5u);  // 2 signs, 2 classes, and the first row
  for (const double shift : {0.3, -0.4, 1.0}) (void)loss.gradient(theta0.array() + shift);
  BOOST_TEST(loss.recordings() <= 5u);
  BOOST_TEST(loss.describe().find("4 paths seen") != std::string::npos, loss.describe());
}

BOOST_AUTO_TEST_CASE(results_have_the_same_bits_on_any_number_of_threads) {
#ifdef HESSE_TEST_WITH_TBB
  const tbb::global_control more_than_processors(tbb::global_control::max_allowed_parallelism, 16);
#endif
  const Matrix data = table(3000);
  const Loss one(branching, theta0, data, {.compile = Compile::at_once, .threads = 1});
  const ValueAndGradient expected = one.value_and_gradient(theta0);
  const Matrix hessian = one.hessian(theta0);
  for (const int threads : {2, 7, 16}) {
    const Loss several(branching, theta0, data, {.compile = Compile::at_once, .threads = threads});
    const ValueAndGradient found = several.value_and_gradient(theta0);
    BOOST_TEST(found.value == expected.value);
    BOOST_TEST((found.gradient == expected.gradient));
    BOOST_TEST((several.hessian(theta0) == hessian));
  }
}

BOOST_AUTO_TEST_CASE(results_do_not_depend_on_where_the_loss_was_evaluated_before) {
  const Matrix data = table(500);
  const Loss fresh(branching, theta0, data, {.compile = Compile::at_once});
  for (const double begin : {-9.0, 9.0}) {
    const Loss used(branching, theta0.array() + begin, data, {.compile = Compile::at_once});
    for (const double shift : {2.0, -3.0, 0.5}) (void)used.gradient(theta0.array() + shift);
    BOOST_TEST((fresh.gradient(theta0) == used.gradient(theta0)));
  }
}

BOOST_AUTO_TEST_CASE(a_batch_is_the_loss_of_its_rows) {
  const Matrix data = table(600);
  const std::vector<Index> rows{17, 3, 599, 3, 200, 201, 202, 1};
  Matrix chosen(8, 6);
  for (std::size_t i = 0; i < rows.size(); ++i) chosen.row(static_cast<Index>(i)) = data.row(rows[i]);
  for (const Compile compile : {Compile::at_once, Compile::when_repaid})
    for (const Reduction reduction : {Reduction::sum, Reduction::mean}) {
      const LossOptions options{.reduction = reduction, .compile = compile};
      const Loss batch = Loss(branching, theta0, data, options).batch(rows),
                 expected(branching, theta0, chosen, options);
      BOOST_TEST(batch.rows() == 8);
      BOOST_TEST(std::abs(batch.value(theta0) - expected.value(theta0)) < 1e-14);
      BOOST_TEST(close(batch.gradient(theta0), expected.gradient(theta0)));
      BOOST_TEST(close(batch.hessian(theta0), expected.hessian(theta0)));
      BOOST_TEST(close(batch.per_row_gradient(theta0), expected.per_row_gradient(theta0)));
      BOOST_TEST(close(batch.per_row_value(theta0), expected.per_row_value(theta0)));
    }
}

BOOST_AUTO_TEST_CASE(a_mean_is_the_sum_over_the_number_of_rows) {
  const Matrix data = table(100);
  const Loss sum(smooth, theta0, data), mean(smooth, theta0, data, {.reduction = Reduction::mean});
  BOOST_TEST(std::abs(sum.value(theta0) / 100 - mean.value(theta0)) < 1e-15);
  BOOST_TEST(close(sum.hessian(theta0) / 100, mean.hessian(theta0)));
  BOOST_TEST(close(sum.fisher_vector(theta0, direction) / 100, mean.fisher_vector(theta0, direction)));
}

namespace {

// Three classes, their scores linear in a tanh of the features: 3 x 2 + 2 parameters.
const auto model = [](const auto& theta, const auto& row) {
  using T = std::decay_t<decltype(theta[0])>;
  const T hidden = tanh(theta[6] * row[0] + theta[7] * row[1]);
  std::vector<T> scores;
  for (Index c = 0; c < 3; ++c) scores.push_back(theta[2 * c] * hidden + theta[2 * c + 1] * row[2]);
  return scores;
};
const auto cross_entropy = [](const auto& scores, const auto& row) {
  const std::vector all(scores.begin(), scores.end());
  return logsumexp(all) - select(row[5] == 0.0, all[0], select(row[5] == 1.0, all[1], all[2]));
};

}  // namespace

BOOST_AUTO_TEST_CASE(gauss_newton_and_fisher_products_are_those_of_the_matrices) {
  const Matrix data = table(300);
  const Vector theta = Vector::LinSpaced(8, -0.6, 0.9), v = Vector::LinSpaced(8, 1, -2);
  for (const Compile compile : {Compile::at_once, Compile::never})
    for (const int threads : {1, 4}) {
      const Loss loss(model, cross_entropy, theta, data, {.compile = compile, .threads = threads});
      // J by a function of its own; the second derivative of logsumexp by hand: diag(p) - p p'.
      Matrix gauss_newton = Matrix::Zero(8, 8), fisher = Matrix::Zero(8, 8);
      for (Index i = 0; i < data.rows(); ++i) {
        const Vector row = data.row(i).transpose();
        const Function scores([&](const auto& x) { return model(x, row); }, theta);
        const Vector z = scores.values(theta);
        const Vector p = (z.array() - z.maxCoeff()).exp() / (z.array() - z.maxCoeff()).exp().sum();
        const Matrix J = scores.jacobian(theta), L = Matrix(p.asDiagonal()) - p * p.transpose();
        const Vector g = J.transpose() * (p - Vector::Unit(3, static_cast<Index>(row[5])));
        gauss_newton += J.transpose() * L * J;
        fisher += g * g.transpose();
      }
      BOOST_TEST(close(loss.gauss_newton_vector(theta, v), gauss_newton * v));
      BOOST_TEST(close(loss.fisher_vector(theta, v), fisher * v));
    }
}

BOOST_AUTO_TEST_CASE(boosting_gets_derivatives_of_each_row_at_its_own_prediction) {
  // Poisson deviance with an exposure, and a branch as in a Huber loss.
  const auto objective = [](const auto& score, const auto& row) {
    using T = std::decay_t<decltype(score[0])>;
    const T difference = score[0] - row[0];
    const T huber = abs(difference) < 1.0 ? T(0.5 * square(difference)) : T(abs(difference) - 0.5);
    return huber + exp(score[1]) * row[1] - row[0] * score[1] * score[0];
  };
  problems::Uniform uniform(5);
  for (const Index rows : {1, 40, 700}) {
    Matrix labels(rows, 2), predictions(rows, 2);
    for (double& item : labels.reshaped()) item = uniform(-2, 2);
    for (double& item : predictions.reshaped()) item = uniform(-2, 2);
    for (const Compile compile : {Compile::at_once, Compile::never}) {
      const Loss loss(objective, Vector::Zero(2), labels.topRows(1), {.compile = compile, .threads = 2});
      const RowDerivatives found = loss.per_row_gradient_hessian(predictions, labels);
      for (Index i = 0; i < rows; ++i) {
        const double difference = predictions(i, 0) - labels(i, 0);
        const bool is_near = std::abs(difference) < 1;
        const double rate = std::exp(predictions(i, 1)) * labels(i, 1);
        BOOST_TEST(std::abs(found.gradient(i, 0) - ((is_near ? difference : std::copysign(1, difference)) -
                                                    labels(i, 0) * predictions(i, 1))) < 1e-14);
        BOOST_TEST(std::abs(found.gradient(i, 1) - (rate - labels(i, 0) * predictions(i, 0))) < 1e-13);
        BOOST_TEST(found.hessian(i, 0) == (is_near ? 1.0 : 0.0));
        BOOST_TEST(std::abs(found.hessian(i, 1) - rate) < 1e-13);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(numbers_that_are_not_finite_are_explained_with_their_row) {
  const auto loss_of = [](const auto& theta, const auto& row) { return sqrt(row[0] * theta[0]); };
  Matrix data(4, 1);
  data << 1, 4, 0, 9;
  for (const Compile compile : {Compile::at_once, Compile::never}) {
    const Loss loss(loss_of, Vector::Ones(1), data, {.compile = compile});
    BOOST_TEST(loss.value(Vector::Ones(1)) == 6.0);
    BOOST_TEST(!loss.gradient(Vector::Ones(1)).allFinite());
    BOOST_TEST(loss.explain_nonfinite(Vector::Ones(1)).starts_with("row 2: "), loss.explain_nonfinite(Vector::Ones(1)));
  }
}

// SLEEF's exp is infinite from 709.7827128933840 on, that of the C library a little later: what a compiled program
// finds to be infinite, sweeps have to confirm.
BOOST_AUTO_TEST_CASE(infinite_results_of_compiled_rows_are_confirmed_by_sweeps) {
  const auto growth = [](const auto& theta, const auto& row) { return exp(theta[0] * row[0]) * 1e-200; };
  Matrix data(40, 1);
  data.fill(1.0);
  const Vector theta{{709.7827128933840}};
  const Loss compiled(growth, theta, data, {.compile = Compile::at_once}),
      swept(growth, theta, data, {.compile = Compile::never});
  BOOST_TEST_REQUIRE(std::isfinite(swept.value(theta)));
  BOOST_TEST(compiled.value(theta) == swept.value(theta));
  BOOST_TEST((compiled.gradient(theta) == swept.gradient(theta)));
  BOOST_TEST((compiled.hessian_vector(theta, theta) == swept.hessian_vector(theta, theta)));
  BOOST_TEST((compiled.hessian(theta) == swept.hessian(theta)));
  BOOST_TEST((compiled.per_row_value(theta) == swept.per_row_value(theta)));
  BOOST_TEST((compiled.per_row_gradient(theta) == swept.per_row_gradient(theta)));
  BOOST_TEST((compiled.fisher_vector(theta, Vector::Constant(1, 1e-3)) ==
              swept.fisher_vector(theta, Vector::Constant(1, 1e-3))));
}

BOOST_AUTO_TEST_CASE(misuse_of_a_loss_is_told_in_words) {
  using support::check_error;
  const auto first = [](const auto& theta, const auto& row) { return theta[0] * row[0]; };
  const Vector theta = Vector::Ones(2);
  const Loss loss(first, theta, Matrix::Ones(4, 3));
  check_error<ShapeError>([&] { Loss(first, theta, Matrix(0, 3)); }, "shape.table",
                          "Loss() got 2 parameters and a table of 0 x 3. Pass at least one parameter and one row.");
  check_error<ShapeError>([&] { (void)loss.value_and_gradient(Vector::Ones(3)); }, "shape.size",
                          "value_and_gradient() got 3 parameters, but 2 are expected. Pass exactly 2.");
  check_error<ShapeError>([&] { (void)loss.per_row_gradient_hessian(Matrix::Ones(5, 2), Matrix::Ones(4, 3)); },
                          "shape.size",
                          "per_row_gradient_hessian() got 4 rows of labels, but 5 are expected. Pass exactly 5.");
  check_error<NonFiniteError>(
      [&] {
        (void)loss.value(Vector{{1.0, std::nan("")}});
      },
      "input.nan",
      "value(): input x[1] is NaN, so no derivative can be trusted; it was NaN before hesse saw it. Use "
      "NonFinite::propagate to let it flow through.");
  const std::vector<Index> beyond{0, 9}, none;
  check_error<OptionError>([&] { (void)loss.batch(beyond); }, "option.rows",
                           "batch() got row 9, but the table has rows 0 to 3.");
  check_error<OptionError>([&] { (void)loss.batch(none); }, "option.rows", "batch() got no rows. Pass at least 1.");
  check_error<OptionError>([&] { Loss(first, theta, Matrix::Ones(4, 3), {.threads = 0}); }, "option.threads",
                           "Loss() was given 0 threads. Pass at least 1.");
  check_error<Error>([&] { (void)loss.gauss_newton_vector(theta, theta); }, "loss.one_part",
                     "gauss_newton_vector() needs to know the predictions, but this loss was given as one function. "
                     "Give Loss() a model and a loss of its predictions, or use fisher_vector() or hessian_vector().");
  check_error<ShapeError>(
      [&] {
        Loss([](const auto& t, const auto&) { return std::vector{t[0], t[1]}; }, theta, Matrix::Ones(4, 3));
      },
      "shape.row_loss",
      "Loss() got a row function with 2 outputs. A loss is one number a row: add its parts, or give "
      "a model and a loss of its predictions.");
}

BOOST_AUTO_TEST_CASE(data_behind_the_back_of_a_loss_is_found) {
  double scale = 1.0;
  const Loss loss([&](const auto& theta, const auto& row) { return scale * theta[0] * row[0]; }, Vector::Ones(1),
                  Matrix::Ones(3, 1));
  BOOST_TEST(loss.verify_replay(Vector::Ones(1)).passed);
  scale = 2.0;
  const ReplayCheck check = loss.verify_replay(Vector::Ones(1));
  BOOST_TEST(!check.passed);
  BOOST_TEST(check.report.starts_with("row 0: "), check.report);
}

}  // namespace hesse
