// SPDX-License-Identifier: BSL-1.0
//
// The sparsity of derivatives, from the tape alone: valid at every point, on both sides of every choice. Two passes:
// one against recorded order asks which nodes matter, one in recorded order gathers the inputs that the arguments of
// nonlinear instructions depend on, and notes which sets of inputs meet. A sum is linear, so the inputs behind it are
// gathered only where something nonlinear is done to it: a sum of a million terms costs no more than its terms.
//
// Source: Walther, "Computing sparse Hessians with automatic differentiation", ACM TOMS 34 (2008), for the nonlinear
// interaction domains; which arguments interact is read from the rows (see <hesse/sweeps/structure.hpp>).
#pragma once

#include <hesse/basics/sparsity.hpp>
#include <hesse/tape/tape.hpp>

#include <cstddef>
#include <optional>

namespace hesse {

/// The entries of the Hessian of any weighted sum of the outputs that can be other than zero: inputs by inputs,
/// symmetric, both triangles. Nothing if more than `most_bytes` would be needed on the way or for the pattern.
///
/// Cost: linear in the tape, plus the sizes of the different sets of inputs that meet in nonlinear instructions.
std::optional<SparsityPattern> hessian_pattern(const Tape& tape, std::size_t most_bytes);

/// The same of the first `variables` inputs; the others count as constants.
std::optional<SparsityPattern> hessian_pattern(const Tape& tape, std::size_t most_bytes, std::size_t variables);

/// The entries of the Jacobian that can be other than zero: outputs by inputs. Nothing beyond `most_bytes`.
std::optional<SparsityPattern> jacobian_pattern(const Tape& tape, std::size_t most_bytes);

}  // namespace hesse
