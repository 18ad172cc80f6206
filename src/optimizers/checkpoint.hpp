// SPDX-License-Identifier: BSL-1.0
//
// Bytes in a file that is whole whenever the process dies.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace hesse {

/// Replaces the file in one step. Throws CheckpointError where that cannot be done.
void write_checkpoint(const std::filesystem::path& file, std::string_view bytes);

/// What was written, or nothing where there is no file. Throws CheckpointError where the file is something else, of
/// another version, or not whole.
[[nodiscard]] std::optional<std::string> read_checkpoint(const std::filesystem::path& file);

}  // namespace hesse
