// SPDX-License-Identifier: BSL-1.0
#include <hesse/curvature/random_signs.hpp>
#include <hesse/curvature/sparse_model.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace hesse {

namespace {

constexpr double eps = std::numeric_limits<double>::epsilon();
/// Moré and Sorensen take 2 to 3 on average; in the hard case to full precision about 15.
constexpr int most_factorisations = 60;

}  // namespace

/// The multiplier lies between two bounds, which each factorisation brings closer. The gradient has length one here.
struct SparseModel::Search {
  Search(const SparseModel& of, double radius) : model(of), hessian(of.hessian_), reach(radius) {
    const ShiftedFactor::Bounds& bounds = hessian.bounds();
    const double pull = model.slopes_.isZero(0.0) ? 0.0 : 1.0 / reach;
    lower = std::max({0.0, -bounds.least_diagonal, pull - bounds.upper});
    upper = std::max(lower, pull - bounds.lower);
  }

  [[nodiscard]] ModelMinimum run() {
    double multiplier = lower;
    for (int trial = 0; trial < most_factorisations; ++trial) {
      if (hessian.factorise(multiplier)) {
        if (look(multiplier)) return best;
        multiplier = after_success(multiplier);
      } else {
        // The lower bound may be an eigenvalue; what is singular to rounding needs no more than that.
        const bool first = trial == 0;
        lower = std::max(lower, multiplier);
        multiplier =
            first ? lower + hessian.rounding() : std::max(std::sqrt(lower * upper), 0.99 * lower + 0.01 * upper);
      }
      if (!(upper - lower > eps * upper)) break;
    }
    if (best.step.size() == 0 && hessian.factorise(upper + hessian.rounding())) (void)look(upper + hessian.rounding());
    return best;
  }

  /// The step of a multiplier; whether it is the one.
  bool look(double multiplier) {
    step = hessian.solve(-model.slopes_);
    length = step.stableNorm();
    const bool is_inside = length <= reach && multiplier <= hessian.rounding();
    if (is_inside || std::abs(length - reach) <= model.slack_ * reach) {
      best = part_of_step(1.0, multiplier, !is_inside);
      return true;
    }
    if (length < reach) {
      upper = std::min(upper, multiplier);
      return complete(multiplier);
    }
    lower = std::max(lower, multiplier);
    best = part_of_step(reach / length, multiplier, true);
    return false;
  }

  /// By (H + multiplier I) s = -g the model falls by (t - t^2 / 2) (-g's) + t^2 multiplier |s|^2 / 2 along t s.
  [[nodiscard]] ModelMinimum part_of_step(double part, double multiplier, bool at_boundary) const {
    const double square = 0.5 * part * part, pull = -model.slopes_.dot(step);
    return {part * step, (part - square) * pull + (square * multiplier * length) * length, multiplier, at_boundary};
  }

  /// Lengthens the step to the boundary along the lowest eigenvector, as far as it is known; whether the model can be
  /// no lower than the slack allows.
  bool complete(double multiplier) {
    if (lowest.size() == 0) lowest = RandomSigns(1).vector(step.size()).normalized();
    double curvature = 0.0;  // of H + multiplier I along it
    for (int iteration = 0; iteration < 3; ++iteration) {
      Vector next = hessian.solve(lowest);
      const double stretch = next.stableNorm();
      next /= stretch;
      curvature = next.dot(lowest) / stretch;
      lowest = std::move(next);
    }
    const double along = step.dot(lowest), room = (reach - length) * (reach + length);
    const double root = std::sqrt(along * along + room);
    const double distance = room / (along >= 0.0 ? along + root : along - root);
    const double gain = (multiplier * reach) * reach - model.slopes_.dot(step), loss = distance * distance * curvature;
    best = {step + distance * lowest, 0.5 * (gain - loss), multiplier, true};
    // No eigenvalue is higher than the curvature along any vector.
    lower = std::max(lower, multiplier - curvature);
    return loss <= model.slack_ * (2.0 - model.slack_) * gain;
  }

  /// Newton's step on 1 / |s| - 1 / reach. From below the root it never overshoots; from above it may leave the
  /// bounds.
  [[nodiscard]] double after_success(double multiplier) const {
    const double ratio = length / hessian.length(step);
    const double next = multiplier + ratio * ratio * ((length - reach) / reach);
    return lower < next && next < upper ? next : 0.99 * lower + 0.01 * upper;
  }

  const SparseModel& model;
  ShiftedFactor& hessian;
  double reach;  ///< the radius in units of the length of the gradient
  double lower, upper;
  Vector step, lowest;
  double length = 0.0;
  ModelMinimum best;
};

SparseModel::SparseModel(ShiftedFactor& hessian, ConstVector gradient, double slack)
    : hessian_(hessian), slopes_(gradient), slack_(slack) {
  const double length = slopes_.stableNorm();
  if (length > 0.0) unit_ = length;
  slopes_ /= unit_;
}

ModelMinimum SparseModel::within(double radius) const {
  ModelMinimum minimum = Search(*this, radius / unit_).run();
  minimum.step *= unit_;
  minimum.reduction *= unit_ * unit_;
  return minimum;
}

double SparseModel::decrement(ConstVector gradient, double multiplier) const {
  return hessian_.factorise(multiplier) ? hessian_.length(gradient) : gradient.stableNorm();
}

}  // namespace hesse
