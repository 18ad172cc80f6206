// SPDX-License-Identifier: BSL-1.0
//
// Methods that take the sparse Hessian where the objective knows it.
#include <hesse/basics/error.hpp>
#include <hesse/optimizers/sparse_newton_system.hpp>

#include <cmath>
#include <problems.hpp>
#include <utility>

#include "methods.hpp"

using namespace hesse;

namespace {

/// A recorded function that counts in which form its Hessian was asked for.
class CountedForms final : public Objective {
 public:
  explicit CountedForms(Function f) : f_(std::move(f)) {}
  Index inputs() const override { return f_.inputs(); }
  double value(ConstVector x) const override { return f_.value(x); }
  ValueAndGradient value_and_gradient(ConstVector x) const override { return f_.value_and_gradient(x); }
  Vector hessian_vector(ConstVector x, ConstVector v) const override { return f_.hessian_vector(x, v); }
  Matrix hessian(ConstVector x) const override { return ++dense, f_.hessian(x); }
  bool sparse_hessian(ConstVector x, Eigen::SparseMatrix<double>& lower) const override {
    ++sparse;
    f_.sparse_hessian(x, lower, Triangle::lower);
    return true;
  }
  mutable Index dense = 0, sparse = 0;

 private:
  Function f_;
};

template <class M, class F>
std::pair<Index, Index> forms_of(M method, const F& f, const Vector& start) {
  const CountedForms counted{Function(f, start)};
  method.iteration_limit = 3;
  method.curvature_limit = 0;
  const Solution s = minimize(counted, start, method);
  BOOST_TEST(s.counts.hessians == counted.dense + counted.sparse);
  return {counted.dense, counted.sparse};
}

constexpr auto everything_coupled = [](const auto& x) {
  auto sum = x[0] * 0.0;
  for (Index i = 0; i < x.size(); ++i) sum += x[i];
  return exp(sum * 0.01) + problems::Rosenbrock()(x);
};

}  // namespace

// From so near a minimum no step is rejected, so that each of the three points has its Hessian. That of a chain has
// 2 n - 1 entries in its triangle, and so has its factor.
BOOST_AUTO_TEST_CASE(a_large_chain_is_solved_with_its_sparse_hessian_and_a_small_one_with_the_dense) {
  using Forms = std::pair<Index, Index>;
  for (const auto& [n, expected] : {std::pair(most_inputs_dense, Forms(3, 0)), std::pair(Index(1000), Forms(0, 3))}) {
    const Vector start = Vector::Constant(n, 1.01);
    BOOST_TEST((forms_of(TrustRegionNewton{}, problems::Rosenbrock(), start) == expected));
    BOOST_TEST((forms_of(Newton{}, problems::Rosenbrock(), start) == expected));
    BOOST_TEST(
        (forms_of(TrustRegionNewton{.hessian = HessianForm::dense}, problems::Rosenbrock(), start) == Forms(3, 0)));
    BOOST_TEST((forms_of(Newton{.hessian = HessianForm::sparse}, problems::Rosenbrock(), start) == Forms(0, 3)));
  }
}

BOOST_AUTO_TEST_CASE(a_hessian_without_zeros_is_taken_dense_after_one_look) {
  const auto [dense, sparse] =
      forms_of(TrustRegionNewton{}, everything_coupled, Vector::Constant(most_inputs_dense + 4, 1.01));
  BOOST_TEST(dense == 3);
  BOOST_TEST(sparse == 1);
}

// A sparse step may be a tenth longer or shorter than a dense one, so the paths differ, and from here may end at either
// of the two minima of a chain: what is asked of both is the gradient.
BOOST_AUTO_TEST_CASE(dense_and_sparse_forms_end_at_a_minimum) {
  const Vector start = problems::Rosenbrock::start(200);
  for (const HessianForm form : {HessianForm::dense, HessianForm::sparse})
    for (const Method& method :
         {Method(TrustRegionNewton{.hessian = form, .gradient_tolerance = 1e-9}),
          Method(Newton{.hessian = form, .gradient_tolerance = 1e-9}),
          Method(Newton{.search = SearchRule::strong_wolfe, .hessian = form, .gradient_tolerance = 1e-9})}) {
      const Solution s = minimize(problems::Rosenbrock(), start, method);
      BOOST_TEST_MESSAGE(s.method.name << " " << name_of(form) << ": " << s.iterations << " iterations");
      BOOST_TEST(s.converged(), s.explanation());
      BOOST_TEST(s.gradient.norm() <= 1e-9);
    }
}

