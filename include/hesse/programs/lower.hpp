// SPDX-License-Identifier: BSL-1.0
//
// From a recorded tape to a program.
#pragma once

#include <hesse/programs/program.hpp>
#include <hesse/tape/tape.hpp>

#include <optional>

namespace hesse {

/// Whether a tape can become a program: custom operations are known in double only, so tapes with one cannot, nor can
/// tapes of more than a hundred million nodes.
[[nodiscard]] bool can_lower(const Tape& tape);

/// What becomes of iterations that need earlier ones. As loops they are short programs, but what is no machine code is
/// called for one number at a time.
enum class Recurrences { as_loops, as_straight_code };

/// The tape as a program with regions "x" (given), "y" and "guards", left and right side of each guard: loops where the
/// tape repeats itself, straight-line code elsewhere.
///
/// Cost: linear in the length of the tape; about that of the recording where all of it is in loops, many times that
/// where none is.
[[nodiscard]] Program lower(const Tape& tape, Recurrences recurrences = Recurrences::as_loops);

/// The same, or nothing where less than that share of the instructions is in loops: found out before any code is
/// written, for at most about what the recording cost.
[[nodiscard]] std::optional<Program> lower_if_repetitive(const Tape& tape, double least_share_in_loops,
                                                         Recurrences recurrences = Recurrences::as_loops);

}  // namespace hesse
