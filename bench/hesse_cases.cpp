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
    if (name == "P2" || name == "P4" || name == "P5" || name == "P7" || name == "P8")
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

/// Two points with different branches in turn: a Function that keeps flipping, a Loss that sorts its rows.
template <class Differentiable>
void add_flipping(const std::string& name, const char* tool, const Differentiable& function, const Vector& x) {
  const auto turn = std::make_shared<bool>();
  const Vector other = -x;
  cases::add(name, cases::flipping, tool, [=] {
    *turn = !*turn;
    return function.gradient(*turn ? other : x)[0];
  });
}

template <class RowLoss>
void add_loss(const std::string& name, const RowLoss& row_loss, const hesse::Matrix& table, const Vector& x,
              bool forks) {
  using hesse::Compile;
  for (const auto& [tool, threads] : {std::pair("hesse, Loss", 1), {"hesse, Loss, 2 threads", 2}}) {
    const hesse::Loss loss(row_loss, x, table, {.compile = Compile::when_repaid, .threads = threads});
    const Vector ones = Vector::Ones(x.size());
    for (int i = 0; i < 3; ++i) (void)loss.gradient(x), (void)loss.hessian_vector(x, ones);
    cases::expect_close(name + " as a Loss", loss.gradient(x), cases::reference_gradient(name.substr(0, 2)));
    cases::add(name, cases::gradient, tool, [=] { return loss.gradient(x)[0]; });
    cases::add(name, cases::product, tool, [=] { return loss.hessian_vector(x, ones)[0]; });
    if (forks) add_flipping(name, tool, loss, x);
  }
}

/// A compiled Function on two threads.
template <class F>
void add_threads(const std::string& name, const F& f, const Vector& x) {
  const hesse::Function function(f, x, {.compile = hesse::Compile::at_once, .threads = 2});
  const Vector ones = Vector::Ones(x.size());
  cases::add(name, cases::gradient, "hesse, compiled, 2 threads", [=] { return function.gradient(x)[0]; });
  cases::add(name, cases::product, "hesse, compiled, 2 threads", [=] { return function.hessian_vector(x, ones)[0]; });
}

const bool registered = cases::at_start([] {
  cases::for_each_problem([](const std::string& name, const auto& f, const Vector& x) { add_problem(name, f, x); });
  const auto logistic = std::make_shared<problems::Logistic>(2000, 30);
  const auto logistic_with_branches = [=](const auto& x) { return logistic->with_branches(x); };
  add_problem("P2b", logistic_with_branches, problems::Logistic::start(30));
  const Vector at_logistic = problems::Logistic::start(30);
  add_flipping("P2b", "hesse", hesse::Function(logistic_with_branches, at_logistic), at_logistic);
  add_loss("P2", logistic->row_loss(), logistic->table(), at_logistic, false);
  add_loss("P2b", logistic->row_loss_with_branches(), logistic->table(), at_logistic, true);
  const auto mixture = std::make_shared<problems::GaussianMixture>(10, 25, 1000);
  const auto mixture_with_branches = [=](const auto& x) { return mixture->with_branches(x); };
  add_problem("P3b", mixture_with_branches, mixture->start());
  const Vector at_mixture = mixture->start();
  add_flipping("P3b", "hesse", hesse::Function(mixture_with_branches, at_mixture), at_mixture);
  add_loss("P3", mixture->row_loss(), mixture->table(), at_mixture, false);
  add_loss("P3b", mixture->row_loss_with_branches(), mixture->table(), at_mixture, true);
  add_threads("P3", *mixture, at_mixture);
});

}  // namespace
