// SPDX-License-Identifier: BSL-1.0
//
// The exact derivative of the recorded function beside that of the callable on hyper-dual numbers.
#pragma once

#include <optional>
#include <string>

#include "comparison.hpp"

namespace hesse {

class RouteComparison {
 public:
  explicit RouteComparison(const Task& task);

  /// `bound` is how far rounding may move `exact`. All entries of small derivatives, random directions of others.
  void compare_at(const std::string& place, ConstVector point, const Matrix& exact, const Matrix& bound);

  /// How many derivatives were compared.
  [[nodiscard]] Index compared() const { return compared_; }
  [[nodiscard]] Index differing() const { return differing_; }
  /// Which of them differ, the worst first; nothing where none does.
  [[nodiscard]] std::optional<std::string> disagreement() const;
  /// Why nothing was compared, where the callable itself says so.
  [[nodiscard]] const std::string& obstacle() const { return obstacle_; }

 private:
  using Outputs = std::vector<HyperDual>;

  [[nodiscard]] Outputs run(ConstVector point, ConstVector u, ConstVector v) const;
  void compare_slopes(ConstVector point, const Matrix& exact, const Matrix& bound);
  void compare_curvatures(ConstVector point, const Matrix& exact, const Matrix& bound);
  void compare_products(ConstVector point, const Matrix& exact, const Matrix& bound);
  /// left' exact right of the recording and of the callable.
  void compare(const std::string& name, double recorded, double bound, double direct);

  const Task& task_;
  std::string place_;
  Matrix random_;  ///< directions
  Index compared_ = 0, differing_ = 0;
  double worst_ = 1.0;  ///< difference over what rounding explains
  std::string difference_, obstacle_;
};

}  // namespace hesse
