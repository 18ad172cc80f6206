// SPDX-License-Identifier: BSL-1.0
//
// Where and along what a check looks.
#pragma once

#include <hesse/derivatives/function.hpp>

#include <cstdint>

namespace hesse {

/// The sizes of the inputs: those given, or else |x|. The size of an input that is 0 is not known: that of its fellows
/// is the best guess.
Vector sizes_of(ConstVector x, ConstVector given);

/// So many random directions of the size of the inputs, a column each; never a zero entry, so that no entry of a
/// derivative is left out.
Matrix directions_of(ConstVector sizes, std::uint64_t seed, Index count);

/// All outputs; of one output by the fastest way to it.
Vector values_at(const Function& f, ConstVector x);

}  // namespace hesse
