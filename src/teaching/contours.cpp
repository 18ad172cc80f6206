// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/error.hpp>
#include <hesse/teaching/contours.hpp>

#include <Eigen/Eigenvalues>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "contour_window.hpp"

namespace hesse {

namespace {

using reports::significant;

void require(const ContourOptions& options) {
  if (options.reach >= 0.0 && std::isfinite(options.reach) && options.points >= 2) return;
  throw OptionError(
      "option.window",
      fmt::format("contours() got the reach {} and {} points. Pass a positive reach, or 0 for one that fits "
                  "the arrows, and at least 2 points.",
                  options.reach, options.points));
}

bool is_zero(const Contours& found, Index k) { return std::abs(found.eigenvalues[k]) <= found.verdict.tolerance; }

double length_of_arrow(const Contours& found, Index k) { return 1.0 / std::sqrt(std::abs(found.eigenvalues[k])); }

double reach_of(const Contours& found) {
  double longest = 0.0;
  for (Index k = 0; k < 2; ++k)
    if (!is_zero(found, k)) longest = std::max(longest, length_of_arrow(found, k));
  return longest > 0.0 ? 1.6 * longest : 1.0;
}

std::string vector_in_words(const Vector& v) { return fmt::format("({}, {})", significant(v[0]), significant(v[1])); }

/// What the signs of the eigenvalues mean.
std::string meaning(const CurvatureVerdict& verdict) {
  if (verdict.positive == 2)
    return "Both are positive: the Hessian is positive definite, f curves upwards in every direction, and around a "
           "stationary point, a minimum, contours are ellipses";
  if (verdict.negative == 2)
    return "Both are negative: the Hessian is negative definite, f curves downwards in every direction, and around a "
           "stationary point, a maximum, contours are ellipses";
  if (verdict.positive == 1 && verdict.negative == 1)
    return "They have both signs: the Hessian is indefinite, f curves downwards along the first eigenvector and "
           "upwards "
           "along the second, and around a stationary point, a saddle, contours are hyperbolas";
  if (verdict.zero == 2) return "Both are zero: to second order f has no curvature, and higher orders decide";
  return fmt::format(
      "One is zero: the Hessian is singular, f curves {} along one eigenvector and, to second order, not "
      "at all along the other, where higher orders decide",
      verdict.positive == 1 ? "upwards" : "downwards");
}

/// One that is too long for the picture ends at its edge.
void add_arrow(Contours& found, Index k) {
  const Vector direction = found.eigenvectors.col(k);
  const double to_edge = (found.map.x.back() - found.point[0]) / direction.lpNorm<Eigen::Infinity>();
  const bool is_cut = is_zero(found, k) || length_of_arrow(found, k) > to_edge;
  const Vector half = direction * (is_cut ? to_edge : length_of_arrow(found, k));
  const Vector from = found.point - half, to = found.point + half;
  found.map.arrows.push_back({fmt::format("eigenvalue {}{}", significant(found.eigenvalues[k]),
                                          is_cut && !is_zero(found, k) ? ", cut off" : ""),
                              from[0], from[1], to[0], to[1]});
}

}  // namespace

Contours contours(const Function& f, ConstVector x, const ContourOptions& options) {
  require_plane("contours()", f, x, {.names = options.names});
  require(options);
  const auto [value, gradient, hessian] = f.second_order(x);
  Contours result;
  result.point = x;
  result.value = value;
  result.gradient = gradient;
  result.verdict = classify(hessian);
  const Eigen::SelfAdjointEigenSolver<Matrix> solver(hessian);
  result.eigenvalues = solver.eigenvalues();
  result.eigenvectors = solver.eigenvectors();
  const double reach = options.reach > 0.0 ? options.reach : reach_of(result);
  result.map = contour_window(f, x, reach, options.points, options.names, options.stop_token);
  result.stopped = options.stop_token.stop_requested();
  result.map.title = fmt::format("f around {}, where it is {}", vector_in_words(x), significant(value));
  for (Index k = 0; k < 2; ++k) add_arrow(result, k);
  result.map.description = result.text();
  return result;
}

std::string Contours::text() const {
  std::string text =
      fmt::format("At {} f = {}, its gradient is {}, and its Hessian has the eigenvalues {} and {}.\n{}.\n",
                  vector_in_words(point), significant(value), vector_in_words(gradient), significant(eigenvalues[0]),
                  significant(eigenvalues[1]), meaning(verdict));
  for (Index k = 0; k < 2; ++k)
    text += is_zero(*this, k) ? fmt::format(
                                    "Along {} the arrow goes to the edge: 1 / sqrt(|eigenvalue|) is infinite, or would "
                                    "be without rounding.\n",
                                    vector_in_words(eigenvectors.col(k)))
                              : fmt::format("Along {} the arrow has the half-length 1 / sqrt({}) = {}.\n",
                                            vector_in_words(eigenvectors.col(k)), significant(std::abs(eigenvalues[k])),
                                            significant(length_of_arrow(*this, k)));
  return text + map.text();
}

DefinitenessZoo definiteness_zoo() {
  DefinitenessZoo zoo;
  const auto add = [&](const char* name, const auto& f) {
    zoo.names.emplace_back(name);
    zoo.contours.push_back(contours(f, Vector::Zero(2), {.names = {"x", "y"}, .reach = 1.2, .points = 31}));
    reports::ContourMap& map = zoo.contours.back().map;
    map.title = name;
    map.levels = reports::quantiles(map.values, 8);
    map.side = 260.0;
  };
  add("minimum: x² + 2 y²", [](const auto& x) { return square(x[0]) + 2.0 * square(x[1]); });
  add("maximum: -x² - 2 y²", [](const auto& x) { return -square(x[0]) - 2.0 * square(x[1]); });
  add("saddle: x² - y²", [](const auto& x) { return square(x[0]) - square(x[1]); });
  add("degenerate valley: (x - y)²", [](const auto& x) { return square(x[0] - x[1]); });
  return zoo;
}

std::string DefinitenessZoo::svg() const {
  reports::ContourSheet sheet{.title = "What the signs of the eigenvalues look like", .description = text()};
  for (const Contours& exhibit : contours) {
    sheet.maps.push_back(exhibit.map);
    sheet.captions.push_back(
        fmt::format("eigenvalues {} and {}", significant(exhibit.eigenvalues[0]), significant(exhibit.eigenvalues[1])));
  }
  return sheet.svg();
}

std::string DefinitenessZoo::text() const {
  std::string text;
  for (std::size_t k = 0; k < contours.size(); ++k)
    text += fmt::format("{}{}\n{}", k == 0 ? "" : "\n", names[k], contours[k].text());
  return text;
}

}  // namespace hesse
