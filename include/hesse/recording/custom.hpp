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
  using NestedDual = Dual<Dual<double>>;

 public:
  explicit CustomFunction(std::shared_ptr<const CustomOperation> operation) : operation_(std::move(operation)) {}

  template <class... Numbers>
  requires((std::is_arithmetic_v<Numbers> && ...) && sizeof...(Numbers) > 0) double operator()(
      const Numbers&... numbers) const {
    const double x[] = {static_cast<double>(numbers)...};
    return operation_->value(x);
  }
  template <class... Rest>
  requires((std::convertible_to<const Rest&, Var>)&&...) Var operator()(Argument first, const Rest&... rest) const {
    const Var x[] = {variable_of(first), Var(rest)...};
    return apply(x, place_of(first));
  }
  double operator()(ConstVector x) const { return operation_->value({x.data(), static_cast<std::size_t>(x.size())}); }
  template <class Derived>
  requires std::same_as<typename Derived::Scalar, Var> Var operator()(const Eigen::MatrixBase<Derived>& x,
                                                                      Place place = Place::current()) const {
    const VectorOf<Var> all = x;
    return apply({all.data(), static_cast<std::size_t>(all.size())}, place);
  }

  /// Two nested derivatives, forward over forward, by its gradient and Hessian. Throws OperationError where it has
  /// none.
  template <class... Numbers>
  requires(LibraryOperands<Numbers...> && (std::convertible_to<const Numbers&, NestedDual> && ...)) NestedDual
  operator()(const Numbers&... numbers) const {
    const NestedDual x[] = {NestedDual(numbers)...};
    return apply(x);
  }
  template <class Derived>
  requires std::same_as<typename Derived::Scalar, NestedDual> NestedDual
  operator()(const Eigen::MatrixBase<Derived>& x) const {
    const VectorOf<NestedDual> all = x;
    return apply({all.data(), static_cast<std::size_t>(all.size())});
  }

  [[nodiscard]] const CustomOperation& operation() const { return *operation_; }

 private:
  NestedDual apply(std::span<const NestedDual> x) const;
  Var apply(std::span<const Var> x, Place place) const {
    announce(place);
    return detail::located(Recording::apply_custom(operation_, x), place);
  }

  std::shared_ptr<const CustomOperation> operation_;
};

namespace detail {

[[noreturn]] void throw_wrong_size(const std::string& operation, const char* what, Index found, Index inputs);

/// Callables that answer Dual numbers with Dual numbers. Eigen lets one that takes VectorXd seem to take others.
template <class Gradient>
concept RunsOnDuals = requires(const Gradient& gradient, const VectorOf<Dual<double>>& x) {
  requires std::same_as<typename std::remove_cvref_t<decltype(gradient(x))>::Scalar, Dual<double>>;
};

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
    require_size("length of its gradient", slopes.size(), static_cast<Index>(x.size()));
    std::copy(slopes.begin(), slopes.end(), out.begin());
  }

  bool has_hessian() const override { return by_hand || by_duals; }

  void hessian(std::span<const double> x, Eigen::Ref<Eigen::MatrixXd> out) const override {
    if constexpr (by_hand) {
      const Matrix curvature = hessian_(copy(x));
      require_size("height of its Hessian", curvature.rows(), out.rows());
      require_size("width of its Hessian", curvature.cols(), out.cols());
      out = curvature;
    } else if constexpr (by_duals) {
      VectorOf<Dual<double>> at(static_cast<Index>(x.size()));
      for (Index i = 0; i < at.size(); ++i) at[i] = x[static_cast<std::size_t>(i)];
      for (Index j = 0; j < at.size(); ++j) {
        at[j].tangent = 1.0;
        const VectorOf<Dual<double>> slopes = gradient_(std::as_const(at));
        require_size("length of its gradient", slopes.size(), at.size());
        for (Index i = 0; i < at.size(); ++i) out(i, j) = slopes[i].tangent;
        at[j].tangent = 0.0;
      }
    }
  }

 private:
  static constexpr bool by_hand = !std::is_same_v<Hessian, std::nullptr_t>;
  static constexpr bool by_duals = RunsOnDuals<Gradient>;

  void require_size(const char* what, Index found, Index inputs) const {
    if (found != inputs) throw_wrong_size(name(), what, found, inputs);
  }
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
