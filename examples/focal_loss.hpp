// SPDX-License-Identifier: BSL-1.0
//
// The focal loss, which counts rows less the better they are told: -(1 - p)^2 log p, with p the probability that a
// score z[0] gives to the label in row[0], 1 / (1 + exp(-z)) for label 1 and 1 / (1 + exp(z)) for label 0.
//
// Source: Lin, Goyal, Girshick, He, Dollar, "Focal loss for dense object detection", ICCV (2017), with gamma = 2.
#pragma once

inline const auto focal_loss = [](const auto& z, const auto& row) {
  const auto towards_label = (2.0 * row[0] - 1.0) * z[0];
  return square(sigmoid(-towards_label)) * softplus(-towards_label);  // log p = -softplus(-z), without overflow
};
