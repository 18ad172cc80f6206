// SPDX-License-Identifier: BSL-1.0
//
// Subjects over 24 decades of the sizes of outputs and of inputs, in all pairs.
#pragma once

#include "support/random_programs.hpp"

/// Calls visit(Subject(seed, height, width)) for so many subjects at every pair of scales.
template <class Subject, class Visit>
void for_each_over_scales(int at_each, const Visit& visit) {
  constexpr double scales[] = {1e-12, 1e-8, 1e-4, 1.0, 1e4, 1e8, 1e12};
  std::uint64_t seed = hesse::first_random_seed();
  for (const double height : scales)
    for (const double width : scales)
      for (int i = 0; i < at_each; ++i) visit(Subject(seed++, height, width));
}
