// SPDX-License-Identifier: BSL-1.0
//
// Hessians of compiled functions, from blocks and from products, against those of the sweeps.
#include <hesse/hesse.hpp>

#include <boost/test/unit_test.hpp>

#include <problems.hpp>
#include <random>
#include <support/random_programs.hpp>

namespace hesse {

namespace {

using SparseMatrix = Eigen::SparseMatrix<double>;

bool close(const Matrix& a, const Matrix& b, double tolerance = 1e-12) {
  return a.rows() == b.rows() && a.cols() == b.cols() &&
         (a - b).lpNorm<Eigen::Infinity>() <= tolerance * (1 + b.lpNorm<Eigen::Infinity>());
}

bool same_pattern(const SparseMatrix& a, const SparseMatrix& b) {
  return a.nonZeros() == b.nonZeros() &&
         std::equal(a.innerIndexPtr(), a.innerIndexPtr() + a.nonZeros(), b.innerIndexPtr()) &&
         std::equal(a.outerIndexPtr(), a.outerIndexPtr() + a.cols() + 1, b.outerIndexPtr());
}

template <class F>
void expect_same_hessians(const F& f, const Vector& x, const std::string& how) {
  const Function swept(f, x, {.compile = Compile::never}), compiled(f, x, {.compile = Compile::at_once});
  SparseMatrix refilled, lower_refilled;
  for (const double shift : {0.0, 0.013}) {
    const Vector at = x.array() + shift;
    const Matrix expected = swept.hessian(at), H = compiled.hessian(at);
    BOOST_TEST(close(H, expected));
    BOOST_TEST((H == H.transpose()));
    const SparseMatrix S = compiled.sparse_hessian(at), lower = compiled.sparse_hessian(at, Triangle::lower);
    BOOST_TEST(same_pattern(S, swept.sparse_hessian(at)));
    BOOST_TEST(same_pattern(lower, swept.sparse_hessian(at, Triangle::lower)));
    BOOST_TEST(close(S, expected));
    BOOST_TEST((Matrix(S) == Matrix(S).transpose()));
    BOOST_TEST((Matrix(lower) == Matrix(Matrix(S).triangularView<Eigen::Lower>())));
    BOOST_TEST(close(compiled.hessian_diagonal(at), expected.diagonal()));
    compiled.sparse_hessian(at, refilled);
    compiled.sparse_hessian(at, lower_refilled, Triangle::lower);
    BOOST_TEST((Matrix(refilled) == Matrix(S)));
    BOOST_TEST((Matrix(lower_refilled) == Matrix(lower)));
  }
  BOOST_TEST(compiled.describe().find(how) != std::string::npos, compiled.describe());
}

constexpr const char* by_blocks = "Hessian: compiled for";
constexpr const char* by_products = "Hessian: not compiled, its blocks are too many";

/// Springs between random points in the plane; an edge may have one point at both ends.
auto springs(Index points, int edges) {
  std::mt19937_64 random(5);
  std::vector<std::pair<Index, Index>> ends;
  const auto any = [&] { return static_cast<Index>(random() % static_cast<std::uint64_t>(points)); };
  for (int i = 0; i < edges; ++i) {
    const Index first = any();
    ends.emplace_back(first, any());
  }
  return [ends](const VectorOf<Var>& x) {
    Var energy = 0;
    for (const auto& [a, b] : ends) {
      const Var across = x[2 * a] - 0.9 * x[2 * b], up = x[2 * a + 1] - 1.1 * x[2 * b + 1];
      const Var stretch = sqrt(across * across + up * up + 0.01) - 0.5;
      energy += stretch * stretch;
    }
    return energy;
  };
}

}  // namespace

BOOST_AUTO_TEST_CASE(compiled_hessians_are_those_of_the_sweeps) {
  using namespace problems;
  expect_same_hessians(Rosenbrock(), Rosenbrock::start(300), by_blocks);
  expect_same_hessians(Logistic(200, 5), Logistic::start(5), by_blocks);
  const GaussianMixture mixture(2, 3, 50);
  expect_same_hessians(mixture, mixture.start(), by_blocks);
  expect_same_hessians(Helmholtz(40), Helmholtz::start(40), by_blocks);
  expect_same_hessians(Waves(), Waves::start(200), by_blocks);
}

// 530 x 530 pairs of weights in each row: three hundred thousand lines, which few rows do not repay.
BOOST_AUTO_TEST_CASE(the_compiled_hessian_of_a_network_is_that_of_the_sweeps) {
  using problems::Network;
  const Vector x = Network::start();
  for (const auto& [rows, how] : {std::pair(20, by_products), {300, by_blocks}}) {
    const Network network(rows);
    const Function compiled(network, x, {.compile = Compile::at_once});
    BOOST_TEST(close(compiled.hessian(x), Function(network, x, {.compile = Compile::never}).hessian(x)));
    BOOST_TEST(compiled.describe().find(how) != std::string::npos, compiled.describe());
  }
}

BOOST_AUTO_TEST_CASE(compiled_hessians_of_meshes_are_those_of_the_sweeps) {
  for (const Index points : {3, 20, 100})
    expect_same_hessians(springs(points, 200), problems::Uniform(12).vector(2 * points, -1, 1), by_blocks);
}

BOOST_AUTO_TEST_CASE(compiled_hessians_of_random_loops_are_those_of_the_sweeps) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const RandomProgram program = RandomProgram::make(seed, 2 + seed % 4, 8 + seed % 13);
    const auto rows = [&](const VectorOf<Var>& x) {
      Var sum = 0;
      for (int row = 0; row < 100; ++row) sum += program(VectorOf<Var>(x * Var(1 + row * 1e-4)));
      return sum;
    };
    const Vector x = program.point();
    const Function swept(rows, x, {.compile = Compile::never}), compiled(rows, x, {.compile = Compile::at_once});
    const Matrix expected = swept.hessian(x);
    if (!expected.allFinite()) continue;
    BOOST_TEST(close(compiled.hessian(x), expected, 1e-9), program.text());
    BOOST_TEST(close(compiled.sparse_hessian(x), expected, 1e-9), program.text());
  }
}

