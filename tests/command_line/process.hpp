// SPDX-License-Identifier: BSL-1.0
//
// The command as a person starts it: by a shell.
#pragma once

#include <filesystem>
#include <string>

struct Finished {
  int exit_code;
  std::string output;  ///< standard output and errors, as they came
};

/// Runs a line of shell in a folder, where `hesse` is the command that was built.
Finished run_in_shell(const std::string& line, const std::filesystem::path& folder);

/// An empty folder beside the command, for files that commands write.
std::filesystem::path fresh_folder(const std::string& name);
