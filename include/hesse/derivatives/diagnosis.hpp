// SPDX-License-Identifier: BSL-1.0
//
// What a tape can say of itself: why a number is not finite, where it is not smooth, which branch flipped, whether a
// fresh recording agrees.
#pragma once

#include <hesse/basics/shapes.hpp>
#include <hesse/derivatives/results.hpp>
#include <hesse/sweeps/arguments.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace hesse::diagnosis {

/// Throws NonFiniteError naming the first NaN among the inputs.
void require_no_nan(const char* asked, ConstVector x);

/// Throws LimitError where a dense result would take more than `limit` bytes; option: the one that raises it.
void require_room(const char* asked, Index rows, Index columns, std::size_t limit, const char* advice,
                  const char* option);

/// Throws LimitError where a pattern was not found, for it would take more than `limit` bytes.
void require_pattern(const char* asked, bool found, std::size_t limit, const char* advice, const char* option);

/// Throws OptionError naming the first index that is not one of `count`: "<asked> got <what> 9, but <owner> has <what>s
/// 0 to 3."
void require_indices(const char* code, const char* asked, const char* what, std::span<const Index> indices,
                     const char* owner, Index count);

/// The same for a block of a Hessian in so many inputs.
void require_block(const char* asked, std::span<const Index> rows, std::span<const Index> columns, Index inputs);

/// "v3 < 1" (loss.cpp:12)
std::string describe_guard(const Tape& tape, std::size_t guard);

/// What a row of a tape with branches depends on first: a comparison, or a number read as a plain one.
std::string describe_fork(const Tape& tape);

/// "the recording took "v3 < 1" (loss.cpp:12) as true ..., here it is false ..."
std::string explain_flip(const Tape& tape, std::size_t guard, const double* values);

NonFiniteReport explain_nonfinite(const Tape& tape, ConstVector x, ConstVector direction);

std::vector<Kink> kinks(const Tape& tape, const double* values, double distance);

ReplayCheck compare_recordings(const Tape& in_use, const Tape& fresh);

std::string summary(const Tape& tape);

}  // namespace hesse::diagnosis
