// SPDX-License-Identifier: BSL-1.0
//
// Sparse Hessians against the dense ones.
#include <hesse/hesse.hpp>

#include <Eigen/SparseCholesky>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <cmath>
#include <limits>
#include <problems.hpp>
#include <support/random_programs.hpp>
#include <thread>
#include <vector>

using hesse::Function;
using hesse::Index;
using hesse::Matrix;
using hesse::SparsityPattern;
using hesse::Triangle;
using hesse::Var;
using hesse::Vector;
using hesse::VectorOf;
using SparseMatrix = Eigen::SparseMatrix<double>;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Equal as numbers, or both NaN.
bool same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

bool has_pattern(const SparseMatrix& matrix, const SparsityPattern& pattern) {
  return matrix.isCompressed() && matrix.rows() == pattern.rows() && matrix.cols() == pattern.cols() &&
         std::ranges::equal(std::span(matrix.outerIndexPtr(), pattern.starts().size()), pattern.starts()) &&
         std::ranges::equal(std::span(matrix.innerIndexPtr(), pattern.row_indices().size()), pattern.row_indices());
}

/// Every entry (i, j) is, bit for bit, entry i of the product with unit vector j or entry j of the product with unit
/// vector i: sharing a direction adds nothing but exact zeros. The dense Hessian shows one of the two; they differ by
/// rounding. Outside the pattern the dense Hessian has exact zeros.
void check_against_dense(const Function& f, const Vector& x) {
  const Index n = x.size();
  const SparsityPattern pattern = f.hessian_pattern();
  const Matrix dense = f.hessian(x), columns = f.hessian_vectors(x, Matrix::Identity(n, n));
  const SparseMatrix sparse = f.sparse_hessian(x);
  BOOST_TEST(has_pattern(sparse, pattern));
  BOOST_TEST((pattern == pattern.transposed()));
  const Matrix found = sparse;
  std::size_t wrong = 0;
  for (Index j = 0; j < n; ++j)
    for (Index i = 0; i < n; ++i) {
      const bool right = pattern.contains(i, j) ? same(found(i, j), columns(i, j)) || same(found(i, j), columns(j, i))
                                                : dense(i, j) == 0.0;
      wrong += right && same(found(i, j), found(j, i)) ? 0 : 1;
    }
  BOOST_TEST(wrong == 0u);
  const SparseMatrix lower = f.sparse_hessian(x, Triangle::lower);
  BOOST_TEST(lower.nonZeros() == SparseMatrix(sparse.triangularView<Eigen::Lower>()).nonZeros());
  const Vector diagonal = f.hessian_diagonal(x);
  for (Index j = 0; j < n; ++j) {
    BOOST_TEST(same(diagonal[j], dense(j, j)));
    for (Index i = j; i < n; ++i) BOOST_TEST(same(lower.coeff(i, j), found(i, j)));
  }
}

void check_entries(const Function& f, const Vector& x, Index expected) {
  BOOST_TEST(f.hessian_pattern().nonzeros() == expected);
  check_against_dense(f, x);
}

const auto arrow = [](const auto& x) {
  auto sum = exp(x[0]);
  for (Index i = 1; i < x.size(); ++i) sum += x[i] * x[i] * x[0];
  return sum;
};

/// Each term holds `width` neighbours.
auto banded(Index width) {
  return [width](const auto& x) {
    auto sum = 0 * x[0];
    for (Index i = 0; i + width <= x.size(); ++i) {
      auto product = sin(x[i]);
      for (Index k = 1; k < width; ++k) product *= x[i + k];
      sum += product;
    }
    return sum;
  };
}

const auto blocks = [](const auto& x) {
  auto sum = 0 * x[0];
  for (Index i = 0; i + 4 <= x.size(); i += 4) sum += hesse::logsumexp({x[i], x[i + 1], 2 * x[i + 2], x[i + 3]});
  return sum;
};

}  // namespace

