// SPDX-License-Identifier: BSL-1.0
//
// A variable is a number: it can be copied, returned, swapped, assigned to itself, and converts to nothing by accident.
#include <hesse/hesse.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <type_traits>
#include <utility>
#include <vector>

using hesse::Var;
using hesse::Vector;

namespace {

auto product_plus(const auto& a, const auto& b, const auto& c) {
  auto y = a * b + c;  // with expression templates this would refer to a temporary that is gone
  return y;
}

// What must not compile is asked for here; the answers are in the test cases below.
template <class T>
concept StdAbs = requires(const T& x) {
  std::abs(x);
};
template <class T>
concept StdFabs = requires(const T& x) {
  std::fabs(x);
};
template <class T>
concept StdPowOfTwo = requires(const T& x) {
  std::pow(2, x);
};
template <class T>
concept StdPowOfVariable = requires(const T& x) {
  std::pow(x, 2);
};
template <class T>
concept StdMaxWithDouble = requires(const T& x) {
  std::max(x, 0.0);
};
template <class T>
concept StdHypot = requires(const T& x) {
  std::hypot(x, 1.0);
};
template <class T>
concept StdFloor = requires(const T& x) {
  std::floor(x);
};
template <class T>
concept StdIsnan = requires(const T& x) {
  std::isnan(x);
};
template <class T>
concept CastsToDouble = requires(const T& x) {
  static_cast<double>(x);
};
template <class T>
concept CastsToBool = requires(const T& x) {
  static_cast<bool>(x);
};
template <class T>
concept SumsIntoDouble = requires(const std::vector<T>& x) {
  std::accumulate(x.begin(), x.end(), 0.0);
};

}  // namespace

// By hand: d(ab + c) = (b, a, 1).
BOOST_AUTO_TEST_CASE(a_result_kept_in_auto_and_returned_is_a_number) {
  const auto f = [](const auto& x) { return product_plus(x[0], x[1], x[2]); };
  static_assert(std::is_same_v<decltype(product_plus(Var(), Var(), Var())), Var>);
  BOOST_TEST(hesse::value(f, Vector{{2, 3, 4}}) == 10.0);
  BOOST_TEST((hesse::gradient(f, Vector{{2, 3, 4}}) == Vector{{3, 2, 1}}));
}

BOOST_AUTO_TEST_CASE(a_default_variable_is_the_constant_zero) {
  BOOST_TEST(Var().value() == 0.0);
  BOOST_TEST(Var().is_constant());
  BOOST_TEST((hesse::gradient(
                  [](const auto& x) {
                    Var sum;
                    for (const Var& item : x) sum += item * item;
                    return sum;
                  },
                  Vector{{1, 2}}) == Vector{{2, 4}}));
}

BOOST_AUTO_TEST_CASE(a_variable_is_small_and_cheap_to_copy) {
  static_assert(std::is_trivially_copyable_v<Var> && sizeof(Var) == 16);
  static_assert(std::is_nothrow_move_constructible_v<Var> && std::is_nothrow_swappable_v<Var>);
}

BOOST_AUTO_TEST_CASE(self_assignment_changes_nothing) {
  const auto f = [](const auto& x) {
    auto y = x[0] * x[0];
    auto& same = y;
    y = same;
    y = std::move(same);
    return y;
  };
  BOOST_TEST(hesse::gradient(f, Vector{{3}})[0] == 6.0);
}

// x <- x*x + x twice, from x = 1: p(x) = x^2 + x, p(p(x))' = p'(p(x)) p'(x) = (2*2 + 1)(2*1 + 1) = 15.
// Second: p''(p) p'^2 + p'(p) p'' = 2*9 + 5*2 = 28.
BOOST_AUTO_TEST_CASE(a_variable_may_be_overwritten_by_a_function_of_itself) {
  const auto f = [](const auto& x) {
    auto y = x[0];
    for (int i = 0; i < 2; ++i) y = y * y + y;
    return y;
  };
  const auto [value, gradient, hessian] = hesse::second_order(f, Vector{{1}});
  BOOST_TEST(value == 6.0);
  BOOST_TEST(gradient[0] == 15.0);
  BOOST_TEST(hessian(0, 0) == 28.0);
}

// y += y doubles, y *= y squares, y -= y is 0, y /= y is 1, also where both sides are the same object.
// ((2x)^2)' = 8x; the last line adds 0 + 1.
BOOST_AUTO_TEST_CASE(compound_assignment_to_itself_reads_before_it_writes) {
  const auto f = [](const auto& x) {
    auto y = x[0];
    y += y;
    y *= y;
    auto zero = y, one = y;
    const auto &same_zero = zero, &same_one = one;  // compilers warn of one name on both sides
    zero -= same_zero;
    one /= same_one;
    return y + zero + one;
  };
  const auto [value, gradient, hessian] = hesse::second_order(f, Vector{{3}});
  BOOST_TEST(value == 37.0);
  BOOST_TEST(gradient[0] == 24.0);
  BOOST_TEST(hessian(0, 0) == 8.0);
}

BOOST_AUTO_TEST_CASE(swap_exchanges_the_variables_and_their_derivatives) {
  const auto f = [](const auto& x) {
    auto a = x[0], b = x[1];
    std::swap(a, b);
    return a * 10 + b;
  };
  BOOST_TEST((hesse::gradient(f, Vector{{1, 2}}) == Vector{{1, 10}}));
}

