// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/counted.hpp>
#include <hesse/basics/error.hpp>
#include <hesse/basics/shapes.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace hesse {

// Zero times a number is zero, but NaN where the number is NaN or infinite, and NaN stays in a sum. Eight sums do not
// wait for one another, and are added on vector registers.
namespace {

/// 0 times each entry that visit(i) gives, added up in lanes: NaN where one is not finite.
template <class Visitor>
bool are_finite(Index size, const Visitor& visit) {
  constexpr Index lanes = 8;
  double sums[lanes] = {};
  Index i = 0;
  for (; i + lanes <= size; i += lanes)
    for (Index k = 0; k < lanes; ++k) sums[k] += 0.0 * visit(i + k);
  for (; i < size; ++i) sums[0] += 0.0 * visit(i);
  double total = 0.0;
  for (const double sum : sums) total += sum;
  return total == 0.0;
}

}  // namespace

bool all_finite(ConstVector x) {
  return are_finite(x.size(), [&](Index i) { return x[i]; });
}

bool copy_finite(ConstVector x, Eigen::Ref<Vector> copy) {
  return are_finite(x.size(), [from = x.data(), to = copy.data()](Index i) { return to[i] = from[i]; });
}

bool gather_finite(const double* x, std::span<const std::uint32_t> places, double* copy) {
  return are_finite(static_cast<Index>(places.size()),
                    [=](Index i) { return copy[i] = x[places[static_cast<std::size_t>(i)]]; });
}

bool has_nan(ConstVector x) {
  if (all_finite(x)) return false;
  return std::ranges::any_of(x, [](double number) { return std::isnan(number); });
}

void require_size(const char* asked, Index found, Index expected, const char* what) {
  if (found == expected) return;
  throw ShapeError("shape.size", fmt::format("{} got {}, but {} {} expected. Pass exactly {}.", asked,
                                             counted(found, what), expected, expected == 1 ? "is" : "are", expected));
}

}  // namespace hesse
