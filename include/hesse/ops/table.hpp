// SPDX-License-Identifier: BSL-1.0
//
// THE list of elementary functions. A row's position is its place in the opcodes; the functions people call, dispatch,
// tests, docs and benchmarks are computed from here. To add a function: write its row (a struct in one of the headers
// below), add one line here.
//
//   APPLY(Row, function)   the row and the name people call
#pragma once

#include <hesse/ops/arithmetic.hpp>
#include <hesse/ops/exponential.hpp>
#include <hesse/ops/hyperbolic.hpp>
#include <hesse/ops/piecewise.hpp>
#include <hesse/ops/powers.hpp>
#include <hesse/ops/reductions.hpp>
#include <hesse/ops/special.hpp>
#include <hesse/ops/trigonometric.hpp>

#include <cstddef>
#include <tuple>

// clang-format off
#define HESSE_OPERATORS(APPLY) \
  APPLY(Add, +) APPLY(Subtract, -) APPLY(Multiply, *) APPLY(Divide, /)

#define HESSE_UNARY(APPLY)                                                                                       \
  APPLY(Square, square) APPLY(Reciprocal, reciprocal) APPLY(Sqrt, sqrt) APPLY(Rsqrt, rsqrt) APPLY(Cbrt, cbrt)    \
  APPLY(Exp, exp) APPLY(Exp2, exp2) APPLY(Expm1, expm1)                                                          \
  APPLY(Log, log) APPLY(Log2, log2) APPLY(Log10, log10) APPLY(Log1p, log1p)                                      \
  APPLY(Sin, sin) APPLY(Cos, cos) APPLY(Tan, tan) APPLY(Asin, asin) APPLY(Acos, acos) APPLY(Atan, atan)          \
  APPLY(Sinh, sinh) APPLY(Cosh, cosh) APPLY(Tanh, tanh) APPLY(Asinh, asinh) APPLY(Acosh, acosh) APPLY(Atanh, atanh) \
  APPLY(Erf, erf) APPLY(Erfc, erfc) APPLY(Lgamma, lgamma) APPLY(Digamma, digamma) APPLY(Trigamma, trigamma)      \
  APPLY(Abs, abs) APPLY(Floor, floor) APPLY(Ceil, ceil) APPLY(Round, round) APPLY(Trunc, trunc)                  \
  APPLY(Sigmoid, sigmoid) APPLY(Softplus, softplus) APPLY(Sinc, sinc)                                            \
  APPLY(Gaussian, gaussian) APPLY(SechSquared, sech_squared)

#define HESSE_BINARY(APPLY)                                                                                      \
  APPLY(Hypot, hypot) APPLY(Atan2, atan2) APPLY(Max, max) APPLY(Min, min) APPLY(Copysign, copysign)              \
  APPLY(Fmod, fmod) APPLY(Xlogy, xlogy)

#define HESSE_TERNARY(APPLY) \
  APPLY(Fma, fma) APPLY(Hypot3, hypot) APPLY(Clamp, clamp)

#define HESSE_VARIADIC(APPLY) \
  APPLY(LogSumExp, logsumexp) APPLY(Norm, norm) APPLY(SquaredNorm, squared_norm)

// Rows without a function of their own: unary minus, the three faces of pow, functions with an integer parameter, the
// three comparisons of select, and what the slopes of other rows are made of.
#define HESSE_NAMELESS(APPLY) \
  APPLY(Negate, -) APPLY(PowInteger, pow) APPLY(PowReal, pow) APPLY(Pow, pow) APPLY(Polygamma, polygamma) \
  APPLY(SphBessel, sph_bessel) APPLY(SelectLess, select) APPLY(SelectLessEqual, select) APPLY(SelectEqual, select) \
  APPLY(ExpDifference, exp_difference) APPLY(CircleInversion, circle_inversion)
// clang-format on

namespace hesse {

namespace rows {

/// An operation a person registered; its rule lives outside the table (see <hesse/tape/custom_operation.hpp>).
struct Custom {
  static constexpr About about{.name = "custom", .source = "its author"};
  static constexpr bool variadic = true;
};

}  // namespace rows

#define HESSE_ROW(Row, function) rows::Row,
using Table = std::tuple<HESSE_OPERATORS(HESSE_ROW) HESSE_UNARY(HESSE_ROW) HESSE_BINARY(HESSE_ROW)
                             HESSE_TERNARY(HESSE_ROW) HESSE_VARIADIC(HESSE_ROW) HESSE_NAMELESS(HESSE_ROW) rows::Custom>;
#undef HESSE_ROW

inline constexpr std::size_t row_count = std::tuple_size_v<Table>;

}  // namespace hesse
