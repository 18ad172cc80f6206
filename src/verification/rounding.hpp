// SPDX-License-Identifier: BSL-1.0
//
// How far the derivatives that the sweeps compute may lie from the exact ones, entry by entry, when each input is known
// to one unit in the last place. Entries are infinite where no bound is known.
#pragma once

#include <hesse/basics/shapes.hpp>
#include <hesse/tape/tape.hpp>

namespace hesse::rounding {

/// Of each output.
Vector of_values(const Tape& tape, ConstVector x);
/// Of the gradient of the weighted sum of the outputs.
Vector of_gradient(const Tape& tape, ConstVector x, ConstVector weights);
/// Of the Hessian times each column of directions. Cost: about five products a column.
Matrix of_products(const Tape& tape, ConstVector x, ConstMatrix directions);

}  // namespace hesse::rounding
