// SPDX-License-Identifier: BSL-1.0
#include <hesse/optimizers/problem.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "state_archive.hpp"

namespace hesse {

namespace {

using Clock = std::chrono::steady_clock;

double since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// Adds the time for which it lives.
class Timer {
 public:
  explicit Timer(double& seconds) : seconds_(seconds) {}
  ~Timer() { seconds_ += since(start_); }
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

 private:
  double& seconds_;
  Clock::time_point start_ = Clock::now();
};

}  // namespace

double length_of(ConstVector v) { return v.size() == 0 ? 0.0 : v.stableNorm(); }
double scale_of(ConstVector x) { return std::max(1.0, length_of(x)); }
double rounding_of(double value) { return 20.0 * std::numeric_limits<double>::epsilon() * std::abs(value); }

double rounding_of(const Linearization& at, ConstVector x) {
  const Vector terms = at.jacobian.cwiseAbs() * x.cwiseAbs();
  return std::max(rounding_of(0.5 * at.residuals.squaredNorm()),
                  std::numeric_limits<double>::epsilon() * at.residuals.cwiseAbs().dot(terms));
}

Problem::Problem(const Objective& objective, const CommonOptions& options, Bounds bounds)
    : objective_(objective),
      batches_(dynamic_cast<const BatchObjective*>(&objective)),
      residuals_(dynamic_cast<const ResidualObjective*>(&objective)),
      options_(options),
      bounds_(std::move(bounds)) {}

std::optional<Iterate> Problem::evaluate(Vector point) {
  if (point.allFinite()) {
    Iterate iterate = look(bounds_.nearest(std::move(point)));
    if (std::isfinite(iterate.value) && iterate.gradient.allFinite()) {
      non_finite_in_a_row_ = 0;
      return iterate;
    }
  }
  ++non_finite_in_a_row_;
  ++counts_.non_finite;
  ++counts_.rejected;
  return std::nullopt;
}

Iterate Problem::look(Vector point) {
  if (residuals_ != nullptr) {
    ++counts_.jacobians;
    const Timer timer(spent_.jacobians);
    Linearization at = residuals_->linearize(point);
    const auto [value, gradient] = square_of(at);
    const double rounding = rounding_of(at, point);
    const double length = length_of_free(point, gradient);
    return {std::move(point), value, gradient, length, rounding, std::move(at)};
  }
  ++counts_.gradients;
  const Timer timer(spent_.gradients);
  const auto [value, gradient] = objective_.value_and_gradient(point);
  require_size("the objective's value_and_gradient()", gradient.size(), point.size(), "slope");
  const double length = length_of_free(point, gradient);
  return {std::move(point), value, gradient, length, rounding_of(value)};
}

double Problem::length_of_free(ConstVector point, const Vector& gradient) const {
  return length_of(bounds_.empty() ? gradient : Vector(gradient(bounds_.free_inputs(point, gradient))));
}

double Problem::value(ConstVector x) {
  ++counts_.values;
  const Timer timer(spent_.values);
  return objective_.value(bounds_.nearest(x));
}

Matrix Problem::hessian(ConstVector x) {
  ++counts_.hessians;
  const Timer timer(spent_.hessians);
  return objective_.hessian(x);
}

bool Problem::sparse_hessian(ConstVector x, Eigen::SparseMatrix<double>& lower) {
  const Timer timer(spent_.hessians);
  const bool known = objective_.sparse_hessian(x, lower);
  if (known) ++counts_.hessians;
  return known;
}

Vector Problem::hessian_vector(ConstVector x, ConstVector v) {
  ++counts_.hessian_vectors;
  const Timer timer(spent_.hessian_vectors);
  return objective_.hessian_vector(x, v);
}

Vector Problem::gauss_newton_vector(const Iterate& here, ConstVector v) {
  if (here.linearization) {
    const Matrix& jacobian = here.linearization->jacobian;
    return jacobian.transpose() * (jacobian * v);
  }
  ++counts_.gauss_newton_vectors;
  const Timer timer(spent_.gauss_newton_vectors);
  return objective_.gauss_newton_vector(here.point, v);
}

Vector Problem::fisher_vector(ConstVector x, ConstVector v) {
  ++counts_.fisher_vectors;
  const Timer timer(spent_.fisher_vectors);
  return objective_.fisher_vector(x, v);
}

Index Problem::rows() const { return batches_ != nullptr ? batches_->rows() : 1; }

ValueAndGradient Problem::batch_value_and_gradient(ConstVector x, Rows rows) {
  ++counts_.batch_gradients;
  const Timer timer(spent_.batch_gradients);
  return batches_ != nullptr ? batches_->batch_value_and_gradient(x, rows) : objective_.value_and_gradient(x);
}

Vector Problem::batch_gradient(ConstVector x, Rows rows) { return batch_value_and_gradient(x, rows).gradient; }

Vector Problem::batch_hessian_vector(ConstVector x, ConstVector v, Rows rows) {
  ++counts_.batch_hessian_vectors;
  const Timer timer(spent_.batch_hessian_vectors);
  return batches_ != nullptr ? batches_->batch_hessian_vector(x, v, rows) : objective_.hessian_vector(x, v);
}

Vector Problem::batch_gauss_newton_vector(ConstVector x, ConstVector v, Rows rows) {
  ++counts_.batch_gauss_newton_vectors;
  const Timer timer(spent_.batch_gauss_newton_vectors);
  return batches_ != nullptr ? batches_->batch_gauss_newton_vector(x, v, rows) : objective_.gauss_newton_vector(x, v);
}

Vector Problem::batch_fisher_vector(ConstVector x, ConstVector v, Rows rows) {
  ++counts_.batch_fisher_vectors;
  const Timer timer(spent_.batch_fisher_vectors);
  return batches_ != nullptr ? batches_->batch_fisher_vector(x, v, rows) : objective_.fisher_vector(x, v);
}

Matrix Problem::residual_hessian(ConstVector x, ConstVector weights) {
  ++counts_.hessians;
  const Timer timer(spent_.hessians);
  return residuals_->residual_hessian(x, weights);
}

Judgement Problem::judge(const Iterate& here, const Iterate& trial, double predicted, double least_ratio,
                         const LengthOf& length) {
  const double visible = here.rounding;
  Judgement judgement{};
  judgement.below_rounding = predicted < visible || trial.point == here.point;
  if (judgement.below_rounding) {
    const auto size_of = [&](const Iterate& at) { return length ? length(at.gradient) : at.gradient_norm; };
    judgement.accepted = !contradicted_ && size_of(trial) < size_of(here);
    judgement.ratio = judgement.accepted ? 1.0 : 0.0;
  } else {
    judgement.ratio = (here.value - trial.value) / predicted;
    judgement.accepted = judgement.ratio >= least_ratio;
    // A thousand times what rounding explains.
    if (!judgement.accepted && predicted > 1e3 * visible) contradicted_ = true;
  }
  if (!judgement.accepted) ++counts_.rejected;
  return judgement;
}

std::optional<Status> Problem::interrupted() const {
  if (options_.stop_token.stop_requested()) return Status::stopped_by_caller;
  if (counts_.total() >= options_.evaluation_limit) return Status::evaluation_limit;
  if (seconds() >= options_.time_limit) return Status::time_limit;
  return std::nullopt;
}

void Problem::serialize(StateArchive& archive) {
  double passed = seconds();
  archive(counts_, spent_, passed);
  began_ = Clock::now() - std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(passed));
}

double Problem::seconds() const { return since(began_); }

}  // namespace hesse
