// SPDX-License-Identifier: BSL-1.0
//
// Right Hessians spoiled in each of a dozen ways, for tests of the checker: the verdict has to say that they are,
// where, and how.
#pragma once

#include <hesse/verification/check.hpp>

#include <functional>
#include <span>
#include <vector>

namespace support {

using hesse::ConstVector;
using hesse::Index;
using hesse::Matrix;
using hesse::Vector;

/// Right derivatives, by hand, at any point, and the parts of which some mistakes take too few.
struct RightDerivatives {
  Vector point;
  std::function<Vector(ConstVector x)> gradient;
  std::function<Matrix(ConstVector x)> hessian;
  std::function<Matrix(ConstVector x)> gauss_newton;                    ///< empty where there is none
  std::function<Matrix(ConstVector x, std::size_t r)> inner_curvature;  ///< what the inner function of term r adds
  Index terms = 0;                                                      ///< 0: no sum of terms
};

/// A way to spoil one; i < j are two inputs, r a term.
struct Spoiling {
  const char* name;
  hesse::Cause::Kind kind;
  Matrix (*hessian)(const RightDerivatives& f, ConstVector x, Index i, Index j, std::size_t r);
};

[[nodiscard]] std::span<const Spoiling> spoilings();

/// What the verdicts on Hessians that are spoiled in one way said.
struct Rates {
  int tried = 0, detected = 0, entry_named = 0, cause_named = 0;

  void add(const Rates& other);
};

/// Of one verdict: the kinds that name the mistake, and the right and the spoiled Hessian at a point close by.
[[nodiscard]] Rates rates_of(const hesse::Verdict& verdict, const std::vector<hesse::Cause::Kind>& kinds,
                             const Matrix& right, const Matrix& wrong);

}  // namespace support
