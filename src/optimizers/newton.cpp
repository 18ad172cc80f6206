// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/error.hpp>
#include <hesse/curvature/dense_solve.hpp>
#include <hesse/optimizers/line_search.hpp>
#include <hesse/optimizers/newton.hpp>
#include <hesse/optimizers/sparse_newton_system.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>

namespace hesse {

namespace {

class PureNewton final : public Descent {
 public:
  explicit PureNewton(double eta) : eta_(eta) {}

  void serialize(StateArchive&) override {}

  Attempt attempt(const Iterate& here, Problem& problem) override {
    return take_step(here, -eta_ * solve_shifted(problem.hessian(here.point), 0.0, here.gradient), problem);
  }

 private:
  double eta_;
};

/// What is known of a finite Hessian, dense or sparse.
struct ShiftedSystem {
  double least_diagonal, largest;                                           ///< of its entries
  std::function<std::optional<Vector>(double tau, const Vector& b)> solve;  ///< where H + tau I is positive definite
};

ShiftedSystem system_of(const Matrix& hessian) {
  return {hessian.diagonal().minCoeff(), hessian.cwiseAbs().maxCoeff(),
          [&hessian](double tau, const Vector& b) { return solve_positive_definite(hessian, tau, b); }};
}

ShiftedSystem system_of(SparseNewtonSystem& sparse) {
  ShiftedFactor& factor = sparse.factor();
  return {factor.bounds().least_diagonal, factor.bounds().largest_entry, [&factor](double tau, const Vector& b) {
            return factor.factorise(tau) ? std::optional(factor.solve(b)) : std::nullopt;
          }};
}

Vector step_of_size_of_x(const Iterate& here) { return -here.gradient * (scale_of(here.point) / here.gradient_norm); }

/// The smallest of 0, beta, 4 beta, 16 beta ... that makes H + tau I positive definite, with beta a thousandth of the
/// largest entry; the step with it. A Hessian of zeros asks for a step of the size of x.
Vector downhill_step(const Iterate& here, const ShiftedSystem& system) {
  const Vector downhill = -here.gradient;
  if (auto step = system.solve(0.0, downhill)) return *step;
  const double beta = std::max(1e-3 * system.largest, here.gradient_norm / (1e3 * scale_of(here.point)));
  const double first = system.least_diagonal > 0.0 ? beta : beta - system.least_diagonal;
  for (double tau = first; std::isfinite(tau); tau *= 4.0)
    if (auto step = system.solve(tau, downhill)) return *step;
  return step_of_size_of_x(here);
}

class SearchedNewton final : public Descent {
 public:
  SearchedNewton(SearchRule rule, HessianForm form) : rule_(rule), sparse_("Newton", form) {}

  const char* adapts() const override { return "length"; }

  void serialize(StateArchive&) override {}

  Attempt attempt(const Iterate& here, Problem& problem) override {
    const Vector step = direction(here, problem);
    return rule_ == SearchRule::armijo ? search_armijo(here, step, 1.0, problem)
                                       : search_wolfe(here, step, 1.0, problem);
  }

 private:
  Vector direction(const Iterate& here, Problem& problem) {
    if (sparse_.look(here.point, problem)) return downhill_step(here, system_of(sparse_));
    const Matrix hessian = problem.hessian(here.point);
    return hessian.allFinite() ? downhill_step(here, system_of(hessian)) : step_of_size_of_x(here);
  }

  SearchRule rule_;
  SparseNewtonSystem sparse_;
};

}  // namespace

const char* name_of(SearchRule rule) {
  switch (rule) {
    case SearchRule::armijo:
      return "armijo";
    case SearchRule::strong_wolfe:
      return "strong_wolfe";
  }
  __builtin_unreachable();
}

std::unique_ptr<Descent> descent_of(const Newton& method) {
  require_option(method.eta > 0.0 && std::isfinite(method.eta), "Newton::eta", method.eta, "must be positive");
  require_option(!method.pure || method.hessian != HessianForm::sparse, "Newton::pure", 1.0,
                 "takes the dense Hessian; leave out .hessian = HessianForm::sparse");
  if (method.pure) return std::make_unique<PureNewton>(method.eta);
  require_option(method.eta == 1.0, "Newton::eta", method.eta,
                 "is for the pure iteration; add .pure = true, or leave it out: the line search finds the length");
  return std::make_unique<SearchedNewton>(method.search, method.hessian);
}

}  // namespace hesse
