// SPDX-License-Identifier: BSL-1.0
#include "difference_quotients.hpp"

#include <hesse/basics/counted.hpp>

#include <fmt/format.h>

#include <cmath>
#include <exception>
#include <limits>

#include "noise.hpp"
#include "probes.hpp"

namespace hesse {

namespace {

constexpr double eps = std::numeric_limits<double>::epsilon();

}  // namespace

Vector Outputs::operator()(ConstVector x) {
  watch_.pause();
  ++evaluations_;
  const Vector nothing = Vector::Constant(count_, std::numeric_limits<double>::quiet_NaN());
  const auto note = [&](const std::string& trouble) {
    if (trouble_.empty()) trouble_ = trouble;
  };
  try {
    Vector outputs = f_(x);
    if (outputs.size() != count_) {
      note(fmt::format("it returned {}, not {}", counted(outputs.size(), "number"), count_));
      return nothing;
    }
    if (!outputs.allFinite()) note("it returned a number that is not finite");
    return outputs;
  } catch (const std::exception& refusal) {
    note(fmt::format("it threw \"{}\"", refusal.what()));
    return nothing;
  }
}

DifferenceQuotients::DifferenceQuotients(Outputs& f, ConstVector x, ConstVector sizes, std::uint64_t seed)
    : f_(&f), x_(x), sizes_(sizes), here_(f(x)) {
  constexpr int spacings = 10;
  constexpr double widest = 0x1p-6;
  // A wave that is as long as a spacing, or nearly, is not seen along one direction, but along others.
  const Matrix directions = directions_of(sizes, seed, spacings);
  const auto line = [&](int k, double t) -> Vector { return f(x_ + t * directions.col(k)); };
  noise_ = noise_along(line, 0.0, widest, spacings);
  // Values farther off, where steps go too, may be noisier.
  for (const double t : {-0.5, 0.5}) noise_ = noise_.cwiseMax(noise_along(line, t, widest, 3));
}

double DifferenceQuotients::step(Index i, double h) const {
  const double size = std::abs(x_[i]), moved = size + h * sizes_[i];
  return moved - size;
}

Quotients DifferenceQuotients::quotients(const Vector& difference, const Vector& largest, double noise_in_it,
                                         double divisor) const {
  return {difference / divisor, noise_in_it * noise_.cwiseMax(eps * largest) / std::abs(divisor)};
}

Extrapolated DifferenceQuotients::first(Index i, double h) const {
  return extrapolate(
      [&](double share) {
        const double by = step(i, share);
        Vector at = x_;
        at[i] = x_[i] + by;
        const Vector above = (*f_)(at);
        at[i] = x_[i] - by;
        const Vector below = (*f_)(at);
        return quotients(above - below, above.cwiseAbs().cwiseMax(below.cwiseAbs()), std::sqrt(2.0), 2.0 * by);
      },
      h);
}

Extrapolated DifferenceQuotients::second(Index i, Index j, double h) const {
  // The value at the point itself is in all quotients along one input, so its noise is not independent: 4 for sqrt(6).
  const double noise_in_it = i == j ? 4.0 : 2.0;
  return extrapolate(
      [&](double share) {
        const double by_i = step(i, share), by_j = step(j, share);
        const auto at = [&](double sign_i, double sign_j) {
          Vector there = x_;
          there[i] = x_[i] + sign_i * by_i;
          if (i != j) there[j] = x_[j] + sign_j * by_j;
          return (*f_)(there);
        };
        const Vector one = at(1, 1), other = at(-1, -1);
        const Vector largest = one.cwiseAbs().cwiseMax(other.cwiseAbs());
        if (i == j) return quotients(one - 2.0 * here_ + other, largest, noise_in_it, by_i * by_j);
        return quotients(one - at(1, -1) - at(-1, 1) + other, largest, noise_in_it, 4.0 * by_i * by_j);
      },
      h);
}

/// A difference that is odd about the point, over step^order, falls with the step where the derivative of this order is
/// continuous and does not where it jumps. Looked at over the smallest steps that noise leaves.
bool DifferenceQuotients::jumps(const Vector& along, int order, Index output) const {
  constexpr double ratio = 8.0;
  const auto value = [&](double t) { return (*f_)(x_ + t * along)[output]; };
  const auto odd = [&](double h) {
    return std::abs(order == 1 ? value(h) - 2.0 * value(0.0) + value(-h)
                               : value(2.0 * h) - 2.0 * (value(h) - value(-h)) - value(-2.0 * h));
  };
  for (const double h : {0x1p-13, 0x1p-10, 0x1p-7, 0x1p-4}) {
    const double near = odd(h);
    if (!(near > 15.0 * noise_[output])) continue;
    return near > 0.5 * odd(ratio * h) / std::pow(ratio, order);
  }
  return false;
}

bool DifferenceQuotients::first_jumps(Index i, Index output) const {
  return jumps(sizes_[i] * Vector::Unit(x_.size(), i), 1, output);
}

bool DifferenceQuotients::second_jumps(Index i, Index j, Index output) const {
  Vector along = sizes_[i] * Vector::Unit(x_.size(), i);
  if (i != j) along += sizes_[j] * Vector::Unit(x_.size(), j);
  return jumps(along, 2, output);
}

}  // namespace hesse