// The cells between these loops are an array of their own, more than blocks pass through: the columns come from
// products, four a pass, and share directions where the matrix is sparse.
BOOST_AUTO_TEST_CASE(functions_without_blocks_are_made_of_products) {
  const auto f = [](const VectorOf<Var>& x) {
    std::vector<Var> lengths;
    for (Index i = 0; i + 1 < x.size(); ++i) lengths.push_back(x[i] * x[i + 1] + exp(x[i]));
    Var sum = 0;
    for (std::size_t i = 0; i + 1 < lengths.size(); ++i) sum += sin(lengths[i] * lengths[i + 1]);
    return sum;
  };
  expect_same_hessians(f, problems::Uniform(13).vector(301, -1, 1), by_products);
}

BOOST_AUTO_TEST_CASE(any_number_of_products_shares_passes) {
  const Vector x = problems::Waves::start(200);
  const Function swept(problems::Waves(), x, {.compile = Compile::never}),
      compiled(problems::Waves(), x, {.compile = Compile::at_once});
  for (const Index count : {0, 1, 2, 3, 4, 5, 7, 8, 11}) {
    const Matrix directions = problems::Uniform(14).vector(200 * count, -1, 1).reshaped(200, count);
    BOOST_TEST(close(compiled.hessian_vectors(x, directions), swept.hessian_vectors(x, directions)));
  }
  BOOST_TEST(compiled.describe().find("several products: compiled for") != std::string::npos, compiled.describe());
}

