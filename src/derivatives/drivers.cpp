// SPDX-License-Identifier: BSL-1.0
#include <hesse/derivatives/drivers.hpp>
#include <hesse/numbers/structural.hpp>
#include <hesse/sweeps/reverse.hpp>

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

namespace hesse::drivers {

namespace {

constexpr Index lane_count = 8;

std::span<const double> span_of(ConstVector x) { return {x.data(), static_cast<std::size_t>(x.size())}; }

std::size_t at(Index i) { return static_cast<std::size_t>(i); }

/// Inputs of a sweep: make(i) for each.
template <class T, class Make>
std::vector<T> inputs_of(ConstVector x, const Make& make) {
  std::vector<T> inputs;
  inputs.reserve(at(x.size()));
  for (Index i = 0; i < x.size(); ++i) inputs.push_back(make(i));
  return inputs;
}

/// Forward and reverse on T: the adjoints of the inputs of weights' * outputs, left at the head of the second array.
template <class T>
Adjoints<T> adjoints_of(const Tape& tape, std::span<const T> inputs, ConstVector weights) {
  Numbers<T> values;
  Adjoints<T> adjoints;
  forward<T>(tape, inputs, values);
  adjoints.assign(tape.nodes(), T());
  for (std::size_t k = 0; k < tape.outputs().size(); ++k) {
    const Operand output = tape.outputs()[k];
    if (!output.is_constant()) adjoints[output.node_index()] += T(weights[static_cast<Index>(k)]);
  }
  reverse(tape, values.data(), adjoints.data());
  return adjoints;
}

Vector careful_gradient(const Tape& tape, ConstVector x, ConstVector weights) {
  const auto inputs = inputs_of<Structural>(x, [&](Index i) { return Structural::computed(x[i]); });
  const auto adjoints = adjoints_of<Structural>(tape, inputs, weights);
  Vector gradient(x.size());
  for (Index i = 0; i < x.size(); ++i) gradient[i] = adjoints[at(i)].number();
  return gradient;
}

AlongDirection careful_along(const Tape& tape, ConstVector x, ConstVector direction, ConstVector weights) {
  using Number = Dual<Structural>;
  const auto inputs =
      inputs_of<Number>(x, [&](Index i) { return Number(Structural::computed(x[i]), Structural(direction[i])); });
  const auto adjoints = adjoints_of<Number>(tape, inputs, weights);
  AlongDirection result{Vector(x.size()), Vector(x.size())};
  for (Index i = 0; i < x.size(); ++i) {
    result.gradient[i] = adjoints[at(i)].value.number();
    result.hessian_vector[i] = adjoints[at(i)].tangent.number();
  }
  return result;
}

/// Columns [first, first + count) of directions, count <= 8.
void along_eight(const Tape& tape, ConstVector x, ConstMatrix directions, ConstVector weights, Index first, Index count,
                 Matrix& products) {
  const auto inputs = inputs_of<EightDirections>(x, [&](Index i) {
    EightDirections input(x[i]);
    for (Index k = 0; k < count; ++k) input.tangent[at(k)] = directions(i, first + k);
    return input;
  });
  const auto adjoints = adjoints_of<EightDirections>(tape, inputs, weights);
  for (Index k = 0; k < count; ++k) {
    for (Index i = 0; i < x.size(); ++i) products(i, first + k) = adjoints[at(i)].tangent[at(k)];
    if (!products.col(first + k).allFinite())
      products.col(first + k) = careful_along(tape, x, directions.col(first + k), weights).hessian_vector;
  }
}

/// Forward: a Jacobian column an input.
Matrix jacobian_by_columns(const Tape& tape, ConstVector x) {
  const auto rows = static_cast<Index>(tape.outputs().size());
  Matrix result(rows, x.size());
  for (Index first = 0; first < x.size(); first += lane_count) {
    const Index count = std::min<Index>(lane_count, x.size() - first);
    const auto inputs = inputs_of<EightDirections>(x, [&](Index i) {
      EightDirections input(x[i]);
      if (i >= first && i < first + count) input.tangent[at(i - first)] = 1.0;
      return input;
    });
    Numbers<EightDirections> values;
    forward<EightDirections>(tape, inputs, values);
    for (Index row = 0; row < rows; ++row) {
      const Operand output = tape.outputs()[at(row)];
      for (Index k = 0; k < count; ++k)
        result(row, first + k) = output.is_constant() ? 0.0 : values[output.node_index()].tangent[at(k)];
    }
  }
  return result;
}

/// Reverse: a Jacobian row an output.
Matrix jacobian_by_rows(const Tape& tape, ConstVector x, const double* values) {
  const auto rows = static_cast<Index>(tape.outputs().size());
  Matrix result(rows, x.size());
  for (Index first = 0; first < rows; first += lane_count) {
    const Index count = std::min<Index>(lane_count, rows - first);
    Adjoints<EightLanes> adjoints;
    adjoints.assign(tape.nodes(), EightLanes());
    for (Index k = 0; k < count; ++k) {
      const Operand output = tape.outputs()[at(first + k)];
      if (!output.is_constant()) adjoints[output.node_index()][at(k)] += 1.0;
    }
    reverse(tape, values, adjoints.data());
    for (Index k = 0; k < count; ++k)
      for (Index i = 0; i < x.size(); ++i) result(first + k, i) = adjoints[at(i)][at(k)];
  }
  return result;
}

}  // namespace

Numbers<double> values(const Tape& tape, ConstVector x) {
  Numbers<double> values;
  forward<double>(tape, span_of(x), values);
  return values;
}

Vector outputs(const Tape& tape, const double* values) {
  Vector result(static_cast<Index>(tape.outputs().size()));
  for (Index k = 0; k < result.size(); ++k) {
    const Operand output = tape.outputs()[at(k)];
    result[k] = output.is_constant() ? tape.constants()[output.constant_index()] : values[output.node_index()];
  }
  return result;
}

Vector gradient(const Tape& tape, ConstVector x, const double* values, ConstVector weights) {
  Adjoints<double> adjoints;
  adjoints.assign(tape.nodes(), 0.0);
  for (std::size_t k = 0; k < tape.outputs().size(); ++k) {
    const Operand output = tape.outputs()[k];
    if (!output.is_constant()) adjoints[output.node_index()] += weights[static_cast<Index>(k)];
  }
  reverse(tape, values, adjoints.data());
  const Vector result = Eigen::Map<const Vector>(adjoints.data(), x.size());
  return result.allFinite() ? result : careful_gradient(tape, x, weights);
}

AlongDirection along(const Tape& tape, ConstVector x, ConstVector direction, ConstVector weights) {
  const auto inputs = inputs_of<Dual<double>>(x, [&](Index i) { return Dual<double>(x[i], direction[i]); });
  const auto adjoints = adjoints_of<Dual<double>>(tape, inputs, weights);
  AlongDirection result{Vector(x.size()), Vector(x.size())};
  for (Index i = 0; i < x.size(); ++i) {
    result.gradient[i] = adjoints[at(i)].value;
    result.hessian_vector[i] = adjoints[at(i)].tangent;
  }
  const bool finite = result.gradient.allFinite() && result.hessian_vector.allFinite();
  return finite ? result : careful_along(tape, x, direction, weights);
}

Matrix along_all(const Tape& tape, ConstVector x, ConstMatrix directions, ConstVector weights) {
  Matrix products(x.size(), directions.cols());
  for (Index first = 0; first < directions.cols(); first += lane_count)
    along_eight(tape, x, directions, weights, first, std::min<Index>(lane_count, directions.cols() - first), products);
  return products;
}

Matrix hessian(const Tape& tape, ConstVector x, ConstVector weights) {
  Matrix result = along_all(tape, x, Matrix::Identity(x.size(), x.size()), weights);
  for (Index column = 1; column < result.cols(); ++column)
    for (Index row = 0; row < column; ++row) result(row, column) = result(column, row);
  return result;
}

Matrix jacobian(const Tape& tape, ConstVector x, const double* values) {
  const bool by_rows = static_cast<Index>(tape.outputs().size()) <= x.size();
  Matrix result = by_rows ? jacobian_by_rows(tape, x, values) : jacobian_by_columns(tape, x);
  for (Index row = 0; row < result.rows(); ++row)
    if (!result.row(row).allFinite()) result.row(row) = careful_gradient(tape, x, Vector::Unit(result.rows(), row));
  return result;
}

Vector third(const Tape& tape, ConstVector x, ConstVector u, ConstVector v, ConstVector weights) {
  using Number = Dual<Dual<double>>;
  const auto inputs =
      inputs_of<Number>(x, [&](Index i) { return Number(Dual<double>(x[i], u[i]), Dual<double>(v[i])); });
  const auto adjoints = adjoints_of<Number>(tape, inputs, weights);
  Vector result(x.size());
  for (Index i = 0; i < x.size(); ++i) result[i] = adjoints[at(i)].tangent.tangent;
  return result;
}

std::optional<std::size_t> first_flipped_guard(const Tape& tape, const double* values) {
  const auto number = [&](Operand operand) {
    return operand.is_constant() ? tape.constants()[operand.constant_index()] : values[operand.node_index()];
  };
  const auto guards = tape.guards();
  for (std::size_t i = 0; i < guards.size(); ++i)
    if (compare(guards[i].comparison, number(guards[i].left), number(guards[i].right)) != guards[i].outcome) return i;
  return std::nullopt;
}

}  // namespace hesse::drivers
