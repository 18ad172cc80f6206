// SPDX-License-Identifier: BSL-1.0
//
// What both tables of this floor ask of a function first.
#pragma once

#include <hesse/derivatives/function.hpp>
#include <hesse/reports/table.hpp>
#include <hesse/teaching/listing.hpp>

#include <memory>
#include <string>
#include <vector>

namespace hesse {

/// The tape of f whose branches hold at x. Throws ShapeError unless f has one output, x an entry an input, and names
/// are none or one an input.
std::shared_ptr<const Tape> tape_at(const char* asked, const Function& f, ConstVector x, const ListingOptions& options);

/// "v1 = abs(x) is not smooth there", of the line of f that stands on a kink at x; empty where none does.
std::string kink_in_words(const Function& f, ConstVector x, const std::vector<std::string>& names);

/// "loss.cpp:12", empty where no location was recorded.
std::string source_line(SourceLocation where);

/// The text, or its beginning and "...", so that a table stays as wide as a screen.
std::string shortened(const std::string& text, std::size_t characters);

}  // namespace hesse
