// SPDX-License-Identifier: BSL-1.0
#include <cmath>
#include <ops/row_under_test.hpp>
#include <utility>

namespace hesse {

namespace {

/// Where a row evaluates something cleverer than its definition, the definition (DLMF chapters 4 and 7). The others are
/// what <cmath> or Boost.Math call by their name.
template <class Row>
Fifty definition(std::span<const Fifty> x) {
  [[maybe_unused]] const Fifty& a = x[0];
  const auto is = []<class... Candidates>() { return (std::is_same_v<Row, Candidates> || ...); };
  if constexpr (is.template operator()<rows::Fma>()) return a * x[1] + x[2];
  if constexpr (is.template operator()<rows::Rsqrt>()) return pow(a, Fifty(-0.5));
  if constexpr (is.template operator()<rows::Cbrt>()) return a < 0 ? -pow(-a, Fifty(1) / 3) : pow(a, Fifty(1) / 3);
  if constexpr (is.template operator()<rows::Exp2>()) return exp(a * log(Fifty(2)));
  if constexpr (is.template operator()<rows::Expm1>()) return exp(a) - 1;
  if constexpr (is.template operator()<rows::Log1p>()) return log(1 + a);
  if constexpr (is.template operator()<rows::Log2>()) return log(a) / log(Fifty(2));
  if constexpr (is.template operator()<rows::Log10>()) return log(a) / log(Fifty(10));
  if constexpr (is.template operator()<rows::Tanh>()) return sinh(a) / cosh(a);
  if constexpr (is.template operator()<rows::Asinh>()) return log(a + sqrt(a * a + 1));
  if constexpr (is.template operator()<rows::Acosh>()) return log(a + sqrt(a * a - 1));
  if constexpr (is.template operator()<rows::Atanh>()) return log((1 + a) / (1 - a)) / 2;
  if constexpr (is.template operator()<rows::Sigmoid>()) return 1 / (1 + exp(-a));
  if constexpr (is.template operator()<rows::Softplus>()) return log1p(exp(a));
  if constexpr (is.template operator()<rows::Sinc>()) return sin(a) / a;
  if constexpr (is.template operator()<rows::Gaussian>()) return exp(-a * a);
  if constexpr (is.template operator()<rows::SechSquared>()) return 1 / (cosh(a) * cosh(a));
  if constexpr (is.template operator()<rows::ExpDifference>()) return exp(a) / exp(x[1]);
  if constexpr (is.template operator()<rows::CircleInversion>()) return a / (a * a + x[1] * x[1]);
  if constexpr (is.template operator()<rows::Hypot>()) return sqrt(a * a + x[1] * x[1]);
  if constexpr (is.template operator()<rows::Hypot3>()) return sqrt(a * a + x[1] * x[1] + x[2] * x[2]);
  if constexpr (is.template operator()<rows::Fmod>()) return a - trunc(a / x[1]) * x[1];
  if constexpr (is.template operator()<rows::Xlogy>()) return a * log(x[1]);
  if constexpr (is.template operator()<rows::Pow, rows::PowReal>()) return exp(x[1] * log(a));
  if constexpr (is.template operator()<rows::LogSumExp>()) {
    Fifty sum = 0;
    for (const Fifty& item : x) sum += exp(item);
    return log(sum);
  }
  if constexpr (is.template operator()<rows::Norm>()) {
    Fifty sum = 0;
    for (const Fifty& item : x) sum += item * item;
    return sqrt(sum);
  }
  if constexpr (Variadic<Row>)
    return evaluate_all<Row>(x);
  else
    return [&]<std::size_t... i>(std::index_sequence<i...>) { return Fifty(evaluate<Row>(x[i]...)); }
  (std::make_index_sequence<arity_of<Row>>());
}

template <class Row>
Fifty cancellation(std::span<const Fifty> x, std::size_t i, std::size_t j) {
  if constexpr (!requires { &Row::template cancellation<Fifty>; })
    return 0;
  else if constexpr (Variadic<Row>)
    return Row::cancellation(Row::value(x), x, i, j);
  else
    return [&]<std::size_t... k>(std::index_sequence<k...>) { return Row::cancellation(x[k]...); }
  (std::make_index_sequence<arity_of<Row>>());
}

template <class Row>
Fifty first_cancellation([[maybe_unused]] std::span<const Fifty> x) {
  if constexpr (requires { &Row::template first_cancellation<Fifty>; })
    return Row::first_cancellation(x[0], x[1]);
  else
    return 0;
}

template <class Row>
Recorded record_row(std::span<const double> x, unsigned constants) {
  const Vector at = Eigen::Map<const Vector>(x.data(), static_cast<Index>(x.size()));
  return record(
      [&](const VectorOf<Var>& inputs) {
        std::vector<Var> args(inputs.begin(), inputs.end());
        for (std::size_t i = 0; i < args.size(); ++i)
          if (((constants >> i) & 1u) != 0) args[i] = Var(x[i]);
        if constexpr (Variadic<Row>)
          return Recording::apply_all<Row>(args);
        else if constexpr (parameters_of<Row> > 0)
          return Recording::apply_with_parameter<Row>(args[0], x[1]);
        else
          return [&]<std::size_t... i>(std::index_sequence<i...>) { return Recording::apply<Row>(args[i]...); }
        (std::make_index_sequence<arity_of<Row>>());
      },
      at);
}

std::vector<RowUnderTest> all_rows() {
  std::vector<RowUnderTest> all;
  for_each_row([&]<class Row>() {
    if constexpr (!std::is_same_v<Row, rows::Custom>)
      all.push_back({.about = Row::about,
                     .arity = static_cast<std::size_t>(arity_of<Row>),
                     .parameters = static_cast<std::size_t>(parameters_of<Row>),
                     .has_integer_parameter = parameters_of<Row> > 0 && !std::is_same_v<Row, rows::PowReal>,
                     .record = &record_row<Row>,
                     .definition = &definition<Row>,
                     .cancellation = &cancellation<Row>,
                     .first_cancellation = &first_cancellation<Row>});
  });
  return all;
}

}  // namespace

const std::vector<RowUnderTest>& rows_under_test() {
  static const std::vector<RowUnderTest> all = all_rows();
  return all;
}

std::vector<std::vector<double>> points_of(const RowUnderTest& row, std::size_t count, std::size_t points) {
  std::mt19937_64 random(20240229 + count);
  std::vector<std::vector<double>> all;
  while (all.size() < points) {
    std::vector<double> x(count);
    for (std::size_t i = 0; i < count; ++i) {
      const Interval domain = row.about.tested_on[row.arity == 0 ? 0 : i];
      x[i] = std::uniform_real_distribution<double>(domain.low, domain.high)(random);
      if (row.has_integer_parameter && i == count - 1) x[i] = std::round(x[i]);
    }
    all.push_back(std::move(x));
  }
  return all;
}

std::vector<std::size_t> counts_of(const RowUnderTest& row) {
  return row.arity == 0 ? std::vector<std::size_t>{1, 2, 5, 20} : std::vector<std::size_t>{row.arity};
}

}  // namespace hesse
