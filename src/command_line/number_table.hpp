// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <hesse/basics/shapes.hpp>

#include <filesystem>

namespace hesse::command_line {

/// The numbers of a CSV file, a row a line; a first line of names is skipped, as are a byte order mark and empty lines.
/// Throws UsageError with the line where something else stands, rows differ in length, or the file cannot be read.
[[nodiscard]] Matrix read_number_table(const std::filesystem::path& file);

}  // namespace hesse::command_line
