// SPDX-License-Identifier: BSL-1.0
//
// ADOL-C: tape once, replay with its drivers.
#include <adolc/adolc.h>
#include <vector>

#include "cases.hpp"

double passive(const adub& x) { return x.value(); }
double passive(const adouble& x) { return x.value(); }

namespace {

using hesse::Vector;

template <class F>
void trace(short tag, const F& f, const Vector& x) {
  trace_on(tag, 1);  // keep what a reverse sweep needs
  std::vector<adouble> variables(static_cast<std::size_t>(x.size()));
  for (std::size_t i = 0; i < variables.size(); ++i) variables[i] <<= x[static_cast<hesse::Index>(i)];
  adouble y = f(variables);
  double value;
  y >>= value;
  trace_off();
}

short next_tag = 1;

const bool registered = cases::at_start([] {
  cases::for_each_problem([](const std::string& name, const auto& f, const Vector& x) {
    const short tag = next_tag++;
    const int n = static_cast<int>(x.size());
    trace(tag, f, x);
    auto gradient_at = [=] {
      Vector g(n);
      gradient(tag, n, x.data(), g.data());
      return g;
    };
    auto product_at = [=] {
      Vector point = x, direction = Vector::Ones(n), product(n);
      hess_vec(tag, n, point.data(), direction.data(), product.data());
      return product;
    };
    cases::expect_close("ADOL-C gradient of " + name, gradient_at(), cases::reference_gradient(name));
    cases::expect_close("ADOL-C product of " + name, product_at(), cases::reference_product(name));
    cases::add(name, cases::gradient, "ADOL-C", [=] { return gradient_at()[0]; });
    cases::add(name, cases::product, "ADOL-C", [=] { return product_at()[0]; });
    const short scratch = next_tag++;
    cases::add(name, cases::anew, "ADOL-C", [=] {
      trace(scratch, f, x);
      Vector g(n);
      double weight = 1.0;
      double* weights = &weight;
      double* row = g.data();
      fos_reverse(scratch, 1, n, weights, row);
      return g[0];
    });
  });
});

}  // namespace
