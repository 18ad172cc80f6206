// SPDX-License-Identifier: BSL-1.0
//
// THE list of methods. What stands here can be given to minimize() and is enrolled in every test of the contract. A new
// method is a header with its options, a source with its descent_of(), and one word below.
//
// How to choose: NewtonCG for a start, and always above a few hundred inputs; LeastSquares for a fit of a model to
// data; TrustRegionNewton or Newton where the Hessian is sparse, and these, CubicNewton or DampedNewton where a dense
// one is cheap and the last digits matter; HessianFree for networks; NaturalGradient where the step should not depend
// on how parameters are chosen; LBFGS where second derivatives are dear; GradientDescent to compare with. Where the
// objective is a mean over very many rows: Adam (AdamW with weight_decay) for a start, SGD with momentum where rates
// can be tried, AdaHessian or Sophia where variables curve very differently, AdaGrad and RMSProp to compare with.
#pragma once

#include <hesse/optimizers/adaptive_rates.hpp>
#include <hesse/optimizers/cubic_newton.hpp>
#include <hesse/optimizers/damped_newton.hpp>
#include <hesse/optimizers/diagonal_curvature.hpp>
#include <hesse/optimizers/gradient_descent.hpp>
#include <hesse/optimizers/hessian_free.hpp>
#include <hesse/optimizers/least_squares.hpp>
#include <hesse/optimizers/natural_gradient.hpp>
#include <hesse/optimizers/newton.hpp>
#include <hesse/optimizers/newton_cg.hpp>
#include <hesse/optimizers/quasi_newton.hpp>
#include <hesse/optimizers/sgd.hpp>
#include <hesse/optimizers/trust_region_newton.hpp>

#include <variant>

namespace hesse {

using Method =
    std::variant<GradientDescent, Newton, DampedNewton, NewtonCG, SGD, TrustRegionNewton, CubicNewton, LeastSquares,
                 BFGS, LBFGS, NaturalGradient, HessianFree, AdaGrad, RMSProp, Adam, AdaHessian, Sophia>;

}  // namespace hesse
