// SPDX-License-Identifier: BSL-1.0
//
// TMBad, the tape of R's TMB package, without R.
#include <iostream>
#include <memory>
#include <vector>

#include "cases.hpp"

// What TMB's copy expects its includer to define; the source after its header, for it has no library.
static std::ostream& Rcout = std::cout;
#define TMBAD_ASSERT2(condition, text)
#define TMBAD_ASSERT(condition)
// clang-format off
#include <TMBad/TMBad.hpp>
#include <TMBad/TMBad.cpp>
// clang-format on

namespace TMBad {

double passive(const ad_aug& x) { return x.Value(); }

}  // namespace TMBad

namespace {

using hesse::Vector;
using Number = TMBad::ad_aug;
using Tape = TMBad::ADFun<Number>;

template <class F>
std::shared_ptr<Tape> trace(const F& f, const Vector& x) {
  const auto call = [&](const std::vector<Number>& variables) { return std::vector<Number>{f(variables)}; };
  return std::make_shared<Tape>(call, std::vector<double>(x.begin(), x.end()));
}

const bool registered = cases::at_start([] {
  cases::for_each_problem([](const std::string& name, const auto& f, const Vector& x) {
    const auto tape = trace(f, x);
    const std::vector<double> point(x.begin(), x.end());
    auto gradient_at = [=] { return tape->Jacobian(point); };
    const std::vector<double> g = gradient_at();
    cases::expect_close("TMBad gradient of " + name,
                        Eigen::Map<const Vector>(g.data(), static_cast<hesse::Index>(g.size())),
                        cases::reference_gradient(name));
    cases::add(name, cases::gradient, "TMBad", [=] { return gradient_at()[0]; });
  });
});

}  // namespace
