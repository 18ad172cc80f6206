// SPDX-License-Identifier: BSL-1.0
#include <hesse/optimizers/diagonal_curvature.hpp>

#include <cmath>

#include "moving_average.hpp"
#include "stochastic_descent.hpp"

namespace hesse {

namespace {

class AdaHessianRule : public FirstOrderRule {
 public:
  explicit AdaHessianRule(const AdaHessian& method)
      : power_(method.hessian_power), epsilon_(method.epsilon), mean_(method.beta1), squares_(method.beta2) {}

  void start(Index inputs) {
    mean_.start(inputs);
    squares_.start(inputs);
  }

  [[nodiscard]] bool wants_curvature() const { return true; }
  void note_curvature(const Vector& diagonal) { squares_.note(diagonal.cwiseAbs2()); }

  [[nodiscard]] Vector step(const Vector& gradient, double eta) {
    mean_.note(gradient);
    const Vector size = squares_.corrected().array().sqrt().pow(power_);
    return -eta * (mean_.corrected().array() / (size.array() + epsilon_)).matrix();
  }

  void serialize(auto& archive) { archive(mean_, squares_); }

 private:
  double power_, epsilon_;
  MovingAverage mean_, squares_;
};

class SophiaRule : public FirstOrderRule {
 public:
  explicit SophiaRule(const Sophia& method)
      : gamma_(method.gamma),
        epsilon_(method.epsilon),
        curvature_every_(method.curvature_every),
        mean_(method.beta1),
        curvature_(method.beta2) {}

  void start(Index inputs) {
    mean_.start(inputs);
    curvature_.start(inputs);
  }

  [[nodiscard]] bool wants_curvature() const { return steps_ % curvature_every_ == 0; }
  void note_curvature(const Vector& diagonal) { curvature_.note(diagonal); }

  [[nodiscard]] Vector step(const Vector& gradient, double eta) {
    ++steps_;
    mean_.note(gradient);
    const Vector size = (gamma_ * curvature_.value()).cwiseMax(epsilon_);
    return -eta * mean_.value().cwiseQuotient(size).cwiseMax(-1.0).cwiseMin(1.0);
  }

  void serialize(auto& archive) { archive(steps_, mean_, curvature_); }

 private:
  double gamma_, epsilon_;
  Index curvature_every_;
  Index steps_ = 0;
  MovingAverage mean_, curvature_;
};

}  // namespace

std::unique_ptr<Descent> descent_of(const AdaHessian& method) {
  require_part("AdaHessian::beta1", method.beta1);
  require_part("AdaHessian::beta2", method.beta2);
  require_epsilon("AdaHessian::epsilon", method.epsilon);
  require_option(method.hessian_power >= 0.0 && method.hessian_power <= 1.0, "AdaHessian::hessian_power",
                 method.hessian_power, "must be from 0 to 1");
  return stochastic_descent(method, AdaHessianRule(method));
}

std::unique_ptr<Descent> descent_of(const Sophia& method) {
  require_part("Sophia::beta1", method.beta1);
  require_part("Sophia::beta2", method.beta2);
  require_epsilon("Sophia::epsilon", method.epsilon);
  require_option(method.gamma > 0.0 && std::isfinite(method.gamma), "Sophia::gamma", method.gamma, "must be positive");
  require_option(method.curvature_every >= 1, "Sophia::curvature_every", static_cast<double>(method.curvature_every),
                 "must be at least 1 step");
  return stochastic_descent(method, SophiaRule(method));
}

}  // namespace hesse
