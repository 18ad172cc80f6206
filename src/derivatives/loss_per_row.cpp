// SPDX-License-Identifier: BSL-1.0
//
// What a Loss gives row by row, and the products made of it.
#include <hesse/basics/error.hpp>
#include <hesse/derivatives/diagnosis.hpp>
#include <hesse/derivatives/drivers.hpp>
#include <hesse/derivatives/loss.hpp>

#include <algorithm>
#include <numeric>

#include "loss_state.hpp"

namespace hesse {

namespace {

using Form = RowPath::Form;

/// Numbers of the rows of a piece, as a run leaves them: `apart` for each column.
void copy_rows(const double* numbers, std::size_t apart, const RowPiece& piece, RowMatrix& result) {
  for (Index j = 0; j < result.cols(); ++j, numbers += apart)
    for (std::size_t t = 0; t < piece.positions.size(); ++t) result(piece.positions[t], j) = numbers[t];
}

bool rows_are_finite(const RowMatrix& result, const RowPiece& piece) {
  return std::ranges::all_of(piece.positions, [&](Index position) { return result.row(position).allFinite(); });
}

}  // namespace

Vector Loss::per_row_value(ConstVector theta) const {
  const Evaluation at = evaluation("per_row_value()", theta);
  RowMatrix result(at.size(), 1);
  const auto machines = at.machines(Form::output_tangents);
  at.for_each([&](const RowPiece& piece) {
    if (const Machine* const machine = machines[piece.group]) {
      Cells cells = at.cells_for(piece, *machine);
      at.run(piece, *machine, cells);
      copy_rows(cells_of(cells, machine->program(), "y"), state_->table.block(), piece, result);
      if (rows_are_finite(result, piece)) return;
    }
    const Tape& tape = at.path(piece).tape();
    for (const Index position : piece.positions)
      result(position, 0) = drivers::outputs(tape, drivers::values(tape, at.inputs(position)).data())[0];
  });
  return result.col(0);
}

RowMatrix Loss::per_row_gradient(ConstVector theta) const {
  require_room("per_row_gradient()", rows(), inputs(), "Pass fewer rows at a time with batch()");
  return row_gradients(evaluation("per_row_gradient()", theta));
}

RowMatrix Loss::row_gradients(const Evaluation& at) const {
  RowMatrix result(at.size(), inputs());
  const auto machines = at.machines(Form::row_gradients);
  at.for_each([&](const RowPiece& piece) {
    if (const Machine* const machine = machines[piece.group]) {
      Cells cells = at.cells_for(piece, *machine);
      at.run(piece, *machine, cells);
      copy_rows(cells_of(cells, machine->program(), "x_bar"), state_->table.block(), piece, result);
      if (rows_are_finite(result, piece)) return;
    }
    const Tape& tape = at.path(piece).tape();
    for (const Index position : piece.positions) {
      const Vector inputs = at.inputs(position);
      const auto values = drivers::values(tape, inputs);
      result.row(position) = drivers::gradient(tape, inputs, values.data(), one()).head(result.cols()).transpose();
    }
  });
  return result;
}

/// The second derivative of each row in its j-th parameter.
void Loss::row_curvatures(const Evaluation& at, Index j, RowMatrix& result) const {
  RowMatrix column(at.size(), 1);
  const auto machines = at.machines(Form::row_products);
  const std::size_t block = state_->table.block(), first = static_cast<std::size_t>(j) * block;
  const Vector direction = Vector::Unit(inputs() + at.columns(), j);
  at.for_each([&](const RowPiece& piece) {
    if (const Machine* const machine = machines[piece.group]) {
      Cells cells = at.cells_for(piece, *machine);
      std::fill_n(cells_of(cells, machine->program(), "x_dot") + first, block, 1.0);
      at.run(piece, *machine, cells);
      copy_rows(cells_of(cells, machine->program(), "x_bar_dot") + first, block, piece, column);
      if (rows_are_finite(column, piece)) return;
    }
    for (const Index position : piece.positions)
      column(position, 0) =
          drivers::along(at.path(piece).tape(), at.inputs(position), direction, one()).hessian_vector[j];
  });
  result.col(j) = column;
}

RowDerivatives Loss::per_row_gradient_hessian(ConstMatrix predictions, ConstMatrix labels) const {
  const char* const asked = "per_row_gradient_hessian()";
  require_size(asked, predictions.cols(), inputs(), "column of predictions");
  require_size(asked, labels.cols(), state_->table.columns(), "column of labels");
  require_size(asked, labels.rows(), predictions.rows(), "row of labels");
  if (state_->options.non_finite == NonFinite::error)
    for (Index j = 0; j < predictions.cols(); ++j) diagnosis::require_no_nan(asked, predictions.col(j));
  if (predictions.rows() == 0) return {RowMatrix(0, inputs()), RowMatrix(0, inputs())};
  std::vector<Index> rows(static_cast<std::size_t>(labels.rows()));
  std::iota(rows.begin(), rows.end(), Index{0});
  const RowTable table(labels, state_->table.block());
  const Evaluation at(*state_, table, rows, RowMatrix(predictions));
  RowDerivatives result{row_gradients(at), RowMatrix(at.size(), inputs())};
  for (Index j = 0; j < inputs(); ++j) row_curvatures(at, j, result.hessian);
  return result;
}

}  // namespace hesse
