// SPDX-License-Identifier: BSL-1.0
//
// The kernels of one kind of processor, made from the table. See pack.hpp for what the including file defines.
#pragma once

#include <cstddef>
#include <span>
#include <utility>

#include "kernels.hpp"
#include "pack.hpp"

namespace hesse::HESSE_KIND {

/// The first `count` numbers of a pack, the others 1: a number in the domain of most rows.
inline Pack load_some(const double* from, std::size_t count) {
  Pack result(1.0);
  for (std::size_t i = 0; i < count; ++i) result.v[i] = from[i];
  return result;
}
inline void store_some(const Pack& pack, double* to, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) to[i] = pack.v[i];
}

template <bool is_uniform>
[[gnu::always_inline]] inline Pack argument(const double* from, std::size_t i) {
  return is_uniform ? Pack(*from) : Pack::load(from + i);
}
template <bool is_uniform>
[[gnu::always_inline]] inline Pack some_of_argument(const double* from, std::size_t i, std::size_t count) {
  return is_uniform ? Pack(*from) : load_some(from + i, count);
}

template <class Row, unsigned uniform, std::size_t... k>
void evaluate_row(double* result, const double* const* arguments, std::size_t count, std::index_sequence<k...>) {
  std::size_t i = 0;
  for (; i + width <= count; i += width)
    Pack(evaluate<Row>(argument<((uniform >> k) & 1u) != 0>(arguments[k], i)...)).store(result + i);
  if (i < count) {
    const std::size_t rest = count - i;
    store_some(evaluate<Row>(some_of_argument<((uniform >> k) & 1u) != 0>(arguments[k], i, rest)...), result + i, rest);
  }
}

template <class Row, unsigned uniform>
void row_kernel(double* result, const double* const* arguments, std::size_t count) {
  evaluate_row<Row, uniform>(result, arguments, count, std::make_index_sequence<arity_of<Row>>());
}

inline void sine_and_cosine_kernel(double* sines, double* cosines, const double* x, std::size_t count) {
  Pack sine, cosine;
  std::size_t i = 0;
  for (; i + width <= count; i += width) {
    sine_and_cosine(Pack::load(x + i), sine, cosine);
    sine.store(sines + i);
    cosine.store(cosines + i);
  }
  if (i == count) return;
  sine_and_cosine(load_some(x + i, count - i), sine, cosine);
  store_some(sine, sines + i, count - i);
  store_some(cosine, cosines + i, count - i);
}

/// Rows of any number of arguments; a hundred and more are possible, and live on the stack.
template <class Row>
void any_row_kernel(double* result, const double* const* arguments, const std::uint8_t* strides,
                    std::size_t argument_count, std::size_t count) {
  Pack* const packs = static_cast<Pack*>(__builtin_alloca_with_align(argument_count * sizeof(Pack), 512));
  for (std::size_t i = 0; i < count; i += width) {
    const std::size_t rest = count - i < width ? count - i : width;
    for (std::size_t k = 0; k < argument_count; ++k)
      packs[k] = strides[k] == 0 ? Pack(*arguments[k]) : load_some(arguments[k] + i, rest);
    store_some(evaluate_all<Row>(std::span<const Pack>(packs, argument_count)), result + i, rest);
  }
}

/// `packs` packs of a term at iteration i; of the last pack only `count` numbers.
template <std::size_t packs>
[[gnu::always_inline]] inline void add_term(Pack (&sum)[packs], const Term& term, const Bases& bases, std::size_t i,
                                            std::size_t count) {
  const double* const first = term.first.in(bases) + (term.first_is_uniform ? 0 : i);
  const double* const second = term.second.in(bases) + (term.second_is_uniform ? 0 : i);
  const auto load = [&](const double* from, bool is_uniform, std::size_t k) __attribute__((always_inline)) {
    if (is_uniform) return Pack(*from);
    return packs == 1 && count < width ? load_some(from, count) : Pack::load(from + k * width);
  };
  const auto each = [&](auto&& number) __attribute__((always_inline)) {
    if (term.subtracts)
      for (std::size_t k = 0; k < packs; ++k) sum[k] = sum[k] - number(k);
    else
      for (std::size_t k = 0; k < packs; ++k) sum[k] = sum[k] + number(k);
  };
  if (!term.is_product) {
    each([&](std::size_t k) { return load(first, term.first_is_uniform, k); });
  } else if (term.first_is_uniform) {
    const Pack factor(*first);
    each([&](std::size_t k) { return factor * load(second, false, k); });
  } else if (term.second_is_uniform) {
    const Pack factor(*second);
    each([&](std::size_t k) { return load(first, false, k) * factor; });
  } else {
    each([&](std::size_t k) { return load(first, false, k) * load(second, false, k); });
  }
}

