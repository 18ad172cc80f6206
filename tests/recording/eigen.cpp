// SPDX-License-Identifier: BSL-1.0
//
// Eigen on variables: each expression people write, its value against Eigen on doubles and its derivative against a
// closed form of matrix calculus (Petersen and Pedersen, The Matrix Cookbook, 2012; equation numbers below).
#include <hesse/hesse.hpp>

#include <Eigen/Dense>
#include <boost/test/unit_test.hpp>

#include <problems.hpp>

using hesse::Matrix;
using hesse::Var;
using hesse::Vector;
using hesse::VectorOf;

namespace {

template <class T>
using MatrixOf = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;

Matrix random_matrix(Eigen::Index rows, Eigen::Index columns, unsigned seed) {
  Matrix a(rows, columns);
  problems::Uniform uniform(seed);
  for (double& item : a.reshaped()) item = uniform(-1, 1);
  return a;
}
const Matrix a = random_matrix(4, 4, 1);
const Matrix b = random_matrix(4, 4, 2);
/// Symmetric, eigenvalues above 1.
const Matrix spd = a * a.transpose() + Matrix::Identity(4, 4);
const Vector x0 = random_matrix(4, 1, 3);

void check_close(const Matrix& found, const Matrix& expected, double relative = 1e-13) {
  BOOST_TEST((found - expected).norm() <= relative * (1 + expected.norm()), "found\n"
                                                                                << found << "\nexpected\n"
                                                                                << expected);
}

/// Value, gradient and Hessian of f at x0 against closed forms.
template <class F>
void check(const F& f, double value, const Vector& gradient, const Matrix& hessian) {
  const hesse::SecondOrder found = hesse::second_order(f, x0);
  BOOST_TEST(found.value == value, boost::test_tools::tolerance(1e-13));
  check_close(found.gradient, gradient);
  check_close(found.hessian, hessian, 1e-12);
}

/// spd with x on top of its diagonal, and as a matrix of numbers of any kind.
template <class V>
auto matrix_of(const V& x) {
  using T = typename V::Scalar;
  MatrixOf<T> m = spd.cast<T>();
  m.diagonal() += x;
  return m;
}
const Matrix m0 = spd + Matrix(x0.asDiagonal()) + 0 * a;
const Matrix inverse = m0.inverse();

}  // namespace

// x'Ax: gradient (A + A')x (81), Hessian A + A'.
BOOST_AUTO_TEST_CASE(a_matrix_of_doubles_times_a_vector_of_variables_dot_a_vector) {
  check([](const auto& x) { return x.dot(a * x); }, x0.dot(a * x0), (a + a.transpose()) * x0, a + a.transpose());
}

// |Ax|^2: gradient 2 A'A x, Hessian 2 A'A.
BOOST_AUTO_TEST_CASE(squared_norm_and_product_of_two_matrices) {
  const Matrix ata = a.transpose() * a;
  const Vector gradient = 2 * ata * x0;
  const double value = x0.dot(ata * x0);
  check([](const auto& x) { return (a * x).squaredNorm(); }, value, gradient, 2 * ata);
  check(
      [](const auto& x) {
        using T = typename std::remove_cvref_t<decltype(x)>::Scalar;
        const MatrixOf<T> left = a.cast<T>().transpose(), right = a.cast<T>();
        return x.dot((left * right) * x);
      },
      value, gradient, 2 * ata);
}

// |x|: gradient x/|x| (129), Hessian (I - xx'/|x|^2)/|x| (130).
BOOST_AUTO_TEST_CASE(norm_has_the_unit_vector_as_its_gradient) {
  const double length = x0.norm();
  check([](const auto& x) { return x.norm(); }, length, x0 / length,
        (Matrix::Identity(4, 4) - x0 * x0.transpose() / (length * length)) / length);
}

BOOST_AUTO_TEST_CASE(sums_segments_blocks_and_transposes_pick_the_entries_they_name) {
  check([](const auto& x) { return x.sum(); }, x0.sum(), Vector::Ones(4), Matrix::Zero(4, 4));
  check([](const auto& x) { return x.segment(1, 2).sum(); }, x0[1] + x0[2], Vector{{0, 1, 1, 0}}, Matrix::Zero(4, 4));
  const Matrix outer = x0 * x0.transpose();
  // the corner of xx': x_0 x_2 + x_0 x_3 + x_1 x_2 + x_1 x_3 = (x_0 + x_1)(x_2 + x_3)
  Matrix hessian = Matrix::Zero(4, 4);
  hessian.topRightCorner(2, 2).setOnes();
  hessian.bottomLeftCorner(2, 2).setOnes();
  check([](const auto& x) { return (x * x.transpose()).eval().block(0, 2, 2, 2).sum(); },
        outer.topRightCorner(2, 2).sum(), Vector{{x0[2] + x0[3], x0[2] + x0[3], x0[0] + x0[1], x0[0] + x0[1]}},
        hessian);
}

// sum of 2 x_i + (c_i x_i - 1) + x_i / 4 + 3 x_i^2: slope 2 + c_i + 1/4 + 6 x_i.
BOOST_AUTO_TEST_CASE(doubles_and_variables_mix_in_one_expression) {
  const Vector c = b.col(0);
  check(
      [c](const auto& x) {
        return (2 * x + c.cwiseProduct(x) - Vector::Ones(4) + x / 4.0).sum() + 3.0 * x.cwiseProduct(x).sum() +
               (x.array() * 0.0).sum();
      },
      (2.25 * x0 + c.cwiseProduct(x0)).sum() - 4 + 3 * x0.squaredNorm(), (Vector::Constant(4, 2.25) + c + 6 * x0),
      6 * Matrix::Identity(4, 4));
}