// Entries by hand: a chain has 3 n - 2, an arrow 3 n - 2, a band of half width b (2 b + 1) n - b (b + 1), blocks of
// four 16 each.
BOOST_AUTO_TEST_CASE(functions_of_known_shape_have_their_pattern_and_the_dense_numbers) {
  for (const Index n : {2, 3, 10, 57}) {
    const Vector x = problems::Uniform(21).vector(n, -2, 2);
    check_entries(Function(problems::Rosenbrock(), x), x, 3 * n - 2);
    check_entries(Function(problems::Waves(), x), x, 3 * n - 2);
    check_entries(Function(arrow, x), x, 3 * n - 2);
  }
  const Vector x = problems::Uniform(22).vector(40, -2, 2);
  for (const Index width : {2, 3, 5, 9})  // the factors of a product are linear, so only sin has a diagonal
    check_entries(Function(banded(width), x), x, (2 * width - 1) * 40 - width * (width - 1) - (width - 1));
  check_entries(Function(blocks, x), x, 16 * 10);
  check_entries(Function([](const auto& v) { return v.squaredNorm(); }, x), x, 40);
  check_entries(Function([](const auto& v) { return v.norm(); }, x), x, 40 * 40);
}

BOOST_AUTO_TEST_CASE(chained_rosenbrock_has_the_entries_written_by_hand) {
  const Vector x = problems::Rosenbrock::start(30);
  const SparseMatrix found = hesse::sparse_hessian(problems::Rosenbrock(), x);
  for (Index i = 0; i + 1 < 30; ++i) {
    BOOST_TEST(found.coeff(i, i + 1) == -400 * x[i], boost::test_tools::tolerance(1e-15));
    const double last = i > 0 ? 200 : 0;
    BOOST_TEST(found.coeff(i, i) == 1200 * x[i] * x[i] - 400 * x[i + 1] + 2 + last,
               boost::test_tools::tolerance(1e-13));
  }
  BOOST_TEST(found.coeff(29, 29) == 200.0);
}

// A form of small integers is computed without rounding, so whatever triangle is read gives the numbers themselves.
BOOST_AUTO_TEST_CASE(random_forms_of_integers_come_back_exactly) {
  problems::Uniform uniform(23);
  for (int repetition = 0; repetition < 60; ++repetition) {
    const auto n = static_cast<Index>(uniform(1, 60));
    const double density = uniform(0, 0.3);
    Matrix form = Matrix::Zero(n, n);
    for (Index j = 0; j < n; ++j)
      for (Index i = 0; i <= j; ++i)
        if (uniform(0, 1) < density) form(i, j) = form(j, i) = std::round(uniform(1, 9));
    const Function f(
        [&](const VectorOf<Var>& x) {
          Var sum = 0;
          for (Index j = 0; j < n; ++j)
            for (Index i = 0; i <= j; ++i)
              if (form(i, j) != 0) sum += form(i, j) * (x[i] * x[j]) * (i == j ? 0.5 : 1.0);
          return sum;
        },
        Vector::Ones(n));
    const SparseMatrix found = f.sparse_hessian(Vector::Constant(n, 3));
    BOOST_TEST((Matrix(found) == form));
    BOOST_TEST(found.nonZeros() == (form.array() != 0).count());
  }
}

BOOST_AUTO_TEST_CASE(random_programs_have_the_dense_numbers) {
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    const hesse::RandomProgram program = hesse::RandomProgram::make(seed, 1 + seed % 12, 3 + seed % 31);
    BOOST_TEST_CONTEXT("seed " << seed << ":\n" << program.text())
    check_against_dense(Function(program, program.point()), program.point());
  }
}

BOOST_AUTO_TEST_CASE(affine_programs_have_no_entries) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const auto program = hesse::RandomProgram::make(seed, 1 + seed % 6, 20, hesse::RandomProgram::Rows::affine);
    check_entries(Function(program, program.point()), program.point(), 0);
  }
}

BOOST_AUTO_TEST_CASE(functions_without_inputs_or_curvature_have_empty_patterns) {
  check_entries(Function([](const VectorOf<Var>&) { return Var(3); }, Vector(0)), Vector(0), 0);
  const Vector x{{1, 2, 3}};
  check_entries(Function([](const VectorOf<Var>&) { return 7.0; }, x), x, 0);
  check_entries(Function([](const auto& v) { return v[1]; }, x), x, 0);
  check_entries(Function([](const auto& v) { return 2 * v[0] - v[1] / 3 + abs(v[2]); }, x), x, 0);
  check_entries(Function([](const auto& v) { return floor(v[0]) * floor(v[1]); }, x), x, 0);
  // exp(x_0) is recorded, but nothing depends on it
  check_entries(Function([](const auto& v) { return (void)exp(v[0]), v[1] * v[2]; }, x), x, 2);
}

