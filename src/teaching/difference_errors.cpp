// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/error.hpp>
#include <hesse/derivatives/drivers.hpp>
#include <hesse/reports/line_chart.hpp>
#include <hesse/teaching/difference_errors.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "on_fifty_digits.hpp"
#include "subject.hpp"

namespace hesse {

namespace {

/// The sum of weights times f at -h, 0, h, 2 h, over h^order.
struct Rule {
  const char* name;
  int order;
  std::array<double, 4> weights;
};

constexpr std::array rules = {
    Rule{"f', forward difference", 1, {0, -1, 1, 0}}, Rule{"f', central difference", 1, {-0.5, 0, 0.5, 0}},
    Rule{"f'', forward difference", 2, {0, 1, -2, 1}}, Rule{"f'', central difference", 2, {1, -2, 1, 0}}};

void require(const StepRange& range) {
  if (range.smallest > 0.0 && range.smallest <= range.largest && std::isfinite(range.largest) && range.per_decade > 0)
    return;
  throw OptionError("option.steps",
                    fmt::format("difference_errors() got steps from {} to {}, {} a decade, which are none. "
                                "Pass 0 < smallest <= largest and at least 1 a decade.",
                                range.smallest, range.largest, range.per_decade));
}

std::vector<double> steps_of(const StepRange& range) {
  const double decades = std::log10(range.largest / range.smallest);
  const int count = static_cast<int>(std::floor(decades * range.per_decade + 1e-9));
  std::vector<double> steps;
  for (int k = 0; k <= count; ++k) steps.push_back(range.smallest * std::pow(10.0, k / double(range.per_decade)));
  return steps;
}

double relative(const ThirtyDigits& exact, double number) {
  const double size = std::abs(exact.leading);
  return exact.distance(number) / (size > 0.0 ? size : 1.0);
}

std::size_t place_of_least(const std::vector<double>& errors) {
  const auto known = [](double error) { return std::isnan(error) ? std::numeric_limits<double>::infinity() : error; };
  return static_cast<std::size_t>(std::ranges::min_element(errors, {}, known) - errors.begin());
}

}  // namespace

DifferenceErrors difference_errors(const Function& f, ConstVector x, ConstVector direction, const StepRange& range) {
  require_size("difference_errors()", direction.size(), f.inputs(), "entry in the direction");
  require(range);
  const std::shared_ptr<const Tape> tape = tape_at("difference_errors()", f, x, {});
  const ExactDerivatives exact = exact_derivatives(*tape, x, direction);
  const auto exact_of = [&](const Rule& rule) { return rule.order == 1 ? exact.slope : exact.curvature; };
  const auto along = drivers::along(*tape, x, direction, Vector::Ones(1));
  const double slope = along.gradient.dot(direction), curvature = along.hessian_vector.dot(direction);
  DifferenceErrors result;
  result.derivatives = {{"f', Hesse", slope, relative(exact.slope, slope)},
                        {"f'', Hesse", curvature, relative(exact.curvature, curvature)}};
  for (const Rule& rule : rules) result.quotients.push_back({rule.name, {}});
  for (const double h : steps_of(range)) {
    result.stopped = !result.steps.empty() && range.stop_token.stop_requested();
    if (result.stopped) break;
    result.steps.push_back(h);
    std::array<double, 4> values{};
    for (int k = 0; k < 4; ++k) values[static_cast<std::size_t>(k)] = f.value(x + (k - 1) * h * direction);
    for (std::size_t r = 0; r < rules.size(); ++r) {
      double sum = 0.0;
      for (std::size_t k = 0; k < values.size(); ++k)
        if (rules[r].weights[k] != 0.0) sum += rules[r].weights[k] * values[k];
      result.quotients[r].errors.push_back(relative(exact_of(rules[r]), sum / std::pow(h, rules[r].order)));
    }
  }
  for (DifferenceErrors::Quotient& quotient : result.quotients) quotient.best = place_of_least(quotient.errors);
  return result;
}

std::string DifferenceErrors::svg() const {
  reports::LineChart chart{.title = "Difference quotients against exact derivatives",
                           .description = text(),
                           .x_label = "step h",
                           .y_label = "relative error",
                           .x_scale = reports::Scale::logarithmic,
                           .y_scale = reports::Scale::logarithmic,
                           .y_floor = 1e-17};
  for (const Quotient& quotient : quotients) chart.curves.push_back({quotient.name, steps, quotient.errors});
  for (const Derivative& derivative : derivatives)
    chart.curves.push_back({derivative.name, steps, std::vector<double>(steps.size(), derivative.error)});
  return chart.svg();
}

std::string DifferenceErrors::text() const {
  reports::Table table({"derivative", "best step", "relative error there", "error at the smallest step"});
  for (const Quotient& quotient : quotients)
    table.add({quotient.name, reports::Cell(steps[quotient.best], 3), reports::Cell(quotient.errors[quotient.best], 3),
               reports::Cell(quotient.errors.front(), 3)});
  for (const Derivative& derivative : derivatives)
    table.add({derivative.name, "none", reports::Cell(derivative.error, 3)});
  return fmt::format("f' = {}, f'' = {}; errors of difference quotients with {} steps from {} to {}:\n\n{}",
                     reports::significant(derivatives[0].value), reports::significant(derivatives[1].value),
                     steps.size(), reports::significant(steps.front()), reports::significant(steps.back()),
                     table.text());
}

}  // namespace hesse
