// SPDX-License-Identifier: BSL-1.0
//
// The mistake behind wrong entries. Most wrong derivatives are wrong in one of a dozen ways; each is tried against what
// was seen at several points, and named where it explains all but a thousandth of the difference at every one of them.
#pragma once

#include <string>

namespace hesse {

/// The list: name and words.
#define HESSE_CAUSES(CAUSE)                                 \
  CAUSE(sign, "wrong sign")                                 \
  CAUSE(factor, "wrong factor")                             \
  CAUSE(mean_for_sum, "mean for sum")                       \
  CAUSE(missing_entry, "missing entry")                     \
  CAUSE(wrong_entry, "one wrong entry")                     \
  CAUSE(one_triangle, "one triangle only")                  \
  CAUSE(wrong_index, "wrong index")                         \
  CAUSE(outer_product, "outer product of gradients")        \
  CAUSE(gauss_newton, "Gauss-Newton for the exact Hessian") \
  CAUSE(missing_term, "missing chain term")                 \
  CAUSE(wrong_point, "wrong point")                         \
  CAUSE(wrong_parametrisation, "wrong parametrisation")

struct Cause {
#define HESSE_CAUSE(name, words) name,
  enum class Kind { HESSE_CAUSES(HESSE_CAUSE) };
#undef HESSE_CAUSE

  Kind kind;
  /// What is wrong, with names, numbers, the line of the function: "H[0][1] has the wrong sign."
  std::string sentence;
  /// 1 - |by hand - what the cause predicts| / |by hand - exact|, entries in units of f, at the worst point.
  double explained;
};

/// "mean for sum"
[[nodiscard]] const char* name_of(Cause::Kind kind);

}  // namespace hesse
