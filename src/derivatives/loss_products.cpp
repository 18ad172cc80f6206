// SPDX-License-Identifier: BSL-1.0
//
// Products with the Gauss-Newton and the empirical Fisher matrix: forward to each row's outputs, and back from there.
#include <hesse/basics/error.hpp>
#include <hesse/derivatives/drivers.hpp>
#include <hesse/derivatives/loss.hpp>

#include <algorithm>

#include "loss_state.hpp"

namespace hesse {

namespace {

using Form = RowPath::Form;

void copy_region(const Cells& from, const CellRegion& region, Cells& to, const CellRegion& into) {
  std::copy_n(from.data() + region.first, region.size, to.data() + into.first);
}

/// "y" and "y_dot" of a piece, along a direction of the shared parameters.
template <class Evaluation>
Cells tangents_along(const Evaluation& at, const RowPiece& piece, const Machine& machine, ConstVector direction) {
  Cells cells = at.cells_for(piece, machine);
  std::ranges::copy(direction, cells_of(cells, machine.program(), "x_dot"));
  at.run(piece, machine, cells);
  return cells;
}

/// Adds the gradient of a piece's outputs, with weights found in another run's cells.
template <class Evaluation>
void add_gradient(const Evaluation& at, const RowPiece& piece, const Machine& machine, const Cells& weights,
                  const CellRegion& region, Eigen::Ref<Vector> result) {
  Cells cells = at.cells_for(piece, machine);
  copy_region(weights, region, cells, machine.program().region("y_bar"));
  at.run(piece, machine, cells);
  result += numbers_of(cells, machine.program(), "x_bar");
}

/// Adds J' L J direction of one row.
template <class Evaluation>
void add_gauss_newton(const Evaluation& at, const RowParts& parts, Index position, ConstVector direction,
                      Eigen::Ref<Vector> result) {
  const Vector inputs = at.inputs(position), row = at.row(position);
  const auto values = drivers::values(parts.model->tape(), inputs);
  const Vector predictions = drivers::outputs(parts.model->tape(), values.data());
  const Matrix slopes = drivers::jacobian(parts.model->tape(), inputs, values.data()).leftCols(result.size());
  Vector at_prediction(predictions.size() + row.size()), along = Vector::Zero(at_prediction.size());
  at_prediction << predictions, row;
  along.head(predictions.size()) = slopes * direction;
  const Vector product = drivers::along(parts.prediction_loss->tape(), at_prediction, along, one()).hessian_vector;
  result += slopes.transpose() * product.head(predictions.size());
}

}  // namespace

Vector Loss::gauss_newton_vector(ConstVector theta, ConstVector direction) const {
  require_size("gauss_newton_vector()", direction.size(), inputs(), "entry in the direction");
  if (!in_two_parts())
    throw Error("loss.one_part",
                "gauss_newton_vector() needs to know the predictions, but this loss was given as one function. Give "
                "Loss() a model and a loss of its predictions, or use fisher_vector() or hessian_vector().");
  const Evaluation at = evaluation("gauss_newton_vector()", theta);
  const std::vector<RowParts> parts = at.parts();
  const auto tangents = at.machines(Form::output_tangents, parts, &RowParts::model);
  const auto curvature = at.machines(Form::row_products, parts, &RowParts::prediction_loss);
  const auto gradients = at.machines(Form::weighted_gradient, parts, &RowParts::model);
  return weight() * at.sum(inputs(), [&](const RowPiece& piece, Eigen::Ref<Vector> result) {
    const std::size_t group = piece.group;
    if (tangents[group] != nullptr && curvature[group] != nullptr && gradients[group] != nullptr) {
      Cells forward = tangents_along(at, piece, *tangents[group], direction);
      const Program &model = tangents[group]->program(), &loss = curvature[group]->program();
      Cells second = curvature[group]->cells();
      copy_region(forward, model.region("y"), second, loss.region("x"));
      copy_region(forward, model.region("y_dot"), second, loss.region("x_dot"));
      at.run(piece, *curvature[group], second);
      add_gradient(at, piece, *gradients[group], second, loss.region("x_bar_dot"), result);
      if (all_finite(result)) return;
    }
    result.setZero();
    for (const Index position : piece.positions) add_gauss_newton(at, parts[group], position, direction, result);
  });
}

Vector Loss::fisher_vector(ConstVector theta, ConstVector direction) const {
  require_size("fisher_vector()", direction.size(), inputs(), "entry in the direction");
  const Evaluation at = evaluation("fisher_vector()", theta);
  const auto tangents = at.machines(Form::output_tangents), gradients = at.machines(Form::weighted_gradient);
  return weight() * at.sum(inputs(), [&](const RowPiece& piece, Eigen::Ref<Vector> result) {
    const std::size_t group = piece.group;
    if (tangents[group] != nullptr && gradients[group] != nullptr) {
      const Cells forward = tangents_along(at, piece, *tangents[group], direction);
      add_gradient(at, piece, *gradients[group], forward, tangents[group]->program().region("y_dot"), result);
      if (all_finite(result)) return;
    }
    result.setZero();
    const Tape& tape = at.path(piece).tape();
    for (const Index position : piece.positions) {
      const Vector inputs = at.inputs(position);
      const auto values = drivers::values(tape, inputs);
      const Vector slope = drivers::gradient(tape, inputs, values.data(), one()).head(result.size());
      result += slope * slope.dot(direction);
    }
  });
}

}  // namespace hesse
