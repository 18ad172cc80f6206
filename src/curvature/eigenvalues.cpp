// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/error.hpp>
#include <hesse/curvature/eigenvalues.hpp>
#include <hesse/curvature/lanczos.hpp>
#include <hesse/curvature/random_signs.hpp>

#include <Eigen/Eigenvalues>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace hesse {

namespace {

void validate(const SymmetricOperator& matrix, const EigenvalueOptions& options) {
  const Index wanted = options.smallest + options.largest;
  if (options.smallest < 0 || options.largest < 0 || wanted == 0 || wanted > matrix.size)
    throw OptionError("option.eigenvalues",
                      fmt::format("extreme_eigenvalues() was asked for {} smallest and {} largest of {}. Ask for at "
                                  "least one, and for no more than there are.",
                                  options.smallest, options.largest, matrix.size));
}

using Tridiagonal = Eigen::SelfAdjointEigenSolver<Matrix>;

Tridiagonal eigen_of(const Lanczos& space) {
  Tridiagonal solver;
  solver.computeFromTridiagonal(space.diagonal(), space.off_diagonal());
  return solver;
}

/// Of the eigenvalues of T, which are wanted of H.
std::vector<Index> wanted_of(Index count, const EigenvalueOptions& options) {
  std::vector<Index> indices;
  for (Index i = 0; i < count; ++i)
    if (i < options.smallest || i >= count - options.largest) indices.push_back(i);
  return indices;
}

/// The residual of an eigenpair of T is the remainder times the last entry of its vector.
bool is_accurate(const Lanczos& space, const EigenvalueOptions& options) {
  const Tridiagonal solver = eigen_of(space);
  const Index count = space.steps();
  const double most = options.tolerance * solver.eigenvalues().cwiseAbs().maxCoeff();
  return std::ranges::all_of(wanted_of(count, options), [&](Index i) {
    return space.remainder() * std::abs(solver.eigenvectors()(count - 1, i)) <= most;
  });
}

/// Some steps at a time: a look at T costs as much as several.
Lanczos space_for(const SymmetricOperator& matrix, const EigenvalueOptions& options) {
  Lanczos space(matrix, RandomSigns(options.seed).vector(matrix.size));
  const Index wanted = options.smallest + options.largest;
  for (;;) {
    const Index before = space.steps();
    const Index more = std::max(2 * wanted, std::max<Index>(10, before / 4));
    space.advance(std::min(more, options.product_limit - before), options.stop_token);
    const bool is_over = space.steps() == before || space.steps() >= options.product_limit ||
                         space.remainder() == 0.0 || options.stop_token.stop_requested();
    if (is_over || (space.steps() >= wanted && is_accurate(space, options))) return space;
  }
}

}  // namespace

std::optional<double> Eigenpairs::condition_number() const {
  if (values.size() < 2) return {};
  const double low = values[0], high = values[values.size() - 1];
  if (!(low * high > 0.0)) return {};
  return low > 0.0 ? high / low : low / high;
}

Eigenpairs extreme_eigenvalues(const SymmetricOperator& matrix, const EigenvalueOptions& options) {
  validate(matrix, options);
  const Lanczos space = space_for(matrix, options);
  Eigenpairs result;
  result.products = space.products();
  if (space.steps() == 0) return result;
  const Tridiagonal solver = eigen_of(space);
  const std::vector<Index> wanted = wanted_of(space.steps(), options);
  result.values = solver.eigenvalues()(wanted);
  result.vectors = space.basis() * solver.eigenvectors()(Eigen::all, wanted);
  // What the tridiagonal matrix promises, and what rounding adds to it: the eigenvalues of T are those of a matrix
  // within n eps |T| of it.
  const double rounding = static_cast<double>(matrix.size) * std::numeric_limits<double>::epsilon() *
                          solver.eigenvalues().cwiseAbs().maxCoeff();
  const Vector last = solver.eigenvectors()(space.steps() - 1, wanted).transpose();
  result.error_bounds = (space.remainder() * last.cwiseAbs()).array() + rounding;
  result.converged = space.remainder() == 0.0 || is_accurate(space, options);
  return result;
}

}  // namespace hesse
