// SPDX-License-Identifier: BSL-1.0
//
// The executors of programs. Each is a line of one list, and every random program of the tests runs through every line.
#pragma once

#include <hesse/programs/program.hpp>

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace hesse {

struct Executor {
  std::string name;
  std::string family;  ///< executors of one family give the same bits
  std::function<void(const Program&, std::span<double> cells, const RowBlock&)> run;
};

/// Those of this build, on every kind of processor that this one has. The first is the plainest.
[[nodiscard]] const std::vector<Executor>& executors();

}  // namespace hesse