// Near a minimum with positive definite Hessian both are Newton's iteration.
BOOST_AUTO_TEST_CASE(near_the_minimum_dense_and_sparse_steps_are_the_same_to_rounding) {
  const Vector start = Vector::Ones(80) + 0.01 * problems::Uniform(3).vector(80, -1.0, 1.0);
  const FunctionObjective f{Function(problems::Rosenbrock(), start)};
  const auto points_with = [&](HessianForm form) {
    return hesse::test::points_of(f, start, TrustRegionNewton{.hessian = form, .iteration_limit = 4});
  };
  const auto dense = points_with(HessianForm::dense), sparse = points_with(HessianForm::sparse);
  BOOST_TEST_REQUIRE(dense.size() == sparse.size());
  for (std::size_t i = 0; i < dense.size(); ++i) BOOST_TEST((dense[i] - sparse[i]).norm() < 1e-11);
}

// cos x_1 + ... + cos x_n at zero is at its maximum, where every slope is zero; a start nearby has slopes along the
// even variables alone, and the odd ones are the hard case. The minimum is -n.
BOOST_AUTO_TEST_CASE(from_beside_a_maximum_the_sparse_form_leaves_along_negative_curvature) {
  const auto f = [](const auto& x) {
    auto sum = 0.0 * x[0];
    for (Index i = 0; i < x.size(); ++i) sum += cos(x[i]);
    return sum;
  };
  Vector start = Vector::Zero(100);
  for (Index i = 0; i < 100; i += 2) start[i] = 0.1;
  const Solution s = minimize(f, start, TrustRegionNewton{.hessian = HessianForm::sparse, .gradient_tolerance = 1e-8});
  BOOST_TEST(s.converged(), s.explanation());
  BOOST_TEST(s.value == -100.0, boost::test_tools::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(the_sparse_hessian_of_every_kind_of_objective_is_the_lower_triangle_of_the_dense) {
  const Index n = 6;
  const Vector x = problems::Rosenbrock::start(n);
  const auto residuals = [](const auto& v) {
    VectorOf<std::remove_cvref_t<decltype(v[0])>> r(v.size());
    for (Index i = 0; i + 1 < v.size(); ++i) r[i] = 10.0 * (v[i + 1] - v[i] * v[i]);
    r[v.size() - 1] = sin(v[0]) * v[2];
    return r;
  };
  const auto row_loss = [](const auto& theta, const auto& row) {
    return exp(theta[0] * row[1]) * theta[3] * theta[3] + row[2] * theta[1];
  };
  const Loss loss(row_loss, x, Matrix::Identity(n, n));
  const FunctionObjective function{Function(problems::Rosenbrock(), x)};
  const FunctionResiduals squares{Function(residuals, x)};
  const LossObjective mean(loss);
  for (const Objective* f : std::initializer_list<const Objective*>{&function, &squares, &mean})
    BOOST_TEST_CONTEXT(f->kind()) {
      const Matrix expected = f->hessian(x);
      Eigen::SparseMatrix<double> lower;
      for (int again = 0; again < 2; ++again) {
        BOOST_TEST_REQUIRE(f->sparse_hessian(x, lower));
        BOOST_TEST(lower.isCompressed());
        BOOST_TEST((Matrix(lower) - expected.triangularView<Eigen::Lower>().toDenseMatrix()).norm() <=
                   1e-13 * expected.norm());
      }
    }
}

BOOST_AUTO_TEST_CASE(who_asks_for_a_sparse_hessian_that_nobody_knows_is_told_so) {
  class Bowl final : public Objective {
    Index inputs() const override { return 2; }
    double value(ConstVector x) const override { return x.squaredNorm(); }
    ValueAndGradient value_and_gradient(ConstVector x) const override { return {x.squaredNorm(), 2.0 * x}; }
    Vector hessian_vector(ConstVector, ConstVector v) const override { return 2.0 * v; }
  };
  const Vector start{{1.0, 2.0}};
  const auto text_of = [&](const Method& method) -> std::string {
    try {
      (void)minimize(Bowl(), start, method);
    } catch (const OptionError& error) {
      return error.what();
    }
    return "nothing thrown";
  };
  BOOST_TEST(text_of(TrustRegionNewton{.hessian = HessianForm::sparse}) ==
             "TrustRegionNewton::hessian is sparse, but this objective knows no sparse Hessian. Override "
             "Objective::sparse_hessian(), or choose HessianForm::automatic.");
  BOOST_TEST(text_of(Newton{.hessian = HessianForm::sparse}).find("Newton::hessian is sparse, but") == 0u);
  BOOST_TEST(text_of(Newton{.pure = true, .hessian = HessianForm::sparse}) ==
             "Newton::pure is 1; it takes the dense Hessian; leave out .hessian = HessianForm::sparse.");
  BOOST_TEST(minimize(Bowl(), start, TrustRegionNewton{}).converged());
}
