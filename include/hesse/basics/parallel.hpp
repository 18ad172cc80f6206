// SPDX-License-Identifier: BSL-1.0
//
// Independent pieces of work on several threads. Whoever adds up what the pieces give does so afterwards, in the order
// of their numbers, so that results have the same bits whatever the number of threads.
#pragma once

#include <cstddef>
#include <functional>

namespace hesse {

/// Calls piece(i) once for every i < count, on at most `threads` threads, the calling one among them, in any order; on
/// no more than oneTBB's global_control allows, which is as many as there are processors. What a piece throws comes
/// out. Built without oneTBB, or with one thread: one after the other on the calling thread.
void for_each_piece(std::size_t count, int threads, const std::function<void(std::size_t)>& piece);

/// Throws OptionError for less than one thread.
void require_threads(const char* asked, int threads);

}  // namespace hesse
