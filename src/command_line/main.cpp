// SPDX-License-Identifier: BSL-1.0
#include <iostream>

#include "commands.hpp"

int main(int count, char* words[]) {
  const auto outcome = hesse::command_line::run({words + 1, words + count});
  std::cout << outcome.text;
  std::cerr << outcome.errors;
  return outcome.exit_code;
}
