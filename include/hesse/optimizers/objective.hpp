// SPDX-License-Identifier: BSL-1.0
//
// What is minimised: a function of n numbers that can be differentiated twice. `Function` and plain callables become
// one inside minimize(); derive from Objective to bring derivatives of another origin.
#pragma once

#include <hesse/derivatives/function.hpp>

#include <string>

namespace hesse {

/// A function of n inputs with its derivatives. Numbers that are not finite are answers like others: a method takes
/// them as "not there" and tries elsewhere. Exceptions pass through minimize() unchanged.
class Objective {
 public:
  virtual ~Objective() = default;

  [[nodiscard]] virtual Index inputs() const = 0;
  [[nodiscard]] virtual double value(ConstVector x) const = 0;
  [[nodiscard]] virtual ValueAndGradient value_and_gradient(ConstVector x) const = 0;
  /// The Hessian at x times v, n entries.
  [[nodiscard]] virtual Vector hessian_vector(ConstVector x, ConstVector v) const = 0;
  /// The Hessian at x, n by n and symmetric; column by column unless overridden.
  [[nodiscard]] virtual Matrix hessian(ConstVector x) const;
  /// Called before a run that may be resumed. From here on the same point must give the same bits, however often it was
  /// evaluated before; what has no memory need do nothing.
  virtual void compile() const {}
  /// Whether there is a gauss_newton_vector().
  [[nodiscard]] virtual bool has_gauss_newton() const;
  /// J'LJ v at x, n entries: J the derivative of the predictions or residuals within f, L the second derivative of f in
  /// them. Throws Error unless overridden: most objectives do not know what they predict.
  [[nodiscard]] virtual Vector gauss_newton_vector(ConstVector x, ConstVector v) const;
  /// The empirical Fisher matrix at x times v, n entries: the sum or mean over rows of g g'v. An objective counts as
  /// one row unless overridden; that costs a gradient.
  [[nodiscard]] virtual Vector fisher_vector(ConstVector x, ConstVector v) const;
  /// The lower triangle of the Hessian at x into a sparse matrix, n by n and compressed, with the same places at every
  /// x; what the matrix was before may be made use of, if it has these places. False where the objective knows no
  /// zeros, as unless overridden.
  [[nodiscard]] virtual bool sparse_hessian(ConstVector x, Eigen::SparseMatrix<double>& lower) const;
  /// Where a number that is not finite comes from, in words, or nothing.
  [[nodiscard]] virtual std::string explain_nonfinite(ConstVector x) const;
  /// What it is, in the words of a report: "recorded function".
  [[nodiscard]] virtual std::string kind() const;

 protected:
  Objective() = default;
  Objective(const Objective&) = default;
  Objective& operator=(const Objective&) = default;
};

/// Where the first number of f that is not finite at x comes from, in words, or nothing.
[[nodiscard]] std::string birth_of_nonfinite(const Function& f, ConstVector x);

/// A recorded Function with one output as an Objective.
class FunctionObjective final : public Objective {
 public:
  /// Throws ShapeError unless the function has one output.
  explicit FunctionObjective(Function function);

  [[nodiscard]] Index inputs() const override { return function_.inputs(); }
  [[nodiscard]] double value(ConstVector x) const override { return function_.value(x); }
  [[nodiscard]] ValueAndGradient value_and_gradient(ConstVector x) const override {
    return function_.value_and_gradient(x);
  }
  [[nodiscard]] Vector hessian_vector(ConstVector x, ConstVector v) const override {
    return function_.hessian_vector(x, v);
  }
  [[nodiscard]] Matrix hessian(ConstVector x) const override { return function_.hessian(x); }
  void compile() const override { function_.compile(); }
  [[nodiscard]] bool sparse_hessian(ConstVector x, Eigen::SparseMatrix<double>& lower) const override {
    return function_.sparse_hessian(x, lower, Triangle::lower), true;
  }
  [[nodiscard]] std::string explain_nonfinite(ConstVector x) const override { return birth_of_nonfinite(function_, x); }
  [[nodiscard]] std::string kind() const override { return "recorded function"; }

 private:
  Function function_;
};

}  // namespace hesse
