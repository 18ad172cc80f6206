// SPDX-License-Identifier: BSL-1.0
//
// What a process took at most.
#pragma once

#include <fstream>
#include <string>

/// Peak resident size of this process in megabytes (Linux).
inline double peak_megabytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmHWM:")) return std::stod(line.substr(6)) / 1024.0;
  return 0.0;
}
