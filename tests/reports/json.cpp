// SPDX-License-Identifier: BSL-1.0
//
// Solutions as JSON, read back by Boost.PropertyTree: another library than the one that wrote them, and one that leaves
// numbers as the text they are.
#define BOOST_BIND_GLOBAL_PLACEHOLDERS  // PropertyTree of Boost 1.74 uses them, and Boost.Bind warns of it
#include <hesse/basics/error.hpp>
#include <hesse/optimizers/minimize.hpp>
#include <hesse/reports/json.hpp>

#include <boost/property_tree/json_parser.hpp>
#include <boost/property_tree/ptree.hpp>
#include <boost/test/unit_test.hpp>

#include <bit>
#include <charconv>
#include <cmath>
#include <limits>
#include <random>
#include <sstream>

using namespace hesse;
using hesse::reports::to_json;

#ifdef HESSE_TEST_WITH_JSON

namespace {

using Tree = boost::property_tree::ptree;
using Limits = std::numeric_limits<double>;

Tree read(const std::string& json) {
  std::istringstream stream(json);
  Tree tree;
  boost::property_tree::read_json(stream, tree);
  return tree;
}

std::string text_at(const Tree& tree, const std::string& path) { return tree.get<std::string>(path); }

/// The same bits; null for what is not finite.
void check_number(const std::string& text, double expected) {
  if (!std::isfinite(expected)) {
    BOOST_TEST(text == "null");
    return;
  }
  double found = Limits::quiet_NaN();
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), found);
  BOOST_TEST((error == std::errc() && end == text.data() + text.size()), text);
  BOOST_TEST(std::bit_cast<std::uint64_t>(found) == std::bit_cast<std::uint64_t>(expected),
             text << " for " << expected);
}

void check_numbers(const Tree& list, const Vector& expected) {
  BOOST_TEST_REQUIRE(static_cast<Index>(list.size()) == expected.size());
  Index i = 0;
  for (const auto& [key, item] : list) check_number(item.data(), expected[i++]);
}

void check_row(const Tree& row, const Iteration& expected) {
  BOOST_TEST(text_at(row, "iteration") == std::to_string(expected.iteration));
  BOOST_TEST(text_at(row, "accepted") == (expected.accepted ? "true" : "false"));
  BOOST_TEST(text_at(row, "inner_iterations") == std::to_string(expected.inner_iterations));
  check_number(text_at(row, "value"), expected.value);
  check_number(text_at(row, "change"), expected.change);
  check_number(text_at(row, "gradient_norm"), expected.gradient_norm);
  check_number(text_at(row, "step_norm"), expected.step_norm);
  check_number(text_at(row, "ratio"), expected.ratio);
  check_number(text_at(row, "radius"), expected.radius);
  check_number(text_at(row, "seconds"), expected.seconds);
}

const auto rosenbrock = [](const auto& x) {
  return 100 * (x[1] - x[0] * x[0]) * (x[1] - x[0] * x[0]) + (1 - x[0]) * (1 - x[0]);
};

}  // namespace

