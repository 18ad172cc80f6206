// SPDX-License-Identifier: BSL-1.0
//
// Second derivatives of a Loss, from blocks, from products and from sweeps.
#include <hesse/hesse.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <problems.hpp>
#include <support/exact_derivatives.hpp>
#include <support/thrown.hpp>

#include "row_losses.hpp"

namespace hesse {

namespace {

using SparseMatrix = Eigen::SparseMatrix<double>;

// A chain of parameters in every row: nothing but three diagonals. What depends on no row is computed once.
const auto chain = [](const auto& theta, const auto& row) {
  auto sum = 0.1 * row[0] * exp(theta[0]);
  for (Index j = 0; j + 1 < theta.size(); ++j) sum += square(theta[j + 1] - row[j % 4] * theta[j] * theta[j]);
  return sum;
};

// Factors of a table of ratings: numbers of a row say which parameters it is about, so each pair of them is a way of
// its own. Users and items have two parameters each.
constexpr Index users = 9, items = 7, factors = 2;
const auto rating = [](const auto& theta, const auto& row) {
  const auto user = factors * static_cast<Index>(number(row[0]));
  const auto item = factors * (users + static_cast<Index>(number(row[1])));
  auto score = 0.0 * theta[user];
  for (Index k = 0; k < factors; ++k) score += theta[user + k] * theta[item + k];
  return square(score - row[2]) + 0.01 * exp(theta[item]);
};

// Every parameter meets every other.
const auto smooth_in_all = [](const auto& theta, const auto& row) { return softplus(theta.sum() * row[0]) + theta[0]; };

/// Every user rates some of the items; one item is rated by nobody.
Matrix ratings(Index rows) {
  problems::Uniform uniform(16);
  Matrix result(rows, 3);
  for (Index i = 0; i < rows; ++i)
    result.row(i) << std::floor(uniform(0, users)), std::floor(uniform(0, items - 1)), uniform(1, 5);
  return result;
}

/// The Hessian of the loop over the rows, by the sweeps on fifty digits.
Matrix exact_hessian(const Function& loop, const Vector& theta) {
  const Index n = theta.size();
  Matrix result(n, n);
  for (Index j = 0; j < n; ++j) {
    const std::vector<Fifty> product = by_sweeps(*loop.tape(), theta, Vector::Unit(n, j)).product;
    for (Index i = 0; i < n; ++i) result(i, j) = static_cast<double>(product[static_cast<std::size_t>(i)]);
  }
  return result;
}

bool same_places(const SparseMatrix& matrix, const SparsityPattern& pattern) {
  return matrix.isCompressed() && matrix.nonZeros() == pattern.nonzeros() &&
         std::equal(pattern.row_indices().begin(), pattern.row_indices().end(), matrix.innerIndexPtr()) &&
         std::equal(pattern.starts().begin(), pattern.starts().end(), matrix.outerIndexPtr());
}

void expect_sparse_hessian(const Loss& loss, const Vector& at, const Matrix& expected) {
  const SparsityPattern pattern = loss.hessian_pattern();
  const SparseMatrix S = loss.sparse_hessian(at), lower = loss.sparse_hessian(at, Triangle::lower);
  BOOST_TEST(same_places(S, pattern));
  BOOST_TEST(close(S, expected));
  BOOST_TEST((Matrix(S) == Matrix(S).transpose()));
  BOOST_TEST((Matrix(lower) == Matrix(Matrix(S).triangularView<Eigen::Lower>())));
  BOOST_TEST(lower.nonZeros() <= (S.nonZeros() + at.size()) / 2);
  SparseMatrix refilled = loss.sparse_hessian(2 * at), lower_refilled = loss.sparse_hessian(2 * at, Triangle::lower);
  loss.sparse_hessian(at, refilled);
  loss.sparse_hessian(at, lower_refilled, Triangle::lower);
  BOOST_TEST((Matrix(refilled) == Matrix(S)));
  BOOST_TEST((Matrix(lower_refilled) == Matrix(lower)));
  BOOST_TEST(close(loss.hessian_diagonal(at), expected.diagonal()));
  BOOST_TEST(close(loss.hessian(at), expected));
}

template <class RowLoss>
void expect_same_sparse_hessians(const RowLoss& row_loss, const Matrix& data, const Vector& theta) {
  const Function loop = looped(row_loss, data, theta);
  const Matrix expected = exact_hessian(loop, theta);
  for (const Compile compile : {Compile::at_once, Compile::when_repaid, Compile::never})
    for (const int threads : {1, 3})
      BOOST_TEST_CONTEXT("policy " << static_cast<int>(compile) << ", " << threads << " threads") {
        const Loss loss(row_loss, theta, data, {.compile = compile, .threads = threads});
        BOOST_TEST((loss.hessian_pattern() == loop.hessian_pattern()));
        expect_sparse_hessian(loss, theta, expected);
      }
}

}  // namespace

BOOST_AUTO_TEST_CASE(any_number_of_products_of_a_loss_shares_passes) {
  const Matrix data = table(300);
  const Function expected = looped(branching, data, theta0);
  const Loss loss(branching, theta0, data, {.compile = Compile::at_once, .threads = 2});
  for (const Index count : {0, 1, 3, 4, 5, 8, 11}) {
    const Matrix directions = problems::Uniform(14).vector(5 * count, -1, 1).reshaped(5, count);
    BOOST_TEST(close(loss.hessian_vectors(theta0, directions), expected.hessian_vectors(theta0, directions)));
  }
  BOOST_TEST(loss.describe().find("several products: compiled for") != std::string::npos, loss.describe());
}

BOOST_AUTO_TEST_CASE(the_sparse_hessian_of_a_loss_is_that_of_the_loop_over_its_rows) {
  expect_same_sparse_hessians(chain, table(150), problems::Uniform(17).vector(30, -1, 1));
  expect_same_sparse_hessians(smooth, table(300), theta0);
  expect_same_sparse_hessians(indexing, table(300), theta0);
  expect_same_sparse_hessians(rating, ratings(300), problems::Uniform(18).vector(factors * (users + items), -1, 1));
}

BOOST_AUTO_TEST_CASE(compiled_rows_give_sparse_hessians_and_diagonals_without_products) {
  const Vector theta = problems::Uniform(17).vector(30, -1, 1);
  const Loss loss(chain, theta, table(300), {.compile = Compile::at_once});
  (void)loss.sparse_hessian(theta);
  (void)loss.hessian_diagonal(theta);
  BOOST_TEST(loss.describe().find("Hessian: compiled for") != std::string::npos, loss.describe());
  BOOST_TEST(loss.describe().find("product") == std::string::npos, loss.describe());
}

BOOST_AUTO_TEST_CASE(the_mean_and_the_batch_of_a_loss_have_sparse_hessians) {
  const Matrix data = ratings(200);
  const Vector theta = problems::Uniform(18).vector(factors * (users + items), -1, 1);
  const std::vector<Index> rows{3, 3, 150, 7};
  const Loss loss(rating, theta, data, {.reduction = Reduction::mean});
  BOOST_TEST(close(loss.sparse_hessian(theta), loss.hessian(theta)));
  const Loss batch = loss.batch(rows);
  BOOST_TEST(same_places(batch.sparse_hessian(theta), loss.hessian_pattern()));
  BOOST_TEST(close(batch.sparse_hessian(theta), batch.hessian(theta)));
  BOOST_TEST(close(batch.hessian_diagonal(theta), batch.hessian(theta).diagonal()));
}

BOOST_AUTO_TEST_CASE(the_pattern_grows_where_a_row_takes_a_new_way) {
  const auto row_loss = [](const auto& theta, const auto& row) {
    using T = std::decay_t<decltype(theta[0])>;
    const T own = square(theta[0] - row[0]) + square(theta[1]) + square(theta[2]);
    return theta[0] > 10.0 ? T(own + theta[1] * theta[2]) : own;
  };
  const Vector near = Vector::Ones(3), far = Vector::Constant(3, 20.0);
  const Loss loss(row_loss, near, table(50));
  BOOST_TEST(loss.hessian_pattern().nonzeros() == 3);
  SparseMatrix matrix = loss.sparse_hessian(near);
  const double* const values = matrix.valuePtr();
  loss.sparse_hessian(near.array() + 1, matrix);
  BOOST_TEST(matrix.valuePtr() == values);
  loss.sparse_hessian(far, matrix);
  BOOST_TEST(matrix.nonZeros() == 5);
  BOOST_TEST(matrix.coeff(2, 1) == 50.0);
  BOOST_TEST(loss.hessian_pattern().nonzeros() == 5);
  loss.sparse_hessian(near, matrix);
  BOOST_TEST(matrix.nonZeros() == 5);
  BOOST_TEST(matrix.coeff(2, 1) == 0.0);
  BOOST_TEST(matrix.coeff(0, 0) == 100.0);
}

BOOST_AUTO_TEST_CASE(a_sparse_hessian_beyond_the_limit_is_an_error) {
  const auto dense = [](const auto& theta, const auto& row) { return square(theta.sum() * row[0]); };
  const Vector theta = Vector::Ones(200);
  const Loss loss(dense, theta, table(3), {.memory_limit = 100'000});
  support::check_error<LimitError>([&] { (void)loss.sparse_hessian(theta); }, "limit.sparse_result",
                                   "sparse_hessian(): the non-zeros need more than 0.0001 GB, the limit. Use "
                                   "hessian_vector(), which never forms the Hessian, or raise "
                                   "LossOptions::memory_limit.");
}

// By hand: exp(z) of z = a' theta, differentiated along u, along v and once more, is exp(z) (a' u) (a' v) a.
BOOST_AUTO_TEST_CASE(the_third_derivative_of_a_loss_is_the_one_written_by_hand) {
  const auto growth = [](const auto& theta, const auto& row) { return exp(score(theta, row) - theta[4]); };
  const Matrix data = table(100);
  const Vector u = direction, v{{0.3, 1.0, -2.0, 0.5, 7.0}};
  for (const Reduction reduction : {Reduction::sum, Reduction::mean}) {
    Vector expected = Vector::Zero(5);
    for (Index i = 0; i < data.rows(); ++i) {
      const Vector a{{data(i, 0), data(i, 1), data(i, 2), data(i, 3), 0.0}};
      expected += std::exp(a.dot(theta0)) * a.dot(u) * a.dot(v) * a;
    }
    if (reduction == Reduction::mean) expected /= 100;
    const Loss loss(growth, theta0, data, {.reduction = reduction});
    BOOST_TEST(close(loss.third_derivative(theta0, u, v), expected));
  }
  const Loss both(branching, theta0, data);
  BOOST_TEST(
      close(both.third_derivative(theta0, u, v), looped(branching, data, theta0).third_derivative(theta0, u, v)));
}

BOOST_AUTO_TEST_CASE(kinks_are_named_with_their_rows) {
  const auto row_loss = [](const auto& theta, const auto& row) {
    return abs(theta[0] - row[0]) + max(theta[1] * row[0], 1.0);
  };
  Matrix data(4, 1);
  data << 1.0, 3.5, 2.0, 2.25;
  const Vector theta{{2.0, 0.5}};
  const Loss loss(row_loss, theta, data);
  const std::vector<Kink> found = loss.kinks(theta, 0.25);
  BOOST_TEST_REQUIRE(found.size() == 4u);
  BOOST_TEST(found[0].what.starts_with("row 2: "), found[0].what);
  BOOST_TEST(found[0].distance == 0.0);
  BOOST_TEST(found[1].what.starts_with("row 2: "), found[1].what);
  BOOST_TEST(found[1].distance == 0.0);
  BOOST_TEST((found[0].what.find("abs") == std::string::npos) != (found[1].what.find("abs") == std::string::npos));
  BOOST_TEST(found[2].what.starts_with("row 3: "), found[2].what);
  BOOST_TEST(found[2].distance == 0.125);
  BOOST_TEST(found[3].distance == 0.25);
  const std::vector<Index> last{3};
  BOOST_TEST(loss.batch(last).kinks(theta, 0.2).size() == 1u);
  BOOST_TEST(loss.batch(last).kinks(theta, 0.2)[0].what.starts_with("row 3: "));
}

// The side that max does not take has an infinite slope, times an adjoint that is not there: NaN to a program, nothing
// to the sweeps. There are enough parameters for blocks, and everything depends on the row, so that the sparse Hessian
// is made of them as well.
BOOST_AUTO_TEST_CASE(hessians_that_are_not_finite_in_blocks_are_left_to_the_sweeps) {
  const auto row_loss = [](const auto& theta, const auto& row) {
    auto sum = 0.0 * row[0];
    for (Index j = 0; j + 1 < theta.size(); ++j)
      sum += max(sqrt(theta[j] * row[0]), 0.1 + row[1] * theta[j + 1] * theta[j + 1]) * theta[j + 1];
    return sum;
  };
  Matrix data = problems::Uniform(15).vector(80, 0.5, 2).reshaped(40, 2);
  data(7, 0) = 0.0;
  const Vector theta = Vector::Ones(12);
  const Loss compiled(row_loss, theta, data, {.compile = Compile::at_once}),
      swept(row_loss, theta, data, {.compile = Compile::never});
  const Matrix expected = swept.hessian(theta);
  BOOST_TEST_REQUIRE(expected.allFinite());
  BOOST_TEST((compiled.hessian(theta) == expected));
  BOOST_TEST((Matrix(compiled.sparse_hessian(theta)) == expected));
  BOOST_TEST((compiled.hessian_diagonal(theta) == expected.diagonal()));
  BOOST_TEST(compiled.describe().find("Hessian: compiled for") != std::string::npos, compiled.describe());
}

BOOST_AUTO_TEST_CASE(a_block_of_the_hessian_is_cut_out_of_it) {
  const auto spring = [](const auto& x) {
    auto energy = 0.0 * x[0];
    for (Index i = 0; i + 1 < x.size(); ++i) energy += exp(x[i] * x[i + 1]) / (2.0 + sin(x[i]) * x[i + 1]);
    return energy;
  };
  const Vector at = problems::Uniform(19).vector(40, -1, 1), weights = problems::Uniform(18).vector(32, -1, 1);
  const std::vector<Index> some{7, 8, 8, 6}, others{4, 9, 5}, none;
  std::vector<Index> many(20);
  for (std::size_t i = 0; i < many.size(); ++i) many[i] = static_cast<Index>(31 - i);
  const auto expect_blocks = [&](const auto& f, const Vector& x) {
    const Matrix H = f.hessian(x);
    for (const auto& rows : {some, others, many, none})
      for (const auto& columns : {some, others, many, none}) {
        const Matrix block = f.hessian_block(x, rows, columns);
        BOOST_TEST(block.rows() == static_cast<Index>(rows.size()));
        BOOST_TEST(block.cols() == static_cast<Index>(columns.size()));
        for (Index i = 0; i < block.rows(); ++i)
          for (Index j = 0; j < block.cols(); ++j) {
            const double entry = H(rows[static_cast<std::size_t>(i)], columns[static_cast<std::size_t>(j)]);
            BOOST_TEST(std::abs(block(i, j) - entry) <= 1e-12 * (1 + std::abs(entry)));
          }
        if (rows == columns) BOOST_TEST((block == block.transpose()));
      }
  };
  for (const Compile compile : {Compile::at_once, Compile::never}) {
    expect_blocks(Function(spring, at, {.compile = compile}), at);
    expect_blocks(Loss(rating, weights, ratings(300), {.compile = compile}), weights);
    expect_blocks(Loss(smooth_in_all, weights, table(300), {.compile = compile}), weights);
  }
  const std::vector<Index> beyond{0, 40};
  support::check_error<OptionError>([&] { (void)Function(spring, at).hessian_block(at, some, beyond); },
                                    "option.columns",
                                    "hessian_block() got column 40, but the Hessian has columns 0 to 39.");
  const std::vector<Index> below{-1};
  support::check_error<OptionError>(
      [&] { (void)Loss(smooth_in_all, weights, table(3)).hessian_block(weights, below, some); }, "option.rows",
      "hessian_block() got row -1, but the Hessian has rows 0 to 31.");
}

}  // namespace hesse
