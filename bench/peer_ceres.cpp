// SPDX-License-Identifier: BSL-1.0
//
// Ceres' jets: forward mode with a fixed number of directions, so only problems with few inputs make sense.
#include <ceres/jet.h>
#include <vector>

#include "cases.hpp"

namespace ceres {

template <class T, int N>
double passive(const Jet<T, N>& x) {
  return x.a;
}

}  // namespace ceres

namespace {

using hesse::Vector;
using Number = ceres::Jet<double, 30>;

Vector gradient_of(const problems::Logistic& f, const Vector& x) {
  std::vector<Number> variables;
  for (int i = 0; i < 30; ++i) variables.emplace_back(x[i], i);
  return f(variables).v;
}

const bool registered = cases::at_start([] {
  const problems::Logistic f(2000, 30);
  const Vector x = problems::Logistic::start(30);
  cases::expect_close("Ceres gradient of P2", gradient_of(f, x), cases::reference_gradient("P2"));
  cases::add("P2", cases::anew, "Ceres jets", [=] { return gradient_of(f, x)[0]; });
});

}  // namespace
