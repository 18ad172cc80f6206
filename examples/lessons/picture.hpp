// SPDX-License-Identifier: BSL-1.0
//
// Every lesson takes the folder for its picture as its only argument; without one it draws nothing.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

inline void save_picture(int count, char** arguments, const char* name, const std::string& svg) {
  if (count < 2) return;
  std::filesystem::create_directories(arguments[1]);
  std::ofstream(std::filesystem::path(arguments[1]) / name) << svg;
}
