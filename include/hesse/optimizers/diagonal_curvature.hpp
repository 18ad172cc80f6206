// SPDX-License-Identifier: BSL-1.0
//
// Methods on batches that divide by the diagonal of the Hessian. It is estimated by Hutchinson's product z * H z of a
// batch, entry by entry, with a vector z of random signs: its mean is the diagonal, and where H is diagonal it is
// exact. Averages over many steps take the noise out.
#pragma once

#include <hesse/optimizers/stochastic_options.hpp>

#include <memory>

namespace hesse {

class Descent;

/// x - eta m / (sqrt(v)^hessian_power + epsilon), with the averages of Adam, corrected like those, but v of the squares
/// of the estimated diagonal instead of the gradient. hessian_power = 1 is a Newton step by the diagonal's absolute
/// values, 0 the step of the averaged gradient. The spatial averaging of the paper, which smooths the diagonal over
/// parameters that belong together, is left out, as nothing is known here of what belongs together.
///
/// Cost of an iteration, which is an epoch: rows / batch batch gradients and as many products, and the gradient of all
/// rows.
///
/// Source: Yao, Gholami, Shen, Mustafa, Keutzer, Mahoney, "AdaHessian" (AAAI 2021), algorithm 1.
///
///     hesse::minimize(loss, theta0, hesse::AdaHessian{.eta = 0.1});
struct AdaHessian {
  double eta = 0.15;
  double beta1 = 0.9;
  double beta2 = 0.999;
  double hessian_power = 1.0;
  double epsilon = 1e-4;
  HESSE_STOCHASTIC_OPTIONS(HESSE_FIELD)
  HESSE_COMMON_OPTIONS(HESSE_FIELD)
  HESSE_STOCHASTIC_METHOD(AdaHessian, eta, beta1, beta2, hessian_power, epsilon)
};

/// x - eta clip(m / max(gamma h, epsilon), 1), with m <- beta1 m + (1 - beta1) g in each step and h <- beta2 h +
/// (1 - beta2) z * H z in each `curvature_every`-th, from the first on; neither is corrected for its start at 0, and
/// clip() cuts each entry to [-1, 1]. So no variable moves by more than eta in a step, and where the curvature is
/// negative, or gamma h small against the gradient, it moves by eta along the sign of m. This is Sophia-H.
///
/// gamma says how much of the way is Newton's: near a minimum the error is multiplied by about 1 - eta / gamma a step,
/// so gamma above eta / 2. Where every entry is cut, a larger one is needed.
///
/// Cost of an iteration, which is an epoch: rows / batch batch gradients, a product for each `curvature_every` of them,
/// and the gradient of all rows.
///
/// Source: Liu, Li, Hall, Liang, Ma, "Sophia: a scalable stochastic second-order optimizer for language model
/// pre-training" (ICLR 2024), algorithms 1 and 3; it takes z from a normal distribution, where signs have less noise.
///
///     hesse::minimize(loss, theta0, hesse::Sophia{.eta = 0.01, .gamma = 0.05});
struct Sophia {
  double eta = 1e-3;
  double beta1 = 0.96;
  double beta2 = 0.99;
  double gamma = 0.01;
  double epsilon = 1e-12;
  Index curvature_every = 10;
  HESSE_STOCHASTIC_OPTIONS(HESSE_FIELD)
  HESSE_COMMON_OPTIONS(HESSE_FIELD)
  HESSE_STOCHASTIC_METHOD(Sophia, eta, beta1, beta2, gamma, epsilon, curvature_every)
};

/// Throws OptionError where an option makes no sense.
[[nodiscard]] std::unique_ptr<Descent> descent_of(const AdaHessian& method);
[[nodiscard]] std::unique_ptr<Descent> descent_of(const Sophia& method);

}  // namespace hesse
