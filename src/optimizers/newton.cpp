// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/error.hpp>
#include <hesse/curvature/dense_solve.hpp>
#include <hesse/optimizers/line_search.hpp>
#include <hesse/optimizers/newton.hpp>

#include <algorithm>
#include <cmath>

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

/// The smallest of 0, beta, 4 beta, 16 beta ... that makes H + tau I positive definite, with beta a thousandth of the
/// largest entry; the step with it. A Hessian of zeros asks for a step of the size of x.
Vector downhill_step(const Iterate& here, const Matrix& hessian) {
  if (!hessian.allFinite()) return -here.gradient * (scale_of(here.point) / here.gradient_norm);
  if (auto step = solve_positive_definite(hessian, 0.0, -here.gradient)) return *step;
  const double least_diagonal = hessian.diagonal().minCoeff();
  const double beta = std::max(1e-3 * hessian.cwiseAbs().maxCoeff(), here.gradient_norm / (1e3 * scale_of(here.point)));
  for (double tau = least_diagonal > 0.0 ? beta : beta - least_diagonal; std::isfinite(tau); tau *= 4.0)
    if (auto step = solve_positive_definite(hessian, tau, -here.gradient)) return *step;
  return -here.gradient * (scale_of(here.point) / here.gradient_norm);
}

class SearchedNewton final : public Descent {
 public:
  explicit SearchedNewton(SearchRule rule) : rule_(rule) {}

  const char* adapts() const override { return "length"; }

  void serialize(StateArchive&) override {}

  Attempt attempt(const Iterate& here, Problem& problem) override {
    const Vector step = downhill_step(here, problem.hessian(here.point));
    return rule_ == SearchRule::armijo ? search_armijo(here, step, 1.0, problem)
                                       : search_wolfe(here, step, 1.0, problem);
  }

 private:
  SearchRule rule_;
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
  if (method.pure) return std::make_unique<PureNewton>(method.eta);
  require_option(method.eta == 1.0, "Newton::eta", method.eta,
                 "is for the pure iteration; add .pure = true, or leave it out: the line search finds the length");
  return std::make_unique<SearchedNewton>(method.search);
}

}  // namespace hesse
