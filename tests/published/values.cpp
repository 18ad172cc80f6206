// SPDX-License-Identifier: BSL-1.0
//
// The functions as data: values.json holds formulas, and their values and derivatives by a computer algebra system on
// fifty digits (write_values.py). Three statements of a function have to agree with it: the formula as the command
// `hesse` reads it, the recorded C++, and what was derived by hand.
#include <hesse/verification/check.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <command_line/grammar.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <support/project_folder.hpp>

#include "published.hpp"

using namespace published;
using hesse::Verdict;

namespace {

struct Values {
  std::string name, formula;
  std::vector<std::string> inputs;
  Vector at;
  double value;
  ByHand derivatives;
};

Vector vector_of(const std::vector<double>& numbers) {
  return Eigen::Map<const Vector>(numbers.data(), std::ssize(numbers));
}

Matrix mirrored(const std::vector<std::vector<double>>& lower) {
  const Index n = std::ssize(lower);
  Matrix whole(n, n);
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j <= i; ++j)
      whole(i, j) = whole(j, i) = lower[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)];
  return whole;
}

std::vector<Values> from_file() {
  std::ifstream file(support::project_folder() / "tests/published/values.json");
  std::vector<Values> all;
  for (const auto& entry : nlohmann::json::parse(file))
    all.push_back({entry.at("name"),
                   entry.at("formula"),
                   entry.at("inputs"),
                   vector_of(entry.at("at")),
                   entry.at("value"),
                   {vector_of(entry.at("gradient")), mirrored(entry.at("lower_triangle_of_the_hessian"))}});
  return all;
}

/// Against the numbers at one point; what rounding may do there is computed.
void expect_the_values(const hesse::Function& f, const Values& known) {
  const hesse::CheckOptions there{.points = 1, .radius = 0.0};
  const Verdict gradient = hesse::check_gradient(
      f, [&](ConstVector) { return known.derivatives.gradient; }, known.at, there);
  const Verdict hessian = hesse::check_hessian(
      f, [&](ConstVector) { return known.derivatives.hessian; }, known.at, there);
  BOOST_TEST(f.value(known.at) == known.value, boost::test_tools::tolerance(1e-13));
  BOOST_TEST(gradient.passed(), known.name << ": " << gradient.report());
  BOOST_TEST(hessian.passed(), known.name << ": " << hessian.report());
}

}  // namespace

BOOST_AUTO_TEST_CASE(formulas_that_are_read_and_differentiated_agree_with_fifty_digits) {
  const std::vector<Values> all = from_file();
  BOOST_TEST(all.size() >= 40u);
  for (const Values& known : all) BOOST_TEST_CONTEXT(known.name) {
      const auto formula = hesse::command_line::read_expression(known.formula, known.inputs);
      expect_the_values(hesse::Function(formula, known.at), known);
    }
}

BOOST_AUTO_TEST_CASE(recorded_functions_and_what_was_derived_by_hand_agree_with_fifty_digits) {
  for (const Values& known : from_file()) BOOST_TEST_CONTEXT(known.name) {
      const auto f = std::ranges::find(all(), known.name, &Published::name);
      BOOST_REQUIRE(f != all().end());
      BOOST_REQUIRE((f->at == known.at));
      expect_the_values(f->recorded(), known);
      const ByHand here = f->by_hand(f->at);
      BOOST_TEST((here.gradient - known.derivatives.gradient).norm() <= 1e-13 * known.derivatives.gradient.norm());
      BOOST_TEST((here.hessian - known.derivatives.hessian).norm() <= 1e-13 * known.derivatives.hessian.norm());
    }
}
