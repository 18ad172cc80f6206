// SPDX-License-Identifier: BSL-1.0
#include "route_comparison.hpp"

#include <hesse/basics/counted.hpp>
#include <hesse/basics/error.hpp>

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "probes.hpp"

namespace hesse {

namespace {

// Up to so many inputs every entry is compared. Beyond, a difference in any entry shows along random directions too.
constexpr Index most_slopes = 16;
constexpr Index most_curvatures = 8;
constexpr Index random_directions = 12;

/// left' matrix right, and how far rounding may move it.
struct Form2 {
  double value, bound;
};
Form2 between(ConstVector left, const Matrix& matrix, const Matrix& bound, ConstVector right) {
  const Vector a = left.cwiseAbs(), b = right.cwiseAbs();
  const double terms = a.dot(matrix.cwiseAbs() * b);
  return {left.dot(matrix * right), a.dot(bound * b) + std::numeric_limits<double>::epsilon() * terms};
}

}  // namespace

RouteComparison::RouteComparison(const Task& task)
    : task_(task), random_(directions_of(task.sizes, task.options.seed + 1, random_directions)) {}

void RouteComparison::compare_at(const std::string& place, ConstVector point, const Matrix& exact,
                                 const Matrix& bound) {
  if (!task_.route || !obstacle_.empty() || point.size() == 0) return;
  place_ = place;
  try {
    switch (task_.candidate.form) {
      case Form::gradient:
        return compare_slopes(point, exact.transpose(), bound.transpose());
      case Form::jacobian:
        return compare_slopes(point, exact, bound);
      case Form::hessian:
        return compare_curvatures(point, exact, bound);
      case Form::products:
        return compare_products(point, exact, bound);
    }
  } catch (const OperationError& error) {  // an operation of the user's without a second rule
    obstacle_ = error.what();
  }
}

RouteComparison::Outputs RouteComparison::run(ConstVector point, ConstVector u, ConstVector v) const {
  VectorOf<HyperDual> x(point.size());
  for (Index i = 0; i < x.size(); ++i) x[i] = {Dual<double>(point[i], u[i]), Dual<double>(v[i], 0.0)};
  return task_.route(x);
}

void RouteComparison::compare_slopes(ConstVector point, const Matrix& exact, const Matrix& bound) {
  const bool every = point.size() <= most_slopes;
  const Matrix directions = every ? Matrix(Matrix::Identity(point.size(), point.size())) : Matrix(random_.leftCols(4));
  const auto compare_along = [&](const Outputs& outputs, Index k, double (*slope)(const HyperDual&)) {
    for (Index row = 0; row < exact.rows() && row < std::ssize(outputs); ++row) {
      const auto [recorded, rounding] = between(Vector::Ones(1), exact.row(row), bound.row(row), directions.col(k));
      const bool is_gradient = task_.candidate.form == Form::gradient;
      compare(every ? task_.candidate.name(is_gradient ? k : row, is_gradient ? 0 : k)
                    : fmt::format("the slope of {} along a random direction",
                                  is_gradient ? "f" : task_.candidate.outputs[static_cast<std::size_t>(row)]),
              recorded, rounding, slope(outputs[static_cast<std::size_t>(row)]));
    }
  };
  for (Index k = 0; k < directions.cols(); k += 2) {
    const Index other = std::min(k + 1, directions.cols() - 1);
    const Outputs outputs = run(point, directions.col(k), directions.col(other));
    compare_along(outputs, k, [](const HyperDual& y) { return y.value.tangent; });
    if (other != k) compare_along(outputs, other, [](const HyperDual& y) { return y.tangent.value; });
  }
}

void RouteComparison::compare_curvatures(ConstVector point, const Matrix& exact, const Matrix& bound) {
  const auto compare_between = [&](const std::string& name, ConstVector u, ConstVector v) {
    const auto [recorded, rounding] = between(u, exact, bound, v);
    compare(name, recorded, rounding, run(point, u, v).front().tangent.tangent);
  };
  const Index n = point.size();
  for (Index i = 0; n <= most_curvatures && i < n; ++i)
    for (Index j = i; j < n; ++j) compare_between(task_.candidate.name(i, j), Vector::Unit(n, i), Vector::Unit(n, j));
  for (Index k = 0; n > most_curvatures && k < random_directions; k += 2)
    compare_between("the second derivative along two random directions", random_.col(k), random_.col(k + 1));
}

void RouteComparison::compare_products(ConstVector point, const Matrix& exact, const Matrix& bound) {
  const Index n = point.size();
  const bool every = n <= most_curvatures;
  for (Index column = 0; column < exact.cols(); ++column)
    for (Index k = 0; k < (every ? n : Index{2}); ++k) {
      const Vector left = every ? Vector(Vector::Unit(n, k)) : Vector(random_.col(2 * column + k));
      const auto [recorded, rounding] = between(left, exact.col(column), bound.col(column), Vector::Ones(1));
      compare(every ? task_.candidate.name(k, column) : fmt::format("H v{} along a random direction", column), recorded,
              rounding, run(point, left, task_.candidate.directions.col(column)).front().tangent.tangent);
    }
}

void RouteComparison::compare(const std::string& name, double recorded, double bound, double direct) {
  // Where no bound is known, or only one of the two ways gets round an infinite slope, there is nothing to compare.
  if (!std::isfinite(direct) || !std::isfinite(bound)) return;
  ++compared_;
  const double explained = rounding_explains(bound, recorded, direct), share = std::abs(recorded - direct) / explained;
  if (share <= 1.0) return;
  ++differing_;
  if (share <= worst_) return;
  worst_ = share;
  difference_ = fmt::format(
      "at {}, {} is {:.9g} by the recording and {:.9g} by the callable itself, run on hyper-dual numbers, and rounding "
      "explains {:.2g}",
      place_, name, recorded, direct, explained);
}

std::optional<std::string> RouteComparison::disagreement() const {
  if (differing_ == 0) return std::nullopt;
  return fmt::format(
      "the recorded function does something else than the callable, in {} of {} compared: {}. Either the callable does "
      "not repeat (data that it reads has changed, random numbers, a counter), or it does otherwise on other types of "
      "numbers, or a derivative of the recording is wrong. Nothing can be said about the hand-made {} before they "
      "agree.",
      differing_, counted(compared_, "derivative"), difference_, task_.candidate.noun);
}

}  // namespace hesse
