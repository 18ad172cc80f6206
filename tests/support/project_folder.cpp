// SPDX-License-Identifier: BSL-1.0
#include "project_folder.hpp"

namespace support {

std::filesystem::path project_folder() { return HESSE_SOURCE_DIR; }

}  // namespace support
