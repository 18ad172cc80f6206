// SPDX-License-Identifier: BSL-1.0
#include <hesse/optimizers/adaptive_rates.hpp>

#include <cmath>

#include "moving_average.hpp"
#include "stochastic_descent.hpp"

namespace hesse {

namespace {

class AdaGradRule : public FirstOrderRule {
 public:
  explicit AdaGradRule(const AdaGrad& method) : epsilon_(method.epsilon) {}

  void start(Index inputs) { squares_ = Vector::Zero(inputs); }

  [[nodiscard]] Vector step(const Vector& gradient, double eta) {
    squares_ += gradient.cwiseAbs2();
    return -eta * (gradient.array() / (squares_.array().sqrt() + epsilon_)).matrix();
  }

  void serialize(auto& archive) { archive(squares_); }

 private:
  double epsilon_;
  Vector squares_;
};

class RMSPropRule : public FirstOrderRule {
 public:
  explicit RMSPropRule(const RMSProp& method) : epsilon_(method.epsilon), squares_(method.beta) {}

  void start(Index inputs) { squares_.start(inputs); }

  [[nodiscard]] Vector step(const Vector& gradient, double eta) {
    squares_.note(gradient.cwiseAbs2());
    return -eta * (gradient.array() / (squares_.value().array().sqrt() + epsilon_)).matrix();
  }

  void serialize(auto& archive) { archive(squares_); }

 private:
  double epsilon_;
  MovingAverage squares_;
};

class AdamRule : public FirstOrderRule {
 public:
  explicit AdamRule(const Adam& method) : epsilon_(method.epsilon), mean_(method.beta1), squares_(method.beta2) {}

  void start(Index inputs) {
    mean_.start(inputs);
    squares_.start(inputs);
  }

  [[nodiscard]] Vector step(const Vector& gradient, double eta) {
    mean_.note(gradient);
    squares_.note(gradient.cwiseAbs2());
    return -eta * (mean_.corrected().array() / (squares_.corrected().array().sqrt() + epsilon_)).matrix();
  }

  void serialize(auto& archive) { archive(mean_, squares_); }

 private:
  double epsilon_;
  MovingAverage mean_, squares_;
};

}  // namespace

std::unique_ptr<Descent> descent_of(const AdaGrad& method) {
  require_epsilon("AdaGrad::epsilon", method.epsilon);
  return stochastic_descent(method, AdaGradRule(method));
}

std::unique_ptr<Descent> descent_of(const RMSProp& method) {
  require_part("RMSProp::beta", method.beta);
  require_epsilon("RMSProp::epsilon", method.epsilon);
  return stochastic_descent(method, RMSPropRule(method));
}

std::unique_ptr<Descent> descent_of(const Adam& method) {
  require_part("Adam::beta1", method.beta1);
  require_part("Adam::beta2", method.beta2);
  require_epsilon("Adam::epsilon", method.epsilon);
  return stochastic_descent(method, AdamRule(method));
}

}  // namespace hesse
