// SPDX-License-Identifier: BSL-1.0
#include <hesse/derivatives/drivers.hpp>
#include <hesse/sweeps/reverse.hpp>

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

namespace hesse::drivers {

namespace {

constexpr Index lane_count = 8;
/// Eight directions in one pass take as long as four to seven passes over one direction, so fewer go one at a time.
constexpr Index few_directions = 4;

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

/// Forward and reverse on T: the adjoints of all nodes of weights' * outputs, those of the inputs first; `values` gets
/// their numbers.
template <class T>
Adjoints<T> adjoints_of(const Tape& tape, std::span<const T> inputs, ConstVector weights, Numbers<T>& values) {
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

template <class T>
Adjoints<T> adjoints_of(const Tape& tape, std::span<const T> inputs, ConstVector weights) {
  Numbers<T> values;
  return adjoints_of<T>(tape, inputs, weights, values);
}

Vector careful_gradient(const Tape& tape, ConstVector x, ConstVector weights) {
  const auto inputs = inputs_of<Structural>(x, [&](Index i) { return Structural::computed(x[i]); });
  const auto adjoints = adjoints_of<Structural>(tape, inputs, weights);
  Vector gradient(x.size());
  for (Index i = 0; i < x.size(); ++i) gradient[i] = adjoints[at(i)].number();
  return gradient;
}

AlongDirection careful_along(const Tape& tape, ConstVector x, ConstVector direction, ConstVector weights) {
  const Adjoints<Dual<Structural>> adjoints = node_numbers(tape, x, direction, weights).adjoints;
  AlongDirection result{Vector(x.size()), Vector(x.size())};
  for (Index i = 0; i < x.size(); ++i) {
    result.gradient[i] = adjoints[at(i)].value.number();
    result.hessian_vector[i] = adjoints[at(i)].tangent.number();
  }
  return result;
}

/// Makes input i along columns [first, first + count) of directions, count <= 8.
auto eight_tangents(ConstVector x, ConstMatrix directions, Index first, Index count) {
  return [&x, &directions, first, count](Index i) {
    EightDirections input(x[i]);
    for (Index k = 0; k < count; ++k) input.tangent[at(k)] = directions(i, first + k);
    return input;
  };
}

/// Columns [first, first + count) of directions, count <= 8.
void along_eight(const Tape& tape, ConstVector x, ConstMatrix directions, ConstVector weights, Index first, Index count,
                 Matrix& products) {
  const auto inputs = inputs_of<EightDirections>(x, eight_tangents(x, directions, first, count));
  const auto adjoints = adjoints_of<EightDirections>(tape, inputs, weights);
  for (Index k = 0; k < count; ++k) {
    for (Index i = 0; i < x.size(); ++i) products(i, first + k) = adjoints[at(i)].tangent[at(k)];
    if (!products.col(first + k).allFinite())
      products.col(first + k) = careful_along(tape, x, directions.col(first + k), weights).hessian_vector;
  }
}

/// The tangents of the outputs, as numbers.
template <class T, class Tangent>
Vector tangents_of_outputs(const Tape& tape, const Numbers<T>& values, const Tangent& tangent) {
  Vector result(static_cast<Index>(tape.outputs().size()));
  for (Index row = 0; row < result.size(); ++row) {
    const Operand output = tape.outputs()[at(row)];
    result[row] = output.is_constant() ? 0.0 : tangent(values[output.node_index()]);
  }
  return result;
}

Vector careful_jacobian_times(const Tape& tape, ConstVector x, ConstVector direction) {
  using Number = Dual<Structural>;
  const auto inputs =
      inputs_of<Number>(x, [&](Index i) { return Number(Structural::computed(x[i]), Structural(direction[i])); });
  Numbers<Number> values;
  forward<Number>(tape, inputs, values);
  return tangents_of_outputs<Number>(tape, values, [](const Number& number) { return number.tangent.number(); });
}

/// Columns [first, first + count) of directions, count <= 8, pushed forward.
void push_eight(const Tape& tape, ConstVector x, ConstMatrix directions, Index first, Index count, Matrix& products) {
  const auto inputs = inputs_of<EightDirections>(x, eight_tangents(x, directions, first, count));
  Numbers<EightDirections> values;
  forward<EightDirections>(tape, inputs, values);
  for (Index k = 0; k < count; ++k) {
    products.col(first + k) = tangents_of_outputs<EightDirections>(
        tape, values, [&](const EightDirections& number) { return number.tangent[at(k)]; });
    if (!products.col(first + k).allFinite())
      products.col(first + k) = careful_jacobian_times(tape, x, directions.col(first + k));
  }
}

/// Columns [first, first + count) of weights, count <= 8, pulled back.
void pull_eight(const Tape& tape, ConstVector x, const double* values, ConstMatrix weights, Index first, Index count,
                Matrix& products) {
  Adjoints<EightLanes> adjoints;
  adjoints.assign(tape.nodes(), EightLanes());
  for (Index row = 0; row < weights.rows(); ++row) {
    const Operand output = tape.outputs()[at(row)];
    if (output.is_constant()) continue;
    for (Index k = 0; k < count; ++k) adjoints[output.node_index()][at(k)] += weights(row, first + k);
  }
  reverse(tape, values, adjoints.data());
  for (Index k = 0; k < count; ++k) {
    for (Index i = 0; i < x.size(); ++i) products(i, first + k) = adjoints[at(i)][at(k)];
    if (!products.col(first + k).allFinite())
      products.col(first + k) = careful_gradient(tape, x, weights.col(first + k));
  }
}

/// Calls visit(first, count) for each eight of `columns`, the last ones perhaps fewer.
template <class Visitor>
void for_each_eight(Index columns, const Visitor& visit) {
  for (Index first = 0; first < columns; first += lane_count) visit(first, std::min(lane_count, columns - first));
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
    result[k] = number_of(tape, tape.outputs()[at(k)], values);
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

NodeNumbers node_numbers(const Tape& tape, ConstVector x, ConstVector direction, ConstVector weights) {
  using Number = Dual<Structural>;
  const auto inputs =
      inputs_of<Number>(x, [&](Index i) { return Number(Structural::computed(x[i]), Structural(direction[i])); });
  NodeNumbers numbers;
  numbers.adjoints = adjoints_of<Number>(tape, inputs, weights, numbers.values);
  return numbers;
}

Matrix along_all(const Tape& tape, ConstVector x, ConstMatrix directions, ConstVector weights) {
  Matrix products(x.size(), directions.cols());
  for_each_eight(directions.cols(), [&](Index first, Index count) {
    if (count > few_directions) return along_eight(tape, x, directions, weights, first, count, products);
    for (Index k = first; k < first + count; ++k)
      products.col(k) = along(tape, x, directions.col(k), weights).hessian_vector;
  });
  return products;
}

Matrix hessian(const Tape& tape, ConstVector x, ConstVector weights) {
  Matrix result = along_all(tape, x, Matrix::Identity(x.size(), x.size()), weights);
  mirror_lower(result);
  return result;
}

void mirror_lower(Matrix& hessian) { hessian.triangularView<Eigen::StrictlyUpper>() = hessian.transpose(); }

Matrix jacobian_times(const Tape& tape, ConstVector x, ConstMatrix directions) {
  Matrix products(static_cast<Index>(tape.outputs().size()), directions.cols());
  for_each_eight(directions.cols(),
                 [&](Index first, Index count) { push_eight(tape, x, directions, first, count, products); });
  return products;
}

Matrix transposed_jacobian_times(const Tape& tape, ConstVector x, const double* values, ConstMatrix weights) {
  Matrix products(x.size(), weights.cols());
  for_each_eight(weights.cols(),
                 [&](Index first, Index count) { pull_eight(tape, x, values, weights, first, count, products); });
  return products;
}

Matrix jacobian(const Tape& tape, ConstVector x, const double* values) {
  const auto rows = static_cast<Index>(tape.outputs().size()), columns = x.size();
  if (rows <= columns) return transposed_jacobian_times(tape, x, values, Matrix::Identity(rows, rows)).transpose();
  return jacobian_times(tape, x, Matrix::Identity(columns, columns));
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

bool is_flipped(const Tape& tape, const Guard& guard, const double* values) {
  const double left = number_of(tape, guard.left, values), right = number_of(tape, guard.right, values);
  return compare(guard.comparison, left, right) != guard.outcome;
}

std::optional<std::size_t> first_flipped_guard(const Tape& tape, const double* values) {
  const auto guards = tape.guards();
  for (std::size_t i = 0; i < guards.size(); ++i)
    if (is_flipped(tape, guards[i], values)) return i;
  return std::nullopt;
}

}  // namespace hesse::drivers
