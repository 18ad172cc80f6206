// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/error.hpp>
#include <hesse/curvature/conjugate_gradients.hpp>
#include <hesse/optimizers/line_search.hpp>
#include <hesse/optimizers/natural_gradient.hpp>

#include <cmath>

#include "state_archive.hpp"

namespace hesse {

namespace {

class NaturalDescent final : public Descent {
 public:
  explicit NaturalDescent(const NaturalGradient& method) : method_(method), curvature_(method.rows, method.seed) {}

  const char* adapts() const override { return "eta"; }

  void serialize(StateArchive& archive) override { archive(curvature_); }

  Attempt attempt(const Iterate& here, Problem& problem) override {
    const bool has_gauss_newton = problem.objective().has_gauss_newton();
    const CurvatureMatrix matrix =
        method_.matrix.value_or(has_gauss_newton ? CurvatureMatrix::gauss_newton : CurvatureMatrix::fisher);
    const LinearOperator fisher = curvature_.at(here, matrix, problem);
    const auto damped = [&](ConstVector v) -> Vector { return fisher(v) + method_.damping * v; };
    // The gradient in units of its length: the conjugate gradients square it.
    const ConjugateGradientResult natural = conjugate_gradients(
        damped, here.gradient / here.gradient_norm,
        {.tolerance = method_.tolerance, .interrupted = [&problem] { return problem.interrupted().has_value(); }});
    Attempt attempt = take_step(here, -method_.eta * here.gradient_norm * natural.solution, problem);
    attempt.radius = method_.eta;
    attempt.inner_iterations = natural.products;
    return attempt;
  }

 private:
  NaturalGradient method_;
  SampledCurvature curvature_;
};

}  // namespace

std::unique_ptr<Descent> descent_of(const NaturalGradient& method) {
  require_option(method.matrix != CurvatureMatrix::hessian, "NaturalGradient::matrix", "hessian",
                 "must be gauss_newton or fisher; with the Hessian it would be Newton{.pure = true}");
  require_option(method.eta > 0.0 && std::isfinite(method.eta), "NaturalGradient::eta", method.eta, "must be positive");
  require_option(method.damping >= 0.0 && std::isfinite(method.damping), "NaturalGradient::damping", method.damping,
                 "must be zero or positive");
  require_option(method.tolerance > 0.0 && method.tolerance < 1.0, "NaturalGradient::tolerance", method.tolerance,
                 "must be above 0 and below 1");
  require_option(method.rows >= 0, "NaturalGradient::rows", static_cast<double>(method.rows),
                 "must be positive, or 0 for all rows");
  return std::make_unique<NaturalDescent>(method);
}

}  // namespace hesse
