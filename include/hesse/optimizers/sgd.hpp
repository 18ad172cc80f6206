// SPDX-License-Identifier: BSL-1.0
//
// Stochastic gradient descent on batches of rows.
#pragma once

#include <hesse/optimizers/stochastic_options.hpp>

#include <memory>

namespace hesse {

class Descent;

/// The rows behind the product in g + rho H g.
enum class ProductRows {
  same_batch,  ///< literal: g and H of the same rows; its mean is g + rho mean(H_i g_i), not a gradient in general
  independent_batches  ///< H of other rows, drawn apart: its mean is g + rho H g, the gradient of f + rho/2 |g|^2
};

[[nodiscard]] const char* name_of(ProductRows rows);

/// x - eta_k (g_batch + rho H_batch g_batch), with momentum.
///
/// An iteration is an epoch: every row once, in an order drawn anew from `seed`, `batch` rows a step; value and
/// gradient of all rows are evaluated at its end only. A constant eta reaches a ball around the minimum that shrinks
/// with eta; with decay > 0 the rate falls (see Schedule), and it converges. The rows of a BatchObjective are used;
/// every other objective counts as one row, on which this is gradient descent. An epoch that ends where f is not finite
/// is taken back, and eta is halved for good. suggest_learning_rate() says what eta the curvature allows.
///
/// momentum: the step is its multiple of the last one, minus eta_k times the gradient (Polyak's heavy ball). nesterov:
/// that gradient is the one where the multiple of the last step alone would lead.
///
/// Cost of an iteration: rows / batch batch gradients, and as many products where rho is not 0.
///
/// Source: Robbins, Monro (1951); Nesterov, Soviet Math. Doklady 27 (1983), as in Sutskever et al. (ICML 2013); Bottou,
/// Curtis, Nocedal, "Optimization methods for large-scale machine learning" (2018).
///
///     hesse::minimize(loss, theta0, hesse::SGD{.eta = 0.1, .decay = 0.1, .batch = 32, .seed = 7});
struct SGD {
  double eta = 0.01;
  double momentum = 0.0;
  bool nesterov = false;
  double rho = 0.0;
  ProductRows product_rows = ProductRows::same_batch;
  HESSE_STOCHASTIC_OPTIONS(HESSE_FIELD)
  HESSE_COMMON_OPTIONS(HESSE_FIELD)
  HESSE_STOCHASTIC_METHOD(SGD, eta, momentum, nesterov, rho, product_rows)
};

/// Throws OptionError where an option makes no sense.
[[nodiscard]] std::unique_ptr<Descent> descent_of(const SGD& method);

}  // namespace hesse
