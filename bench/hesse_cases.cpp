// SPDX-License-Identifier: BSL-1.0
//
// The plain functions and this library.
#include <memory>
#include <utility>

#include "cases.hpp"

namespace {

using hesse::Vector;

template <class F>
void add_problem(const std::string& name, const F& f, const Vector& x) {
  cases::add(name, cases::plain, "double", [=] { return f(x); });
  cases::add(name, cases::anew, "hesse", [=] { return hesse::gradient(f, x)[0]; });
  using hesse::Compile;
  for (const auto& [tool, compile] :
       {std::pair("hesse, sweeps", Compile::never), {"hesse, compiled", Compile::at_once}}) {
    const auto function = std::make_shared<hesse::Function>(f, x, hesse::Options{.compile = compile});
    cases::add(name, cases::gradient, tool, [=] { return function->gradient(x)[0]; });
    const Vector ones = Vector::Ones(x.size());
    cases::add(name, cases::product, tool, [=] { return function->hessian_vector(x, ones)[0]; });
    if (name == "P2" || name == "P4" || name == "P5")
      cases::add(name, cases::dense, tool, [=] { return function->hessian(x)(0, 0); });
    if (name == "P1" || name == "P6") {
      const auto matrix = std::make_shared<Eigen::SparseMatrix<double>>();
      cases::add(name, cases::sparse, tool, [=] {
        function->sparse_hessian(x, *matrix);
        return matrix->valuePtr()[0];
      });
    }
  }
  cases::add(name, cases::compiling, "hesse",
             [=] { return hesse::Function(f, x, {.compile = Compile::at_once}).gradient(x)[0]; });
}

/// Two points with different branches in turn: a Function that keeps flipping.
template <class F>
void add_flipping(const std::string& name, const F& f, const Vector& x) {
  const auto function = std::make_shared<hesse::Function>(f, x);
  const auto turn = std::make_shared<bool>();
  const Vector other = -x;
  cases::add(name, cases::flipping, "hesse", [=] {
    *turn = !*turn;
    return function->gradient(*turn ? other : x)[0];
  });
}

const bool registered = cases::at_start([] {
  cases::for_each_problem([](const std::string& name, const auto& f, const Vector& x) { add_problem(name, f, x); });
  const auto logistic = std::make_shared<problems::Logistic>(2000, 30);
  const auto logistic_with_branches = [=](const auto& x) { return logistic->with_branches(x); };
  add_problem("P2b", logistic_with_branches, problems::Logistic::start(30));
  add_flipping("P2b", logistic_with_branches, problems::Logistic::start(30));
  const auto mixture = std::make_shared<problems::GaussianMixture>(10, 25, 1000);
  const auto mixture_with_branches = [=](const auto& x) { return mixture->with_branches(x); };
  add_problem("P3b", mixture_with_branches, mixture->start());
  add_flipping("P3b", mixture_with_branches, mixture->start());
});

}  // namespace
