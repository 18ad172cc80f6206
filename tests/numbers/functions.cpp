// SPDX-License-Identifier: BSL-1.0
//
// One generic callable on every number type. The list of functions is the table's own.
#include <hesse/hesse.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>
#include <string>
#include <support/fifty_digits.hpp>
#include <type_traits>
#include <vector>

using hesse::Dual;
using hesse::Fifty;
using hesse::Var;

namespace {

template <class T>
struct Named {
  std::string name;
  T value;
};

/// Every function of the table at a point where it is smooth.
template <class T>
std::vector<Named<T>> every_function(const T& x) {
  std::vector<Named<T>> all;
#define HESSE_ENTRY(Row, function) \
  all.push_back({#function, T(hesse::function(T(std::is_same_v<hesse::rows::Row, hesse::rows::Acosh> ? 1 + x : x)))});
  HESSE_UNARY(HESSE_ENTRY)
#undef HESSE_ENTRY
#define HESSE_ENTRY(Row, function)                                \
  all.push_back({#function, T(hesse::function(x, T(1.25)))});     \
  all.push_back({#function " number", T(hesse::function(x, 2))}); \
  all.push_back({"number " #function, T(hesse::function(0.5f, x))});
  HESSE_BINARY(HESSE_ENTRY)
#undef HESSE_ENTRY
#define HESSE_ENTRY(Row, function)                                     \
  all.push_back({#function, T(hesse::function(x, T(0.25), T(0.75)))}); \
  all.push_back({#function " numbers", T(hesse::function(x, 0.25, 1))});
  HESSE_TERNARY(HESSE_ENTRY)
#undef HESSE_ENTRY
#define HESSE_ENTRY(Row, function)                                                    \
  all.push_back({#function " of a list", T(hesse::function({x, T(0.5), T(x * x)}))}); \
  all.push_back({#function " of a vector", T(hesse::function(std::vector<T>{x, T(0.5), x}))});
  HESSE_VARIADIC(HESSE_ENTRY)
#undef HESSE_ENTRY
#define HESSE_ENTRY(Row, symbol)                     \
  all.push_back({#symbol, T(x symbol T(0.25))});     \
  all.push_back({#symbol " number", T(x symbol 2)}); \
  all.push_back({"number " #symbol, T(3 symbol x)});
  HESSE_OPERATORS(HESSE_ENTRY)
#undef HESSE_ENTRY
  all.push_back({"-x", T(-x)});
  all.push_back({"pow(x, 2)", T(hesse::pow(x, 2))});
  all.push_back({"pow(x, -3)", T(hesse::pow(x, -3))});
  all.push_back({"pow(x, 1.5)", T(hesse::pow(x, 1.5))});
  all.push_back({"pow(x, x)", T(hesse::pow(x, x))});
  all.push_back({"pow(2, x)", T(hesse::pow(2, x))});
  all.push_back({"polygamma", T(hesse::polygamma(2, x))});
  all.push_back({"sph_bessel", T(hesse::sph_bessel(2, x))});
  all.push_back({"fabs", T(hesse::fabs(T(-x)))});
  all.push_back({"relu", T(hesse::relu(x))});
  all.push_back({"select <", T(hesse::select(x < 1, x, 3))});
  all.push_back({"select ==", T(hesse::select(x == 1, 3, x * x))});
  return all;
}

double number(const auto& x) { return static_cast<double>(x); }
double number(const Var& x) { return x.value(); }
template <class T>
double number(const Dual<T>& x) {
  return number(x.value);
}

}  // namespace

// Origin: fifty digits. Each function at 0.4375, so that every argument is a double; 4 units in the last place, and for
// the few values that cancel (digamma, lgamma, sums) the same of the argument.
BOOST_AUTO_TEST_CASE(every_function_agrees_on_every_number_type) {
  const auto exact = every_function(Fifty(0.4375));
  const auto compare = [&](const char* type, const auto& found, double epsilon) {
    BOOST_REQUIRE(found.size() == exact.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
      const double expected = static_cast<double>(exact[i].value);
      BOOST_TEST(std::abs(number(found[i].value) - expected) <= 4 * epsilon * std::max(std::abs(expected), 1.0),
                 found[i].name << " on " << type << ": " << number(found[i].value) << " != " << expected);
    }
  };
  constexpr double epsilon = std::numeric_limits<double>::epsilon();
  compare("float", every_function(0.4375f), std::numeric_limits<float>::epsilon());
  compare("double", every_function(0.4375), epsilon);
  compare("long double", every_function(0.4375L), epsilon);
  compare("a constant Var", every_function(Var(0.4375)), epsilon);
  compare("Dual", every_function(Dual<double>(0.4375, 1.0)), epsilon);
  compare("Dual of Dual", every_function(Dual<Dual<double>>(Dual<double>(0.4375, 1.0), Dual<double>(1.0))), epsilon);
  compare("Dual of fifty digits", every_function(Dual<Fifty>(Fifty(0.4375), Fifty(1))), epsilon);
}

// Origin: Dual on fifty digits. Recorded variables and Dual numbers must have the same slopes.
BOOST_AUTO_TEST_CASE(every_function_has_the_same_slope_recorded_and_on_dual_numbers) {
  const auto exact = every_function(Dual<Fifty>(Fifty(0.4375), Fifty(1)));
  const auto dual = every_function(Dual<double>(0.4375, 1.0));
  const hesse::Vector at = hesse::Vector::Constant(1, 0.4375);
  const hesse::Matrix recorded = hesse::jacobian(
      [](const hesse::VectorOf<Var>& x) {
        std::vector<Var> values;
        for (const Named<Var>& entry : every_function(x[0])) values.push_back(entry.value);
        return values;
      },
      at);
  for (std::size_t i = 0; i < exact.size(); ++i) {
    const double expected = static_cast<double>(exact[i].value.tangent);
    const double bound = 8 * std::numeric_limits<double>::epsilon() * std::max(std::abs(expected), 1.0);
    BOOST_TEST(std::abs(dual[i].value.tangent - expected) <= bound, dual[i].name << " on Dual");
    BOOST_TEST(std::abs(recorded(static_cast<hesse::Index>(i), 0) - expected) <= bound, dual[i].name << " recorded");
  }
}

// Origin: <cmath>, which takes integers as doubles.
BOOST_AUTO_TEST_CASE(integer_arguments_are_numbers_with_a_fraction) {
  BOOST_TEST(hesse::max(1, 0.5) == 1.0);
  BOOST_TEST(hesse::hypot(3, 4.0) == 5.0);
  BOOST_TEST(hesse::pow(2.0, 10) == 1024.0);
  BOOST_TEST(hesse::pow(2.0, -1) == 0.5);
  BOOST_TEST(hesse::clamp(7.5, 0, 3) == 3.0);
  BOOST_TEST(hesse::atan2(1.0, 1) == std::atan(1.0));
  BOOST_TEST(hesse::norm({1, 1}) == std::sqrt(2.0));
  BOOST_TEST(hesse::logsumexp(std::vector<int>{0, 0}) == std::log(2.0));
  static_assert(std::is_same_v<decltype(hesse::sigmoid(1.0f)), float>);
  static_assert(std::is_same_v<decltype(hesse::sigmoid(1.0L)), long double>);
  static_assert(std::is_same_v<decltype(hesse::hypot(1, 2.0)), double>);
  static_assert(std::is_same_v<decltype(hesse::square(Fifty(2))), Fifty>);
}
