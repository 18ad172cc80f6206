// SPDX-License-Identifier: BSL-1.0
//
// Pack: as many doubles as one register of a processor holds, computed with at once. The rules of the table run on it.
//
// This header is compiled once for each kind of processor, with other settings each time. Everything in it therefore
// carries the name of the kind: two definitions of one function that differ must never meet in one program. The file
// that includes it defines
//
//   HESSE_KIND                 a name: baseline, avx2, avx512
//   HESSE_PACK                 doubles in a pack
//   HESSE_SLEEF(name, bound)   the vector function of that name in SLEEF, or nothing where there is none
#pragma once

#include <hesse/ops/table.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>

#ifdef HESSE_SLEEF
#include <sleef.h>
#endif

namespace hesse {

// Announced before the functions below are looked up among those of the library, which ask for it.
namespace HESSE_KIND {
struct Pack;
}
template <>
struct Evaluator<HESSE_KIND::Pack>;

}  // namespace hesse

namespace hesse::HESSE_KIND {

inline constexpr std::size_t width = HESSE_PACK;

typedef double Doubles __attribute__((vector_size(8 * HESSE_PACK)));
typedef std::int64_t Bits __attribute__((vector_size(8 * HESSE_PACK)));

struct Mask {
  Bits bits;
};

struct Pack {
  Doubles v;

  Pack() = default;
  Pack(Doubles doubles) : v(doubles) {}
  template <class U>
  requires std::is_arithmetic_v<U> Pack(U number) : v(Doubles{} + static_cast<double>(number)) {}

  static Pack load(const double* from) {
    Pack result;
    __builtin_memcpy(&result.v, from, sizeof result.v);
    return result;
  }
  void store(double* to) const { __builtin_memcpy(to, &v, sizeof v); }

  friend Pack operator+(Pack a, Pack b) { return a.v + b.v; }
  friend Pack operator-(Pack a, Pack b) { return a.v - b.v; }
  friend Pack operator*(Pack a, Pack b) { return a.v * b.v; }
  friend Pack operator/(Pack a, Pack b) { return a.v / b.v; }
  friend Pack operator-(Pack a) { return -a.v; }
  friend Pack& operator+=(Pack& a, Pack b) { return a = a + b; }

