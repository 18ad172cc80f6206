// SPDX-License-Identifier: BSL-1.0
#include <iostream>

#include "commands.hpp"

int main(int count, char* words[]) {
  const auto outcome = hesse::command_line::run({words + 1, words + count});
  std::cerr << outcome.errors;
  if ((std::cout << outcome.text).flush()) return outcome.exit_code;
  std::cerr << "hesse: standard output cannot be written\n";
  return hesse::command_line::anything_else;
}
