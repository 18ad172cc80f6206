// SPDX-License-Identifier: BSL-1.0
//
// What the rows of a loss of many parameters add to its gradient.
#include <hesse/basics/counted.hpp>
#include <hesse/reports/table.hpp>
#include <hesse/verification/loss_health.hpp>

#include <fmt/format.h>

#include <cmath>

#include "faults.hpp"

namespace hesse {

namespace {

using reports::significant;

// A row with this part of all gradient lengths is worth a look, if rows are many enough for it to be one of many.
constexpr double heavy_share = 0.25;
constexpr Index many_rows = 20;

std::vector<double> numbers(const Vector& all) { return {all.begin(), all.end()}; }

/// Which rows are alive, and how long their gradients are.
Vector look_at_gradients(const Vector& values, const RowMatrix& gradients, LossHealth& health) {
  const Index m = gradients.rows();
  Vector lengths = Vector::Constant(m, NAN), sum = Vector::Zero(gradients.cols());
  for (Index i = 0; i < m; ++i) {
    if (!std::isfinite(values[i]) || !gradients.row(i).allFinite()) {
      note(health.not_finite, i);
      continue;
    }
    lengths[i] = gradients.row(i).stableNorm();
    sum += gradients.row(i).transpose();
    if (lengths[i] == 0.0) note(health.zero_gradient, i);
  }
  double total = 0.0, squares = 0.0, longest = 0.0;
  for (Index i = 0; i < m; ++i) {
    if (!std::isfinite(lengths[i])) continue;
    total += lengths[i];
    squares += lengths[i] * lengths[i];
    if (lengths[i] > longest) health.heaviest_row = i;
    longest = std::max(longest, lengths[i]);
  }
  health.values = spread_of(numbers(values));
  health.gradient_norms = spread_of(numbers(lengths));
  if (total > 0.0) {
    health.heaviest_share = longest / total;
    health.effective_rows = total / squares * total;
    health.agreement = sum.stableNorm() / total;
  }
  return sum;
}

void look_at_curvature(const Loss& loss, ConstVector theta, const Vector& gradient, LossHealth& health) {
  if (gradient.stableNorm() == 0.0) return;
  const Vector curvatures = loss.per_row_curvature(theta, gradient.stableNormalized());
  for (Index i = 0; i < curvatures.size(); ++i) {
    if (!std::isfinite(curvatures[i])) continue;
    health.curvature_along_gradient += curvatures[i];
    if (curvatures[i] < 0.0) note(health.negative_curvature, i);
  }
}

void look_at_kinks(const Loss& loss, ConstVector theta, double near, LossHealth& health) {
  const Vector distance = loss.per_row_kink_distance(theta);
  for (Index i = 0; i < distance.size(); ++i)
    if (distance[i] <= near) note(health.at_kinks, i);
}

}  // namespace

LossHealth loss_health(const Loss& loss, ConstVector theta, const LossHealthOptions& options) {
  require_options(options);
  LossHealth health{.rows = loss.rows(), .parameters = loss.inputs()};
  const auto goes_on = [&] {
    health.stopped = options.stop_token.stop_requested();
    return !health.stopped;
  };
  const Vector gradient = look_at_gradients(loss.per_row_value(theta), loss.per_row_gradient(theta), health);
  if (goes_on() && health.not_finite.count > 0) health.first_not_finite = loss.explain_nonfinite(theta);
  if (goes_on()) look_at_curvature(loss, theta, gradient, health);
  if (goes_on()) look_at_kinks(loss, theta, options.kink_distance, health);
  return health;
}

std::vector<std::string> LossHealth::advice() const {
  std::vector<std::string> advice;
  if (not_finite.count > 0)
    advice.push_back(fmt::format("Mend row {} first, for one row that is not finite spoils every sum: {}",
                                 not_finite.first, first_not_finite.substr(0, first_not_finite.find('\n'))));
  if (zero_gradient.count > 0)
    advice.push_back(fmt::format(
        "{} of the rows move no parameter: dead units of a max(0, z), a clipped argument, or an underflow. Start "
        "elsewhere, or use a softer function (softplus), which lets them come back.",
        in_words(zero_gradient, rows)));
  if (at_kinks.count > 0)
    advice.push_back(
        "Start elsewhere, at random for instance, or smooth the loss: at a kink the derivatives are those of one "
        "side.");
  if (heaviest_share > heavy_share && rows >= many_rows)
    advice.push_back(
        fmt::format("Look at row {}: it alone has {} % of the gradient. An outlier, or a column in other units than "
                    "the rest; a loss "
                    "that grows linearly far out (Huber's) bounds what one row can do.",
                    heaviest_row, significant(100.0 * heaviest_share, 3)));
  if (curvature_along_gradient < 0.0)
    advice.push_back(
        "The loss curves downwards along its gradient, so Newton steps may go uphill: take NewtonCG or "
        "TrustRegionNewton, which notice, or a matrix that is never indefinite (HessianFree and NaturalGradient with "
        "Gauss-Newton's).");
  return advice;
}

std::string LossHealth::text() const {
  reports::Table table({"rows", ""});
  table.add({"value or gradient not finite", in_words(not_finite, rows)});
  table.add({"gradient zero", in_words(zero_gradient, rows)});
  table.add({"at a kink or a change of branch", in_words(at_kinks, rows)});
  table.add({"curvature negative along the gradient", in_words(negative_curvature, rows)});
  if (heaviest_row >= 0) {
    table.add({"longest gradient",
               fmt::format("row {}: {} % of all lengths", heaviest_row, significant(100.0 * heaviest_share, 3))});
    table.add({"as many rows, equally long, would decide", significant(effective_rows, 3)});
    table.add({"they pull the same way (1) or cancel (0)", significant(agreement, 3)});
  }
  reports::Table spreads({"of a row", "smallest", "median", "largest"});
  spreads.add({"value", values.smallest, values.median, values.largest});
  spreads.add({"length of the gradient", gradient_norms.smallest, gradient_norms.median, gradient_norms.largest});
  std::string text = fmt::format("loss of {}, {}{}\n\n", counted(rows, "row"), counted(parameters, "parameter"),
                                 stopped ? " (stopped before the end)" : "") +
                     table.text() + '\n' + spreads.text();
  const auto lines = advice();
  if (!lines.empty()) text += "\nwhat to do\n";
  for (const std::string& line : lines) text += "* " + line + '\n';
  return text;
}

}  // namespace hesse
