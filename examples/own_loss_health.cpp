// SPDX-License-Identifier: BSL-1.0
#include <hesse/hesse.hpp>
#include <hesse/verification/loss_health.hpp>

#include <iostream>

#include "focal_loss.hpp"

int main() {
  const hesse::Matrix labels = hesse::Vector{{0, 1, 1, 0, 1}};
  const hesse::Matrix scores = hesse::Vector{{-2, 0, 3, 4, -14}};
  const hesse::Loss loss(focal_loss, hesse::Vector::Zero(1), labels);
  std::cout << hesse::loss_health(loss, scores, labels, {.reach = 60.0}).text();
}