// v = Av twice is A^2 x; |A^2 x|^2 as above with A^2 for A. Eigen must see the aliasing through its temporary.
BOOST_AUTO_TEST_CASE(a_vector_assigned_its_own_product_is_right) {
  const Matrix square = a * a, gram = square.transpose() * square;
  check(
      [](const auto& x) {
        auto v = x;
        v = a * v;
        v = (a * v).eval();
        return v.dot(v);
      },
      x0.dot(gram * x0), 2 * gram * x0, 2 * gram);
}

BOOST_AUTO_TEST_CASE(set_zero_resize_and_swap_work_on_vectors_of_variables) {
  check(
      [](const auto& x) {
        auto v = x, w = x;
        v.setZero();
        v.swap(w);  // v = x, w = 0
        w.resize(2);
        w.setConstant(x[0]);  // (x_0, x_0)
        v.conservativeResize(5);
        v[4] = 1.0;  // (x, 1)
        return v.sum() + w.sum();
      },
      x0.sum() + 2 * x0[0] + 1, Vector{{3, 1, 1, 1}}, Matrix::Zero(4, 4));
}

namespace {
template <class T>
T second_moment(const Eigen::Ref<const VectorOf<T>>& v) {
  return v.squaredNorm();
}
}  // namespace

BOOST_AUTO_TEST_CASE(an_eigen_ref_takes_a_block_of_variables) {
  check([](const auto& x) { return second_moment<typename std::remove_cvref_t<decltype(x)>::Scalar>(x.tail(2)); },
        x0.tail(2).squaredNorm(), Vector{{0, 0, 2 * x0[2], 2 * x0[3]}}, Matrix(Vector{{0, 0, 2, 2}}.asDiagonal()));
}

// f = c' M(x)^-1 c with M = S + diag(x): df = -y_i^2 with y = M^-1 c (61), d2f = 2 y_i y_j (M^-1)_ij.
BOOST_AUTO_TEST_CASE(solving_with_llt_ldlt_and_lu_differentiates_the_inverse) {
  const Vector c = b.col(1), y = inverse * c;
  const Matrix hessian = 2 * (y * y.transpose()).cwiseProduct(inverse);
  const auto with = [&](const auto& solve) {
    check(
        [&](const auto& x) {
          using T = typename std::remove_cvref_t<decltype(x)>::Scalar;
          const VectorOf<T> right = c.cast<T>();
          return right.dot(solve(matrix_of(x), right));
        },
        c.dot(y), -y.cwiseAbs2(), hessian);
  };
  with([](const auto& m, const auto& right) { return m.llt().solve(right).eval(); });
  with([](const auto& m, const auto& right) { return m.ldlt().solve(right).eval(); });
  with([](const auto& m, const auto& right) { return m.partialPivLu().solve(right).eval(); });
}

// det M: gradient det * (M^-1)_ii (46), Hessian det ((M^-1)_ii (M^-1)_jj - (M^-1)_ij^2).
BOOST_AUTO_TEST_CASE(the_determinant_by_lu_has_the_gradient_of_jacobi) {
  const double determinant = m0.determinant();
  const Vector d = inverse.diagonal();
  check([](const auto& x) { return matrix_of(x).partialPivLu().determinant(); }, determinant, determinant * d,
        determinant * (d * d.transpose() - inverse.cwiseAbs2()));
}

// log det M = 2 sum log L_ii: gradient (M^-1)_ii (57), Hessian -(M^-1)_ij^2.
BOOST_AUTO_TEST_CASE(the_log_determinant_by_cholesky_has_the_inverse_as_its_gradient) {
  check(
      [](const auto& x) {
        using std::log;
        typename std::remove_cvref_t<decltype(x)>::Scalar sum = 0;
        const auto factor = matrix_of(x).llt();
        for (Eigen::Index i = 0; i < 4; ++i) sum += log(factor.matrixLLT()(i, i));
        return 2 * sum;
      },
      std::log(m0.determinant()), inverse.diagonal(), -inverse.cwiseAbs2());
}

// The same programs on Dual numbers: value and derivative along v in one pass.
BOOST_AUTO_TEST_CASE(generic_code_runs_on_matrices_of_duals) {
  using D = hesse::Dual<double>;
  const Vector v = b.col(2), c = b.col(1), y = inverse * c;
  VectorOf<D> x(4);
  for (Eigen::Index i = 0; i < 4; ++i) x[i] = D(x0[i], v[i]);

  const D quadratic = x.dot(a * x);
  BOOST_TEST(quadratic.tangent == v.dot((a + a.transpose()) * x0), boost::test_tools::tolerance(1e-13));
  const D length = x.norm();
  BOOST_TEST(length.tangent == v.dot(x0) / x0.norm(), boost::test_tools::tolerance(1e-13));
  const VectorOf<D> right = c.cast<D>();
  for (const D& found : {right.dot(matrix_of(x).llt().solve(right)), right.dot(matrix_of(x).ldlt().solve(right)),
                         right.dot(matrix_of(x).partialPivLu().solve(right))}) {
    BOOST_TEST(found.value == c.dot(y), boost::test_tools::tolerance(1e-13));
    BOOST_TEST(found.tangent == -y.cwiseAbs2().dot(v), boost::test_tools::tolerance(1e-12));
  }
}