template <std::size_t packs>
[[gnu::always_inline]] inline void sum_block(double* result, const Term* terms, std::size_t term_count,
                                             const Bases& bases, std::size_t i, std::size_t count) {
  Pack sum[packs];
  for (Pack& pack : sum) pack = Pack(-0.0);  // -0 + x is x, bit by bit
  for (std::size_t k = 0; k < term_count; ++k) add_term<packs>(sum, terms[k], bases, i, count);
  if (packs == 1 && count < width) return store_some(sum[0], result + i, count);
  for (std::size_t k = 0; k < packs; ++k) sum[k].store(result + i + k * width);
}

/// Terms are read once for several packs: that is what makes long sums cheap.
inline void sum_kernel(double* result, const Term* terms, std::size_t term_count, const Bases& bases,
                       std::size_t count) {
  std::size_t i = 0;
  for (; i + 4 * width <= count; i += 4 * width) sum_block<4>(result, terms, term_count, bases, i, 4 * width);
  for (; i + 2 * width <= count; i += 2 * width) sum_block<2>(result, terms, term_count, bases, i, 2 * width);
  for (; i < count; i += width)
    sum_block<1>(result, terms, term_count, bases, i, count - i < width ? count - i : width);
}

/// lanes[i mod 16] += number(from, pack) for whole rounds of the lanes from iteration i on; returns where they end.
template <class Number>
[[gnu::always_inline]] inline std::size_t add_rounds(Pack (&sum)[sum_lanes / width], std::size_t i, std::size_t count,
                                                     const Number& number) {
  for (; i + sum_lanes <= count; i += sum_lanes)
    for (std::size_t k = 0; k < sum_lanes / width; ++k) sum[k] += number(i + k * width);
  return i;
}

inline constexpr std::size_t packs_of_a_sum = sum_lanes / width;

/// Adds iterations from `i` on, the first of a round, to the lanes of one sum.
inline void accumulate_one(double* lanes, const Term& term, const Bases& bases, std::size_t i, std::size_t count) {
  constexpr std::size_t packs = packs_of_a_sum;
  Pack sum[packs];
  for (std::size_t k = 0; k < packs; ++k) sum[k] = Pack::load(lanes + k * width);
  const double* const first = term.first.in(bases);
  const double* const second = term.second.in(bases);
  if (!term.is_product && !term.first_is_uniform)
    i = add_rounds(sum, i, count, [=](std::size_t at) { return Pack::load(first + at); });
  else if (term.is_product && !term.first_is_uniform && !term.second_is_uniform)
    i = add_rounds(sum, i, count, [=](std::size_t at) { return Pack::load(first + at) * Pack::load(second + at); });
  for (std::size_t k = 0; i < count; i += width, k = (k + 1) % packs) {
    const std::size_t rest = count - i < width ? count - i : width;
    Pack part[1] = {Pack(0.0)};
    add_term<1>(part, term, bases, i, rest);
    for (std::size_t lane = 0; lane < rest; ++lane) sum[k].v[lane] += part[0].v[lane];
  }
  for (std::size_t k = 0; k < packs; ++k) sum[k].store(lanes + k * width);
}

