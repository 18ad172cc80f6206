// SPDX-License-Identifier: BSL-1.0
#include "calls.hpp"

#include <hesse/curvature/eigenvalues.hpp>
#include <hesse/curvature/inverse_update.hpp>
#include <hesse/curvature/learning_rates.hpp>

using namespace hesse;

/// An expression in f, residuals, loss, x0 and theta0.
#define HESSE_CALL(...)                                                    \
  Call {                                                                   \
#__VA_ARGS__, []([[maybe_unused]] const Subjects& subjects) {            \
      [[maybe_unused]] const auto& [f, residuals, loss, x0, theta0] = subjects; \
      (void)(__VA_ARGS__);                                                   \
    } \
  }

namespace founding {

Subjects subjects() {
  const Vector x0{{1.0, -2.0}}, theta0 = Vector::Zero(2);
  const Matrix table{{0.5, 1.0, 1.0}, {-1.5, 0.3, 0.0}, {2.0, -0.7, 0.0},
                     {0.1, 0.9, 1.0}, {1.2, 1.1, 0.0},  {-0.4, -2.0, 1.0}};
  const auto quadratic = [](const auto& x) { return 5.0 * x[0] * x[0] + 0.05 * x[1] * x[1]; };
  const auto misfit = [](const auto& b) {
    using T = std::remove_cvref_t<decltype(b[0])>;
    VectorOf<T> r(3);
    r << b[0] - 1.0, b[0] + b[1] - 3.0, b[0] + 2.0 * b[1] - 4.0;
    return r;
  };
  const auto score = [](const auto& w, const auto& row) { return w[0] * row[0] + w[1] * row[1]; };
  const auto logistic = [](const auto& z, const auto& row) { return softplus(z[0]) - row[2] * z[0]; };
  return {Function(quadratic, x0), Function(misfit, x0),
          Loss(score, logistic, theta0, table, {.reduction = Reduction::mean}), x0, theta0};
}

const std::vector<FoundingMethod>& methods() {
  static const std::vector<FoundingMethod> all = {
      {"Gradient descent and SGD",
       "`x - eta g`, factor `1 - eta l`",
       "Converges for eta < 2 / lmax. On batches a constant eta reaches a ball around the minimum, whose size shrinks "
       "with eta; a decaying one reaches the minimum. Batches are drawn without replacement, from a seed.",
       {HESSE_CALL(minimize(f, x0, GradientDescent{.step = StepRule::fixed, .eta = 0.1})),
        HESSE_CALL(minimize(loss, theta0, SGD{.eta = 0.5, .decay = 0.1, .batch = 2, .iteration_limit = 100}))},
       {{"optimizers/closed_factors.cpp", "gradient_descent_multiplies_by_1_minus_eta_l"},
        {"optimizers/stochastic.cpp", "a_constant_rate_reaches_a_ball_and_a_decaying_rate_the_minimum"}}},
      {"NGD, \"new gradient descent\"",
       "`x - eta (g + rho H g)`, literally rho = 1, factor `1 - eta l (1 + rho l)`",
       "It is gradient descent on f + rho/2 |g|^2 (Zhao, Zhang, Hu, 2022), to first order SAM without its "
       "normalisation (Foret et al., 2021). It does not accelerate: the condition number of H (I + rho H) is up to the "
       "square of that of H. Where l < -1 / rho the factor is below 1: it is attracted *into* the saddle, as the first "
       "picture shows. A run that ends there has not converged, and says why.",
       {HESSE_CALL(minimize(f, x0, GradientDescent{.step = StepRule::fixed, .eta = 0.01, .rho = 1.0}))},
       {{"optimizers/closed_factors.cpp", "gradient_descent_with_rho_multiplies_by_1_minus_eta_l_times_1_plus_rho_l"},
        {"optimizers/closed_factors.cpp", "descent_with_rho_is_attracted_into_a_saddle_and_does_not_call_it_success"}}},
      {"Stochastic NGD",
       "The same on one row or batch",
       "Literally, g and H come from the same rows: the mean of its steps is g + rho mean(H_i g_i), which is not the "
       "gradient of the penalised objective. With H of other rows, drawn apart, the mean is g + rho H g.",
       {HESSE_CALL(minimize(loss, theta0, SGD{.eta = 0.1, .rho = 1.0, .batch = 1, .iteration_limit = 100})),
        HESSE_CALL(minimize(loss, theta0,
                            SGD{.eta = 0.1,
                                .rho = 1.0,
                                .product_rows = ProductRows::independent_batches,
                                .batch = 1,
                                .iteration_limit = 100}))},
       {{"optimizers/stochastic.cpp", "with_the_same_batch_the_mean_is_g_plus_rho_times_the_mean_of_the_rows_products"},
        {"optimizers/stochastic.cpp", "with_independent_batches_the_mean_is_the_gradient_of_the_penalised_objective"}}},
      {"Natural gradient, what NGD usually means",
       "`x - eta (F + damping I)^-1 g`, where F = H with the factor `1 - eta l / (l + damping)`",
       "F is the Fisher matrix, the Gauss-Newton matrix of a loss in two parts. A linear change of the parameters "
       "changes no iterate where damping is 0; the empirical Fisher matrix is F only where the model already fits.",
       {HESSE_CALL(least_squares(residuals, x0, NaturalGradient{})),
        HESSE_CALL(minimize(loss, theta0, NaturalGradient{.eta = 0.5, .damping = 1e-3})),
        HESSE_CALL(
            minimize(loss, theta0,
                     NaturalGradient{.matrix = CurvatureMatrix::fisher, .damping = 1e-3, .iteration_limit = 100}))},
       {{"optimizers/closed_factors.cpp", "the_natural_gradient_multiplies_by_1_minus_eta_l_over_l_plus_its_damping"},
        {"optimizers/natural_gradient.cpp",
         "on_logistic_regression_the_step_is_the_one_of_the_fisher_matrix_written_by_hand"},
        {"optimizers/natural_gradient.cpp", "a_linear_change_of_the_parameters_changes_no_iterate"}}},
      {"Newton-Raphson",
       "`x - eta H^-1 g`, factor `1 - eta` whatever the curvature",
       "Also of whatever sign: it is attracted by saddles and maxima as by minima, and a singular H ends it. From a "
       "bad start it diverges, see the table of sqrt(1 + x^2). With a line search and multiples of the identity added "
       "where H is not positive definite, or with a trust region, it does neither.",
       {HESSE_CALL(minimize(f, x0, Newton{.pure = true, .eta = 0.5})), HESSE_CALL(minimize(f, x0, Newton{})),
        HESSE_CALL(minimize(f, x0, TrustRegionNewton{}))},
       {{"optimizers/closed_factors.cpp", "pure_newton_multiplies_by_1_minus_eta"},
        {"optimizers/convergence.cpp", "pure_newton_diverges_on_the_hyperbola_and_every_searching_method_converges"}}},
      {"Hessian-free",
       "Truncated conjugate gradients on `(B + mu I) p = -g`, solved to the end with the factor `mu / (l + mu)`",
       "Martens' method (2010): B is the Gauss-Newton matrix or the Hessian, known by products alone, and mu follows "
       "the gain ratio. `NewtonCG` keeps a radius instead of mu and solves the same system.",
       {HESSE_CALL(minimize(loss, theta0, HessianFree{.rows = 4})), HESSE_CALL(minimize(f, x0, NewtonCG{}))},
       {{"optimizers/hessian_free.cpp", "on_a_quadratic_every_step_multiplies_by_mu_over_l_plus_mu"},
        {"optimizers/hessian_free.cpp", "a_network_learns_exclusive_or"}}},
      {"Step length from the Hessian",
       "`t = g'g / g'Hg` along -g (Cauchy), `-g'p / p'Hp` along any p, factor `1 - t l`",
       "One product. The ends of the spectrum give the fixed lengths: at most 2 / lmax, safe 1 / lmax, fastest 2 / "
       "(lmin + lmax), and the pair of the heavy ball. In the worst case the exact length converges as the fastest "
       "fixed one, (kappa - 1) / (kappa + 1) an iteration; what it saves is the choice.",
       {HESSE_CALL(minimize(f, x0, GradientDescent{.step = StepRule::cauchy})),
        HESSE_CALL(suggest_learning_rate(hessian_operator(f, x0)).optimal())},
       {{"optimizers/closed_factors.cpp", "the_cauchy_step_multiplies_by_1_minus_its_own_length_times_l"},
        {"optimizers/closed_factors.cpp",
         "gradient_descent_converges_at_99_percent_of_the_largest_rate_and_diverges_at_101"},
        {"curvature/spectra.cpp", "learning_rates_do_what_they_say"}}},
      {"Corrected inverse, literally",
       "`x - eta (H^-1 + alpha I) g`, factor `1 - eta (1 + alpha l)`",
       "What g is divided by is l / (1 + alpha l): *large* curvature is capped at 1 / alpha, and small curvature stays "
       "what it was, so a singular H is not cured (the second and third picture). It needs eta < 2 / (1 + alpha lmax), "
       "where alpha = 0 allows 2. alpha is given, from a grid, cross-validated, or follows the gain ratio; a safeguard "
       "keeps the bound.",
       {HESSE_CALL(minimize(f, x0, DampedNewton{.mode = Damping::corrected_inverse, .eta = 0.5, .alpha = 0.1})),
        HESSE_CALL(minimize(f, x0, DampedNewton{.mode = Damping::corrected_inverse, .policy = DampingPolicy::grid})),
        HESSE_CALL(minimize(f, x0, DampedNewton{.mode = Damping::corrected_inverse, .alpha = 1.0, .safeguard = true}))},
       {{"optimizers/closed_factors.cpp", "the_corrected_inverse_multiplies_by_1_minus_eta_times_1_plus_alpha_l"},
        {"optimizers/damped_newton.cpp",
         "the_corrected_inverse_diverges_beyond_its_bound_and_its_safeguard_keeps_it_below"}}},
      {"Corrected inverse, as it should be",
       "`x - (H + mu I)^-1 g` (Levenberg), factor `mu / (l + mu)`; `x - (H + mu D)^-1 g` (Marquardt)",
       "The correction belongs inside the inverse: small curvature is raised to mu, large curvature is left alone. mu "
       "follows the gain ratio (Nielsen), sqrt(M |g|) (Mishchenko), a grid, or rows that were held out.",
       {HESSE_CALL(minimize(f, x0, DampedNewton{})),
        HESSE_CALL(minimize(f, x0, DampedNewton{.policy = DampingPolicy::sqrt_gradient})),
        HESSE_CALL(minimize(f, x0, DampedNewton{.matrix = DampingMatrix::largest_diagonal})),
        HESSE_CALL(minimize(loss, theta0, DampedNewton{.policy = DampingPolicy::cross_validated, .folds = 3}))},
       {{"optimizers/closed_factors.cpp", "fixed_levenberg_damping_multiplies_by_mu_over_l_plus_mu"},
        {"optimizers/damped_newton.cpp",
         "the_diagonal_as_scale_multiplies_by_mu_over_1_plus_mu_whatever_the_curvature"},
        {"optimizers/damped_newton.cpp", "every_damped_policy_of_levenberg_converges_on_the_hyperbola"}}},
      {"Rank-two correction",
       "`x - t B g`, with B corrected after every step so that `B y = s`",
       "The true namesake of a corrected inverse: BFGS, DFP and, of rank one, SR1. On a quadratic of n unknowns, with "
       "exact line searches, they end in n steps with B = H^-1.",
       {HESSE_CALL(minimize(f, x0, BFGS{})), HESSE_CALL(minimize(f, x0, BFGS{.update = Update::dfp})),
        HESSE_CALL(minimize(f, x0, BFGS{.update = Update::sr1})), HESSE_CALL(minimize(f, x0, LBFGS{.memory = 20}))},
       {{"curvature/inverse_update.cpp", "a_quadratic_of_n_unknowns_ends_in_n_exact_steps_with_the_inverse_hessian"},
        {"curvature/inverse_update.cpp", "every_update_satisfies_the_secant_equation_and_stays_symmetric"}}},
      {"Diagonal curvature on batches",
       "`x - eta m / h`, m a fading mean of g, h the root of one of squares of diag H (AdaHessian) or one of diag H, "
       "with the ratio cut to 1 (Sophia)",
       "The diagonal is Hutchinson's, one product a draw; off the diagonal a draw contains noise, which means take "
       "out. Sophia draws once in ten steps.",
       {HESSE_CALL(minimize(loss, theta0, AdaHessian{.eta = 0.1, .batch = 2, .iteration_limit = 100})),
        HESSE_CALL(minimize(loss, theta0, Sophia{.eta = 0.01, .batch = 2, .iteration_limit = 100}))},
       {{"optimizers/stochastic_rules.cpp", "adahessian_divides_corrected_means_by_a_power_of_the_absolute_diagonal"},
        {"optimizers/stochastic_rules.cpp", "sophia_cuts_the_mean_over_the_fading_mean_of_the_diagonal_to_1"}}},
      {"Adam and kin",
       "`x - eta m / sqrt(v)`, m a fading mean of g, v a mean or sum of its squares; momentum and Nesterov without v",
       "No curvature is measured: sqrt(v) is the size of gradients, which serves as scale. AdamW is `weight_decay`.",
       {HESSE_CALL(minimize(loss, theta0, Adam{.eta = 0.01, .batch = 2, .iteration_limit = 100})),
        HESSE_CALL(minimize(loss, theta0, RMSProp{.eta = 0.01, .batch = 2, .iteration_limit = 100})),
        HESSE_CALL(minimize(loss, theta0, AdaGrad{.eta = 0.1, .batch = 2, .iteration_limit = 100})),
        HESSE_CALL(minimize(loss, theta0,
                            SGD{.eta = 0.1, .momentum = 0.9, .nesterov = true, .batch = 2, .iteration_limit = 100}))},
       {{"optimizers/closed_factors.cpp", "momentum_follows_the_recurrence_of_the_heavy_ball"},
        {"optimizers/stochastic_rules.cpp", "adam_divides_corrected_means_by_roots_of_corrected_mean_squares"},
        {"optimizers/stochastic_rules.cpp", "nesterov_takes_the_gradient_where_the_last_step_leads"}}},
      {"Vanishing gradients and flat regions",
       "No formula: a method can only say what it met",
       "A gradient that vanishes because f is flat is called `plateau`, a small one at a saddle or maximum is not "
       "success, and the Hessian at the end is classified.",
       {HESSE_CALL(minimize(f, x0).converged()), HESSE_CALL(minimize(f, x0).explanation())},
       {{"optimizers/contract.cpp", "constants_and_saturated_regions_are_plateaus_and_not_success"},
        {"optimizers/contract.cpp", "a_start_at_a_maximum_or_a_saddle_is_not_success_and_one_at_a_minimum_is"}}},
  };
  return all;
}

}  // namespace founding
