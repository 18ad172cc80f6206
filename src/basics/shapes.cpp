// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/error.hpp>
#include <hesse/basics/shapes.hpp>

#include <fmt/format.h>

#include <cmath>
#include <limits>

namespace hesse {

bool has_nan(ConstVector x) {
  unsigned found = 0;
  for (Index i = 0; i < x.size(); ++i) found |= static_cast<unsigned>(x[i] != x[i]);
  return found != 0;
}

bool all_finite(ConstVector x) {
  unsigned found = 0;
  for (Index i = 0; i < x.size(); ++i)
    found |= static_cast<unsigned>(!(std::abs(x[i]) <= std::numeric_limits<double>::max()));
  return found == 0;
}

void require_size(const char* asked, Index found, Index expected, const char* what) {
  if (found == expected) return;
  throw ShapeError("shape.size", fmt::format("{} got {} {}, but {} {} expected. Pass exactly {}.", asked, found, what,
                                             expected, expected == 1 ? "is" : "are", expected));
}

}  // namespace hesse
