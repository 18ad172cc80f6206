// SPDX-License-Identifier: BSL-1.0
//
// The derivative of a program is a program. The rules are the table's, evaluated on symbols; there are no others.
//
// Source: Griewank and Walther, "Evaluating Derivatives" (2008), chapters 3 and 5; a dot is a tangent, a bar an
// adjoint.
#pragma once

#include <hesse/programs/program.hpp>

#include <cstddef>

namespace hesse {

/// Reverse mode: the program, and behind it one that pulls adjoints back. For every region "r" there is a region
/// "r_bar"; "y_bar", the weights of the outputs, is 1 where there is one output and given where there are more. "x_bar"
/// is the gradient.
///
/// Lines: at most four to five times those of the program, whatever the number of inputs.
[[nodiscard]] Program adjoint(const Program& program);

/// Forward mode: the program, and beside each line its derivative along a direction. For every region "r" there is a
/// region "r_dot"; "x_dot", the direction, is given. The Hessian-vector product is tangent(adjoint(program)), in
/// "x_bar_dot".
///
/// With several directions the regions are "r_dot0", "r_dot1", ..., and the program itself is run once for all.
///
/// Lines: those of the program, and for each direction at most twice as many.
[[nodiscard]] Program tangent(const Program& program, std::size_t directions = 1);

/// The same for code without loops, with directions in the place of iterations: "x_dot" and every other "r_dot" have
/// the numbers of all directions side by side, that of direction k for cell i in entry i * directions + k. What is
/// straight becomes a loop over the directions, and its own numbers stand still in it; loops are as above.
///
/// Lines: at most three times those of straight code; of a loop as above.
[[nodiscard]] Program tangent_on_lanes(const Program& program, std::size_t directions);

}  // namespace hesse
