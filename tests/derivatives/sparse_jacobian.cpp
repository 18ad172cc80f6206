// SPDX-License-Identifier: BSL-1.0
//
// Sparse Jacobians against the dense ones. Every output of these functions reaches an input over one path, so forward
// and reverse multiply the same slopes and the numbers agree bit for bit, whichever of the two was used.
#include <hesse/derivatives/sparse_drivers.hpp>
#include <hesse/hesse.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <problems.hpp>
#include <vector>

using hesse::Function;
using hesse::Index;
using hesse::Matrix;
using hesse::Var;
using hesse::Vector;
using hesse::VectorOf;
using SparseMatrix = Eigen::SparseMatrix<double>;

namespace {

void check(const Function& f, const Vector& x, Index entries) {
  const SparseMatrix sparse = f.sparse_jacobian(x);
  const Matrix dense = f.jacobian(x), found = sparse;
  const auto pattern = f.jacobian_pattern();
  BOOST_TEST(sparse.isCompressed());
  BOOST_TEST(sparse.nonZeros() == entries);
  BOOST_TEST(pattern.nonzeros() == entries);
  BOOST_TEST(found.rows() == dense.rows());
  BOOST_TEST(found.cols() == dense.cols());
  std::size_t wrong = 0;
  for (Index i = 0; i < dense.rows(); ++i)
    for (Index j = 0; j < dense.cols(); ++j) {
      const bool equal = found(i, j) == dense(i, j) || (std::isnan(found(i, j)) && std::isnan(dense(i, j)));
      wrong += equal && (pattern.contains(i, j) || dense(i, j) == 0.0) ? 0 : 1;
    }
  BOOST_TEST(wrong == 0u);
}

/// m outputs, each of two inputs.
auto pairs(Index m) {
  return [m](const auto& x) {
    std::vector<std::remove_cvref_t<decltype(x[0])>> outputs;
    for (Index k = 0; k < m; ++k) outputs.push_back(sin(x[k % x.size()]) + 3 * exp(x[(2 * k + 1) % x.size()]));
    return outputs;
  };
}

}  // namespace

BOOST_AUTO_TEST_CASE(sparse_jacobians_of_every_shape_have_the_dense_numbers) {
  for (const auto& [m, n] : {std::pair<Index, Index>{1, 20}, {3, 21}, {20, 20}, {21, 4}, {300, 9}, {9, 300}}) {
    const Vector x = problems::Uniform(31).vector(n, -1, 1);
    Index entries = 2 * m;
    for (Index k = 0; k < m; ++k) entries -= k % n == (2 * k + 1) % n ? 1 : 0;
    check(Function(pairs(m), x), x, entries);
  }
}

// One output of all inputs asks for rows, one input of all outputs for columns.
BOOST_AUTO_TEST_CASE(a_full_row_or_column_is_compressed_the_other_way) {
  const Vector x = problems::Uniform(32).vector(50, 0.5, 1);
  check(Function(
            [](const auto& v) {
              std::vector<Var> outputs{v.sum()};
              for (Index i = 0; i < v.size(); ++i) outputs.push_back(v[i] * 2);
              return outputs;
            },
            x),
        x, 100);
  check(Function(
            [](const auto& v) {
              std::vector<Var> outputs;
              for (Index i = 1; i < v.size(); ++i) outputs.push_back(v[i] + exp(v[0]));
              return outputs;
            },
            x),
        x, 98);
}

// Outputs of all pairs of four inputs. Rows of two entries promise two colours for the columns, but any two of them
// meet: four. The rows are the edges of a tetrahedron: three colours.
BOOST_AUTO_TEST_CASE(the_other_side_is_taken_when_it_needs_fewer_colours_after_all) {
  const Vector x{{0.1, 0.2, 0.3, 0.4}};
  const Function f(
      [](const auto& v) {
        std::vector<Var> outputs;
        for (Index i = 0; i < 4; ++i)
          for (Index j = i + 1; j < 4; ++j) outputs.push_back(sin(v[i]) + 3 * exp(v[j]));
        return outputs;
      },
      x);
  const hesse::drivers::JacobianPlan plan(f.jacobian_pattern());
  BOOST_TEST(plan.by_rows);
  BOOST_TEST(plan.groups.count == 3);
  check(f, x, 12);
}

BOOST_AUTO_TEST_CASE(constant_and_repeated_outputs_and_no_inputs_are_fine) {
  const Vector x{{2, 3, 4}};
  check(Function(
            [](const VectorOf<Var>& v) {
              return std::vector<Var>{v[0] * v[2], 5, v[0], v[0], floor(v[1])};
            },
            x),
        x, 4);
  check(Function([](const VectorOf<Var>&) { return std::vector<Var>{1, 2}; }, x), x, 0);
  check(Function([](const VectorOf<Var>&) { return std::vector<Var>{1, 2}; }, Vector(0)), Vector(0), 0);
  check(Function([](const VectorOf<Var>&) { return std::vector<Var>{}; }, x), x, 0);
}

BOOST_AUTO_TEST_CASE(infinite_slopes_stay_where_they_are) {
  Vector x = Vector::Ones(12);
  const auto roots = [](const auto& v) {
    std::vector<Var> outputs;
    for (Index i = 0; i + 1 < v.size(); ++i) outputs.push_back(sqrt(v[i]) * v[i + 1]);
    return outputs;
  };
  const auto wide = [](const auto& v) {
    std::vector<Var> outputs;
    for (Index i = 0; i + 2 < v.size(); i += 3) outputs.push_back(sqrt(v[i]) * v[i + 1] + v[i + 2]);
    return outputs;
  };
  const Function many(roots, x), few(wide, x);
  x[3] = 0;
  check(many, x, 22);
  check(few, x, 12);
}
