// SPDX-License-Identifier: BSL-1.0
//
// CppExpression: the number that writes C++. A row's value, evaluated on expressions, becomes the statements that
// compute it; so softplus comes out in terms of std::exp and std::log1p, and no row's rule is written down twice.
//
// A rule that branches (`if`, `&&`, `? :` on a comparison) is evaluated once for each way its branches can go: a run
// takes the decisions it is given and notes the first one beyond them.
#pragma once

#include <hesse/ops/special_functions_boost.hpp>
#include <hesse/ops/table.hpp>

#include <cstddef>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace hesse {

/// The double as a literal of C++ that reads back as the same bits (NaN as some NaN).
[[nodiscard]] std::string cpp_literal(double number);

class CppStatements;

/// A literal, or the name of what a statement made.
class CppExpression {
 public:
  CppExpression() : CppExpression(0.0) {}
  template <class U>
  requires std::is_arithmetic_v<U> CppExpression(U literal)
      : number_(static_cast<double>(literal)), text_(cpp_literal(number_)) {}
  CppExpression(CppStatements* statements, std::string text) : statements_(statements), text_(std::move(text)) {}

  /// Of a literal: parameters of a row are.
  explicit operator int() const { return static_cast<int>(number_); }
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] CppStatements* statements() const { return statements_; }  ///< null where literals only are involved

 private:
  CppStatements* statements_ = nullptr;
  double number_ = 0.0;
  std::string text_;
};

/// A comparison of expressions. Asked for its outcome it decides one way, and the other way in another run.
class CppCondition {
 public:
  CppCondition(CppStatements* statements, std::string text) : statements_(statements), text_(std::move(text)) {}
  explicit operator bool() const;
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] CppStatements* statements() const { return statements_; }

 private:
  CppStatements* statements_;
  std::string text_;
};

/// What one run through a rule writes: the statements behind the decisions it was given, up to the next one.
class CppStatements {
 public:
  explicit CppStatements(std::vector<bool> decisions = {}) : decisions_(std::move(decisions)) {}

  struct Statement {
    std::string name, expression;
  };
  /// The statement, unless one with the same expression stands there.
  CppExpression write(std::string expression);
  bool decide(const std::string& condition);
  void need(std::string_view header) { headers_.emplace(header); }

  [[nodiscard]] const std::vector<Statement>& written() const { return written_; }
  /// The condition of the first decision that was not given.
  [[nodiscard]] const std::optional<std::string>& open() const { return open_; }
  [[nodiscard]] const std::set<std::string>& headers() const { return headers_; }

 private:
  std::vector<bool> decisions_;
  std::size_t decided_ = 0;
  std::map<std::string, std::string> names_;  ///< of expressions that were written, in this run or an earlier one
  std::vector<Statement> written_;
  std::optional<std::string> open_;
  std::set<std::string> headers_;
};

namespace detail {

CppExpression cpp_operation(const CppExpression& a, std::string_view symbol, const CppExpression& b);
CppCondition cpp_comparison(const CppExpression& a, std::string_view symbol, const CppExpression& b);
CppExpression cpp_call(std::string_view function, std::initializer_list<CppExpression> arguments);
CppCondition cpp_predicate(std::string_view function, const CppExpression& a);
/// function(before, x, quiet()) of Boost.Math, from a header in boost/math/special_functions.
CppExpression cpp_boost_call(std::string_view header, std::string_view function, std::string_view before,
                             const CppExpression& x);

}  // namespace detail

