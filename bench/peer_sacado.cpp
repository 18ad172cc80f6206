// SPDX-License-Identifier: BSL-1.0
//
// Sacado::Rad: reverse mode, recorded anew for each gradient.
#include <Sacado_trad.hpp>
#include <vector>

#include "cases.hpp"

namespace Sacado::Rad {

double passive(const ADvar<double>& x) { return x.val(); }

}  // namespace Sacado::Rad

namespace {

using hesse::Vector;
using Number = Sacado::Rad::ADvar<double>;

template <class F>
Vector gradient_of(const F& f, const Vector& x) {
  const std::vector<Number> variables(x.begin(), x.end());
  Number y = f(variables);
  Number::Outvar_Gradcomp(y);
  Vector g(x.size());
  for (hesse::Index i = 0; i < g.size(); ++i) g[i] = variables[static_cast<std::size_t>(i)].adj();
  return g;
}

// Sacado keeps its memory in a static member of a template, which is built at no certain time before main(): a gradient
// asked for earlier finds it unbuilt, works, and lets the next one crash.
const bool registered = cases::at_start([] {
  cases::for_each_problem([](const std::string& name, const auto& f, const Vector& x) {
    cases::expect_close("Sacado gradient of " + name, gradient_of(f, x), cases::reference_gradient(name));
    cases::add(name, cases::anew, "Sacado", [=] { return gradient_of(f, x)[0]; });
  });
});

}  // namespace
