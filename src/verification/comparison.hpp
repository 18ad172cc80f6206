// SPDX-License-Identifier: BSL-1.0
//
// One derivative, three ways: by hand, exact, and how far rounding may move it. Gradients are matrices of one column,
// products have a column a direction, Jacobians a row an output.
#pragma once

#include <hesse/verification/check.hpp>

#include <functional>

#include "watch.hpp"

namespace hesse {

enum class Form { gradient, jacobian, hessian, products };

struct Candidate {
  const char* check;  ///< "check_hessian"
  const char* noun;   ///< "Hessian"
  Form form;
  Index rows, columns;
  std::function<Matrix(ConstVector)> by_hand;
  std::function<Matrix(ConstVector)> exact;
  std::function<Matrix(ConstVector)> rounding;
  std::function<std::string(Index row, Index column)> name;
  std::vector<std::string> inputs, outputs;  ///< their names
  /// scale(row, column): what an entry is multiplied by to be a change of f over the size of the inputs; the outputs of
  /// a Jacobian are taken times `weights`, so that they count alike.
  Matrix scale;
  Vector weights;
  Matrix directions;  ///< of products
  Index pieces;       ///< of work at a point, for the watch

  /// Which output an entry of the row is a derivative of.
  [[nodiscard]] Index output(Index row) const { return form == Form::jacobian ? row : 0; }
};

/// The derivatives at one point, and the difference that rounding may explain.
struct Sighting {
  Vector point;
  Matrix by_hand, exact, tolerance;
};

/// The difference between two ways to one number that rounding may explain: `bound` for the steps on the way, the
/// factor for the same terms added up in another order, and what numbers lose that are so small that they lose bits.
double rounding_explains(double bound, double one, double other);

/// What is checked, how, and where.
struct Task {
  const Function& f;
  const Candidate& candidate;
  ConstVector x;
  ConstVector sizes;  ///< typical ones of the inputs
  const CheckOptions& options;
  const SecondRoute& route;
  Watch& watch;
};

/// Fills everything of the verdict but the Taylor test.
Verdict compare_derivatives(const Task& task);

}  // namespace hesse