BOOST_AUTO_TEST_CASE(abs_and_fabs_mean_the_absolute_value_of_the_variable) {
  for (const double at : {-2.5, 2.5}) {
    const Vector x{{at}};
    BOOST_TEST(hesse::value([](const auto& v) { return abs(v[0]); }, x) == 2.5);
    BOOST_TEST(hesse::value([](const auto& v) { return fabs(v[0]); }, x) == 2.5);
    BOOST_TEST(hesse::gradient([](const auto& v) { return abs(v[0]); }, x)[0] == std::copysign(1.0, at));
    BOOST_TEST(hesse::gradient([](const auto& v) { return fabs(v[0]); }, x)[0] == std::copysign(1.0, at));
  }
}

BOOST_AUTO_TEST_CASE(functions_of_std_that_would_truncate_a_variable_do_not_compile) {
  BOOST_TEST((StdAbs<double> && StdPowOfTwo<double> && StdMaxWithDouble<double> && SumsIntoDouble<double>));
  BOOST_TEST(!StdAbs<Var>);
  BOOST_TEST(!StdFabs<Var>);
  BOOST_TEST(!StdPowOfTwo<Var>);
  BOOST_TEST(!StdPowOfVariable<Var>);
  BOOST_TEST(!StdMaxWithDouble<Var>);
  BOOST_TEST(!StdHypot<Var>);
  BOOST_TEST(!StdFloor<Var>);
  BOOST_TEST(!StdIsnan<Var>);
}

BOOST_AUTO_TEST_CASE(a_variable_converts_to_no_number_and_to_no_bool) {
  static_assert(!std::is_convertible_v<Var, double> && !std::is_convertible_v<Var, int>);
  BOOST_TEST(!CastsToDouble<Var>);
  BOOST_TEST(!CastsToBool<Var>);
}

// (2^x)' = ln 2 * 2^x; pow finds the library's overload whatever integer stands on the left.
BOOST_AUTO_TEST_CASE(pow_of_a_number_and_a_variable_is_differentiated_by_its_exponent) {
  const auto f = [](const auto& x) {
    using std::pow;
    return pow(2, x[0]);
  };
  BOOST_TEST(hesse::gradient(f, Vector{{3}})[0] == 8 * std::log(2.0), boost::test_tools::tolerance(1e-15));
}

BOOST_AUTO_TEST_CASE(std_max_of_two_variables_records_a_guard_and_is_right_on_both_sides) {
  const hesse::Function f([](const auto& x) { return std::max(x[0], Var(0.0)) * x[0]; }, Vector{{2}});
  BOOST_TEST(f.tape()->guards().size() == 1u);
  BOOST_TEST(f.gradient(Vector{{3}})[0] == 6.0);
  BOOST_TEST(f.gradient(Vector{{-3}})[0] == 0.0);
}

// The median of five numbers by std::sort: its gradient picks one input, another one at another point.
BOOST_AUTO_TEST_CASE(std_sort_sorts_variables_and_is_recorded_again_where_the_order_changes) {
  const hesse::Function median(
      [](const auto& x) {
        std::vector<std::remove_cvref_t<decltype(x[0])>> sorted(x.begin(), x.end());
        std::ranges::sort(sorted, [](const auto& a, const auto& b) { return a < b; });
        return sorted[2];
      },
      Vector{{5, 1, 4, 2, 3}});
  BOOST_TEST((median.gradient(Vector{{5, 1, 4, 2, 3}}) == Vector{{0, 0, 0, 0, 1}}));
  BOOST_TEST((median.gradient(Vector{{3, 1, 4, 2, 5}}) == Vector{{1, 0, 0, 0, 0}}));
}

// A generic program asks std::numeric_limits of its number; the unspecialised template would answer 0.
BOOST_AUTO_TEST_CASE(numeric_limits_of_a_variable_and_of_a_dual_are_those_of_double) {
  const auto check = []<class T>(T) {
    using Limits = std::numeric_limits<T>;
    BOOST_TEST(Limits::is_specialized);
    BOOST_TEST(hesse::plain_value(T(Limits::infinity())) == std::numeric_limits<double>::infinity());
    BOOST_TEST(hesse::plain_value(T(Limits::lowest())) == std::numeric_limits<double>::lowest());
    BOOST_TEST(hesse::plain_value(T(Limits::epsilon())) == std::numeric_limits<double>::epsilon());
  };
  check(hesse::Dual<double>());
  check(hesse::Dual<hesse::Dual<double>>());
  BOOST_TEST(std::numeric_limits<Var>::is_specialized);
  BOOST_TEST(Var(std::numeric_limits<Var>::infinity()).value() == std::numeric_limits<double>::infinity());
  const auto smallest = [](const auto& x) {
    using T = std::remove_cvref_t<decltype(x[0])>;
    T best = std::numeric_limits<T>::infinity();
    for (const T& item : x)
      if (item < best) best = item;
    return best;
  };
  BOOST_TEST((hesse::gradient(smallest, Vector{{3, 2, 4}}) == Vector{{0, 1, 0}}));
}