  friend Mask operator<(Pack a, Pack b) { return {a.v < b.v}; }
  friend Mask operator<=(Pack a, Pack b) { return {a.v <= b.v}; }
  friend Mask operator>(Pack a, Pack b) { return {a.v > b.v}; }
  friend Mask operator>=(Pack a, Pack b) { return {a.v >= b.v}; }
  friend Mask operator==(Pack a, Pack b) { return {a.v == b.v}; }
};

inline Pack choose(Mask mask, Pack yes, Pack no) { return mask.bits ? yes.v : no.v; }
inline Mask isnan(Pack x) { return {x.v != x.v}; }
inline Pack abs(Pack x) { return Doubles((Bits)x.v & std::numeric_limits<std::int64_t>::max()); }
inline Mask isinf(Pack x) { return abs(x) == Pack(std::numeric_limits<double>::infinity()); }
inline Mask isfinite(Pack x) { return abs(x) < Pack(std::numeric_limits<double>::infinity()); }
inline Mask signbit(Pack x) { return {(Bits)x.v < 0}; }
inline Pack to_integer(Pack n) { return n; }

/// The function of one, two or three arguments, number by number.
#define HESSE_EACH(name, call)                                     \
  inline Pack name(Pack a) {                                       \
    for (std::size_t i = 0; i < width; ++i) a.v[i] = call(a.v[i]); \
    return a;                                                      \
  }
#define HESSE_EACH_OF_TWO(name, call)                                      \
  inline Pack name(Pack a, Pack b) {                                       \
    for (std::size_t i = 0; i < width; ++i) a.v[i] = call(a.v[i], b.v[i]); \
    return a;                                                              \
  }
HESSE_EACH(sqrt, __builtin_sqrt)
HESSE_EACH(floor, __builtin_floor)
HESSE_EACH(ceil, __builtin_ceil)
HESSE_EACH(trunc, __builtin_trunc)
HESSE_EACH(round, __builtin_round)
HESSE_EACH_OF_TWO(fmod, __builtin_fmod)
inline Pack fma(Pack a, Pack b, Pack c) {
  for (std::size_t i = 0; i < width; ++i) a.v[i] = __builtin_fma(a.v[i], b.v[i], c.v[i]);
  return a;
}

#ifdef HESSE_SLEEF
#define HESSE_VECTOR(name, bound) \
  inline Pack name(Pack a) { return Doubles(HESSE_SLEEF(name, bound)(a.v)); }
#define HESSE_VECTOR_OF_TWO(name, bound) \
  inline Pack name(Pack a, Pack b) { return Doubles(HESSE_SLEEF(name, bound)(a.v, b.v)); }
#else
#define HESSE_VECTOR(name, bound) HESSE_EACH(name, __builtin_##name)
#define HESSE_VECTOR_OF_TWO(name, bound) HESSE_EACH_OF_TWO(name, __builtin_##name)
#endif
// clang-format off
HESSE_VECTOR(exp, u10) HESSE_VECTOR(exp2, u10) HESSE_VECTOR(expm1, u10)
HESSE_VECTOR(log, u10) HESSE_VECTOR(log2, u10) HESSE_VECTOR(log10, u10) HESSE_VECTOR(log1p, u10)
HESSE_VECTOR(sin, u10) HESSE_VECTOR(cos, u10) HESSE_VECTOR(tan, u10)
HESSE_VECTOR(asin, u10) HESSE_VECTOR(acos, u10) HESSE_VECTOR(atan, u10)
HESSE_VECTOR(sinh, u10) HESSE_VECTOR(cosh, u10) HESSE_VECTOR(tanh, u10)
HESSE_VECTOR(asinh, u10) HESSE_VECTOR(acosh, u10) HESSE_VECTOR(atanh, u10)
HESSE_VECTOR(cbrt, u10) HESSE_VECTOR(erf, u10) HESSE_VECTOR(erfc, u15)
HESSE_VECTOR_OF_TWO(hypot, u05) HESSE_VECTOR_OF_TWO(pow, u10) HESSE_VECTOR_OF_TWO(atan2, u10)
    // clang-format on

    /// Both at once: they share their argument's reduction, most of the work.
    inline void sine_and_cosine(Pack a, Pack& sine, Pack& cosine) {
#ifdef HESSE_SLEEF
  const auto both = HESSE_SLEEF(sincos, u10)(a.v);
  sine = Doubles(both.x);
  cosine = Doubles(both.y);
#else
  sine = sin(a);
  cosine = cos(a);
#endif
}
#undef HESSE_EACH
#undef HESSE_EACH_OF_TWO
#undef HESSE_VECTOR
#undef HESSE_VECTOR_OF_TWO

}  // namespace hesse::HESSE_KIND

namespace hesse {

template <>
struct ValueOf<HESSE_KIND::Pack> : ValueOf<double> {};

template <>
struct Evaluator<HESSE_KIND::Pack> {
  static constexpr bool brings_own_functions = true;
  using Pack = HESSE_KIND::Pack;

  template <class Row, class... Args>
  static Pack evaluate(const Args&... args) {
    return evaluate_packs<Row>(Pack(args)...);
  }
  template <class Row>
  static Pack evaluate_all(std::span<const Pack> args) {
    return Row::value(args);
  }

 private:
  template <class Row, class... Packs>
  static Pack evaluate_packs(const Packs&... args) {
    if constexpr (Choosing<Row>)
      return Row::among(args..., args...);
    else
      return Row::value(args...);
  }
};

}  // namespace hesse

template <>
struct std::numeric_limits<hesse::HESSE_KIND::Pack> : std::numeric_limits<double> {};
