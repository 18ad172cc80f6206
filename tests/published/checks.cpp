// SPDX-License-Identifier: BSL-1.0
//
// The checker on published functions: what was derived by hand is right, at the standard point of each function and at
// twenty others; spoiled in any of a dozen ways it is found out, and the mistake is named.
#include <hesse/reports/table.hpp>
#include <hesse/verification/check.hpp>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <support/spoiled.hpp>

#include "published.hpp"

using namespace published;
using hesse::Verdict;
using Kind = hesse::Cause::Kind;

namespace {

hesse::CheckOptions at_points(const Published& f, Index points) { return {.points = points, .radius = f.radius}; }

support::RightDerivatives derivatives_of(const Published& f) {
  support::RightDerivatives right{f.at,
                                  [&f](ConstVector x) { return f.by_hand(x).gradient; },
                                  [&f](ConstVector x) { return f.by_hand(x).hessian; },
                                  nullptr,
                                  nullptr,
                                  f.terms};
  if (!f.residuals) return right;
  right.gauss_newton = [&f](ConstVector x) { return gauss_newton(f.residuals(x)); };
  right.inner_curvature = [&f](ConstVector x, std::size_t r) -> Matrix {
    const Residual residual = f.residuals(x)[r];
    return 2.0 * residual.value * residual.curvature;
  };
  return right;
}

/// Whether this function can be spoiled in this way at all.
bool has_parts_for(Kind kind, const support::RightDerivatives& f, Index j) {
  if (kind == Kind::gauss_newton || kind == Kind::missing_term) return static_cast<bool>(f.gauss_newton);
  if (kind == Kind::mean_for_sum) return f.terms > 2;
  return kind != Kind::wrong_parametrisation || f.point[j] != 0.0;
}

/// What a way to spoil a Hessian is applied to: two inputs that H couples, if it couples any, and a curved term.
struct Place {
  Index i = 0, j = 1;
  std::size_t r = 0;
};

Place random_place(const Published& f, const Matrix& hessian, std::mt19937_64& random) {
  std::vector<Place> places;
  for (Index j = 1; j < hessian.rows(); ++j)
    for (Index i = 0; i < j; ++i)
      if (hessian(i, j) != 0.0) places.push_back({i, j});
  Place place = places.empty() ? Place{} : places[random() % places.size()];
  if (!f.residuals) return place;
  const Residuals residuals = f.residuals(f.at);
  place.r = random() % residuals.size();
  for (std::size_t k = 0; k < residuals.size() && residuals[place.r].curvature.isZero(0.0); ++k)
    place.r = (place.r + 1) % residuals.size();
  return place;
}

/// A point where no input is zero.
Vector close_to(const Vector& at) { return 1.05 * at + 0.05 * Vector((at.array() == 0.0).cast<double>()); }

bool near(const Matrix& a, const Matrix& b) { return (a - b).norm() <= 1e-6 * b.norm(); }

/// Two mistakes that make the same Hessian cannot be told apart: all names that are right for this one.
std::vector<Kind> right_names(Kind kind, const Published& f, const Matrix (&right)[2], const Matrix (&wrong)[2]) {
  std::vector<Kind> kinds{kind};
  const double factor = wrong[0].norm() / right[0].norm();
  if (near(wrong[0], factor * right[0]) && near(wrong[1], factor * right[1])) kinds.push_back(Kind::factor);
  const Eigen::ArrayXXd difference = (wrong[1] - right[1]).array();
  const Matrix wrong_entries = (difference != 0.0).select(wrong[1], 0.0);
  const Index differ = (difference != 0.0).count();
  if (differ <= (difference.matrix().diagonal().isZero(0.0) ? 2 : 1)) {
    if (wrong_entries.isZero(0.0)) kinds.push_back(Kind::missing_entry);
    if (kind == Kind::factor) kinds.push_back(Kind::wrong_entry);
  }
  const auto is_curved = [](const Residual& r) { return !r.curvature.isZero(0.0); };
  if (kind == Kind::gauss_newton && std::ranges::count_if(f.residuals(f.at), is_curved) == 1)
    kinds.push_back(Kind::missing_term);
  return kinds;
}

/// One way to spoil the Hessian of a function: the verdict on it, or nothing where it changes nothing.
std::optional<support::Rates> rates_of(const Published& f, const hesse::Function& recorded,
                                       const support::Spoiling& way, std::mt19937_64& random) {
  const support::RightDerivatives right = derivatives_of(f);
  const Vector elsewhere = close_to(f.at);
  const Matrix right_there[] = {right.hessian(0.97 * elsewhere), right.hessian(elsewhere)};
  const Place place = random_place(f, right_there[1], random);
  if (!has_parts_for(way.kind, right, place.j)) return std::nullopt;
  const auto wrong = [&](ConstVector x) { return way.hessian(right, x, place.i, place.j, place.r); };
  const Matrix wrong_there[] = {wrong(0.97 * elsewhere), wrong(elsewhere)};
  if (near(wrong_there[1], right_there[1])) return std::nullopt;
  const Verdict verdict = hesse::check_hessian(recorded, wrong, f.at, at_points(f, 5));
  const auto names = right_names(way.kind, f, right_there, wrong_there);
  const support::Rates rates = support::rates_of(verdict, names, right_there[1], wrong_there[1]);
  if (!rates.cause_named || !rates.entry_named)
    BOOST_TEST_MESSAGE(f.name << ", " << way.name << " (" << place.i << ", " << place.j << "): " << verdict.report());
  return rates;
}

}  // namespace

