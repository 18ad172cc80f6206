// SPDX-License-Identifier: BSL-1.0
//
// LaneExpression: the number that writes lane code. A row's value, evaluated on expressions, becomes the operations
// that compute it, as the kernels compute it on packs. Rows that call elementary functions say so, and are left to
// kernels.
#pragma once

#include <hesse/ops/table.hpp>

#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <type_traits>

#include "lane_code.hpp"

namespace hesse {

/// Appends to lane code.
class LaneWriter {
 public:
  explicit LaneWriter(LaneCode& code) : code_(code) {}

  LaneValue literal(double number);
  LaneValue write(LaneOperation operation);
  /// Notes that lane code has no such operation.
  LaneValue refuse() {
    is_refused_ = true;
    return 0;
  }
  [[nodiscard]] bool is_refused() const { return is_refused_; }

 private:
  LaneCode& code_;
  bool is_refused_ = false;
};

class LaneExpression {
 public:
  LaneExpression() = default;
  template <class U>
  requires std::is_arithmetic_v<U> LaneExpression(U literal) : literal_(static_cast<double>(literal)) {}
  LaneExpression(LaneWriter* writer, LaneValue value) : writer_(writer), value_(value) {}

  [[nodiscard]] LaneWriter* writer() const { return writer_; }  ///< null where literals only are involved
  [[nodiscard]] double literal() const { return literal_; }
  [[nodiscard]] LaneValue value(LaneWriter& writer) const {
    return writer_ == nullptr ? writer.literal(literal_) : value_;
  }

 private:
  LaneWriter* writer_ = nullptr;
  LaneValue value_ = 0;
  double literal_ = 0.0;
};

template <>
struct ValueOf<LaneExpression> : ValueOf<double> {};

template <>
struct Evaluator<LaneExpression> {
  static constexpr bool brings_own_functions = true;
  template <class Row, class... Args>
  static LaneExpression evaluate(const Args&... args) {
    return evaluate_all_of<Row>(LaneExpression(args)...);
  }

 private:
  template <class Row, class... Expressions>
  static LaneExpression evaluate_all_of(const Expressions&... args) {
    if constexpr (Choosing<Row>)
      return Row::among(args..., args...);
    else
      return Row::value(args...);
  }
};

/// A comparison of expressions, or its opposite.
struct LaneCondition {
  LaneExpression left, right;
  Comparison comparison;
  bool is_opposite = false;
};

namespace detail {

using LaneKind = LaneOperation::Kind;

LaneExpression lane_operation(LaneKind kind, std::span<const LaneExpression> operands,
                              Comparison comparison = Comparison::less);
LaneExpression lane_refusal(std::span<const LaneExpression> operands);
template <class... Operands>
LaneExpression refused(const Operands&... operands) {
  const LaneExpression all[] = {operands...};
  return lane_refusal(all);
}

template <class... Operands>
LaneExpression lanes(LaneKind kind, const Operands&... operands) {
  const LaneExpression all[] = {operands...};
  return lane_operation(kind, all);
}

}  // namespace detail

// clang-format off
#define HESSE_OPERATOR(symbol, kind)                                                        \
  inline LaneExpression operator symbol(const LaneExpression& a, const LaneExpression& b) { \
    return detail::lanes(detail::LaneKind::kind, a, b);                                     \
  }
HESSE_OPERATOR(+, add) HESSE_OPERATOR(-, subtract) HESSE_OPERATOR(*, multiply) HESSE_OPERATOR(/, divide)
#undef HESSE_OPERATOR
inline LaneExpression operator-(const LaneExpression& a) { return detail::lanes(detail::LaneKind::negate, a); }
inline LaneExpression& operator+=(LaneExpression& a, const LaneExpression& b) { return a = a + b; }

inline LaneCondition operator<(const LaneExpression& a, const LaneExpression& b) { return {a, b, Comparison::less}; }
inline LaneCondition operator<=(const LaneExpression& a, const LaneExpression& b) { return {a, b, Comparison::less_equal}; }
inline LaneCondition operator>(const LaneExpression& a, const LaneExpression& b) { return b < a; }
inline LaneCondition operator>=(const LaneExpression& a, const LaneExpression& b) { return b <= a; }
inline LaneCondition operator==(const LaneExpression& a, const LaneExpression& b) { return {a, b, Comparison::equal}; }

inline LaneExpression choose(const LaneCondition& condition, const LaneExpression& yes, const LaneExpression& no) {
  const auto& [left, right, comparison, is_opposite] = condition;
  const LaneExpression all[] = {left, right, is_opposite ? no : yes, is_opposite ? yes : no};
  return detail::lane_operation(detail::LaneKind::choose, all, comparison);
}

inline LaneExpression sqrt(const LaneExpression& a) { return detail::lanes(detail::LaneKind::square_root, a); }
inline LaneExpression abs(const LaneExpression& a) { return detail::lanes(detail::LaneKind::absolute, a); }
inline LaneExpression fma(const LaneExpression& a, const LaneExpression& b, const LaneExpression& c) {
  return detail::lanes(detail::LaneKind::fused, a, b, c);
}
inline LaneCondition isnan(const LaneExpression& a) { return {a, a, Comparison::equal, true}; }
inline LaneCondition isinf(const LaneExpression& a) {
  return {abs(a), std::numeric_limits<double>::infinity(), Comparison::equal};
}
inline LaneCondition isfinite(const LaneExpression& a) {
  return {abs(a), std::numeric_limits<double>::infinity(), Comparison::less};
}

#define HESSE_REFUSED(name) \
  inline LaneExpression name(const LaneExpression& a) { return detail::refused(a); }
HESSE_REFUSED(cbrt) HESSE_REFUSED(exp) HESSE_REFUSED(exp2) HESSE_REFUSED(expm1)
HESSE_REFUSED(log) HESSE_REFUSED(log2) HESSE_REFUSED(log10) HESSE_REFUSED(log1p)
HESSE_REFUSED(sin) HESSE_REFUSED(cos) HESSE_REFUSED(tan) HESSE_REFUSED(asin) HESSE_REFUSED(acos) HESSE_REFUSED(atan)
HESSE_REFUSED(sinh) HESSE_REFUSED(cosh) HESSE_REFUSED(tanh) HESSE_REFUSED(asinh) HESSE_REFUSED(acosh)
HESSE_REFUSED(atanh) HESSE_REFUSED(erf) HESSE_REFUSED(erfc)
HESSE_REFUSED(floor) HESSE_REFUSED(ceil) HESSE_REFUSED(round) HESSE_REFUSED(trunc) HESSE_REFUSED(to_integer)
#undef HESSE_REFUSED
#define HESSE_REFUSED(name) \
  inline LaneExpression name(const LaneExpression& a, const LaneExpression& b) { return detail::refused(a, b); }
HESSE_REFUSED(pow) HESSE_REFUSED(hypot) HESSE_REFUSED(atan2) HESSE_REFUSED(fmod)
#undef HESSE_REFUSED
    // clang-format on
    inline LaneCondition signbit(const LaneExpression& a) {
  return detail::refused(a) < LaneExpression(0.0);
}

/// The value of a row on lanes, appended; nothing where the row calls what lane code has not.
[[nodiscard]] std::optional<LaneValue> write_row(LaneCode& code, Opcode opcode, std::span<const LaneValue> arguments);
/// Whether there is such a value.
[[nodiscard]] bool has_lane_code(Opcode opcode);

}  // namespace hesse

/// Limits are those of double: literals.
template <>
struct std::numeric_limits<hesse::LaneExpression> : std::numeric_limits<double> {};
