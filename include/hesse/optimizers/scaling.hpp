// SPDX-License-Identifier: BSL-1.0
//
// The units of variables: D s counts each variable by how strongly f bends along it.
#pragma once

#include <hesse/optimizers/problem.hpp>

namespace hesse {

/// D^-1 as a vector, from the square roots of the curvatures along the variables. One that f does not bend along counts
/// as the most curved one does; where none bends, D is 1.
[[nodiscard]] Vector inverse_scale(ConstVector roots);

/// |D x|, or |D^-1 g| where x is nothing against it, as at zero: a step that long changes f by about all that the
/// gradient promises.
[[nodiscard]] double scaled_size(const Iterate& here, const Vector& inverse_scale);

}  // namespace hesse
