// SPDX-License-Identifier: BSL-1.0
//
// CppAD, as R's TMB package ships it.
#include <iostream>
#include <memory>
#include <type_traits>
#include <vector>

#include "cases.hpp"

// What TMB's copy expects its includer to define.
#define CSKIP(text) text
template <class T>
struct isDouble {
  enum { value = std::is_same_v<T, double> };
};
static std::ostream& Rcout = std::cout;
#include <cppad/cppad.hpp>

namespace CppAD {

double passive(const AD<double>& x) { return Value(Var2Par(x)); }

}  // namespace CppAD

namespace {

using hesse::Vector;
using Number = CppAD::AD<double>;
using Tape = CppAD::ADFun<double>;

template <class F>
std::shared_ptr<Tape> trace(const F& f, const Vector& x) {
  std::vector<Number> variables(x.begin(), x.end());
  CppAD::Independent(variables);
  std::vector<Number> y{f(variables)};
  return std::make_shared<Tape>(variables, y);
}

std::vector<double> copy(const Vector& x) { return {x.begin(), x.end()}; }
Vector copy(const std::vector<double>& x) {
  return Eigen::Map<const Vector>(x.data(), static_cast<hesse::Index>(x.size()));
}

const bool registered = cases::at_start([] {
  cases::for_each_problem([](const std::string& name, const auto& f, const Vector& x) {
    const auto tape = trace(f, x);
    const std::vector<double> point = copy(x), direction(point.size(), 1.0), weight(1, 1.0);
    auto gradient_at = [=] {
      tape->Forward(0, point);
      return tape->Reverse(1, weight);
    };
    auto product_at = [=] {
      tape->Forward(0, point);
      tape->Forward(1, direction);
      const std::vector<double> both = tape->Reverse(2, weight);
      std::vector<double> product(point.size());
      for (std::size_t i = 0; i < product.size(); ++i) product[i] = both[2 * i + 1];
      return product;
    };
    cases::expect_close("CppAD gradient of " + name, copy(gradient_at()), cases::reference_gradient(name));
    cases::expect_close("CppAD product of " + name, copy(product_at()), cases::reference_product(name));
    cases::add(name, cases::gradient, "CppAD", [=] { return gradient_at()[0]; });
    cases::add(name, cases::product, "CppAD", [=] { return product_at()[0]; });
    cases::add(name, cases::anew, "CppAD", [=] {
      const auto fresh = trace(f, x);
      return fresh->Reverse(1, weight)[0];
    });
    if (name == "P2" || name == "P4" || name == "P7" || name == "P8")
      cases::add(name, cases::dense, "CppAD", [=] { return tape->Hessian(point, 0)[0]; });
  });
});

}  // namespace
