// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/error.hpp>
#include <hesse/verification/check.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "comparison.hpp"
#include "rounding.hpp"
#include "taylor.hpp"

namespace hesse {

namespace {

void validate(ConstVector x, const CheckOptions& options) {
  if (options.points < 1)
    throw OptionError("option.points",
                      fmt::format("CheckOptions::points is {}, but it must be 1 or more.", options.points));
  if (!(options.radius >= 0.0 && options.radius < 1e3))
    throw OptionError("option.radius",
                      fmt::format("CheckOptions::radius is {}, but it must be between 0 and 1000.", options.radius));
  if (!options.names.empty())
    require_size("CheckOptions::names", static_cast<Index>(options.names.size()), x.size(), "name");
  if (options.scale.size() != 0) require_size("CheckOptions::scale", options.scale.size(), x.size(), "size");
}

/// The size of an input that is 0 is not known: that of its fellows is the best guess.
Vector sizes_of(ConstVector x, const CheckOptions& options) {
  if (options.scale.size() != 0) return options.scale.cwiseAbs();
  std::vector<double> known;
  for (const double number : x)
    if (number != 0.0) known.push_back(std::abs(number));
  std::ranges::sort(known);
  const double guess = known.empty() ? 1.0 : known[known.size() / 2];
  Vector sizes = x.cwiseAbs();
  for (double& size : sizes)
    if (size == 0.0) size = guess;
  return sizes;
}

std::string input_name(const CheckOptions& options, Index i) {
  return options.names.empty() ? fmt::format("x[{}]", i) : options.names[static_cast<std::size_t>(i)];
}

std::vector<std::string> input_names(const CheckOptions& options, Index count) {
  std::vector<std::string> names;
  for (Index i = 0; i < count; ++i) names.push_back(input_name(options, i));
  return names;
}

constexpr Index direction_count = 3;

/// Three directions of the size of the inputs; never a zero entry, so that no entry of the Hessian is left out.
Matrix directions_of(ConstVector sizes, std::uint64_t seed) {
  std::mt19937_64 random(seed + 0x9E3779B97F4A7C15u);
  Matrix directions(sizes.size(), direction_count);
  for (Index k = 0; k < direction_count; ++k)
    for (Index i = 0; i < sizes.size(); ++i) {
      const std::uint64_t bits = random();
      const double magnitude = 0.5 + 0.5 * static_cast<double>(bits >> 11) * 0x1p-53;
      directions(i, k) = (bits & 1u) != 0 ? magnitude * sizes[i] : -magnitude * sizes[i];
    }
  return directions;
}

/// Adds what the Taylor model says: slope_along(direction). One direction may mislead, where terms of its error happen
/// to cancel; a power that is too low has to show along three. It is a witness of its own: where it contradicts entries
/// that agree, something is wrong with the function (a kink, a value read out of the recording), and nothing is proved.
template <class SlopeAlong>
void add_taylor(Verdict& verdict, const Matrix& directions, double expected, const SlopeAlong& slope_along) {
  if (verdict.points == 0) return;
  const double too_low = expected - 0.5;
  verdict.expected_slope = expected;
  for (Index k = 0; k < directions.cols() && verdict.slope.value_or(0.0) < too_low; ++k)
    if (const std::optional<double> slope = slope_along(directions.col(k)))
      verdict.slope = std::max(*slope, verdict.slope.value_or(0.0));
  if (verdict.status != Verdict::Status::passed || !verdict.slope || *verdict.slope > too_low) return;
  verdict.status = Verdict::Status::inconclusive;
  verdict.notes.push_back(
      "all entries agree with the exact derivative of the recorded function, but the Taylor model made of them does "
      "not follow it: the function is not smooth at the point, or its values do not repeat.");
}

}  // namespace

Verdict check_gradient(const Function& f, const GradientByHand& by_hand, ConstVector x, const CheckOptions& options) {
  validate(x, options);
  const Vector sizes = sizes_of(x, options);
  const Candidate candidate{"check_gradient",
                            "gradient",
                            1,
                            false,
                            [&](ConstVector at) -> Matrix { return by_hand(at); },
                            [&](ConstVector at) -> Matrix { return f.gradient(at); },
                            [&](ConstVector at) -> Matrix { return rounding::of_gradient(*f.tape(at), at); },
                            [&](Index row, Index) {
                              return options.names.empty()
                                         ? fmt::format("g[{}]", row)
                                         : fmt::format("g[{}] (d/d {})", row, input_name(options, row));
                            },
                            input_names(options, x.size()),
                            sizes};
  Verdict verdict = compare_derivatives(f, candidate, x, sizes, options);
  add_taylor(verdict, directions_of(sizes, options.seed), 2.0,
             [&](const Vector& v) { return taylor_slope(f, x, v, by_hand(x).dot(v), std::nullopt); });
  return verdict;
}

Verdict check_hessian(const Function& f, const HessianByHand& by_hand, ConstVector x, const CheckOptions& options) {
  validate(x, options);
  const Vector sizes = sizes_of(x, options);
  const Matrix identity = Matrix::Identity(x.size(), x.size());
  const Candidate candidate{"check_hessian",
                            "Hessian",
                            x.size(),
                            true,
                            [&](ConstVector at) -> Matrix { return by_hand(at); },
                            [&](ConstVector at) -> Matrix { return f.hessian(at); },
                            [&](ConstVector at) { return rounding::of_products(*f.tape(at), at, identity); },
                            [&](Index row, Index column) {
                              return options.names.empty()
                                         ? fmt::format("H[{}][{}]", row, column)
                                         : fmt::format("H[{}][{}] (d/d {}, d/d {})", row, column,
                                                       input_name(options, row), input_name(options, column));
                            },
                            input_names(options, x.size()),
                            sizes* sizes.transpose()};
  Verdict verdict = compare_derivatives(f, candidate, x, sizes, options);
  add_taylor(verdict, directions_of(sizes, options.seed), 3.0,
             [&](const Vector& v) { return taylor_slope(f, x, v, f.gradient(x).dot(v), v.dot(by_hand(x) * v)); });
  return verdict;
}

Verdict check_hessian_vector(const Function& f, const ProductByHand& by_hand, ConstVector x,
                             const CheckOptions& options) {
  validate(x, options);
  const Vector sizes = sizes_of(x, options);
  const Matrix directions = directions_of(sizes, options.seed);
  const Candidate candidate{"check_hessian_vector",
                            "product",
                            direction_count,
                            false,
                            [&](ConstVector at) {
                              const Vector first = by_hand(at, directions.col(0));
                              Matrix products(first.size(), direction_count);
                              products.col(0) = first;
                              for (Index k = 1; k < direction_count && first.size() == at.size(); ++k)
                                products.col(k) = by_hand(at, directions.col(k));
                              return products;
                            },
                            [&](ConstVector at) -> Matrix { return f.hessian_vectors(at, directions); },
                            [&](ConstVector at) { return rounding::of_products(*f.tape(at), at, directions); },
                            [&](Index row, Index column) {
                              return options.names.empty()
                                         ? fmt::format("(H v{})[{}]", column, row)
                                         : fmt::format("(H v{})[{}] (d/d {})", column, row, input_name(options, row));
                            },
                            input_names(options, x.size()),
                            sizes* Vector::Ones(direction_count).transpose()};
  Verdict verdict = compare_derivatives(f, candidate, x, sizes, options);
  add_taylor(verdict, directions, 3.0,
             [&](const Vector& v) { return taylor_slope(f, x, v, f.gradient(x).dot(v), v.dot(by_hand(x, v))); });
  return verdict;
}

}  // namespace hesse
