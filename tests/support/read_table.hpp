// SPDX-License-Identifier: BSL-1.0
//
// Tables of numbers under examples/data.
#pragma once

#include <hesse/basics/shapes.hpp>

#include <string>

namespace support {

/// The numbers of a file in examples/data, a line a row, separated by commas, from the line after `head_lines`. Throws
/// std::runtime_error unless there are as many as said.
hesse::Matrix read_table(const std::string& name, hesse::Index rows, hesse::Index columns, int head_lines = 0);

}  // namespace support
