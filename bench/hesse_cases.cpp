// SPDX-License-Identifier: BSL-1.0
//
// The plain functions and this library.
#include <memory>

#include "cases.hpp"

namespace {

using hesse::Vector;

template <class F>
void add_problem(const std::string& name, const F& f, const Vector& x) {
  cases::add(name, cases::plain, "double", [=] { return f(x); });
  cases::add(name, cases::anew, "hesse", [=] { return hesse::gradient(f, x)[0]; });
  const auto function = std::make_shared<hesse::Function>(f, x);
  cases::add(name, cases::gradient, "hesse", [=] { return function->gradient(x)[0]; });
  const Vector ones = Vector::Ones(x.size());
  cases::add(name, cases::product, "hesse", [=] { return function->hessian_vector(x, ones)[0]; });
  if (name == "P2" || name == "P4") cases::add(name, cases::dense, "hesse", [=] { return function->hessian(x)(0, 0); });
}

const bool registered = [] {
  cases::for_each_problem([](const std::string& name, const auto& f, const Vector& x) { add_problem(name, f, x); });
  const auto logistic = std::make_shared<problems::Logistic>(2000, 30);
  add_problem(
      "P2b", [=](const auto& x) { return logistic->with_branches(x); }, problems::Logistic::start(30));
  const auto mixture = std::make_shared<problems::GaussianMixture>(10, 25, 1000);
  add_problem(
      "P3b", [=](const auto& x) { return mixture->with_branches(x); }, mixture->start());
  return true;
}();

}  // namespace
