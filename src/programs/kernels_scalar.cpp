// SPDX-License-Identifier: BSL-1.0
//
// Kernels for rows that run number by number, and the choice among all kernels.
#include <hesse/numbers/functions.hpp>
#include <hesse/programs/processor.hpp>

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstdlib>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

#include "kernels.hpp"

namespace hesse {

namespace {

template <class Row, unsigned uniform>
void row_kernel(double* result, const double* const* arguments, std::size_t count) {
  [&]<std::size_t... k>(std::index_sequence<k...>) {
    for (std::size_t i = 0; i < count; ++i)
      result[i] = evaluate<Row>(arguments[k][((uniform >> k) & 1u) != 0 ? 0 : i]...);
  }
  (std::make_index_sequence<arity_of<Row>>());
}

template <class Row>
void any_row_kernel(double* result, const double* const* arguments, const std::uint8_t* strides,
                    std::size_t argument_count, std::size_t count) {
  std::vector<double> numbers(argument_count);
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t k = 0; k < argument_count; ++k) numbers[k] = arguments[k][strides[k] * i];
    result[i] = evaluate_all<Row>(std::span<const double>(numbers));
  }
}

/// Rows of vector kernels that have none, number by number.
struct AddScalarRow {
  Kernels& kernels;

  template <class Row>
  void operator()() const {
    if constexpr (ScalarOnly<Row>) {
      constexpr Opcode opcode = opcode_of<Row>();
      if constexpr (Variadic<Row>)
        kernels.any_rows[opcode] = any_row_kernel<Row>;
      else
        [&]<std::size_t... uniform>(std::index_sequence<uniform...>) {
          ((kernels.rows[opcode][uniform] = row_kernel<Row, static_cast<unsigned>(uniform)>), ...);
        }
      (std::make_index_sequence<(std::size_t{1} << arity_of<Row>)-1>());
    }
  }
};

/// The row as a function of numbers, whatever their count.
template <class Row>
Kernels::Call call_of() {
  return []<std::size_t... k>(std::index_sequence<k...>) {
    double (*const function)(decltype(double(k))...) = [](decltype(double(k))... arguments) {
      return evaluate<Row>(arguments...);
    };
    return reinterpret_cast<Kernels::Call>(function);
  }
  (std::make_index_sequence<arity_of<Row>>());
}

/// All rows, for one number: what stands still is read like what does not.
struct AddRowOfOneNumber {
  Kernels& kernels;

  template <class Row>
  void operator()() const {
    constexpr Opcode opcode = opcode_of<Row>();
    if constexpr (std::is_same_v<Row, rows::Custom>)
      return;  // never lowered
    else if constexpr (Variadic<Row>)
      kernels.any_rows[opcode] = any_row_kernel<Row>;
    else {
      kernels.rows[opcode].fill(row_kernel<Row, 0>);
      kernels.calls[opcode] = call_of<Row>();
    }
  }
};

void sine_and_cosine_of_one(double* sine, double* cosine, const double* x, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    const double at = x[i];
    sine[i] = std::sin(at);
    cosine[i] = std::cos(at);
  }
}

struct SineAndCosine {
  double sine, cosine;
};
SineAndCosine sine_and_cosine_of(double x) { return {std::sin(x), std::cos(x)}; }

Kernels with_scalar_rows(const Kernels& vector) {
  Kernels kernels = vector;
  for_each_row(AddScalarRow{kernels});
  return kernels;
}

}  // namespace

const Kernels& one_number_kernels() {
  static const Kernels complete = [] {
    Kernels kernels = *baseline_kernels();
    for_each_row(AddRowOfOneNumber{kernels});
    kernels.sine_and_cosine = sine_and_cosine_of_one;
    kernels.call_of_sine_and_cosine = reinterpret_cast<Kernels::Call>(sine_and_cosine_of);
    return kernels;
  }();
  return complete;
}

std::vector<const Kernels*> all_kernels() {
  static const auto complete = [] {
    std::vector<Kernels> found;
    for (const Kernels* kernels : {avx512_kernels(), avx2_kernels(), baseline_kernels()})
      if (kernels != nullptr) found.push_back(with_scalar_rows(*kernels));
    return found;
  }();
  std::vector<const Kernels*> result;
  for (const Kernels& kernels : complete) result.push_back(&kernels);
  return result;
}

const Kernels& kernels_called(std::string_view name) {
  for (const Kernels* kernels : all_kernels())
    if (name.empty() || kernels->name == name) return *kernels;
  throw std::invalid_argument(fmt::format("this processor has no kernels called '{}'", name));
}

std::vector<std::string_view> processors() {
  std::vector<std::string_view> names;
  for (const Kernels* kernels : all_kernels()) names.push_back(kernels->name);
  return names;
}

}  // namespace hesse
