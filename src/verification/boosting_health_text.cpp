// SPDX-License-Identifier: BSL-1.0
//
// What was found about a loss for boosting, in words, and what to do about it.
#include <hesse/basics/counted.hpp>
#include <hesse/reports/table.hpp>
#include <hesse/verification/loss_health.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>
#include <utility>

#include "faults.hpp"

namespace hesse {

namespace {

using reports::significant;

/// XGBoost's default.
constexpr double min_child_weight = 1.0;

constexpr const char* without_overflow =
    "write the loss so that it does not overflow (softplus, logsumexp): one row that is not finite in single precision "
    "makes the sums of every leaf it falls into useless.";
constexpr const char* gradient_only =
    "There is no curvature at these predictions, so Newton steps -G / (H + lambda) have no length of their own: hand "
    "over 1 for each row and use the gradient alone, with the step left to the learning rate, or a smoothed loss, such "
    "as sqrt(1 + z^2) - 1 for |z|.";
constexpr std::string_view never_negative =
    "Do not hand over the curvature as it is: {} of it is negative, and a leaf whose sum H is negative takes a step "
    "uphill; XGBoost cuts it off at 0. Use one that cannot be negative: Gauss-Newton's, which drops the second "
    "derivative of what is predicted; Fisher's, its expectation over labels, for a likelihood; or |h|.";
constexpr std::string_view floored =
    "hand over max(h, {}): rows with less curvature add their gradient to G and nothing to H, so a leaf of such rows "
    "has "
    "a step of any length, or is refused where H is below min_child_weight (XGBoost) or min_sum_hessian_in_leaf "
    "(LightGBM).";
constexpr std::string_view too_light =
    "The curvatures of all rows add up to {}: no leaf reaches XGBoost's default min_child_weight of 1. Multiply the "
    "loss "
    "by a number, or lower that option.";
constexpr const char* off_the_kinks =
    "Move the predictions off the kinks, or smooth the loss (softplus for max(0, z), sqrt(e^2 + z^2) for |z|): on a "
    "kink "
    "the derivatives are those of one side, and the rows there do not see the other.";

std::string in_words(const Vector& label) {
  std::string text;
  for (const double number : label) text += (text.empty() ? "" : ", ") + significant(number);
  return text.empty() ? "none" : text;
}

std::string name_of(const Fault fault, double floor) {
  return fault == Fault::below_floor ? "below " + significant(floor) : hesse::name_of(fault);
}

const RowCount& rows_with(const std::array<RowCount, fault_count>& rows, Fault fault) {
  return rows[static_cast<std::size_t>(fault)];
}

std::string rows_in_words(const BoostingHealth& health) {
  reports::Table table({"rows at the predictions given", "gradient", "curvature"});
  for (const Fault fault : all_faults()) {
    const bool of_gradient = fault != Fault::negative;
    table.add({name_of(fault, health.floor),
               of_gradient ? in_words(rows_with(health.gradient, fault), health.rows) : "",
               in_words(rows_with(health.curvature, fault), health.rows)});
  }
  table.add({"at a kink", in_words(health.at_kinks, health.rows), ""});
  table.add({"smallest", health.gradients.smallest, health.curvatures.smallest});
  table.add({"median", health.gradients.median, health.curvatures.median});
  table.add({"largest", health.gradients.largest, health.curvatures.largest});
  table.add({health.outputs == 1 ? "sum" : "sum of output 0", health.gradient_sum, health.curvature_sum});
  return table.text();
}

std::string end_in_words(double end, double end_of_range) {
  return end == end_of_range ? "the end, " + significant(end) : significant(end);
}

/// The first columns are the label and, where there are several, the output.
reports::Table table_of_labels(const BoostingHealth& health, std::vector<std::string> columns) {
  if (health.outputs > 1) columns.insert(columns.begin(), "output");
  columns.insert(columns.begin(), "label");
  return reports::Table(std::move(columns));
}

void add(reports::Table& table, const BoostingHealth& health, const std::string& label, const std::string& output,
         std::vector<reports::Cell> row) {
  if (health.outputs > 1) row.insert(row.begin(), reports::Cell(output));
  row.insert(row.begin(), reports::Cell(label));
  table.add(std::move(row));
}

/// A line for each stretch; labels that share one share its line.
std::string stretches_in_words(const BoostingHealth& health) {
  if (health.stretches.empty()) return "Neither gradient nor curvature is faulty anywhere in the range searched.\n";
  std::vector<std::array<std::string, 4>> lines;  // what, output, from, to
  std::vector<std::string> labels;
  for (const FaultyStretch& stretch : health.stretches) {
    const std::array line{
        fmt::format("{} {}", stretch.of_curvature ? "curvature" : "gradient", name_of(stretch.fault, health.floor)),
        std::to_string(stretch.output), end_in_words(stretch.from, health.lowest),
        end_in_words(stretch.to, health.highest)};
    const auto known = static_cast<std::size_t>(std::ranges::find(lines, line) - lines.begin());
    if (known == lines.size()) {
      lines.push_back(line);
      labels.emplace_back();
    }
    labels[known] += (labels[known].empty() ? "" : "; ") + in_words(stretch.label);
  }
  reports::Table table = table_of_labels(health, {"what", "for predictions from", "to"});
  for (std::size_t i = 0; i < lines.size(); ++i)
    add(table, health, labels[i], lines[i][1], {lines[i][0], lines[i][2], lines[i][3]});
  return table.text();
}

std::string jumps_in_words(const BoostingHealth& health) {
  if (health.jumps.empty()) return "";
  reports::Table table = table_of_labels(health, {"kink at prediction", "gradient", "curvature"});
  const auto change = [](const std::array<double, 2>& sides) {
    return fmt::format("{} to {}", significant(sides[0]), significant(sides[1]));
  };
  for (const Jump& jump : health.jumps)
    add(table, health, in_words(jump.label), std::to_string(jump.output),
        {jump.prediction, change(jump.gradient), change(jump.curvature)});
  return "\n" + table.text();
}

/// "Clip predictions to at least -36.84, or hand over ...", or the latter alone where no clipping helps.
std::string clip_or(const BoostingHealth& health, std::string what) {
  const auto [low, high] = health.sound.value_or(std::array{health.lowest, health.highest});
  const bool below = low > health.lowest, above = high < health.highest;
  std::string clip;
  if (below && above) clip = fmt::format("Clip predictions to {} to {}, or ", significant(low), significant(high));
  if (below && !above) clip = fmt::format("Clip predictions to at least {}, or ", significant(low));
  if (!below && above) clip = fmt::format("Clip predictions to at most {}, or ", significant(high));
  if (clip.empty()) what.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(what.front())));
  return clip + what;
}

}  // namespace

