// SPDX-License-Identifier: BSL-1.0
//
// What a Loss gives row by row, and the products made of it.
#include <hesse/basics/error.hpp>
#include <hesse/derivatives/diagnosis.hpp>
#include <hesse/derivatives/drivers.hpp>
#include <hesse/derivatives/loss.hpp>

#include <algorithm>
#include <map>
#include <numeric>

#include "kinks.hpp"
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

/// Entries that the direction does not have are left out, so that what is not finite there does not matter.
Vector Loss::row_curvatures(const Evaluation& at, ConstVector direction) const {
  RowMatrix result(at.size(), 1);
  const auto machines = at.machines(Form::row_products);
  const std::size_t block = state_->table.block();
  Vector padded = Vector::Zero(inputs() + at.columns());
  padded.head(inputs()) = direction;
  std::vector<Index> along;
  for (Index j = 0; j < inputs(); ++j)
    if (direction[j] != 0.0) along.push_back(j);
  const auto times_direction = [&](const auto& product) {
    double sum = 0.0;
    for (const Index j : along) sum += direction[j] * product(j);
    return sum;
  };
  at.for_each([&](const RowPiece& piece) {
    if (const Machine* const machine = machines[piece.group]) {
      Cells cells = at.cells_for(piece, *machine);
      double *const x_dot = cells_of(cells, machine->program(), "x_dot"), *const products = cells_of(
                                                                              cells, machine->program(), "x_bar_dot");
      for (const Index j : along) std::fill_n(x_dot + static_cast<std::size_t>(j) * block, block, direction[j]);
      at.run(piece, *machine, cells);
      for (std::size_t t = 0; t < piece.positions.size(); ++t)
        result(piece.positions[t], 0) =
            times_direction([&](Index j) { return products[static_cast<std::size_t>(j) * block + t]; });
      if (rows_are_finite(result, piece)) return;
    }
    for (const Index position : piece.positions)
      result(position, 0) =
          times_direction(drivers::along(at.path(piece).tape(), at.inputs(position), padded, one()).hessian_vector);
  });
  return result.col(0);
}

Vector Loss::row_kink_distances(const Evaluation& at) const {
  Vector result(at.size());
  std::map<const RowPath*, KinkDistance> distances;
  at.for_each_row([&](const RowPath& path, Index position) {
    const KinkDistance& distance =
        distances.try_emplace(&path, path.tape(), static_cast<std::size_t>(inputs())).first->second;
    result[position] = distance.at(drivers::values(path.tape(), at.inputs(position)).data());
  });
  return result;
}

template <class Ask>
auto Loss::at_predictions(const char* asked, ConstMatrix predictions, ConstMatrix labels, const Ask& ask) const {
  require_size(asked, predictions.cols(), inputs(), "column of predictions");
  require_size(asked, labels.cols(), state_->table.columns(), "column of labels");
  require_size(asked, labels.rows(), predictions.rows(), "row of labels");
  if (state_->options.non_finite == NonFinite::error)
    for (Index j = 0; j < predictions.cols(); ++j) diagnosis::require_no_nan(asked, predictions.col(j));
  std::vector<Index> rows(static_cast<std::size_t>(labels.rows()));
  std::iota(rows.begin(), rows.end(), Index{0});
  const RowTable table(labels, state_->table.block());
  return ask(Evaluation(*state_, table, rows, RowMatrix(predictions)));
}

RowDerivatives Loss::per_row_gradient_hessian(ConstMatrix predictions, ConstMatrix labels) const {
  const auto ask = [&](const Evaluation& at) {
    RowDerivatives result{row_gradients(at), RowMatrix(at.size(), inputs())};
    for (Index j = 0; j < inputs(); ++j) result.hessian.col(j) = row_curvatures(at, Vector::Unit(inputs(), j));
    return result;
  };
  return at_predictions("per_row_gradient_hessian()", predictions, labels, ask);
}

Vector Loss::per_row_curvature(ConstVector theta, ConstVector direction) const {
  require_size("per_row_curvature()", direction.size(), inputs(), "entry in the direction");
  return row_curvatures(evaluation("per_row_curvature()", theta), direction);
}

Vector Loss::per_row_kink_distance(ConstVector theta) const {
  return row_kink_distances(evaluation("per_row_kink_distance()", theta));
}

Vector Loss::per_row_kink_distance(ConstMatrix predictions, ConstMatrix labels) const {
  return at_predictions("per_row_kink_distance()", predictions, labels,
                        [&](const Evaluation& at) { return row_kink_distances(at); });
}

}  // namespace hesse