// Both sides of a choice are in the pattern, and the numbers are those of the side that is taken.
BOOST_AUTO_TEST_CASE(choices_keep_the_entries_of_every_side) {
  const Function f(
      [](const auto& x) { return select(x[0] < x[1], x[0] * x[2], exp(x[1])) + max(x[3] * x[3], x[3] * x[4]); },
      Vector{{1, 2, 3, 4, 5}});
  for (const Vector& x : {Vector{{1, 2, 3, 4, 5}}, Vector{{2, 1, 3, 5, 4}}, Vector{{1, 1, 1, 1, 1}}})
    check_entries(f, x, 2 + 1 + 1 + 2);
  BOOST_TEST(f.recordings() == 1u);
  BOOST_TEST(f.sparse_hessian(Vector{{2, 1, 3, 5, 4}}).coeff(0, 2) == 0.0);
  BOOST_TEST(f.sparse_hessian(Vector{{1, 2, 3, 4, 5}}).coeff(0, 2) == 1.0);
}

// A branch is recorded again, and the new tape has a pattern of its own.
BOOST_AUTO_TEST_CASE(another_recording_has_another_pattern) {
  const Function f([](const auto& x) { return x[0] < 0 ? x[0] * x[1] : x[1] * x[1] * x[2]; }, Vector{{1, 1, 1}});
  BOOST_TEST(f.hessian_pattern().nonzeros() == 3);
  BOOST_TEST(f.sparse_hessian(Vector{{-1, 1, 1}}).nonZeros() == 2);
  BOOST_TEST(f.hessian_pattern().nonzeros() == 2);
  BOOST_TEST(f.sparse_hessian(Vector{{1, 1, 1}}).nonZeros() == 3);
}

BOOST_AUTO_TEST_CASE(a_custom_operation_joins_all_its_arguments) {
  const auto wave = hesse::custom_operation(
      "wave", [](const Vector& x) { return std::sin(x[0]) * x[1]; },
      [](const auto& x) {
        using std::cos, std::sin;
        std::remove_cvref_t<decltype(x)> slopes(2);
        slopes << cos(x[0]) * x[1], sin(x[0]);
        return slopes;
      });
  const Vector x = problems::Uniform(24).vector(7, -1, 1);
  check_entries(Function([&](const auto& v) { return wave(v[0] + v[1], v[2]) + wave(v[3], 2) + v[4] * v[5]; }, x), x,
                9 + 1 + 2);
}

// sqrt at 0 has infinite slopes, exp at 1000 infinite values; who shares a direction with them must not notice.
BOOST_AUTO_TEST_CASE(entries_that_are_not_finite_stay_where_they_are) {
  const Function f(
      [](const auto& x) {
        auto sum = sqrt(x[0]) + x[1] * x[2] + sqrt(x[3]) * x[4] + exp(x[5]) * x[6] + select(x[7] > 0, sqrt(x[7]), x[8]);
        for (Index i = 9; i + 1 < x.size(); ++i) sum += x[i] * x[i + 1] * x[i];
        return sum;
      },
      Vector::Ones(20));
  Vector x = Vector::Ones(20);
  check_against_dense(f, x);
  x[0] = x[3] = x[7] = 0;
  x[5] = 1000;
  check_against_dense(f, x);
  BOOST_TEST(f.sparse_hessian(x).coeff(0, 0) == -infinity);
  BOOST_TEST(f.sparse_hessian(x).coeff(9, 10) == 2.0);
  x[12] = infinity;
  check_against_dense(f, x);
}

BOOST_AUTO_TEST_CASE(the_weighted_sparse_hessian_is_the_weighted_dense_one) {
  const auto outputs = [](const auto& x) { return std::vector{x[0] * x[1], exp(x[2]), x[0] + x[1], x[1] * x[2]}; };
  const Vector x{{1, 2, 0.5}}, weights{{2, 3, 5, 7}};
  const Function f(outputs, x);
  BOOST_TEST((Matrix(f.sparse_hessian(x, weights)) == f.hessian(x, weights)));
  BOOST_TEST(f.sparse_hessian(x, weights).nonZeros() == 5);
  BOOST_TEST(f.sparse_hessian(x, Vector::Zero(4)).nonZeros() == 5);
  BOOST_TEST(f.sparse_hessian(x, weights, Triangle::lower).nonZeros() == 3);
}

