// SPDX-License-Identifier: BSL-1.0
//
// Wrong entries of large Hessians, planted and found again, with the products counted.
#include <hesse/basics/error.hpp>
#include <hesse/reports/table.hpp>
#include <hesse/verification/wrong_entries.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <functional>
#include <limits>
#include <set>
#include <string>
#include <utility>
#include <vector>

using hesse::ConstVector;
using hesse::Index;
using hesse::Matrix;
using hesse::Vector;
using Status = hesse::Verdict::Status;

namespace {

/// f(x) = sum of x_i^4 / 12 + x_i x_{i+1} + (x_i x_{n-1-i})^2 / 4: a tridiagonal and an antidiagonal.
struct Cross {
  auto operator()(const auto& x) const {
    const Index n = x.size();
    auto sum = 0 * x[0];
    for (Index i = 0; i < n; ++i) {
      const auto square = x[i] * x[i];
      sum += square * square / 12;
      if (i + 1 < n) sum += x[i] * x[i + 1];
      if (i < n - 1 - i) sum += square * (x[n - 1 - i] * x[n - 1 - i]) / 4;
    }
    return sum;
  }
  /// By hand: d2/dx_i^2 = x_i^2 + y^2 / 2 and d2/dx_i dy = x_i y with y = x_{n-1-i} (none for the middle of an odd n),
  /// 1 beside the diagonal.
  static Vector product(ConstVector x, ConstVector v) {
    const Index n = x.size();
    Vector result(n);
    for (Index i = 0; i < n; ++i) {
      const double y = x[n - 1 - i], w = v[n - 1 - i];
      double sum = x[i] * x[i] * v[i];
      if (i != n - 1 - i) sum += 0.5 * y * y * v[i] + x[i] * y * w;
      if (i > 0) sum += v[i - 1];
      if (i + 1 < n) sum += v[i + 1];
      result[i] = sum;
    }
    return result;
  }
  static Vector point(Index n) {
    return Vector::NullaryExpr(n, [](Index i) { return 1.0 + 0.5 * std::sin(static_cast<double>(i)); });
  }
};

struct Planted {
  Index row, column;
  double added;
};

hesse::ProductByHand with(std::vector<Planted> planted) {
  return [planted = std::move(planted)](ConstVector x, ConstVector v) {
    Vector product = Cross::product(x, v);
    for (const auto& [row, column, added] : planted) product[row] += added * v[column];
    return product;
  };
}

/// Sizes of mistakes between a thousandth and three, of both signs.
double size_of(Index k) { return (k % 2 == 0 ? 1.0 : -1.0) * std::pow(10.0, -static_cast<double>(k % 4)) * 3.0; }

std::vector<Planted> scattered(Index n, Index count) {
  std::vector<Planted> all;
  for (Index k = 0; k < count; ++k) all.push_back({(7919 * (k + 1) * (k + 1)) % n, (104729 * (k + 3)) % n, size_of(k)});
  return all;
}

std::set<std::pair<Index, Index>> places(const std::vector<Planted>& planted) {
  std::set<std::pair<Index, Index>> all;
  for (const auto& [row, column, added] : planted) all.emplace(row, column);
  return all;
}

std::set<std::pair<Index, Index>> places(const hesse::WrongEntries& found) {
  std::set<std::pair<Index, Index>> all;
  for (const hesse::Mistake& mistake : found.verdict.mistakes) all.emplace(mistake.row, mistake.column);
  for (const auto& [row, column] : found.not_read) all.emplace(row, column);
  return all;
}

bool says(const hesse::WrongEntries& found, const std::string& sentence) {
  const std::string report = found.verdict.report();
  BOOST_TEST_MESSAGE(report);
  return report.find(sentence) != std::string::npos;
}

constexpr Index large = 100000;

const hesse::Function& large_function() {
  static const hesse::Function f(Cross{}, Cross::point(large));
  return f;
}

}  // namespace

