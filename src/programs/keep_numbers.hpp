// SPDX-License-Identifier: BSL-1.0
//
// A recurrence runs forward to its end before its adjoint runs backward, and the adjoint needs the numbers of each
// iteration once more. Most are computed again from what iterations store anyway; calls of elementary functions take
// longer than memory does.
#pragma once

#include <hesse/programs/body_writer.hpp>

#include <cstddef>

namespace hesse {

/// Numbers that loop `forward` of the program can call for, and `backward`, its adjoint, does: the one stores them, an
/// array of new cells for each, and the other loads them. A function and its derivative at one argument, such as sine
/// and cosine, are then called for together.
///
/// Cost: linear in the lines; a cell an iteration for each call.
void keep_called_numbers(Program& program, Literals& literals, std::size_t forward, ProgramLoop& backward);

}  // namespace hesse