BOOST_AUTO_TEST_CASE(json_of_a_run_reads_back_as_the_run) {
  const NewtonCG method{.gradient_tolerance = 1e-10, .iteration_limit = 77};
  const Solution s = minimize(rosenbrock, Vector{{-1.2, 1.0}}, method);
  for (const int indent : {2, -1}) {
    const Tree tree = read(to_json(s, indent));
    BOOST_TEST(text_at(tree, "schema") == "hesse/solution/1");
    BOOST_TEST(text_at(tree, "objective") == "recorded function");
    BOOST_TEST(text_at(tree, "inputs") == "2");
    BOOST_TEST(text_at(tree, "method.name") == "NewtonCG");
    BOOST_TEST(text_at(tree, "method.adapts") == "radius");
    BOOST_TEST(tree.get_child("method.options").size() == s.method.options.size());
    check_number(text_at(tree, "method.options.gradient_tolerance"), 1e-10);
    BOOST_TEST(text_at(tree, "method.options.iteration_limit") == "77");
    BOOST_TEST(text_at(tree, "method.options.relative_gradient_tolerance") == "null");
    BOOST_TEST(text_at(tree, "method.options.time_limit") == "null");  // infinity
    BOOST_TEST(text_at(tree, "converged") == "true");
    BOOST_TEST(text_at(tree, "status") == "gradient_small");
    BOOST_TEST(text_at(tree, "reason") == s.reason);
    BOOST_TEST(text_at(tree, "explanation") == s.explanation());
    BOOST_TEST(text_at(tree, "iterations") == std::to_string(s.iterations));
    check_number(text_at(tree, "seconds"), s.seconds);
    check_number(text_at(tree, "value"), s.value);
    check_numbers(tree.get_child("point"), s.point);
    check_numbers(tree.get_child("gradient"), s.gradient);
    BOOST_TEST(text_at(tree, "counts.gradients") == std::to_string(s.counts.gradients));
    BOOST_TEST(text_at(tree, "counts.hessian_vectors") == std::to_string(s.counts.hessian_vectors));
    BOOST_TEST(text_at(tree, "counts.rejected") == std::to_string(s.counts.rejected));
    BOOST_TEST(text_at(tree, "counts.total") == std::to_string(s.counts.total()));
    check_number(text_at(tree, "evaluation_seconds.hessian_vectors"), s.evaluation_seconds.hessian_vectors);
    BOOST_TEST(text_at(tree, "curvature.kind") == "minimum");
    BOOST_TEST(text_at(tree, "curvature.positive") == "2");
    check_number(text_at(tree, "curvature.smallest"), s.curvature->smallest);
    check_number(text_at(tree, "curvature.error_bound"), s.curvature->error_bound);
    check_numbers(tree.get_child("curvature.lowest_direction"), s.curvature->lowest_direction);
    BOOST_TEST_REQUIRE(tree.get_child("history").size() == s.history.size());
    std::size_t i = 0;
    for (const auto& [key, row] : tree.get_child("history")) check_row(row, s.history[i++]);
  }
}

// Bit patterns drawn at random are of every size, subnormal ones, infinities and NaN among them.
BOOST_AUTO_TEST_CASE(json_keeps_every_bit_of_every_number) {
  constexpr Index drawn = 20'000;
  Solution s;
  s.point.resize(drawn);
  std::mt19937_64 generator(1);
  for (Index i = 0; i < drawn; ++i) s.point[i] = std::bit_cast<double>(generator());
  s.gradient =
      Vector{{0.1, 1.0 / 3.0, -0.0, 5e-324, Limits::min(), Limits::max(), Limits::lowest(), 1e23, 9007199254740993.0,
              1e21, 123456789012345680.0, 1.0, Limits::infinity(), -Limits::infinity(), Limits::quiet_NaN()}};
  const Tree tree = read(to_json(s));
  check_numbers(tree.get_child("point"), s.point);
  check_numbers(tree.get_child("gradient"), s.gradient);
  BOOST_TEST(text_at(tree, "value") == "null");
  BOOST_TEST(text_at(tree, "curvature") == "null");
}

BOOST_AUTO_TEST_CASE(json_of_words_survives_quotes_lines_and_bytes_that_are_no_text) {
  Solution s;
  s.reason = "say \"no\" \\ to\n\ttabs\x01, é and ∇f";
  s.objective = "broken \xff here";
  s.method.options = {{"seed", std::uint64_t{18446744073709551615u}, false}, {"pure", true, false}};
  const Tree tree = read(to_json(s));
  BOOST_TEST(text_at(tree, "reason") == s.reason);
  BOOST_TEST(text_at(tree, "objective") == "broken \xEF\xBF\xBD here");  // U+FFFD
  BOOST_TEST(text_at(tree, "method.options.seed") == "18446744073709551615");
  BOOST_TEST(text_at(tree, "method.options.pure") == "true");
}

BOOST_AUTO_TEST_CASE(json_of_a_run_that_could_not_start_has_an_empty_history) {
  const Solution s = minimize([](const auto& x) { return log(x[0] - 2.0); }, Vector{{1.0}});
  const Tree tree = read(to_json(s));
  BOOST_TEST(text_at(tree, "converged") == "false");
  BOOST_TEST(tree.get_child("history").empty());
  BOOST_TEST(tree.get_child("gradient").empty());
}

#else

BOOST_AUTO_TEST_CASE(json_that_was_not_built_says_what_to_install) {
  BOOST_CHECK_EXCEPTION((void)to_json(Solution()), OperationError, [](const OperationError& error) {
    return std::string(error.what()).find("nlohmann-json3-dev") != std::string::npos;
  });
}

#endif
