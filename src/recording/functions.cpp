// SPDX-License-Identifier: BSL-1.0
#include <hesse/recording/functions.hpp>

namespace hesse::detail {

Var choose(const Condition& condition, const Var& yes, const Var& no) {
  const Var& left = condition.left();
  const Var& right = condition.right();
  switch (condition.comparison()) {
    case Comparison::less:
      return Recording::apply<rows::SelectLess>(left, right, yes, no);
    case Comparison::greater:
      return Recording::apply<rows::SelectLess>(right, left, yes, no);
    case Comparison::less_equal:
      return Recording::apply<rows::SelectLessEqual>(left, right, yes, no);
    case Comparison::greater_equal:
      return Recording::apply<rows::SelectLessEqual>(right, left, yes, no);
    case Comparison::equal:
      return Recording::apply<rows::SelectEqual>(left, right, yes, no);
    case Comparison::not_equal:
      return Recording::apply<rows::SelectEqual>(left, right, no, yes);
  }
  __builtin_unreachable();
}

Var raise(const Var& x, const Var& exponent) {
  if (!exponent.is_constant()) return Recording::apply<rows::Pow>(x, exponent);
  const double power = exponent.value();
  if (power == 2) return Recording::apply<rows::Square>(x);
  return is_integer_power(power) ? Recording::apply_with_parameter<rows::PowInteger>(x, power)
                                 : Recording::apply_with_parameter<rows::PowReal>(x, power);
}

}  // namespace hesse::detail
