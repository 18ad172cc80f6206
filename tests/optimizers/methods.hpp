// SPDX-License-Identifier: BSL-1.0
//
// How tests reach every method: through the list of <hesse/optimizers/methods.hpp>.
#pragma once

#include <hesse/optimizers/minimize.hpp>

#include <boost/core/demangle.hpp>
#include <boost/test/unit_test.hpp>

#include <string>
#include <typeinfo>
#include <utility>
#include <variant>
#include <vector>

namespace hesse::test {

/// "NewtonCG".
template <class M>
std::string name_of_method() {
  const std::string full = boost::core::demangle(typeid(M).name());
  return full.substr(full.rfind(':') + 1);
}

template <class Visit, std::size_t... I>
void for_each_of(std::index_sequence<I...>, const Visit& visit) {
  (visit(std::variant_alternative_t<I, Method>{}), ...);
}

/// Calls visit(method) with every method of the list, with its default options.
template <class Visit>
void for_each_method(const Visit& visit) {
  for_each_of(std::make_index_sequence<std::variant_size_v<Method>>(), [&](auto method) {
    BOOST_TEST_CONTEXT(name_of_method<decltype(method)>()) { visit(method); }
  });
}

/// The methods that search for a point where f falls; a schedule of learning rates does not.
template <class M>
inline constexpr bool searches = !StochasticMethod<M> && !std::is_same_v<M, NaturalGradient>;

struct Named {
  std::string name;
  Method method;
};

/// Every method that searches, in each of its ways of searching, with common options set by `set`.
template <class Set>
std::vector<Named> searching_methods(const Set& set) {
  std::vector<Named> all;
  const auto add = [&](const std::string& name, auto method) {
    set(method);
    all.push_back({name, method});
  };
  for_each_method([&](auto method) {
    if constexpr (searches<decltype(method)>) add(name_of_method<decltype(method)>(), method);
  });
  add("GradientDescent cauchy", GradientDescent{.step = StepRule::cauchy});
  add("BFGS dfp", BFGS{.update = Update::dfp});
  add("BFGS sr1", BFGS{.update = Update::sr1});
  add("Newton strong_wolfe", Newton{.search = SearchRule::strong_wolfe});
  add("DampedNewton sqrt_gradient", DampedNewton{.policy = DampingPolicy::sqrt_gradient});
  add("DampedNewton grid", DampedNewton{.policy = DampingPolicy::grid});
  add("DampedNewton scaled", DampedNewton{.matrix = DampingMatrix::largest_diagonal});
  add("Newton sparse", Newton{.hessian = HessianForm::sparse});
  add("TrustRegionNewton sparse", TrustRegionNewton{.hessian = HessianForm::sparse});
  return all;
}

inline std::vector<Named> searching_methods() {
  return searching_methods([](auto&) {});
}

/// The points of a run, the start first.
template <class M>
std::vector<Vector> points_of(const Objective& f, ConstVector start, M method) {
  std::vector<Vector> points;
  method.callback = [&points](const Iteration& row) {
    points.push_back(Eigen::Map<const Vector>(row.point.data(), static_cast<Index>(row.point.size())));
    return Progress::go_on;
  };
  (void)minimize(f, start, method);
  return points;
}

}  // namespace hesse::test