// The oracle is the list of what was planted. A plain bisection of each entry by itself takes k log2 n products; here
// rows share them, and reading an entry off takes one more for each column.
BOOST_AUTO_TEST_CASE(planted_entries_are_located_in_log_n_products) {
  struct Plan {
    const char* name;
    std::vector<Planted> planted;
  };
  std::vector<Plan> plans = {{"1 entry", scattered(large, 1)},
                             {"3 entries", scattered(large, 3)},
                             {"20 entries", scattered(large, 20)},
                             {"a column of 1000", {}},
                             {"a row of 40", {}},
                             {"a block of 8 x 8", {}},
                             {"20 and their mirror images", scattered(large, 20)}};
  for (Index k = 0; k < 1000; ++k) plans[3].planted.push_back({97 * k + 11, 4321, size_of(k)});
  for (Index k = 0; k < 40; ++k) plans[4].planted.push_back({777, 2003 * k + 5, size_of(k)});
  for (Index k = 0; k < 64; ++k) plans[5].planted.push_back({50000 + k / 8, 60000 + k % 8, size_of(k)});
  for (Index k = 0; k < 20; ++k) {
    const auto [row, column, added] = plans[6].planted[static_cast<std::size_t>(k)];
    plans[6].planted.push_back({column, row, added});
  }

  const double halvings = std::log2(static_cast<double>(large));
  hesse::reports::Table table({"planted", "k", "products", "k log2 n"});
  for (const auto& [name, planted] : plans) {
    const auto found =
        hesse::locate_wrong_entries(large_function(), with(planted), Cross::point(large), {.products = 4000});
    const auto k = static_cast<double>(planted.size());
    table.add({name, std::ssize(planted), found.products, k * halvings});
    BOOST_TEST_CONTEXT(name << "\n" << found.verdict.report()) {
      BOOST_TEST((found.verdict.status == Status::failed));
      BOOST_TEST((places(found) == places(planted)));
      BOOST_TEST(found.unlocated_rows.empty());
      BOOST_TEST(found.not_read.empty());
      BOOST_TEST(static_cast<double>(found.products) <= 12.0 + (1.0 + halvings) * k);
      // What was added is what differs, to the rounding of numbers of size ten.
      for (const auto& mistake : found.verdict.mistakes)
        for (const auto& [row, column, added] : planted)
          if (row == mistake.row && column == mistake.column)
            BOOST_TEST(std::abs(mistake.hand - mistake.exact - added) < 1e-13);
    }
  }
  BOOST_TEST_MESSAGE("n = " << large << "\n" << table.text());
}

// A diagonal that is wrong in all of its 100000 entries: one to a row, so 17 halvings find all of them; 200 are read
// off.
BOOST_AUTO_TEST_CASE(a_whole_diagonal_takes_the_products_of_one_entry) {
  const auto ridge = [](ConstVector x, ConstVector v) -> Vector { return Cross::product(x, v) + 0.5 * v; };
  const auto found = hesse::locate_wrong_entries(large_function(), ridge, Cross::point(large));
  BOOST_TEST(places(found).size() == static_cast<std::size_t>(large));
  BOOST_TEST(found.verdict.mistakes.size() == 200U);
  BOOST_TEST(found.products <= 200 + 17 + 12);
  BOOST_TEST(found.unlocated_rows.empty());
  BOOST_TEST(says(found, "All 100000 located wrong entries lie on the diagonal."));
  BOOST_TEST(says(found, "99800 more wrong entries are located, H["));
}

// Whoever fills one triangle and forgets to mirror it: each entry above the diagonal is 0 by hand.
BOOST_AUTO_TEST_CASE(one_triangle_is_named) {
  const Index n = 101;
  const Vector x = Cross::point(n);
  const Matrix h = hesse::hessian(Cross{}, x);
  const auto lower = [](ConstVector at, ConstVector v) -> Vector {
    return hesse::hessian(Cross{}, at).triangularView<Eigen::Lower>() * v;
  };
  const auto found = hesse::locate_wrong_entries(Cross{}, lower, x);
  // By hand: 100 entries beside the diagonal, 50 of the antidiagonal, of which none is in both for an odd n.
  BOOST_TEST(places(found).size() == 150U);
  BOOST_TEST(says(found,
                  "lie above the diagonal, and those that were read off are 0 by hand: only the lower triangle is "
                  "filled."));
  BOOST_TEST(says(found, "the hand-made operator is not symmetric"));
  BOOST_TEST(says(found, "is missing: it is 0 by hand"));
}

BOOST_AUTO_TEST_CASE(what_is_right_passes_at_every_scale) {
  const Index n = 1000;
  for (const double width : {1e-12, 1e-3, 1.0, 1e5, 1e12}) {
    const auto f = [=](const auto& x) { return Cross{}((x / width).eval()); };
    const auto by_hand = [=](ConstVector x, ConstVector v) -> Vector {
      return Cross::product(x / width, v) / (width * width);
    };
    const auto found = hesse::locate_wrong_entries(f, by_hand, width * Cross::point(n));
    BOOST_TEST(found.verdict.passed(), found.verdict.report());
    BOOST_TEST(found.verdict.digits > 12.0);
    BOOST_TEST(found.products <= 8);
  }
}

// |v| is the textbook case of what is no matrix; a constant besides is the other.
BOOST_AUTO_TEST_CASE(a_product_that_is_not_linear_is_named_as_that) {
  const Vector x = Cross::point(50);
  const auto bent = [](ConstVector at, ConstVector v) -> Vector { return Cross::product(at, v.cwiseAbs()); };
  const auto offset = [](ConstVector at, ConstVector v) -> Vector {
    return Cross::product(at, v) + Vector::Constant(v.size(), 1e-6);
  };
  for (const hesse::ProductByHand& by_hand : {hesse::ProductByHand(bent), hesse::ProductByHand(offset)}) {
    const auto found = hesse::locate_wrong_entries(Cross{}, by_hand, x);
    BOOST_TEST((found.verdict.status == Status::failed));
    BOOST_TEST(found.verdict.mistakes.empty());
    BOOST_TEST(says(found, "the hand-made product is not linear in the direction"));
  }
}

