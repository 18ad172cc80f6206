// SPDX-License-Identifier: BSL-1.0
//
// Operations that a person registers: a function whose rule is known, but which the table lacks or which should stay
// one node of the tape.
//
//     const auto bessel = hesse::custom_operation("bessel_k0", value, gradient);        // generic callables
//     auto f = [&](const auto& x) { return bessel(x[0]) * x[1]; };
#pragma once

#include <hesse/basics/shapes.hpp>
#include <hesse/numbers/dual.hpp>
#include <hesse/recording/eigen_support.hpp>
#include <hesse/recording/recording.hpp>

#include <concepts>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <type_traits>
#include <utility>

namespace hesse {

/// A registered operation: call it on numbers or on variables, with one argument an input or with one vector.
class CustomFunction {
 public:
  explicit CustomFunction(std::shared_ptr<const CustomOperation> operation) : operation_(std::move(operation)) {}

  template <class... Args>
  requires((std::convertible_to<const Args&, Var>)&&...) auto operator()(const Args&... args) const {
    if constexpr ((std::is_arithmetic_v<Args> && ...)) {
      const double x[] = {static_cast<double>(args)...};
      return operation_->value(x);
    } else {
      const Var x[] = {Var(args)...};
      return Recording::apply_custom(operation_, x);
    }
  }
  double operator()(ConstVector x) const { return operation_->value({x.data(), static_cast<std::size_t>(x.size())}); }
  Var operator()(const VectorOf<Var>& x) const {
    return Recording::apply_custom(operation_, {x.data(), static_cast<std::size_t>(x.size())});
  }

  [[nodiscard]] const CustomOperation& operation() const { return *operation_; }

 private:
  std::shared_ptr<const CustomOperation> operation_;
};

namespace detail {

/// Value and gradient as callables over a vector. Where the gradient runs on Dual numbers too, its derivative is the
/// Hessian, exactly; else there is none, unless it was given by hand.
template <class Value, class Gradient, class Hessian>
class CallableOperation final : public CustomOperation {
 public:
  CallableOperation(std::string name, Value value, Gradient gradient, Hessian hessian)
      : CustomOperation(std::move(name)),
        value_(std::move(value)),
        gradient_(std::move(gradient)),
        hessian_(std::move(hessian)) {}

  double value(std::span<const double> x) const override { return value_(copy(x)); }

  void gradient(std::span<const double> x, std::span<double> out) const override {
    const Vector slopes = gradient_(copy(x));
    require_size(name().c_str(), slopes.size(), static_cast<Index>(x.size()), "slopes from its gradient");
    std::copy(slopes.begin(), slopes.end(), out.begin());
  }

  bool has_hessian() const override { return by_hand || by_duals; }

  void hessian(std::span<const double> x, Eigen::Ref<Eigen::MatrixXd> out) const override {
    if constexpr (by_hand) {
      const Matrix curvature = hessian_(copy(x));
      require_size(name().c_str(), curvature.rows(), out.rows(), "rows from its Hessian");
      require_size(name().c_str(), curvature.cols(), out.cols(), "columns from its Hessian");
      out = curvature;
    } else if constexpr (by_duals) {
      VectorOf<Dual<double>> at(static_cast<Index>(x.size()));
      for (Index i = 0; i < at.size(); ++i) at[i] = x[static_cast<std::size_t>(i)];
      for (Index j = 0; j < at.size(); ++j) {
        at[j].tangent = 1.0;
        const VectorOf<Dual<double>> slopes = gradient_(std::as_const(at));
        for (Index i = 0; i < at.size(); ++i) out(i, j) = slopes[i].tangent;
        at[j].tangent = 0.0;
      }
    }
  }

 private:
  static constexpr bool by_hand = !std::is_same_v<Hessian, std::nullptr_t>;
  static constexpr bool by_duals = std::invocable<const Gradient&, const VectorOf<Dual<double>>&>;

  static Vector copy(std::span<const double> x) {
    return Eigen::Map<const Vector>(x.data(), static_cast<Index>(x.size()));
  }

  Value value_;
  Gradient gradient_;
  Hessian hessian_;
};

}  // namespace detail

/// Registers an operation by its value and its gradient.
///
///   value      x (n entries) -> number
///   gradient   x (n entries) -> n entries. A generic callable (auto) gives exact second derivatives; one that takes
///              Eigen::VectorXd only gives none, and asking for a Hessian is an OperationError
///   hessian    optional, by hand: x -> n by n, symmetric
///
/// check_operation() (<hesse/verification/check_operation.hpp>) tests the rules.
template <class Value, class Gradient, class Hessian = std::nullptr_t>
[[nodiscard]] CustomFunction custom_operation(std::string name, Value value, Gradient gradient,
                                              Hessian hessian = nullptr) {
  using Operation = detail::CallableOperation<Value, Gradient, Hessian>;
  return CustomFunction(
      std::make_shared<Operation>(std::move(name), std::move(value), std::move(gradient), std::move(hessian)));
}

}  // namespace hesse
