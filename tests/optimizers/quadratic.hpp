// SPDX-License-Identifier: BSL-1.0
//
// f = x'Hx/2 with H = diag(l), on which every rule with a fixed step is a recurrence of one number a coordinate.
#pragma once

#include <hesse/optimizers/objective.hpp>

namespace hesse::test {

inline const Vector every_sign{{0.1, 1.0, 10.0, 0.0, -0.5, -2.0}};

inline FunctionObjective quadratic(const Vector& l) {
  const auto f = [l](const auto& x) {
    auto sum = 0.5 * l[0] * x[0] * x[0];
    for (Index i = 1; i < l.size(); ++i) sum += 0.5 * l[i] * x[i] * x[i];
    return sum;
  };
  return FunctionObjective(Function(f, Vector::Ones(l.size())));
}

}  // namespace hesse::test
