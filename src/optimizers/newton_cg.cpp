// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/error.hpp>
#include <hesse/curvature/conjugate_gradients.hpp>
#include <hesse/optimizers/newton_cg.hpp>
#include <hesse/optimizers/trust_region.hpp>

#include <algorithm>
#include <cmath>

#include "state_archive.hpp"

namespace hesse {

namespace {

class TrustRegionCG final : public Descent {
 public:
  TrustRegionCG(double first_radius, Index product_limit) : radius_(first_radius), product_limit_(product_limit) {}

  void serialize(StateArchive& archive) override { archive(radius_, first_gradient_norm_); }

  Attempt attempt(const Iterate& here, Problem& problem) override {
    if (radius_ == 0.0) radius_ = scale_of(here.point);
    if (first_gradient_norm_ == 0.0) first_gradient_norm_ = here.gradient_norm;
    const ConjugateGradientResult model = model_step(here, problem);
    const double radius = radius_;
    const double reduction = model.reduction * here.gradient_norm * radius;
    Attempt attempt = try_step(here, radius * model.solution, reduction, least_gain_ratio, problem);
    attempt.radius = radius;
    attempt.inner_iterations = model.products;
    using End = ConjugateGradientResult::End;
    const bool at_boundary = model.end == End::boundary || model.end == End::negative_curvature;
    radius_ = next_radius(radius, attempt.ratio, length_of(attempt.step), at_boundary);
    return attempt;
  }

 private:
  /// The step in units of the radius and the gradient in units of its length: the conjugate gradients see numbers near
  /// one, whatever the size of f and x.
  ConjugateGradientResult model_step(const Iterate& here, Problem& problem) const {
    const double unit = radius_ / here.gradient_norm;
    const auto product = [&](ConstVector v) -> Vector { return unit * problem.hessian_vector(here.point, v); };
    const double forcing = std::min(0.1, std::sqrt(here.gradient_norm / first_gradient_norm_));
    ConjugateGradientResult model =
        conjugate_gradients(product, -here.gradient / here.gradient_norm,
                            {forcing, 1.0, product_limit_, [&problem] { return problem.interrupted().has_value(); }});
    // A Hessian that is not finite at the first product says nothing; the gradient still does.
    if (model.end == ConjugateGradientResult::End::not_finite && model.products == 1)
      model = {-here.gradient / here.gradient_norm, 1.0, 1, ConjugateGradientResult::End::boundary};
    return model;
  }

  double radius_;
  Index product_limit_;
  double first_gradient_norm_ = 0.0;
};

}  // namespace

std::unique_ptr<Descent> descent_of(const NewtonCG& method) {
  require_option(method.first_radius >= 0.0 && std::isfinite(method.first_radius), "NewtonCG::first_radius",
                 method.first_radius, "must be positive, or 0 for |x|");
  require_option(method.product_limit >= 0, "NewtonCG::product_limit", static_cast<double>(method.product_limit),
                 "must be positive, or 0 for twice the number of inputs");
  return std::make_unique<TrustRegionCG>(method.first_radius, method.product_limit);
}

}  // namespace hesse