// The inputs behind a long sum are gathered only where something nonlinear is done to the sum: the partial sums of the
// first function have 5e9 inputs together.
BOOST_AUTO_TEST_CASE(long_sums_cost_no_more_than_their_terms) {
  constexpr Index n = 100'000;
  const Vector x = Vector::Constant(n, 0.5);
  const auto sum_of_squares = [](const auto& v) {
    auto sum = v[0] * v[0];
    for (Index i = 1; i < v.size(); ++i) sum += v[i] * v[i];
    return sum;
  };
  BOOST_TEST(Function(sum_of_squares, x).hessian_pattern().nonzeros() == n);
  const Vector few = x.head(2000);
  const Function root([&](const auto& v) { return sqrt(sum_of_squares(v)); }, few);
  BOOST_TEST(root.hessian_pattern().nonzeros() == 2000 * 2000);
}

// Each doubling uses the one before twice: there are 2^200 ways from the end to the input, and one domain.
BOOST_AUTO_TEST_CASE(a_node_that_is_used_twice_is_visited_once) {
  const Function f(
      [](const auto& x) {
        auto y = x[0];
        for (int i = 0; i < 200; ++i) y = y + y;
        return exp(0x1p-200 * y);
      },
      Vector{{1}});
  check_entries(f, Vector{{1}}, 1);
}

// The partial sums of a random walk are all squared: nested sets of inputs, 9e9 entries if each were visited.
BOOST_AUTO_TEST_CASE(nested_sets_of_inputs_are_joined_at_once) {
  constexpr Index n = 3000;
  const Function f(
      [](const auto& x) {
        auto position = x[0], sum = position * position;
        for (Index i = 1; i < n; ++i) {
          position += x[i];
          sum += position * position;
        }
        return sum;
      },
      Vector::Ones(n));
  BOOST_TEST(f.hessian_pattern().nonzeros() == n * n);
}

BOOST_AUTO_TEST_CASE(describe_tells_how_the_hessian_is_made) {
  const Vector x = problems::Waves::start(200);
  const Function f(problems::Waves(), x, {.compile = hesse::Compile::never});
  BOOST_TEST(f.describe().find("Hessian:") == std::string::npos);
  (void)f.sparse_hessian(x);
  BOOST_TEST(f.describe().find("Hessian: 200 x 200, at most 598 entries are not zero; without blocks 3 products") !=
                 std::string::npos,
             f.describe());
}

// Strictly convex, so Newton's steps need nothing but the Hessian.
BOOST_AUTO_TEST_CASE(newton_solves_a_chain_of_a_hundred_thousand_variables) {
  constexpr Index n = 100'000;
  const Function f(problems::ConvexChain(), Vector::Zero(n));
  Vector x = Vector::Zero(n);
  Eigen::SimplicialLDLT<SparseMatrix> factor;
  factor.analyzePattern(f.sparse_hessian(x, Triangle::lower));
  for (int step = 0; step < 5; ++step) {
    factor.factorize(f.sparse_hessian(x, Triangle::lower));
    BOOST_REQUIRE((factor.info() == Eigen::Success));
    x -= factor.solve(f.gradient(x));
  }
  BOOST_TEST(f.gradient(x).lpNorm<Eigen::Infinity>() < 1e-14);
}

// Pattern and plan, or the compiled blocks, are worked out by the first thread that asks, while the others wait.
BOOST_AUTO_TEST_CASE(sixteen_threads_get_the_same_sparse_hessian) {
  const Vector x = problems::Waves::start(200);
  for (const auto compile : {hesse::Compile::never, hesse::Compile::at_once}) {
    const SparseMatrix expected = Function(problems::Waves(), x, {.compile = compile}).sparse_hessian(x);
    const Function f(problems::Waves(), x, {.compile = compile});
    std::atomic<int> agreeing = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 16; ++t)
      threads.emplace_back([&] {
        const bool jacobian = f.sparse_jacobian(x).nonZeros() == 200;
        const SparseMatrix found = f.sparse_hessian(x);
        if (jacobian && found.nonZeros() == expected.nonZeros() && (found - expected).norm() == 0.0) ++agreeing;
      });
    for (std::thread& thread : threads) thread.join();
    BOOST_TEST(agreeing == 16);
  }
}
