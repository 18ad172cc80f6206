// SPDX-License-Identifier: BSL-1.0
//
// What was located among the entries of a large Hessian, in sentences.
#pragma once

#include <hesse/verification/wrong_entries.hpp>

#include <string>
#include <vector>

namespace hesse {

/// How the wrong entries lie, what they have in common, what is left and what it cost.
std::vector<std::string> words_of(const WrongEntries& found, Index wrong_rows, const LocateOptions& options);

}  // namespace hesse