std::vector<std::string> BoostingHealth::advice() const {
  const auto of = [](const std::array<RowCount, fault_count>& counts, Fault fault) {
    return rows_with(counts, fault).count;
  };
  const bool none_curves = of(curvature, Fault::zero) == rows && curvatures.largest == 0.0;
  std::vector<std::string> advice;
  if (of(gradient, Fault::not_finite) + of(curvature, Fault::not_finite) + of(gradient, Fault::overflows_in_single) +
          of(curvature, Fault::overflows_in_single) >
      0)
    advice.push_back(clip_or(*this, without_overflow));
  if (none_curves) advice.emplace_back(gradient_only);
  if (of(curvature, Fault::negative) > 0)
    advice.push_back(fmt::format(never_negative, in_words(rows_with(curvature, Fault::negative), rows)));
  if (of(curvature, Fault::below_floor) > 0 && !none_curves)
    advice.push_back(
        clip_or(*this, fmt::format(floored, significant(floor > 0.0 ? floor : LossHealthOptions().floor))));
  if (of(curvature, Fault::negative) == 0 && curvature_sum > 0.0 && curvature_sum < min_child_weight)
    advice.push_back(fmt::format(too_light, significant(curvature_sum)));
  if (at_kinks.count > 0) advice.emplace_back(off_the_kinks);
  return advice;
}

std::string BoostingHealth::text() const {
  std::string text = fmt::format("loss for boosting: {}, {} each{}\n\n", counted(rows, "row"),
                                 counted(outputs, "prediction"), stopped ? " (stopped before the end)" : "") +
                     rows_in_words(*this);
  if (highest > lowest) {
    text += fmt::format("\npredictions from {} to {}\n\n", significant(lowest), significant(highest));
    text += stretches_in_words(*this) + jumps_in_words(*this);
    if (sound && !stretches.empty())
      text += fmt::format("\nno fault of the curvature with any label searched: predictions from {} to {}\n",
                          end_in_words((*sound)[0], lowest), end_in_words((*sound)[1], highest));
  }
  const auto lines = advice();
  if (!lines.empty()) text += "\nwhat to do\n";
  for (const std::string& line : lines) text += "* " + line + '\n';
  return text;
}

}  // namespace hesse
