// SPDX-License-Identifier: BSL-1.0
//
// What the methods do, measured on runs, against their closed forms. The tables and pictures of the page are written to
// the working folder.
#include <hesse/curvature/learning_rates.hpp>
#include <hesse/reports/line_chart.hpp>
#include <hesse/reports/table.hpp>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include <cmath>
#include <fstream>
#include <iterator>
#include <optimizers/methods.hpp>
#include <optimizers/quadratic.hpp>
#include <support/project_folder.hpp>

#include "calls.hpp"

using namespace hesse;
using boost::test_tools::tolerance;
using hesse::test::points_of;
using hesse::test::quadratic;

namespace {

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(support::project_folder() / file);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// What one step multiplies x with, on l x^2 / 2.
double factor(double l, const Method& method) {
  constexpr double start = 0.75;
  const auto points = std::visit(
      [&](auto m) {
        m.iteration_limit = 1;
        m.relative_gradient_tolerance = 0.0;
        return points_of(quadratic(Vector{{l}}), Vector{{start}}, m);
      },
      method);
  return points.at(1)[0] / start;
}

/// |x_k| for the coordinate y of (x^2 - 2 y^2) / 2 from (1, y).
template <class M>
reports::Curve distance_from_saddle(std::string name, double y, M method) {
  method.iteration_limit = 60;
  method.relative_gradient_tolerance = 0.0;
  reports::Curve curve{std::move(name), {}, {}};
  for (const Vector& point : points_of(quadratic(Vector{{1.0, -2.0}}), Vector{{1.0, y}}, method)) {
    curve.x.push_back(static_cast<double>(curve.x.size()));
    curve.y.push_back(std::abs(point[1]));
  }
  return curve;
}

/// A method that steps by eta times g divided by something.
struct Rule {
  std::string name;
  double eta;
  Method method;
};

Rule newton() { return {"Newton", 0.5, Newton{.pure = true, .eta = 0.5}}; }
Rule levenberg() { return {"Levenberg, mu = 1", 1.0, DampedNewton{.mu = 1.0}}; }
Rule corrected_inverse(double alpha) {
  return {fmt::format("corrected inverse, alpha = {}", alpha), 0.5,
          DampedNewton{.mode = Damping::corrected_inverse, .eta = 0.5, .alpha = alpha}};
}

double magnitude(double l, const Rule& rule) { return std::abs(factor(l, rule.method)); }

/// 1 - factor = eta l / divisor.
double divisor(double l, const Rule& rule) { return rule.eta * l / (1.0 - factor(l, rule.method)); }

/// A number of every curvature between 1e-2 and 1e3, where it is at most `most`.
std::vector<reports::Curve> over_curvature(double (*number)(double, const Rule&), double most) {
  std::vector<reports::Curve> curves;
  for (const Rule& rule :
       {newton(), levenberg(), corrected_inverse(0.01), corrected_inverse(0.1), corrected_inverse(1.0)}) {
    reports::Curve curve{rule.name, {}, {}};
    for (int i = -40; i <= 60; ++i) {
      const double l = std::pow(10.0, i / 20.0), y = number(l, rule);
      if (y > most) continue;
      curve.x.push_back(l);
      curve.y.push_back(y);
    }
    curves.push_back(std::move(curve));
  }
  return curves;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_call_runs_and_every_proof_is_there) {
  const founding::Subjects subjects = founding::subjects();
  std::ofstream page("methods.md");
  for (const auto& [name, formula, truth, calls, proofs] : founding::methods()) {
    page << fmt::format("\n### {}\n\n{}. {}\n\n```\n", name, formula, truth);
    for (const founding::Call& call : calls) {
      BOOST_TEST_CONTEXT(call.text) BOOST_CHECK_NO_THROW(call.run(subjects));
      page << call.text << '\n';
    }
    page << "```\n\nProven by";
    for (const founding::Proof& proof : proofs) {
      const std::string test_case = fmt::format("BOOST_AUTO_TEST_CASE({})", proof.name);
      BOOST_TEST(text_of("tests/" + proof.file).find(test_case) != std::string::npos, proof.name);
      page << fmt::format("{} `{}` (`{}`)", &proof == &proofs.front() ? "" : ",", proof.name, proof.file);
    }
    page << ".\n";
  }
}

// Along y, l = -2: the factors are 1 + 2 eta, 1 - 2 eta for rho = 1 and 1 + 2 eta (1 - 2 rho) for any other.
BOOST_AUTO_TEST_CASE(descent_with_rho_comes_to_the_saddle_that_gradient_descent_leaves) {
  constexpr double eta = 0.1;
  reports::LineChart chart{.title = "f = (x² - 2 y²) / 2, eta = 0.1: how far from the saddle",
                           .x_label = "iterations",
                           .y_label = "|y|",
                           .y_scale = reports::Scale::logarithmic};
  for (const double y : {1e-3, 1e-1})
    for (const double rho : {0.0, 0.3, 1.0}) {
      const std::string name = rho == 0.0 ? "gradient descent" : fmt::format("NGD, rho = {}", rho);
      chart.curves.push_back(distance_from_saddle(fmt::format("{}, from {}", name, y), y,
                                                  GradientDescent{.step = StepRule::fixed, .eta = eta, .rho = rho}));
      const std::vector<double>& distances = chart.curves.back().y;
      BOOST_TEST_REQUIRE(distances.size() == 61u);
      const double expected = y * std::pow(1.0 + 2.0 * eta * (1.0 - 2.0 * rho), 60);
      BOOST_TEST(distances.back() == expected, tolerance(1e-12));
    }
  std::ofstream("founding_saddle.svg") << chart.svg();
}

// By hand: Newton |1 - eta|, Levenberg mu / (l + mu), the corrected inverse |1 - eta (1 + alpha l)|.
BOOST_AUTO_TEST_CASE(the_corrected_inverse_overshoots_where_curvature_is_large) {
  const reports::LineChart chart{.title = "What one step leaves of the error",
                                 .x_label = "curvature l",
                                 .y_label = "|factor|",
                                 .x_scale = reports::Scale::logarithmic,
                                 .curves = over_curvature(magnitude, 1.5)};
  std::ofstream("founding_factors.svg") << chart.svg();
  for (const double l : {0.01, 1.0, 100.0}) {
    BOOST_TEST(magnitude(l, newton()) == 0.5, tolerance(1e-13));
    BOOST_TEST(magnitude(l, levenberg()) == 1.0 / (l + 1.0), tolerance(1e-13));
  }
  // 3 / alpha is where eta = 0.5 is 2 / (1 + alpha l).
  BOOST_TEST(magnitude(0.99 * 30.0, corrected_inverse(0.1)) < 1.0);
  BOOST_TEST(magnitude(1.01 * 30.0, corrected_inverse(0.1)) > 1.0);
}

// By hand: l, l + mu and l / (1 + alpha l).
BOOST_AUTO_TEST_CASE(the_corrected_inverse_caps_large_curvature_and_leaves_small_curvature_alone) {
  const reports::LineChart chart{.title = "What a step divides the gradient by",
                                 .x_label = "curvature l",
                                 .y_label = "divisor",
                                 .x_scale = reports::Scale::logarithmic,
                                 .y_scale = reports::Scale::logarithmic,
                                 .curves = over_curvature(divisor, 1e4)};
  std::ofstream("founding_divisors.svg") << chart.svg();
  for (const double l : {1e-6, 0.01, 1.0, 100.0}) {
    BOOST_TEST(divisor(l, newton()) == l, tolerance(1e-13));
    for (const double alpha : {0.01, 0.1, 1.0})
      BOOST_TEST(divisor(l, corrected_inverse(alpha)) == l / (1.0 + alpha * l), tolerance(1e-13));
    // In 1 - factor = l / (l + 1) small l lose their digits.
    BOOST_TEST(divisor(l, levenberg()) == l + 1.0, tolerance(4e-16 * (1.0 + 1.0 / l)));
  }
}

// By hand: the best fixed rate leaves c = (lmax - lmin) / (lmax + lmin) an iteration of the coordinates at both ends,
// and next to nothing of the one between, so |g| is c^k sqrt(100.01) after sqrt(101.01): k = ln (1e-9 sqrt(1.01)) / ln
// c, up. For gradient descent c = 9.9 / 10.1 and k = 1036; for NGD, as the eigenvalues of H (I + H) are 0.11 to 110,
// c = 109.89 / 110.11 and k = 10360.
BOOST_AUTO_TEST_CASE(rates_from_the_ends_of_the_spectrum_do_what_they_promise_and_rho_does_not_accelerate) {
  const Vector l{{0.1, 1.0, 10.0}}, x0 = Vector::Ones(3);
  const auto f = quadratic(l);
  const LearningRates rates = suggest_learning_rate(as_operator(l.asDiagonal()));
  const auto pair = rates.heavy_ball();
  const auto fixed = [](double eta, double rho = 0.0) {
    return GradientDescent{.step = StepRule::fixed, .eta = eta, .rho = rho, .iteration_limit = 20'000};
  };
  reports::Table table({"method", "rate", "iterations until |g| is 1e-9 of the first", "end"});
  const auto iterations = [&](const std::string& name, const reports::Cell& rate, const auto& method) {
    const Solution s = minimize(f, x0, method);
    table.add({name, rate, s.converged() ? reports::Cell(s.iterations) : "never", name_of(s.status)});
    return s.converged() ? s.iterations : -1;
  };
  BOOST_TEST(iterations("0.99 of the limit 2 / lmax", 0.99 * rates.limit(), fixed(0.99 * rates.limit())) > 0);
  BOOST_TEST(iterations("1.01 of it", 1.01 * rates.limit(), fixed(1.01 * rates.limit())) == -1);
  iterations("safe, 1 / lmax", rates.safe(), fixed(rates.safe()));
  const Index best = iterations("fastest, 2 / (lmin + lmax)", rates.optimal(), fixed(rates.optimal()));
  BOOST_TEST(best == 1036);
  const Index ball = iterations(fmt::format("heavy ball, momentum {:.4}", pair.momentum), {pair.rate, 4},
                                SGD{.eta = pair.rate, .momentum = pair.momentum});
  BOOST_TEST(ball > 0);
  BOOST_TEST(5 * ball < best);
  iterations("Cauchy", "its own", GradientDescent{.step = StepRule::cauchy});
  const Index penalised = iterations("NGD, rho = 1, at its fastest", 2.0 / 110.11, fixed(2.0 / 110.11, 1.0));
  BOOST_TEST(penalised == 10360);
  std::ofstream("rates.md") << table.markdown();
}

// By hand: f' = x / r and f'' = 1 / r^3 with r = sqrt(1 + x^2), so the Newton step maps x to -x^3.
BOOST_AUTO_TEST_CASE(pure_newton_leaves_the_hyperbola_and_globalised_methods_find_its_minimum) {
  const auto f = [](const auto& x) { return sqrt(1.0 + x[0] * x[0]); };
  const Vector near{{1.5}}, far{{10.0}};
  const FunctionObjective hyperbola{Function(f, near)};
  std::ofstream newton_text("newton.txt");
  for (const Vector& start : {near, far}) {
    const Newton pure{.pure = true, .iteration_limit = 2};
    const auto points = points_of(hyperbola, start, pure);
    BOOST_TEST_REQUIRE(points.size() == 3u);
    BOOST_TEST(points[1][0] == -std::pow(start[0], 3), tolerance(1e-13));
    newton_text << fmt::format("pure Newton: {:.6}, {:.6}, {:.6}, ...; it ends as {}\n", points[0][0], points[1][0],
                               points[2][0], name_of(minimize(hyperbola, start, Newton{.pure = true}).status));
  }
  reports::Table table({"method", "iterations from 1.5", "|x| at the end", "iterations from 10", "|x| at the end"});
  for (const auto& [name, method] : test::searching_methods()) BOOST_TEST_CONTEXT(name) {
      const Solution one = minimize(hyperbola, near, method), other = minimize(hyperbola, far, method);
      for (const Solution& s : {one, other}) {
        BOOST_TEST(s.converged(), s.explanation());
        BOOST_TEST(std::abs(s.point[0]) < 1e-7);
      }
      table.add({name, one.iterations, {std::abs(one.point[0]), 2}, other.iterations, {std::abs(other.point[0]), 2}});
    }
  std::ofstream("hyperbola.md") << table.markdown();
}