// clang-format off
#define HESSE_OPERATOR(symbol)                                                           \
  inline CppExpression operator symbol(const CppExpression& a, const CppExpression& b) { \
    return detail::cpp_operation(a, #symbol, b);                                         \
  }
HESSE_OPERATOR(+) HESSE_OPERATOR(-) HESSE_OPERATOR(*) HESSE_OPERATOR(/)
#undef HESSE_OPERATOR
CppExpression operator-(const CppExpression& a);
inline CppExpression& operator+=(CppExpression& a, const CppExpression& b) { return a = a + b; }

#define HESSE_COMPARISON(symbol)                                                        \
  inline CppCondition operator symbol(const CppExpression& a, const CppExpression& b) { \
    return detail::cpp_comparison(a, #symbol, b);                                       \
  }
HESSE_COMPARISON(<) HESSE_COMPARISON(<=) HESSE_COMPARISON(>) HESSE_COMPARISON(>=) HESSE_COMPARISON(==)
#undef HESSE_COMPARISON

/// What the rules of the table say instead of `condition ? yes : no`.
CppExpression choose(const CppCondition& condition, const CppExpression& yes, const CppExpression& no);

// What <cmath> has, in the words of <cmath>: the only functions whose names are written here.
#define HESSE_CMATH(name) \
  inline CppExpression name(const CppExpression& a) { return detail::cpp_call("std::" #name, {a}); }
HESSE_CMATH(sqrt) HESSE_CMATH(cbrt) HESSE_CMATH(exp) HESSE_CMATH(exp2) HESSE_CMATH(expm1)
HESSE_CMATH(log) HESSE_CMATH(log2) HESSE_CMATH(log10) HESSE_CMATH(log1p)
HESSE_CMATH(sin) HESSE_CMATH(cos) HESSE_CMATH(tan) HESSE_CMATH(asin) HESSE_CMATH(acos) HESSE_CMATH(atan)
HESSE_CMATH(sinh) HESSE_CMATH(cosh) HESSE_CMATH(tanh) HESSE_CMATH(asinh) HESSE_CMATH(acosh) HESSE_CMATH(atanh)
HESSE_CMATH(erf) HESSE_CMATH(erfc) HESSE_CMATH(abs)
HESSE_CMATH(floor) HESSE_CMATH(ceil) HESSE_CMATH(round) HESSE_CMATH(trunc)
#undef HESSE_CMATH
#define HESSE_CMATH(name)                                                     \
  inline CppExpression name(const CppExpression& a, const CppExpression& b) { \
    return detail::cpp_call("std::" #name, {a, b});                           \
  }
HESSE_CMATH(pow) HESSE_CMATH(hypot) HESSE_CMATH(atan2) HESSE_CMATH(fmod)
#undef HESSE_CMATH
#define HESSE_CMATH(name) \
  inline CppCondition name(const CppExpression& a) { return detail::cpp_predicate("std::" #name, a); }
HESSE_CMATH(isnan) HESSE_CMATH(isinf) HESSE_CMATH(isfinite) HESSE_CMATH(signbit)
#undef HESSE_CMATH
inline CppExpression fma(const CppExpression& a, const CppExpression& b, const CppExpression& c) {
  return detail::cpp_call("std::fma", {a, b, c});
}
// clang-format on

// What Boost.Math has and <cmath> has not, or not on every thread.
inline CppExpression lgamma(const CppExpression& x, const detail::Quiet&) {
  return detail::cpp_boost_call("gamma.hpp", "lgamma", "", x);
}
inline CppExpression digamma(const CppExpression& x, const detail::Quiet&) {
  return detail::cpp_boost_call("digamma.hpp", "digamma", "", x);
}
inline CppExpression trigamma(const CppExpression& x, const detail::Quiet&) {
  return detail::cpp_boost_call("trigamma.hpp", "trigamma", "", x);
}
inline CppExpression polygamma(int n, const CppExpression& x, const detail::Quiet&) {
  return detail::cpp_boost_call("polygamma.hpp", "polygamma", std::to_string(n), x);
}
inline CppExpression sph_bessel(unsigned n, const CppExpression& x, const detail::Quiet&) {
  return detail::cpp_boost_call("bessel.hpp", "sph_bessel", std::to_string(n) + 'u', x);
}

template <>
struct ValueOf<CppExpression> : ValueOf<double> {};
template <>
inline constexpr bool has_cmath<CppExpression> = true;

}  // namespace hesse

/// Limits are those of double: literals.
template <>
struct std::numeric_limits<hesse::CppExpression> : std::numeric_limits<double> {};
