// SPDX-License-Identifier: BSL-1.0
//
// dlib's find_min, without any stopping rule. It asks for value and gradient in two calls; what the first one found is
// kept for the second, so that an evaluation is one, as for all others.
#include <algorithm>
#include <dlib/optimization.h>

#include "optimizers.hpp"

namespace optimizers {

namespace {

using Column = dlib::matrix<double, 0, 1>;

Eigen::Map<const Vector> as_vector(const Column& x) { return {&x(0), x.size()}; }

class Memory {
 public:
  explicit Memory(const Watched& f) : f_(f) {}

  const hesse::ValueAndGradient& at(const Column& x) {
    if (point_.size() == 0 || point_ != as_vector(x)) {
      point_ = as_vector(x);
      found_ = f_.value_and_gradient(point_);
    }
    return found_;
  }

 private:
  const Watched& f_;
  Vector point_;
  hesse::ValueAndGradient found_;
};

struct UntilOver {
  const Watch& watch;
  template <class V>
  bool should_continue_search(const V&, double, const V&) {
    return !watch.is_over();
  }
};

template <class StrategyFor>
Solver solver(const char* name, Takes takes, StrategyFor strategy_for) {
  return {name, takes, [strategy_for](const Case& problem, Watch& watch) {
            const Watched f(*problem.f, watch);
            Memory memory(f);
            Column x(problem.start.size());
            std::ranges::copy(problem.start, x.begin());
            const auto value = [&](const Column& at) { return memory.at(at).value; };
            const auto gradient = [&](const Column& at) { return Column(dlib::mat(memory.at(at).gradient)); };
            try {
              dlib::find_min(strategy_for(f), UntilOver{watch}, value, gradient, x, -1e300);
            } catch (const dlib::error&) {  // how it says that a number is not finite
            }
          }};
}

const auto lbfgs = [](const Watched&) { return dlib::lbfgs_search_strategy(10); };
const auto bfgs = [](const Watched&) { return dlib::bfgs_search_strategy(); };
const auto newton = [](const Watched& f) {
  return dlib::newton_search_strategy([&f](const Column& x) -> dlib::matrix<double> {
    const Matrix hessian = f.hessian(as_vector(x));
    return dlib::mat(hessian);
  });
};

const bool enrolled = enrol({
    solver("dlib LBFGS", Takes::any_size, lbfgs),
    solver("dlib BFGS", Takes::dense_matrix, bfgs),
    solver("dlib Newton", Takes::dense_matrix, newton),
});

}  // namespace

}  // namespace optimizers
