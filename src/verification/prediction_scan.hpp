// SPDX-License-Identifier: BSL-1.0
//
// Searches a range of predictions for those where the derivatives of a row are faulty or jump. All labels and all
// brackets are looked at in one evaluation of the loss, which serves many rows in the time of a few.
#pragma once

#include <hesse/verification/loss_health.hpp>

#include <array>
#include <vector>

namespace hesse {

/// Gradient and curvature of a row just below and just above a prediction, and whether one of them jumps there.
struct BothSides {
  std::array<double, 2> gradient;
  std::array<double, 2> curvature;
  bool jumps;
};

/// For each row, in one of its predictions. What changes in proportion to the distance is no jump: it is looked at
/// from `distance` and from a tenth of it.
[[nodiscard]] std::vector<BothSides> both_sides(const Loss& loss, const Matrix& predictions, const Matrix& labels,
                                                Index output, const Vector& distance);

/// Fills in the range, the stretches, the jumps, the sound interval.
void scan_predictions(const Loss& loss, ConstMatrix predictions, ConstMatrix labels, const LossHealthOptions& options,
                      BoostingHealth& health);

}  // namespace hesse
