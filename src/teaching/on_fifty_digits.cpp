// SPDX-License-Identifier: BSL-1.0
#include "on_fifty_digits.hpp"

#include <hesse/numbers/multiprecision.hpp>
#include <hesse/sweeps/forward.hpp>

#include <cmath>
#include <vector>

namespace hesse {

namespace {

using Fifty = boost::multiprecision::cpp_bin_float_50;

ThirtyDigits rounded(const Fifty& number) {
  const auto leading = static_cast<double>(number);
  return {leading, static_cast<double>(Fifty(number - leading))};
}

}  // namespace

double ThirtyDigits::distance(double number) const { return std::abs(number - leading - rest); }

ExactDerivatives exact_derivatives(const Tape& tape, ConstVector x, ConstVector direction) {
  using Twice = Dual<Dual<Fifty>>;
  std::vector<Twice> inputs;
  for (Index i = 0; i < x.size(); ++i)
    inputs.push_back({Dual<Fifty>(Fifty(x[i]), Fifty(direction[i])), Dual<Fifty>(Fifty(direction[i]))});
  Numbers<Twice> values;
  forward<Twice>(tape, inputs, values);
  const Operand output = tape.outputs()[0];
  if (output.is_constant()) return {};
  const Twice& f = values[output.node_index()];
  return {rounded(f.value.tangent), rounded(f.tangent.tangent)};
}

}  // namespace hesse
