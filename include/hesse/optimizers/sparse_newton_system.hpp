// SPDX-License-Identifier: BSL-1.0
//
// What methods share that take a sparse Hessian from point to point.
#pragma once

#include <hesse/curvature/shifted_factor.hpp>
#include <hesse/optimizers/hessian_form.hpp>
#include <hesse/optimizers/problem.hpp>

#include <string>

namespace hesse {

/// With HessianForm::automatic the dense form is taken up to so many inputs,
inline constexpr Index most_inputs_dense = 60;
/// and where the factor has more than this part of all places of its triangle.
inline constexpr double most_fill_sparse = 0.25;

/// The sparse Hessian at a point with its factorisation. All of it follows from the form and the point.
class SparseNewtonSystem {
 public:
  /// method: its name, for errors
  SparseNewtonSystem(std::string method, HessianForm form) : method_(std::move(method)), form_(form) {}

  /// Evaluates the Hessian, or nothing and false where the method is to take the dense one. What `automatic` means is
  /// settled at the first point. Throws OptionError where only the sparse form will do and the objective knows none.
  [[nodiscard]] bool look(ConstVector x, Problem& problem);

  /// The lower triangle. One that is not finite says nothing and counts as zero.
  [[nodiscard]] const Eigen::SparseMatrix<double>& lower() const { return lower_; }
  /// Takes D^-1 H D^-1 in place of H, for a diagonal that is given as a vector.
  void scale(const Vector& inverse);
  /// Of what lower() is now.
  [[nodiscard]] ShiftedFactor& factor();

 private:
  [[nodiscard]] bool is_worth_it();

  std::string method_;
  HessianForm form_;
  Eigen::SparseMatrix<double> lower_;
  ShiftedFactor factor_;
  bool is_held_ = false;
};

}  // namespace hesse
