// SPDX-License-Identifier: BSL-1.0
#include <hesse/curvature/inverse_update.hpp>

#include <cmath>
#include <limits>
#include <ranges>
#include <utility>
#include <vector>

namespace hesse {

namespace {

/// Whether f bends upwards along the step by more than rounding shows.
bool bends_up(const SecantPair& pair) {
  const double least = std::numeric_limits<double>::epsilon() * pair.step.stableNorm();
  return pair.step.dot(pair.gradient_change) > least * pair.gradient_change.stableNorm();
}

bool correct_by_rank_one(Matrix& inverse, const SecantPair& pair) {
  const Vector missing = pair.step - inverse * pair.gradient_change;
  const double denominator = missing.dot(pair.gradient_change);
  if (!(std::abs(denominator) > 1e-8 * missing.stableNorm() * pair.gradient_change.stableNorm())) return false;
  inverse += missing * (missing / denominator).transpose();
  return true;
}

}  // namespace

const char* name_of(Update update) {
  switch (update) {
    case Update::bfgs:
      return "bfgs";
    case Update::dfp:
      return "dfp";
    case Update::sr1:
      return "sr1";
  }
  __builtin_unreachable();
}

bool correct_inverse(Matrix& inverse, const SecantPair& pair, Update update) {
  if (update == Update::sr1) return correct_by_rank_one(inverse, pair);
  if (!bends_up(pair)) return false;
  const auto& [s, y] = pair;
  const double sy = s.dot(y);
  const Vector image = inverse * y;
  const double yby = y.dot(image);
  inverse += s * (s / sy).transpose();
  if (update == Update::dfp) {
    inverse -= image * (image / yby).transpose();
    return true;
  }
  // BFGS is DFP and y'By u u' with u = s / s'y - By / y'By.
  inverse += (yby / sy) * (s * (s / sy).transpose()) - image * (s / sy).transpose() - (s / sy) * image.transpose();
  return true;
}

double size_of_inverse(const SecantPair& pair, ConstVector metric) {
  const auto& [s, y] = pair;
  const double length = y.cwiseProduct(metric.cwiseSqrt()).stableNorm();
  return (s.dot(y) / length) / length;
}

void LimitedMemory::note(SecantPair pair) {
  if (!bends_up(pair)) return;
  pairs_.push_back(std::move(pair));
  if (pairs_.size() > limit_) pairs_.pop_front();
}

Vector LimitedMemory::inverse_times(ConstVector gradient) const {
  Vector result = gradient;
  std::vector<double> parts;
  for (const auto& [s, y] : pairs_ | std::views::reverse) {
    parts.push_back(s.dot(result) / s.dot(y));
    result -= parts.back() * y;
  }
  result = result.cwiseProduct(metric_);
  if (!pairs_.empty()) result *= size_of_inverse(pairs_.back(), metric_);
  for (const auto& [s, y] : pairs_) {
    result += (parts.back() - y.dot(result) / s.dot(y)) * s;
    parts.pop_back();
  }
  return result;
}

Vector LimitedMemory::inverse_times(ConstVector gradient, const std::vector<Index>& entries) const {
  LimitedMemory part(static_cast<Index>(limit_));
  part.set_metric(metric_(entries));
  for (const auto& [s, y] : pairs_) part.note({s(entries), y(entries)});
  return part.is_empty() ? Vector() : part.inverse_times(gradient(entries));
}

}  // namespace hesse
