// SPDX-License-Identifier: BSL-1.0
//
// A file of NIST's Statistical Reference Datasets, and how many digits of its certified parameters a fit has found.
#pragma once

#include <array>
#include <filesystem>

#include "models.hpp"

namespace nist {

struct Problem {
  Model model;
  Table table;
  std::array<Vector, 2> starts;
  Vector certified;
  double certified_sum;  ///< of squared residuals

  /// The least number of correct digits of a parameter, at most 11, as many as are certified; over all equivalents of
  /// b.
  [[nodiscard]] double digits(const Vector& b) const;
};

/// Throws std::runtime_error that names the file and the line where it is not as NIST writes them.
[[nodiscard]] Problem read(const Model& model, const std::filesystem::path& folder);

}  // namespace nist
