// SPDX-License-Identifier: BSL-1.0
//
// Rounded: a double and a bound, to first order, of how far it may lie from the exact number. Each operation hands on
// the errors of its arguments by its slopes and adds the rounding of its own result.
//
// Source: Higham, "Accuracy and Stability of Numerical Algorithms" (2002), section 3.3, running error analysis.
#pragma once

#include <hesse/numbers/dual.hpp>
#include <hesse/numbers/functions.hpp>
#include <hesse/tape/custom_evaluate.hpp>

#include <cmath>
#include <compare>
#include <concepts>
#include <cstddef>
#include <limits>
#include <span>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace hesse {

struct Rounded {
  double number = 0.0;
  double error = 0.0;

  Rounded() = default;
  /// A constant, exact.
  template <class U>
  requires std::is_arithmetic_v<U> Rounded(U constant) : number(static_cast<double>(constant)) {}
  Rounded(double value, double bound) : number(value), error(bound) {}
  /// The result of a computation whose arguments bring `inherited`.
  static Rounded computed(double value, double inherited) {
    return {value, inherited + std::numeric_limits<double>::epsilon() * std::abs(value)};
  }

  friend std::partial_ordering operator<=>(const Rounded& a, const Rounded& b) { return a.number <=> b.number; }
  friend bool operator==(const Rounded& a, const Rounded& b) { return a.number == b.number; }
};

template <>
struct ValueOf<Rounded> : ValueOf<double> {};

inline const double& plain_value(const Rounded& x) { return x.number; }

template <>
struct Evaluator<Rounded> {
  template <class Row, class... Args>
  static Rounded evaluate(const Args&... args) {
    return evaluate_same<Row>(Rounded(args)...);
  }

  template <class Row>
  static Rounded evaluate_all(std::span<const Rounded> args) {
    std::vector<double> values, slopes(args.size());
    for (const Rounded& x : args) values.push_back(x.number);
    const std::span<const double> at(values);
    const double y = Row::value(at);
    Row::partials(y, at, std::span<double>(slopes));
    double inherited = 0.0;
    for (std::size_t i = 0; i < args.size(); ++i) inherited += passed_on(slopes[i], args[i]);
    return Rounded::computed(y, inherited);
  }

 private:
  /// An exact argument passes nothing on, infinite slope or not.
  static double passed_on(double slope, const Rounded& x) { return x.error == 0.0 ? 0.0 : std::abs(slope) * x.error; }

  template <class Row, class... Args>
  static Rounded evaluate_same(const Args&... args) {
    if constexpr (Choosing<Row>) {
      const Rounded all[] = {args...};
      return all[Row::chosen(args...)];
    } else {
      const double y = static_cast<double>(Row::value(args.number...));
      const auto slopes = Row::partials(y, args.number...);
      const auto all = std::tie(args...);
      constexpr std::size_t count = std::tuple_size_v<std::remove_cvref_t<decltype(slopes)>>;
      return [&]<std::size_t... i>(std::index_sequence<i...>) {
        return Rounded::computed(y, (passed_on(static_cast<double>(std::get<i>(slopes)), std::get<i>(all)) + ...));
      }
      (std::make_index_sequence<count>());
    }
  }
};

namespace detail {

template <>
struct CustomOn<Rounded> {
  static Rounded value(const CustomOperation& operation, std::span<const Rounded> x) {
    std::vector<double> slopes(x.size());
    operation.gradient(plain_values(x), slopes);
    double inherited = 0.0;
    for (std::size_t i = 0; i < x.size(); ++i) inherited += std::abs(slopes[i]) * x[i].error;
    return Rounded::computed(operation.value(plain_values(x)), inherited);
  }
  static void partials(const CustomOperation& operation, std::span<const Rounded> x, std::span<Rounded> out) {
    std::vector<double> slopes(x.size());
    operation.gradient(plain_values(x), slopes);
    const auto n = static_cast<Eigen::Index>(x.size());
    Eigen::MatrixXd curvature = Eigen::MatrixXd::Zero(n, n);
    if (operation.has_hessian()) operation.hessian(plain_values(x), curvature);
    for (std::size_t i = 0; i < x.size(); ++i) {
      double inherited = 0.0;
      for (std::size_t j = 0; j < x.size(); ++j)
        inherited += std::abs(curvature(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j))) * x[j].error;
      out[i] = Rounded::computed(slopes[i], inherited);
    }
  }
};

/// The tangents of a registered operation: its own slopes and Hessian, taken as rounded once.
template <>
struct CustomOn<Dual<Rounded>> {
  using Number = Dual<Rounded>;
  static Number value(const CustomOperation& operation, std::span<const Number> x) {
    std::vector<Rounded> at, slopes(x.size());
    for (const Number& item : x) at.push_back(item.value);
    CustomOn<Rounded>::partials(operation, at, slopes);
    Number y(CustomOn<Rounded>::value(operation, at));
    for (std::size_t i = 0; i < x.size(); ++i) y.tangent += slopes[i] * x[i].tangent;
    return y;
  }
  static void partials(const CustomOperation& operation, std::span<const Number> x, std::span<Number> out) {
    std::vector<Rounded> at, slopes(x.size());
    for (const Number& item : x) at.push_back(item.value);
    CustomOn<Rounded>::partials(operation, at, slopes);
    const auto n = static_cast<Eigen::Index>(x.size());
    Eigen::MatrixXd curvature(n, n);
    operation.hessian(plain_values(x), curvature);
    for (std::size_t i = 0; i < x.size(); ++i) {
      out[i] = Number(slopes[i]);
      for (std::size_t j = 0; j < x.size(); ++j)
        out[i].tangent +=
            Rounded::computed(curvature(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)), 0.0) *
            x[j].tangent;
    }
  }
};

}  // namespace detail

}  // namespace hesse
