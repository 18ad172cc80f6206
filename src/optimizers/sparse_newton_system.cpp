// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/error.hpp>
#include <hesse/optimizers/sparse_newton_system.hpp>

#include <fmt/format.h>

namespace hesse {

const char* name_of(HessianForm form) {
  switch (form) {
    case HessianForm::automatic:
      return "automatic";
    case HessianForm::dense:
      return "dense";
    case HessianForm::sparse:
      return "sparse";
  }
  __builtin_unreachable();
}

bool SparseNewtonSystem::look(ConstVector x, Problem& problem) {
  if (form_ == HessianForm::automatic && x.size() <= most_inputs_dense) form_ = HessianForm::dense;
  if (form_ == HessianForm::dense) return false;
  is_held_ = false;
  if (!problem.sparse_hessian(x, lower_)) {
    if (form_ == HessianForm::sparse)
      throw OptionError("option.value",
                        fmt::format("{}::hessian is sparse, but this objective knows no sparse Hessian. Override "
                                    "Objective::sparse_hessian(), or choose HessianForm::automatic.",
                                    method_));
    form_ = HessianForm::dense;
    return false;
  }
  if (!lower_.coeffs().allFinite()) lower_.coeffs().setZero();
  if (form_ == HessianForm::automatic) form_ = is_worth_it() ? HessianForm::sparse : HessianForm::dense;
  return form_ == HessianForm::sparse;
}

bool SparseNewtonSystem::is_worth_it() {
  const double n = static_cast<double>(lower_.rows()), most = most_fill_sparse * n * (n + 1.0) / 2.0;
  if (static_cast<double>(lower_.nonZeros()) > most) return false;
  (void)factor().factorise(0.0);
  return static_cast<double>(factor_.entries()) <= most;
}

void SparseNewtonSystem::scale(const Vector& inverse) {
  using Entry = Eigen::SparseMatrix<double>::InnerIterator;
  for (Index column = 0; column < lower_.outerSize(); ++column)
    for (Entry entry(lower_, column); entry; ++entry) entry.valueRef() *= inverse[entry.row()] * inverse[column];
  is_held_ = false;
}

ShiftedFactor& SparseNewtonSystem::factor() {
  if (!is_held_) factor_.hold(lower_);
  is_held_ = true;
  return factor_;
}

}  // namespace hesse
