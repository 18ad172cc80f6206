// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/error.hpp>
#include <hesse/curvature/conjugate_gradients.hpp>
#include <hesse/optimizers/newton_cg.hpp>
#include <hesse/optimizers/scaling.hpp>
#include <hesse/optimizers/trust_region.hpp>

#include <algorithm>
#include <cmath>
#include <optional>

#include "state_archive.hpp"

namespace hesse {

namespace {

/// The least root of the diagonal over the largest. Below, a variable counts as that much curved.
constexpr double least_root = 1e-8;

class TrustRegionCG final : public Descent {
 public:
  explicit TrustRegionCG(const NewtonCG& method)
      : radius_(method.first_radius), product_limit_(method.product_limit), preconditioner_(method.preconditioner) {}

  void serialize(StateArchive& archive) override { archive(radius_, first_gradient_norm_); }

  Attempt attempt(const Iterate& here, Problem& problem) override {
    if (!inverse_) inverse_ = units(here, problem);
    if (radius_ == 0.0) radius_ = first_radius(here);
    if (first_gradient_norm_ == 0.0) first_gradient_norm_ = here.gradient_norm;
    const Vector slopes = inverse_->cwiseProduct(here.gradient);
    const double slope = length_of(slopes), radius = radius_;
    const ConjugateGradientResult model = model_step(here, slopes, slope, problem);
    const Vector step = radius * model.solution;
    Attempt attempt =
        try_step(here, inverse_->cwiseProduct(step), model.reduction * slope * radius, least_gain_ratio, problem);
    attempt.radius = radius;
    attempt.inner_iterations = model.products;
    using End = ConjugateGradientResult::End;
    const bool at_boundary = model.end == End::boundary || model.end == End::negative_curvature;
    radius_ = next_radius(radius, attempt.ratio, length_of(step), at_boundary);
    if (attempt.next) inverse_.reset();
    return attempt;
  }

 private:
  /// D^-1 as a vector.
  Vector units(const Iterate& here, Problem& problem) const {
    if (preconditioner_ == Preconditioner::none) return Vector::Ones(here.point.size());
    Eigen::SparseMatrix<double> lower;
    if (!problem.sparse_hessian(here.point, lower))
      throw OptionError("option.value",
                        "NewtonCG::preconditioner is diagonal, but this objective knows no sparse Hessian. Override "
                        "Objective::sparse_hessian(), or choose Preconditioner::none.");
    const Vector roots = lower.diagonal().cwiseAbs().cwiseSqrt();
    if (!roots.allFinite()) return Vector::Ones(roots.size());
    return inverse_scale(roots.cwiseMax(least_root * roots.maxCoeff()));
  }

  double first_radius(const Iterate& here) const {
    return preconditioner_ == Preconditioner::none ? scale_of(here.point) : scaled_size(here, *inverse_);
  }

  /// The step in units of the radius and the slopes in units of their length: the conjugate gradients see numbers near
  /// one, whatever the size of f and x.
  ConjugateGradientResult model_step(const Iterate& here, const Vector& slopes, double slope, Problem& problem) const {
    const double unit = radius_ / slope;
    const auto product = [&](ConstVector v) -> Vector {
      const Vector image = problem.hessian_vector(here.point, inverse_->cwiseProduct(v));
      return unit * inverse_->cwiseProduct(image);
    };
    const double forcing = std::min(0.1, std::sqrt(here.gradient_norm / first_gradient_norm_));
    ConjugateGradientResult model =
        conjugate_gradients(product, -slopes / slope,
                            {forcing, 1.0, product_limit_, [&problem] { return problem.interrupted().has_value(); }});
    // A Hessian that is not finite at the first product says nothing; the gradient still does.
    if (model.end == ConjugateGradientResult::End::not_finite && model.products == 1)
      model = {-slopes / slope, 1.0, 1, ConjugateGradientResult::End::boundary};
    return model;
  }

  double radius_;
  Index product_limit_;
  Preconditioner preconditioner_;
  double first_gradient_norm_ = 0.0;
  std::optional<Vector> inverse_;  ///< of the point stood on
};

}  // namespace

const char* name_of(Preconditioner preconditioner) {
  switch (preconditioner) {
    case Preconditioner::none:
      return "none";
    case Preconditioner::diagonal:
      return "diagonal";
  }
  __builtin_unreachable();
}

std::unique_ptr<Descent> descent_of(const NewtonCG& method) {
  require_option(method.first_radius >= 0.0 && std::isfinite(method.first_radius), "NewtonCG::first_radius",
                 method.first_radius, "must be positive, or 0 for |x|");
  require_option(method.product_limit >= 0, "NewtonCG::product_limit", static_cast<double>(method.product_limit),
                 "must be positive, or 0 for twice the number of inputs");
  return std::make_unique<TrustRegionCG>(method);
}

}  // namespace hesse