/// Products of a few terms, whole rounds: additions of one sum wait for one another, those of several do not.
template <std::size_t together>
[[gnu::always_inline]] inline std::size_t accumulate_products(double* lanes, const LaneTerm* terms, const Bases& bases,
                                                              std::size_t count) {
  Pack sums[together][packs_of_a_sum];
  const double *first[together], *second[together];
  for (std::size_t n = 0; n < together; ++n) {
    first[n] = terms[n].term.first.in(bases);
    second[n] = terms[n].term.second.in(bases);
    for (std::size_t k = 0; k < packs_of_a_sum; ++k)
      sums[n][k] = Pack::load(lanes + terms[n].sum * sum_lanes + k * width);
  }
  std::size_t i = 0;
  for (; i + sum_lanes <= count; i += sum_lanes)
    for (std::size_t n = 0; n < together; ++n)
      for (std::size_t k = 0; k < packs_of_a_sum; ++k)
        sums[n][k] += Pack::load(first[n] + i + k * width) * Pack::load(second[n] + i + k * width);
  for (std::size_t n = 0; n < together; ++n)
    for (std::size_t k = 0; k < packs_of_a_sum; ++k) sums[n][k].store(lanes + terms[n].sum * sum_lanes + k * width);
  return i;
}

/// Whether the terms are products of numbers that move, each of another sum.
inline bool are_products_apart(const LaneTerm* terms, std::size_t count) {
  for (std::size_t n = 0; n < count; ++n) {
    const Term& term = terms[n].term;
    if (!term.is_product || term.first_is_uniform || term.second_is_uniform) return false;
    for (std::size_t other = 0; other < n; ++other)
      if (terms[other].sum == terms[n].sum) return false;
  }
  return true;
}

inline void accumulate_kernel(double* lanes, const LaneTerm* terms, std::size_t term_count, const Bases& bases,
                              std::size_t count) {
  constexpr std::size_t packs_at_once = 8;  // what half of the smallest register file holds
  constexpr std::size_t together = packs_at_once / packs_of_a_sum;
  const auto finish = [&](const LaneTerm& term, std::size_t from) {
    accumulate_one(lanes + term.sum * sum_lanes, term.term, bases, from, count);
  };
  std::size_t n = 0;
  while (n < term_count) {
    if (together > 1 && n + together <= term_count && are_products_apart(terms + n, together)) {
      const std::size_t done = accumulate_products<together>(lanes, terms + n, bases, count);
      for (std::size_t k = 0; done < count && k < together; ++k) finish(terms[n + k], done);
      n += together;
    } else {
      finish(terms[n++], 0);
    }
  }
}

/// The row as a function of registers.
template <class Row>
Kernels::Call call_of() {
  return []<std::size_t... k>(std::index_sequence<k...>) {
    Doubles (*const function)(decltype(k, Doubles())...) = [](decltype(k, Doubles())... arguments) -> Doubles {
      return evaluate<Row>(Pack(arguments)...).v;
    };
    return reinterpret_cast<Kernels::Call>(function);
  }
  (std::make_index_sequence<arity_of<Row>>());
}

struct MakeRow {
  Kernels& kernels;

  template <class RowType>
  void operator()() const {
    constexpr Opcode opcode = opcode_of<RowType>();
    if constexpr (ScalarOnly<RowType> || std::is_same_v<RowType, rows::Custom>)
      return;
    else if constexpr (Variadic<RowType>)
      kernels.any_rows[opcode] = any_row_kernel<RowType>;
    else {
      kernels.calls[opcode] = call_of<RowType>();
      [&]<std::size_t... uniform>(std::index_sequence<uniform...>) {
        ((kernels.rows[opcode][uniform] = row_kernel<RowType, static_cast<unsigned>(uniform)>), ...);
      }
      (std::make_index_sequence<(std::size_t{1} << arity_of<RowType>)-1>());
    }
  }
};

inline Kernels make_kernels(std::string_view name) {
  Kernels kernels;
  kernels.name = name;
  for_each_row(MakeRow{kernels});
  kernels.sine_and_cosine = sine_and_cosine_kernel;
  kernels.sum = sum_kernel;
  kernels.accumulate = accumulate_kernel;
  return kernels;
}

}  // namespace hesse::HESSE_KIND
