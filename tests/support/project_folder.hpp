// SPDX-License-Identifier: BSL-1.0
//
// Where the tables and pages that tests read are. CMake says so: __FILE__ is relative to wherever the compiler ran
// once a compiler cache has shortened it.
#pragma once

#include <filesystem>

namespace support {

/// The folder of README.md.
std::filesystem::path project_folder();

}  // namespace support
