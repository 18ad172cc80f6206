// SPDX-License-Identifier: BSL-1.0
//
// Value, gradient and Hessian-vector product on fifty digits, by the sweeps: what programs are compared with.
#pragma once

#include <hesse/basics/shapes.hpp>
#include <hesse/programs/program.hpp>

#include <algorithm>
#include <support/fifty_digits.hpp>
#include <vector>

namespace hesse {

struct Exact {
  Fifty value;
  std::vector<Fifty> gradient, product;
};

inline std::vector<Fifty> head(const std::vector<Fifty>& cells, const CellRegion& region) {
  const auto first = cells.begin() + static_cast<std::ptrdiff_t>(region.first);
  return {first, first + static_cast<std::ptrdiff_t>(region.size)};
}

inline Exact by_sweeps(const Tape& tape, const Vector& x, const Vector& v) {
  std::vector<Dual<Fifty>> inputs(x.begin(), x.end());
  for (Index i = 0; i < x.size(); ++i) inputs[static_cast<std::size_t>(i)].tangent = Fifty(v[i]);
  Numbers<Dual<Fifty>> values;
  forward<Dual<Fifty>>(tape, inputs, values);
  std::vector<Dual<Fifty>> adjoints(tape.nodes());
  const std::size_t output = tape.outputs()[0].node_index();
  adjoints[output] = Dual<Fifty>(1);
  reverse(tape, values.data(), adjoints.data());
  Exact result{values[output].value, {}, {}};
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    result.gradient.push_back(adjoints[i].value);
    result.product.push_back(adjoints[i].tangent);
  }
  return result;
}

/// A wrong rule is wrong in the first digits. The literals in a program are doubles, 2 / sqrt(pi) in the rule of erf
/// for one, so the last 34 of fifty digits are not compared, nor what an ill-conditioned program makes of the others.
inline bool agree(const std::vector<Fifty>& a, const std::vector<Fifty>& b) {
  Fifty size = 0, difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (isnan(a[i]) || isinf(a[i])) return true;  // judged where it is finite
    size = std::max(size, Fifty(abs(a[i])));
    difference = std::max(difference, Fifty(abs(a[i] - b[i])));
    if (isnan(b[i])) return false;
  }
  return difference <= size * Fifty("1e-11");
}

inline bool agree(const Exact& a, const Exact& b) {
  return agree(std::vector<Fifty>{a.value}, {b.value}) && agree(a.gradient, b.gradient) && agree(a.product, b.product);
}

}  // namespace hesse
