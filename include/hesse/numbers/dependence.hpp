// SPDX-License-Identifier: BSL-1.0
//
// Dependence: a number that is not known, only which arguments it was made of. A row evaluated on Dependence tells its
// own sparsity: an argument that occurs in the slope by another one is a second derivative that can be other than zero.
// Where a rule chooses, either side may be taken, so the result is made of both.
#pragma once

#include <hesse/ops/evaluate.hpp>

#include <cstddef>
#include <span>
#include <tuple>
#include <type_traits>

namespace hesse {

class Dependence {
 public:
  /// Made of nothing.
  Dependence() = default;
  /// A constant of a rule or of the program.
  template <class U>
  requires std::is_arithmetic_v<U> Dependence(U) {}
  static Dependence on(std::size_t argument) {
    Dependence result;
    result.arguments_ = 1u << argument;
    return result;
  }

  /// A bit for each argument.
  [[nodiscard]] unsigned arguments() const { return arguments_; }

  friend Dependence operator|(Dependence a, const Dependence& b) {
    a.arguments_ |= b.arguments_;
    return a;
  }

 private:
  unsigned arguments_ = 0;
};

/// A comparison whose outcome nobody knows.
struct UnknownCondition {};
inline UnknownCondition operator<(const Dependence&, const Dependence&) { return {}; }
inline UnknownCondition operator<=(const Dependence&, const Dependence&) { return {}; }
inline UnknownCondition operator>(const Dependence&, const Dependence&) { return {}; }
inline UnknownCondition operator>=(const Dependence&, const Dependence&) { return {}; }
inline UnknownCondition operator==(const Dependence&, const Dependence&) { return {}; }

/// What the rules of the table say instead of `condition ? yes : no`.
inline Dependence choose(UnknownCondition, const Dependence& yes, const Dependence& no) { return yes | no; }

template <>
struct ValueOf<Dependence> : ValueOf<double> {};

template <>
struct Evaluator<Dependence> {
  template <class Row, class... Args>
  static Dependence evaluate(const Args&... args) {
    const Dependence all = (Dependence() | ... | Dependence(args));
    if constexpr (!Choosing<Row>) {
      // Rules are not followed into rules: that of an integer power is one of lower power, without end. But slopes that
      // are constants end the way at once, and those of floor and its kin are zero.
      using Slopes = decltype(Row::partials(all, args...));
      if constexpr (std::is_same_v<Slopes, std::tuple<double>>)
        return std::get<0>(Row::partials(all, args...)) == 0.0 ? Dependence() : all;
    }
    return all;
  }

  template <class Row>
  static Dependence evaluate_all(std::span<const Dependence> args) {
    Dependence all;
    for (const Dependence& x : args) all = all | x;
    return all;
  }
};

}  // namespace hesse
