// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>
#include <ops/measurement.hpp>
#include <support/ulps.hpp>
#include <utility>

namespace hesse {

namespace {

/// Value, gradient, and gradient's derivative along one direction, of the last node.
template <class T>
struct Along {
  T value;
  std::vector<T> gradient;
  std::vector<T> hessian_vector;
};

template <class T>
Along<T> forward_over_reverse(const Tape& tape, std::span<const double> x, std::size_t direction) {
  std::vector<Dual<T>> inputs(x.begin(), x.end());
  inputs[direction].tangent = T(1);
  Numbers<Dual<T>> values;
  forward<Dual<T>>(tape, inputs, values);
  std::vector<Dual<T>> adjoints(tape.nodes());
  adjoints.back() = Dual<T>(1);
  reverse(tape, values.data(), adjoints.data());
  Along<T> result{values[tape.nodes() - 1].value, {}, {}};
  for (std::size_t i = 0; i < x.size(); ++i) {
    result.gradient.push_back(adjoints[i].value);
    result.hessian_vector.push_back(adjoints[i].tangent);
  }
  return result;
}

std::vector<double> reverse_on_double(const Tape& tape, std::span<const double> x) {
  Numbers<double> values;
  forward<double>(tape, x, values);
  std::vector<double> adjoints(tape.nodes());
  adjoints.back() = 1.0;
  reverse(tape, values.data(), adjoints.data());
  return adjoints;
}

Dual<Dual<double>> forward_twice(const Tape& tape, std::span<const double> x, std::size_t i, std::size_t j) {
  std::vector<Dual<Dual<double>>> inputs(x.begin(), x.end());
  inputs[i].value.tangent = 1.0;
  inputs[j].tangent.value = 1.0;
  Numbers<Dual<Dual<double>>> values;
  forward<Dual<Dual<double>>>(tape, inputs, values);
  return values[tape.nodes() - 1];
}

/// Compares one point, by every route.
class RowAtPoint {
 public:
  RowAtPoint(const RowUnderTest& row, std::span<const double> x, WorstErrors& worst)
      : row_(row), x_(x), worst_(worst), recorded_(row.record(x, 0)) {}

  void run() {
    const std::size_t variables = row_.variables(x_.size());
    const Tape& tape = recorded_.tape;
    const ExactPartials exact = exact_partials(tape, x_, variables);
    const std::vector<Fifty> at(x_.begin(), x_.end());
    const Fifty first_terms = row_.first_cancellation(at);
    note(worst_.value, ulps(recorded_.values[tape.nodes() - 1], exact.value), "value");
    const std::vector<double> gradient = reverse_on_double(tape, x_);
    for (std::size_t i = 0; i < variables; ++i)
      note(worst_.first, ulps(gradient[i], exact.first[i], first_terms), "reverse");
    for (std::size_t j = 0; j < variables; ++j) {
      const Along<double> along = forward_over_reverse<double>(tape, x_, j);
      note(worst_.value, ulps(along.value, exact.value), "value on Dual");
      for (std::size_t i = 0; i < variables; ++i) {
        const Fifty terms = row_.cancellation(at, i, j);
        const Dual<Dual<double>> twice = forward_twice(tape, x_, i, j);
        note(worst_.first, ulps(along.gradient[i], exact.first[i], first_terms), "reverse on Dual");
        note(worst_.first, ulps(twice.value.tangent, exact.first[i], first_terms), "forward");
        note(worst_.second, ulps(along.hessian_vector[i], exact.second[i][j], terms), "forward over reverse");
        note(worst_.second, ulps(twice.tangent.tangent, exact.second[i][j], terms), "forward twice");
      }
    }
  }

 private:
  void note(double& worst, double error, const char* route) {
    if (error <= worst) return;
    if (error > std::max({worst_.value, worst_.first, worst_.second}))
      worst_.place = fmt::format("{} at ({:.17g})", route, fmt::join(x_, ", "));
    worst = error;
  }

  const RowUnderTest& row_;
  std::span<const double> x_;
  WorstErrors& worst_;
  Recorded recorded_;
};

}  // namespace

ExactPartials exact_partials(const Tape& tape, std::span<const double> x, std::size_t variables) {
  ExactPartials exact;
  exact.second.resize(variables);
  for (std::size_t j = 0; j < variables; ++j) {
    Along<Fifty> along = forward_over_reverse<Fifty>(tape, x, j);
    exact.value = along.value;
    exact.first.assign(along.gradient.begin(), along.gradient.begin() + static_cast<std::ptrdiff_t>(variables));
    for (std::size_t i = 0; i < variables; ++i) exact.second[i].push_back(along.hessian_vector[i]);
  }
  return exact;
}

ExactPartials differences(const RowUnderTest& row, std::span<const double> x) {
  const std::vector<Fifty> at(x.begin(), x.end());
  const std::size_t variables = row.variables(x.size());
  const auto moved = [&](std::size_t i, const Fifty& by_i, std::size_t j, const Fifty& by_j) {
    std::vector<Fifty> there = at;
    there[i] += by_i;
    there[j] += by_j;
    return row.definition(there);
  };
  const auto richardson = [](const auto& quotient) {
    const Fifty step("1e-10");
    return Fifty((4 * quotient(step) - quotient(Fifty(2 * step))) / 3);
  };

  ExactPartials result{row.definition(at), {}, {}};
  result.second.resize(variables);
  for (std::size_t i = 0; i < variables; ++i) {
    result.first.push_back(
        richardson([&](const Fifty& h) { return Fifty((moved(i, h, i, 0) - moved(i, -h, i, 0)) / (2 * h)); }));
    for (std::size_t j = 0; j < variables; ++j)
      result.second[i].push_back(richardson([&](const Fifty& h) {
        return Fifty((moved(i, h, j, h) - moved(i, h, j, -h) - moved(i, -h, j, h) + moved(i, -h, j, -h)) / (4 * h * h));
      }));
  }
  return result;
}

const WorstErrors& worst_errors(const RowUnderTest& row) {
  static std::map<std::string, WorstErrors> measured;
  const auto [found, is_new] = measured.try_emplace(row.about.name);
  if (is_new)
    for (const std::size_t count : counts_of(row))
      for (const std::vector<double>& x : points_of(row, count, count < 20 ? 200 : 20))
        RowAtPoint(row, x, found->second).run();
  return found->second;
}

}  // namespace hesse
