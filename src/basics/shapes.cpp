// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/error.hpp>
#include <hesse/basics/shapes.hpp>

#include <fmt/format.h>

namespace hesse {

void require_size(const char* asked, Index found, Index expected, const char* what) {
  if (found == expected) return;
  throw ShapeError("shape.size", fmt::format("{} got {} {}, but {} {} expected. Pass exactly {}.", asked, found, what,
                                             expected, expected == 1 ? "is" : "are", expected));
}

}  // namespace hesse