BOOST_AUTO_TEST_CASE(a_matrix_of_the_pattern_keeps_its_memory_and_another_is_replaced) {
  const Vector x = problems::Waves::start(200), other = x.array() * 0.9;
  const Function f(problems::Waves(), x, {.compile = Compile::at_once});
  SparseMatrix matrix = f.sparse_hessian(x);
  const double* const values = matrix.valuePtr();
  f.sparse_hessian(other, matrix);
  BOOST_TEST(matrix.valuePtr() == values);
  BOOST_TEST((Matrix(matrix) == Matrix(f.sparse_hessian(other))));
  f.sparse_hessian(other, matrix, Triangle::lower);
  BOOST_TEST(matrix.nonZeros() == 399);
  SparseMatrix same_size = f.sparse_hessian(x);
  same_size.innerIndexPtr()[0] = 5;  // as many entries, but not these
  f.sparse_hessian(other, same_size);
  BOOST_TEST((Matrix(same_size) == Matrix(f.sparse_hessian(other))));
}

// One Hessian is not worth the blocks; whoever asks twice gets them.
BOOST_AUTO_TEST_CASE(blocks_are_compiled_once_hessians_repeat) {
  const Vector x = problems::Waves::start(200);
  const Function sparse(problems::Waves(), x), dense(problems::Waves(), x);
  const SparseMatrix first = sparse.sparse_hessian(x);
  const Matrix first_dense = dense.hessian(x);
  for (const Function& f : {sparse, dense}) BOOST_TEST(f.describe().find(by_blocks) == std::string::npos, f.describe());
  BOOST_TEST(close(first, sparse.sparse_hessian(x)));
  BOOST_TEST(close(first_dense, dense.hessian(x)));
  for (const Function& f : {sparse, dense}) BOOST_TEST(f.describe().find(by_blocks) != std::string::npos, f.describe());
}

// Where a guard flips or an entry is not finite the sweeps answer, as for gradients.
BOOST_AUTO_TEST_CASE(what_blocks_cannot_answer_is_left_to_the_sweeps) {
  const auto f = [](const VectorOf<Var>& x) {
    Var sum = 0;
    for (Index i = 0; i < x.size(); ++i) sum += sqrt(x[i]) * x[0];
    if (x[0] > 2) return sum;
    return Var(sum + x[0] * x[1] * 3);
  };
  Vector x = Vector::Ones(300);
  const Function swept(f, x, {.compile = Compile::never}), compiled(f, x, {.compile = Compile::at_once});
  BOOST_TEST(close(compiled.hessian(x), swept.hessian(x)));
  x[0] = 3;
  BOOST_TEST(close(compiled.hessian(x), swept.hessian(x)));
  BOOST_TEST(close(compiled.sparse_hessian(x), swept.sparse_hessian(x)));
}

// The side that max does not take has an infinite slope, times an adjoint that is not there: NaN to a program, nothing
// to the sweeps.
BOOST_AUTO_TEST_CASE(entries_that_are_not_finite_are_left_to_the_sweeps) {
  const auto f = [](const VectorOf<Var>& x) {
    Var sum = 0;
    for (Index i = 0; i + 1 < x.size(); ++i) sum += max(sqrt(x[i]), 0.1 + x[i + 1] * x[i + 1]) * x[i + 1];
    return sum;
  };
  Vector x = Vector::Ones(300);
  x[7] = 0;
  const Function swept(f, x, {.compile = Compile::never}), compiled(f, x, {.compile = Compile::at_once});
  const Matrix expected = swept.hessian(x);
  BOOST_TEST(expected.allFinite());
  BOOST_TEST((compiled.hessian(x) == expected));
  BOOST_TEST((Matrix(compiled.sparse_hessian(x)) == expected));
  BOOST_TEST((compiled.hessian_diagonal(x) == expected.diagonal()));
  BOOST_TEST((compiled.hessian_vectors(x, Matrix::Identity(300, 300)) ==
              swept.hessian_vectors(x, Matrix::Identity(300, 300))));
  BOOST_TEST(compiled.describe().find(by_blocks) != std::string::npos, compiled.describe());
}

}  // namespace hesse
