// SPDX-License-Identifier: BSL-1.0
//
// The log of a run as lines of text.
#include <hesse/basics/counted.hpp>
#include <hesse/basics/duration.hpp>
#include <hesse/optimizers/solution.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace hesse {

namespace {

/// A number in scientific notation, nothing where there is none.
std::string cell(double number, int width, int digits) {
  return std::isnan(number) ? std::string(static_cast<std::size_t>(width), ' ')
                            : fmt::format("{:{}.{}e}", number, width, digits);
}

std::string line(const Iteration& row) {
  const std::string inner = row.inner_iterations == 0 ? "" : std::to_string(row.inner_iterations);
  return fmt::format("{:5}{:1} {} {} {} {} {} {} {:>6} {:>10}\n", row.iteration, row.accepted ? "" : "*",
                     cell(row.value, 12, 5), cell(row.change, 11, 2), cell(row.gradient_norm, 10, 2),
                     cell(row.step_norm, 10, 2), cell(row.ratio, 10, 2), cell(row.radius, 10, 2), inner,
                     duration(row.seconds));
}

}  // namespace

std::string Solution::table(Index most_rows) const {
  std::string text = fmt::format("{:>5}  {:>12} {:>11} {:>10} {:>10} {:>10} {:>10} {:>6} {:>10}\n", "iter", "f",
                                 "change", "|g|", "|step|", "ratio", method.adapts, "inner", "time");
  const std::size_t rows = history.size(), shown = static_cast<std::size_t>(std::max<Index>(most_rows, 2));
  const std::size_t head = rows <= shown ? rows : (shown + 1) / 2, tail = rows <= shown ? 0 : shown / 2;
  for (std::size_t i = 0; i < head; ++i) text += line(history[i]);
  if (tail > 0)
    text += fmt::format("  ... {} left out\n", counted(static_cast<Index>(rows - head - tail), "iteration"));
  for (std::size_t i = rows - tail; i < rows; ++i) text += line(history[i]);
  return text;
}

}  // namespace hesse
