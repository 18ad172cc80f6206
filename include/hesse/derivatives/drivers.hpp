// SPDX-License-Identifier: BSL-1.0
//
// From sweeps to derivatives: seed, sweep, collect, on one tape at one point. Each runs on plain doubles first; a
// result that is not finite is computed again on Structural numbers (see <hesse/numbers/structural.hpp>). A function
// with m outputs is differentiated as the weighted sum of them.
#pragma once

#include <hesse/basics/shapes.hpp>
#include <hesse/numbers/structural.hpp>
#include <hesse/sweeps/arguments.hpp>
#include <hesse/tape/tape.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

namespace hesse::drivers {

/// The numbers of all nodes at x.
Numbers<double> values(const Tape& tape, ConstVector x);

/// What an operand stands for, given the numbers of all nodes.
inline double number_of(const Tape& tape, Operand operand, const double* values) {
  return operand.is_constant() ? tape.constants()[operand.constant_index()] : values[operand.node_index()];
}

/// The outputs, given the numbers of all nodes.
Vector outputs(const Tape& tape, const double* values);

/// The gradient of weights' * outputs: one reverse sweep.
Vector gradient(const Tape& tape, ConstVector x, const double* values, ConstVector weights);

struct AlongDirection {
  Vector gradient;
  Vector hessian_vector;
};
/// Gradient and Hessian times direction of weights' * outputs: one forward and one reverse sweep on Dual numbers.
AlongDirection along(const Tape& tape, ConstVector x, ConstVector direction, ConstVector weights);

/// What a second-order sweep knows of each node: value and tangent, adjoint and its tangent.
struct NodeNumbers {
  Numbers<Dual<Structural>> values;
  Adjoints<Dual<Structural>> adjoints;
};
/// The same sweeps, with all that they leave behind: for those who look at nodes one by one.
NodeNumbers node_numbers(const Tape& tape, ConstVector x, ConstVector direction, ConstVector weights);

/// What each node adds to the entries of the Hessian between the inputs `rows` and `columns`: its adjoint times its own
/// curvature as seen from two inputs; nodes that add nothing by construction are left out. For one output.
/// Cost: a second-order sweep an input, the numbers of all of them kept.
void node_curvatures(const Tape& tape, ConstVector x, const std::vector<Index>& rows, const std::vector<Index>& columns,
                     const std::function<void(const Node& node, const Matrix& amounts)>& see);

/// The Hessian of weights' * outputs times each column of directions, eight a pass.
Matrix along_all(const Tape& tape, ConstVector x, ConstMatrix directions, ConstVector weights);

/// Makes a Hessian that was computed column by column bitwise symmetric: what is below the diagonal counts.
void mirror_lower(Matrix& hessian);

/// The full Hessian, bitwise symmetric.
Matrix hessian(const Tape& tape, ConstVector x, ConstVector weights);

/// The Jacobian times each column of directions, eight a forward pass.
Matrix jacobian_times(const Tape& tape, ConstVector x, ConstMatrix directions);

/// The transposed Jacobian times each column of weights, eight a reverse pass.
Matrix transposed_jacobian_times(const Tape& tape, ConstVector x, const double* values, ConstMatrix weights);

/// outputs by inputs; forward or reverse, eight rows or columns a pass, whichever takes fewer.
Matrix jacobian(const Tape& tape, ConstVector x, const double* values);

/// The third derivative along u and v: the gradient of u' H v.
Vector third(const Tape& tape, ConstVector x, ConstVector u, ConstVector v, ConstVector weights);

/// The first guard that comes out differently, if any.
bool is_flipped(const Tape& tape, const Guard& guard, const double* values);
std::optional<std::size_t> first_flipped_guard(const Tape& tape, const double* values);

}  // namespace hesse::drivers