// By hand: H = 2 a a' + 2 I, a_i = i + 1; with 1 for 2 all n^2 entries are wrong. More than 60 products can tell is
// said to be left; ten columns are shown.
BOOST_AUTO_TEST_CASE(the_limit_on_products_is_kept_and_what_is_left_is_said) {
  const Index n = 300;
  const auto f = [](const auto& x) {
    auto sum = 0 * x[0];
    for (Index i = 0; i < x.size(); ++i) sum += static_cast<double>(i + 1) * x[i];
    return sum * sum + x.squaredNorm();
  };
  const auto half = [](ConstVector x, ConstVector v) -> Vector {
    const Vector a = Vector::LinSpaced(x.size(), 1.0, static_cast<double>(x.size()));
    return a * a.dot(v) + 2.0 * v;
  };
  const auto found = hesse::locate_wrong_entries(f, half, Vector::Ones(n), {.products = 60});
  BOOST_TEST(found.products <= 60);
  BOOST_TEST(found.unlocated_rows.size() == 300U);
  BOOST_TEST(
      says(found, "Of 300 rows with wrong entries, 300 hold some that are not located: 0, 1, 2, 3, 4 and 295 more."));
  BOOST_TEST(found.verdict.mistakes.size() == 3000U);
}

// sin(1e16 x) turns by more than a radian within the last bit of x (see rounding.cpp beside this file).
BOOST_AUTO_TEST_CASE(an_ill_conditioned_row_is_inconclusive) {
  const auto f = [](const auto& x) { return sin(1e16 * x[0]) + x[1] * x[1]; };
  const auto by_hand = [](ConstVector x, ConstVector v) {
    double sum = 0.0;
    for (int part = 0; part < 10; ++part) sum += 1e15 * x[0];
    return Vector{{-1e32 * std::sin(sum) * v[0], 2.0 * v[1]}};
  };
  const auto found = hesse::locate_wrong_entries(f, by_hand, Vector{{1.1, 1.0}});
  BOOST_TEST((found.verdict.status == Status::inconclusive), found.verdict.report());
  BOOST_TEST(says(found, "1 row cannot be judged, that of x[0] first"));
}

BOOST_AUTO_TEST_CASE(products_that_are_no_products_fail) {
  const Vector x = Cross::point(5);
  BOOST_TEST(says(hesse::locate_wrong_entries(
                      Cross{}, [](ConstVector, ConstVector) { return Vector::Zero(4); }, x),
                  "the hand-made product has 4 entries, but the function has 5 inputs."));
  const auto broken = [](ConstVector at, ConstVector v) {
    Vector product = Cross::product(at, v);
    product[3] = std::numeric_limits<double>::quiet_NaN();
    return product;
  };
  BOOST_TEST(says(hesse::locate_wrong_entries(Cross{}, broken, x),
                  "the hand-made product is not finite in 1 row, first in that of x[3]; the exact one is."));
  const auto nan = [](const auto& at) { return log(at[0] - at[0]) * at[1]; };
  const auto found = hesse::locate_wrong_entries(
      nan, [](ConstVector, ConstVector v) -> Vector { return v; }, Vector::Ones(2));
  BOOST_TEST((found.verdict.status == Status::inconclusive));
}

BOOST_AUTO_TEST_CASE(options_of_the_search_that_make_no_sense_are_refused) {
  const Vector x = Cross::point(5);
  const auto locate = [&](const hesse::LocateOptions& options) {
    (void)hesse::locate_wrong_entries(Cross{}, with({}), x, options);
  };
  BOOST_CHECK_THROW(locate({.products = 9}), hesse::OptionError);
  BOOST_CHECK_THROW(locate({.columns_read = 0}), hesse::OptionError);
  BOOST_CHECK_THROW(locate({.names = {"one"}}), hesse::ShapeError);
  BOOST_CHECK_THROW(locate({.scale = Vector::Ones(3)}), hesse::ShapeError);
}

// By hand at x_i = 2: H[1][1] = 4 + 2 = 6, the middle of 3 has no partner: x^2 = 4. Half of it is 2.
BOOST_AUTO_TEST_CASE(located_entries_are_reported_like_this) {
  const auto found =
      hesse::locate_wrong_entries(Cross{}, with({{1, 1, -2.0}}), Vector::Constant(3, 2.0), {.names = {"a", "b", "c"}});
  BOOST_TEST(says(found, "locate_wrong_entries: FAILED. 1 of 9 entries is wrong."));
  BOOST_TEST(says(found, "H[1][1] (d/d b, d/d b)        2      4                  0.5  1 of 1 point"));
  BOOST_TEST(says(found, "The wrong entry is half of what it must be."));
}

BOOST_AUTO_TEST_CASE(slow_one_entry_of_a_million_inputs_is_located, *boost::unit_test::disabled()) {
  const Index n = 1000000;
  const auto found = hesse::locate_wrong_entries(Cross{}, with({{123456, 654321, 1e-6}}), Cross::point(n));
  BOOST_TEST((places(found) == std::set<std::pair<Index, Index>>{{123456, 654321}}), found.verdict.report());
  BOOST_TEST(found.products <= 20 + 12);
}
