// SPDX-License-Identifier: BSL-1.0
#include "rounding.hpp"

#include <hesse/sweeps/reverse.hpp>

#include <limits>
#include <vector>

#include "rounded.hpp"

namespace hesse::rounding {

namespace {

constexpr double unknown = std::numeric_limits<double>::infinity();

double known(double bound) { return std::isfinite(bound) ? bound : unknown; }

Rounded input(double x) { return Rounded::computed(x, 0.0); }

std::vector<Rounded> inputs_of(ConstVector x) {
  std::vector<Rounded> inputs;
  for (const double number : x) inputs.push_back(input(number));
  return inputs;
}

/// Forward and reverse on T; the adjoints of the inputs stand at the head.
template <class T>
Numbers<T> adjoints_of(const Tape& tape, const std::vector<T>& inputs, ConstVector weights) {
  Numbers<T> values, adjoints;
  forward<T>(tape, inputs, values);
  adjoints.assign(tape.nodes(), T());
  const auto outputs = tape.outputs();
  for (std::size_t k = 0; k < outputs.size(); ++k)
    if (!outputs[k].is_constant()) adjoints[outputs[k].node_index()] += T(weights[static_cast<Index>(k)]);
  reverse(tape, values.data(), adjoints.data());
  return adjoints;
}

}  // namespace

Vector of_values(const Tape& tape, ConstVector x) {
  Numbers<Rounded> values;
  forward<Rounded>(tape, inputs_of(x), values);
  const auto outputs = tape.outputs();
  Vector bounds(std::ssize(outputs));
  for (std::size_t k = 0; k < outputs.size(); ++k)
    bounds[static_cast<Index>(k)] = outputs[k].is_constant() ? 0.0 : known(values[outputs[k].node_index()].error);
  return bounds;
}

Vector of_gradient(const Tape& tape, ConstVector x, ConstVector weights) {
  const auto adjoints = adjoints_of(tape, inputs_of(x), weights);
  Vector bounds(x.size());
  for (Index i = 0; i < x.size(); ++i) bounds[i] = known(adjoints[static_cast<std::size_t>(i)].error);
  return bounds;
}

Matrix of_products(const Tape& tape, ConstVector x, ConstMatrix directions) {
  Matrix bounds(x.size(), directions.cols());
  for (Index column = 0; column < directions.cols(); ++column) {
    std::vector<Dual<Rounded>> inputs;
    for (Index i = 0; i < x.size(); ++i) inputs.emplace_back(input(x[i]), Rounded(directions(i, column)));
    const auto adjoints = adjoints_of(tape, inputs, Vector::Ones(1));
    for (Index i = 0; i < x.size(); ++i) bounds(i, column) = known(adjoints[static_cast<std::size_t>(i)].tangent.error);
  }
  return bounds;
}

}  // namespace hesse::rounding
