// SPDX-License-Identifier: BSL-1.0
//
// A registered operation on the numbers of the sweeps: its value and gradient in double, and one order more on Dual
// numbers by its Hessian.
#pragma once

#include <hesse/numbers/dual.hpp>
#include <hesse/numbers/functions.hpp>
#include <hesse/numbers/structural.hpp>
#include <hesse/tape/custom_operation.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace hesse {

namespace detail {

[[noreturn]] void throw_no_second_rule(const std::string& operation);
[[noreturn]] void throw_no_rule_for_number(const std::string& operation);

template <class T>
concept MachineNumber = std::is_same_v<T, double> || std::is_same_v<T, Structural>;

inline double computed(double number, double) { return number; }
inline Structural computed(double number, Structural) { return Structural::computed(number); }

template <class T>
std::vector<double> plain_values(std::span<const T> x) {
  std::vector<double> plain;
  plain.reserve(x.size());
  for (const T& item : x) plain.push_back(plain_value(item));
  return plain;
}

template <class T>
struct CustomOn {
  static T value(const CustomOperation& operation, std::span<const T>) { throw_no_rule_for_number(operation.name()); }
  static void partials(const CustomOperation& operation, std::span<const T>, std::span<T>) {
    throw_no_rule_for_number(operation.name());
  }
};

template <MachineNumber T>
struct CustomOn<T> {
  static T value(const CustomOperation& operation, std::span<const T> x) {
    return computed(operation.value(plain_values(x)), T());
  }
  static void partials(const CustomOperation& operation, std::span<const T> x, std::span<T> out) {
    std::vector<double> slopes(x.size());
    operation.gradient(plain_values(x), slopes);
    for (std::size_t i = 0; i < x.size(); ++i) out[i] = computed(slopes[i], T());
  }
};

template <MachineNumber T, class D>
struct CustomOn<Dual<T, D>> {
  using Number = Dual<T, D>;
  static Number value(const CustomOperation& operation, std::span<const Number> x) {
    const std::vector<double> at = plain_values(x);
    std::vector<double> slopes(x.size());
    operation.gradient(at, slopes);
    Number y(computed(operation.value(at), T()));
    for (std::size_t i = 0; i < x.size(); ++i) y.tangent += computed(slopes[i], T()) * x[i].tangent;
    return y;
  }
  static void partials(const CustomOperation& operation, std::span<const Number> x, std::span<Number> out) {
    if (!operation.has_hessian()) throw_no_second_rule(operation.name());
    const std::vector<double> at = plain_values(x);
    const auto n = static_cast<Eigen::Index>(x.size());
    std::vector<double> slopes(x.size());
    Eigen::MatrixXd curvature(n, n);
    operation.gradient(at, slopes);
    operation.hessian(at, curvature);
    for (std::size_t i = 0; i < x.size(); ++i) {
      out[i] = Number(computed(slopes[i], T()));
      for (std::size_t j = 0; j < x.size(); ++j)
        out[i].tangent +=
            computed(curvature(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)), T()) * x[j].tangent;
    }
  }
};

}  // namespace detail

}  // namespace hesse
