// SPDX-License-Identifier: BSL-1.0
//
// Counts rows of predictions and labels, some at a time.
#include <hesse/basics/error.hpp>
#include <hesse/verification/loss_health.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

#include "faults.hpp"
#include "prediction_scan.hpp"

namespace hesse {

namespace {

constexpr Index rows_at_a_time = 1 << 16;
// A kink at most kink_distance away lies between both sides, seen from so many times that far.
constexpr double sides_in_kink_distances = 100.0;

/// What is found row by row, and kept until all rows are seen.
class Count {
 public:
  Count(const Loss& loss, const LossHealthOptions& options, BoostingHealth& health)
      : loss_(loss), options_(options), health_(health) {}

  void add(const Matrix& predictions, const Matrix& labels) {
    const RowDerivatives found = loss_.per_row_gradient_hessian(predictions, labels);
    gradients_.insert(gradients_.end(), found.gradient.data(), found.gradient.data() + found.gradient.size());
    curvatures_.insert(curvatures_.end(), found.hessian.data(), found.hessian.data() + found.hessian.size());
    for (Index i = 0; i < predictions.rows(); ++i) {
      count_faults(found.gradient, i, false, health_.gradient);
      count_faults(found.hessian, i, true, health_.curvature);
    }
    health_.gradient_sum += found.gradient.col(0).sum();
    health_.curvature_sum += found.hessian.col(0).sum();
    count_kinks(predictions, labels);
    health_.rows += predictions.rows();
  }

  void finish() {
    health_.gradients = spread_of(std::move(gradients_));
    health_.curvatures = spread_of(std::move(curvatures_));
  }

 private:
  void count_faults(const RowMatrix& derivatives, Index i, bool of_curvature,
                    std::array<RowCount, fault_count>& counts) const {
    for (const Fault fault : all_faults()) {
      const auto row = derivatives.row(i);
      const bool faulty = std::any_of(row.begin(), row.end(), [&](double derivative) {
        return is_faulty(derivative, of_curvature, fault, options_.floor);
      });
      if (faulty) note(counts[static_cast<std::size_t>(fault)], health_.rows + i);
    }
  }

  /// Near a kink of an operation, or a comparison, a loss may still be smooth: only what jumps counts.
  void count_kinks(const Matrix& predictions, const Matrix& labels) const {
    const Vector distance = loss_.per_row_kink_distance(predictions, labels);
    std::vector<Index> near;
    for (Index i = 0; i < distance.size(); ++i)
      if (distance[i] <= options_.kink_distance) near.push_back(i);
    if (near.empty()) return;
    const Matrix at = predictions(near, Eigen::all), labels_there = labels(near, Eigen::all);
    std::vector<bool> jumps(near.size(), false);
    const double unit = std::max(options_.kink_distance, 1e-9) * sides_in_kink_distances;
    for (Index output = 0; output < health_.outputs; ++output) {
      const Vector away = unit * at.col(output).cwiseAbs().cwiseMax(1.0);
      const auto sides = both_sides(loss_, at, labels_there, output, away);
      for (std::size_t i = 0; i < near.size(); ++i) jumps[i] = jumps[i] || sides[i].jumps;
    }
    for (std::size_t i = 0; i < near.size(); ++i)
      if (jumps[i]) note(health_.at_kinks, health_.rows + near[i]);
  }

  const Loss& loss_;
  const LossHealthOptions& options_;
  BoostingHealth& health_;
  std::vector<double> gradients_, curvatures_;
};

}  // namespace

BoostingHealth loss_health(const Loss& loss, ConstMatrix predictions, ConstMatrix labels,
                           const LossHealthOptions& options) {
  require_options(options);
  require_size("loss_health()", predictions.cols(), loss.inputs(), "column of predictions");
  require_size("loss_health()", labels.rows(), predictions.rows(), "row of labels");
  if (predictions.rows() == 0) throw ShapeError("shape.rows", "loss_health() got no rows. Pass at least 1.");
  BoostingHealth health{.outputs = predictions.cols(), .floor = options.floor};
  Count count(loss, options, health);
  for (Index first = 0; first < predictions.rows(); first += rows_at_a_time) {
    if (options.stop_token.stop_requested()) break;
    const Index rows = std::min(rows_at_a_time, predictions.rows() - first);
    count.add(predictions.middleRows(first, rows), labels.middleRows(first, rows));
    if (options.progress) options.progress(health.rows, predictions.rows());
  }
  count.finish();
  if (options.labels > 0 && !options.stop_token.stop_requested())
    scan_predictions(loss, predictions, labels, options, health);
  health.stopped = options.stop_token.stop_requested();
  return health;
}

bool BoostingHealth::is_sound() const {
  const auto none = [](const std::array<RowCount, fault_count>& faulty, Fault fault) {
    return faulty[static_cast<std::size_t>(fault)].count == 0;
  };
  return rows > 0 && none(gradient, Fault::not_finite) && none(gradient, Fault::overflows_in_single) &&
         std::ranges::all_of(curvature, [](const RowCount& faulty) { return faulty.count == 0; });
}

}  // namespace hesse
