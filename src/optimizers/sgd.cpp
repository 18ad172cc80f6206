// SPDX-License-Identifier: BSL-1.0
#include <hesse/optimizers/sgd.hpp>

#include <cmath>

#include "stochastic_descent.hpp"

namespace hesse {

namespace {

class MomentumRule : public FirstOrderRule {
 public:
  explicit MomentumRule(const SGD& method)
      : momentum_(method.momentum), nesterov_(method.nesterov), rho_(method.rho), product_rows_(method.product_rows) {}

  void start(Index inputs) { velocity_ = Vector::Zero(inputs); }

  [[nodiscard]] Vector gradient(const Vector& x, Batch& batch) {
    if (!nesterov_) return penalised_gradient(x, batch);
    return penalised_gradient(x + momentum_ * velocity_, batch);
  }

  [[nodiscard]] Vector step(const Vector& gradient, double eta) {
    velocity_ = momentum_ * velocity_ - eta * gradient;
    return velocity_;
  }

  void serialize(auto& archive) { archive(velocity_); }

 private:
  [[nodiscard]] Vector penalised_gradient(const Vector& x, Batch& batch) const {
    const Vector gradient = batch.gradient(x);
    if (rho_ == 0.0 || !gradient.allFinite()) return gradient;
    return gradient + rho_ * (product_rows_ == ProductRows::same_batch ? batch.hessian_vector(x, gradient)
                                                                       : batch.other_hessian_vector(x, gradient));
  }

  double momentum_;
  bool nesterov_;
  double rho_;
  ProductRows product_rows_;
  Vector velocity_;
};

}  // namespace

const char* name_of(ProductRows rows) {
  switch (rows) {
    case ProductRows::same_batch:
      return "same_batch";
    case ProductRows::independent_batches:
      return "independent_batches";
  }
  __builtin_unreachable();
}

std::unique_ptr<Descent> descent_of(const SGD& method) {
  require_part("SGD::momentum", method.momentum);
  require_option(!method.nesterov || method.momentum > 0.0, "SGD::momentum", method.momentum,
                 "must be positive with .nesterov = true, which looks ahead along it");
  require_option(std::isfinite(method.rho), "SGD::rho", method.rho, "must be finite");
  return stochastic_descent(method, MomentumRule(method));
}

}  // namespace hesse
