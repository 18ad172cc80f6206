// SPDX-License-Identifier: BSL-1.0
//
// Methods on batches that give each variable a rate of its own, by the size of the gradients it has met: AdaGrad,
// RMSProp, Adam, and with weight decay AdamW. Squares, roots and quotients are entry by entry. A variable whose
// gradients are all ten times as long takes the same steps, but for epsilon.
//
// An iteration is an epoch, as that of SGD; it costs rows / batch batch gradients and the gradient of all rows.
#pragma once

#include <hesse/optimizers/stochastic_options.hpp>

#include <memory>

namespace hesse {

class Descent;

/// x - eta g / (sqrt(s) + epsilon), s the sum of all g^2 so far: the rate falls like 1 / sqrt(steps) by itself. Rows
/// that show some variables seldom are where it is good.
///
/// Source: Duchi, Hazan, Singer, "Adaptive subgradient methods for online learning and stochastic optimization", JMLR
/// 12 (2011).
///
///     hesse::minimize(loss, theta0, hesse::AdaGrad{.eta = 0.1});
struct AdaGrad {
  double eta = 0.01;
  double epsilon = 1e-10;
  HESSE_STOCHASTIC_OPTIONS(HESSE_FIELD)
  HESSE_COMMON_OPTIONS(HESSE_FIELD)
  HESSE_STOCHASTIC_METHOD(AdaGrad, eta, epsilon)
};

/// x - eta g / (sqrt(v) + epsilon), v <- beta v + (1 - beta) g^2: AdaGrad that forgets.
///
/// Source: Tieleman, Hinton, "Neural networks for machine learning", lecture 6.5 (2012).
///
///     hesse::minimize(loss, theta0, hesse::RMSProp{.eta = 1e-3});
struct RMSProp {
  double eta = 1e-3;
  double beta = 0.9;
  double epsilon = 1e-8;
  HESSE_STOCHASTIC_OPTIONS(HESSE_FIELD)
  HESSE_COMMON_OPTIONS(HESSE_FIELD)
  HESSE_STOCHASTIC_METHOD(RMSProp, eta, beta, epsilon)
};

/// x - eta m / (sqrt(v) + epsilon), with m <- beta1 m + (1 - beta1) g and v <- beta2 v + (1 - beta2) g^2, each divided
/// by 1 - beta^t in step t, as both start at 0. A step is about eta in every variable, however long the gradient: it
/// ends in a ball of that size unless the rate falls. With weight_decay > 0 this is AdamW.
///
/// Source: Kingma, Ba, "Adam: a method for stochastic optimization" (ICLR 2015), algorithm 1; AdamW: Loshchilov,
/// Hutter, "Decoupled weight decay regularization" (ICLR 2019), algorithm 2.
///
///     hesse::minimize(loss, theta0, hesse::Adam{.eta = 0.01, .schedule = hesse::Schedule::cosine, .period = 100});
struct Adam {
  double eta = 1e-3;
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  HESSE_STOCHASTIC_OPTIONS(HESSE_FIELD)
  HESSE_COMMON_OPTIONS(HESSE_FIELD)
  HESSE_STOCHASTIC_METHOD(Adam, eta, beta1, beta2, epsilon)
};

/// Throws OptionError where an option makes no sense.
[[nodiscard]] std::unique_ptr<Descent> descent_of(const AdaGrad& method);
[[nodiscard]] std::unique_ptr<Descent> descent_of(const RMSProp& method);
[[nodiscard]] std::unique_ptr<Descent> descent_of(const Adam& method);

}  // namespace hesse
