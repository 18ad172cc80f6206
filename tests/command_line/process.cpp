// SPDX-License-Identifier: BSL-1.0
#include "process.hpp"

#include <array>
#include <cstdio>
#include <stdexcept>
#include <sys/wait.h>

Finished run_in_shell(const std::string& line, const std::filesystem::path& folder) {
  const std::string whole =
      "cd '" + folder.string() + "' && PATH='" HESSE_COMMAND_FOLDER "':\"$PATH\" && ( " + line + " ) 2>&1";
  std::FILE* const pipe = popen(whole.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("no shell");
  Finished finished{};
  std::array<char, 4096> block{};
  for (std::size_t got; (got = std::fread(block.data(), 1, block.size(), pipe)) > 0;)
    finished.output.append(block.data(), got);
  const int status = pclose(pipe);
  finished.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return finished;
}

std::filesystem::path fresh_folder(const std::string& name) {
  const auto folder = std::filesystem::path(HESSE_COMMAND_FOLDER) / ("tested_" + name);
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  return folder;
}