BOOST_AUTO_TEST_CASE(there_are_more_than_forty_functions_each_with_a_name_and_a_source_of_its_own) {
  std::set<std::string> names;
  for (const Published& f : all()) {
    names.insert(f.name);
    BOOST_TEST(!f.source.empty(), f.name);
  }
  BOOST_TEST(names.size() == all().size());
  BOOST_TEST(all().size() >= 40u);
}

BOOST_AUTO_TEST_CASE(the_first_eighteen_problems_of_more_garbow_and_hillstrom_are_among_them) {
  for (int number = 1; number <= 18; ++number)
    BOOST_TEST(std::ranges::any_of(
                   all(), [&](const Published& f) { return f.source.ends_with(" problem " + std::to_string(number)); }),
               number);
}

BOOST_AUTO_TEST_CASE(what_was_derived_by_hand_is_right_at_the_standard_point_and_at_twenty_others) {
  for (const Published& f : all()) {
    const hesse::Function recorded = f.recorded();
    const Verdict gradient = hesse::check_gradient(
        recorded, [&](ConstVector x) { return f.by_hand(x).gradient; }, f.at, at_points(f, 21));
    const Verdict hessian = hesse::check_hessian(
        recorded, [&](ConstVector x) { return f.by_hand(x).hessian; }, f.at, at_points(f, 21));
    BOOST_TEST(gradient.passed(), f.name << ": " << gradient.report());
    BOOST_TEST(hessian.passed(), f.name << ": " << hessian.report());
    BOOST_TEST(hessian.points >= 21);  // a multiple of the point is left out where f is not finite
  }
}

// Required: 99.9 % detected, a wrong entry named in 99 %, the mistake in 95 %, and in 80 % for each way to spoil. A row
// a function, a column a way: "+" both are named, "c" the mistake alone, "e" the entry alone, "d" neither, "-" not
// detected, "." a mistake that cannot be made.
BOOST_AUTO_TEST_CASE(what_is_wrong_with_a_spoiled_one_is_named) {
  std::mt19937_64 random(1);
  std::map<std::string, support::Rates> by_way;
  support::Rates total;
  for (const Published& f : all()) {
    const hesse::Function recorded = f.recorded();
    std::string line = fmt::format("{:36}", f.name);
    for (const support::Spoiling& way : support::spoilings()) {
      const auto seen = rates_of(f, recorded, way, random);
      line += !seen                                    ? " ."
              : seen->cause_named && seen->entry_named ? " +"
              : seen->cause_named                      ? " c"
              : seen->entry_named                      ? " e"
              : seen->detected                         ? " d"
                                                       : " -";
      by_way[way.name].add(seen.value_or(support::Rates()));
      total.add(seen.value_or(support::Rates()));
    }
    fmt::print("{}\n", line);
  }
  hesse::reports::Table table({"mistake", "tried", "detected", "entry named", "mistake named"});
  const auto add = [&table](const std::string& name, const support::Rates& rates) {
    table.add({name, rates.tried, rates.detected, rates.entry_named, rates.cause_named});
  };
  for (const auto& [name, rates] : by_way) {
    add(name, rates);
    BOOST_TEST(rates.cause_named >= 0.8 * rates.tried, name);
  }
  add("all", total);
  fmt::print("\n{}", table.text());
  std::ofstream("spoiled.md") << fmt::format("{} functions, {} spoiled Hessians:\n\n{}", all().size(), total.tried,
                                             table.markdown());
  BOOST_TEST(total.detected >= 0.999 * total.tried);
  BOOST_TEST(total.entry_named >= 0.99 * total.tried);
  BOOST_TEST(total.cause_named >= 0.95 * total.tried);
}
