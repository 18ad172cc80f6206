// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/error.hpp>
#include <hesse/reports/line_chart.hpp>
#include <hesse/teaching/osculating_circle.hpp>

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <numbers>

#include "subject.hpp"

namespace hesse {

namespace {

using reports::significant;

constexpr int points_to_each_side = 100;
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

double default_reach(const OsculatingCircle& circle) {
  if (circle.has_circle()) return 1.5 * circle.radius;
  return circle.x == 0.0 ? 1.0 : std::abs(circle.x);
}

/// The piece of a curve around the point that stays within the reach above and below it too, or it would make the
/// picture flat. y(k) is its height at the k-th step.
template <class Height>
reports::Curve piece_around(const OsculatingCircle& circle, const char* name, const Height& y) {
  const auto is_near = [&](int k) { return std::abs(y(k) - circle.value) <= circle.reach; };
  int first = points_to_each_side, last = points_to_each_side;
  while (first > 0 && is_near(first - 1)) --first;
  while (last < 2 * points_to_each_side && is_near(last + 1)) ++last;
  reports::Curve curve{name, {}, {}};
  for (int k = first; k <= last; ++k) {
    curve.x.push_back(circle.x + circle.steps[static_cast<std::size_t>(k)]);
    curve.y.push_back(y(k));
  }
  return curve;
}

reports::Curve circle_around(const OsculatingCircle& circle) {
  constexpr int corners = 180;
  reports::Curve curve{"osculating circle", {}, {}};
  for (int k = 0; k <= corners; ++k) {
    const double angle = 2.0 * std::numbers::pi * k / corners;
    curve.x.push_back(circle.centre_x + circle.radius * std::cos(angle));
    curve.y.push_back(circle.centre_y + circle.radius * std::sin(angle));
  }
  return curve;
}

}  // namespace

OsculatingCircle osculating_circle(const Function& f, ConstVector x, const CurveOptions& options) {
  require_size("osculating_circle()", f.inputs(), 1, "input");
  static_cast<void>(tape_at("osculating_circle()", f, x, {}));
  if (!(options.reach >= 0.0 && std::isfinite(options.reach)))
    throw OptionError("option.reach",
                      fmt::format("osculating_circle() got the reach {}. Pass a positive number, or 0 for "
                                  "one that fits the circle.",
                                  options.reach));
  const auto [value, gradient, hessian] = f.second_order(x);
  OsculatingCircle result;
  result.x = x[0];
  result.value = value;
  result.slope = gradient[0];
  result.second_derivative = hessian(0, 0);
  result.kink = kink_in_words(f, x, {});
  const double length = std::hypot(1.0, result.slope);  // of the tangent over a unit of x
  result.curvature = result.second_derivative / (length * length * length);
  result.radius = 1.0 / std::abs(result.curvature);
  const double along_normal = 1.0 / (result.curvature * length);
  result.centre_x = result.has_circle() ? result.x - along_normal * result.slope : not_a_number;
  result.centre_y = result.has_circle() ? result.value + along_normal : not_a_number;
  result.reach = options.reach > 0.0 ? options.reach : default_reach(result);
  for (int k = -points_to_each_side; k <= points_to_each_side; ++k) {
    result.steps.push_back(result.reach * k / points_to_each_side);
    const double height = f.value(Vector::Constant(1, result.x + result.steps.back()));
    result.values.push_back(std::isfinite(height) ? height : not_a_number);
  }
  return result;
}

std::string OsculatingCircle::svg() const {
  reports::LineChart chart{
      .title = kink.empty()
                   ? fmt::format("y = f(x) at x = {}: f'' = {}, {}", significant(x), significant(second_derivative),
                                 has_circle() ? "radius " + significant(radius) : "no circle")
                   : fmt::format("y = f(x) at x = {}, a kink", significant(x)),
      .description = text(),
      .x_label = "x",
      .y_label = "y",
      .equal_units = true,
      .marker_spacing = 70.0,
      .width = 720.0,
      .height = 640.0};
  const auto step = [this](int k) { return steps[static_cast<std::size_t>(k)]; };
  chart.curves = {piece_around(*this, "f", [&](int k) { return values[static_cast<std::size_t>(k)]; })};
  if (kink.empty()) {
    chart.curves.push_back(piece_around(*this, "tangent", [&](int k) { return value + slope * step(k); }));
    chart.curves.push_back(piece_around(*this, "Taylor parabola", [&](int k) {
      return value + (slope + second_derivative / 2.0 * step(k)) * step(k);
    }));
  }
  if (has_circle()) chart.curves.push_back(circle_around(*this));
  chart.curves.push_back({"the point", {x}, {value}});
  return chart.svg();
}

std::string OsculatingCircle::text() const {
  if (!kink.empty())
    return fmt::format(
        "At x = {} the curve y = f(x) has height {}. {}, so the curve may have neither a tangent nor a circle.\n",
        significant(x), significant(value), kink);
  std::string text = fmt::format(
      "At x = {0} the curve y = f(x) has height {1}, slope {2} and second derivative {3}.\nTangent: y = {1} + "
      "{2} (x - {0}). Parabola: the same + {4} (x - {0})^2.\n",
      significant(x), significant(value), significant(slope), significant(second_derivative),
      significant(second_derivative / 2.0));
  if (!has_circle())
    return text +
           "There is no osculating circle: f'' = 0, so the curve leaves its tangent more slowly than any circle "
           "would, and the parabola is the tangent.\n";
  return text + fmt::format(
                    "The osculating circle lies {} the curve: radius (1 + f'^2)^(3/2) / |f''| = {}, centre ({}, "
                    "{}), curvature {}.\n",
                    curvature > 0.0 ? "above" : "below", significant(radius), significant(centre_x),
                    significant(centre_y), significant(curvature));
}

}  // namespace hesse
