// SPDX-License-Identifier: BSL-1.0
//
// The vectors and matrices of the public interface.
#pragma once

#include <Eigen/Core>

#include <cstddef>
#include <cstdint>
#include <span>

namespace hesse {

using Index = Eigen::Index;
template <class T>
using VectorOf = Eigen::Matrix<T, Eigen::Dynamic, 1>;
using Vector = VectorOf<double>;
using Matrix = Eigen::MatrixXd;

/// How vectors and matrices of doubles are taken: Eigen objects, blocks, maps of a std::vector, without a copy.
using ConstVector = const Eigen::Ref<const Vector>&;
using ConstMatrix = const Eigen::Ref<const Matrix>&;

/// Whether any entry is NaN. One pass without branches, which is what keeps the check cheap beside a fast evaluation.
[[nodiscard]] bool has_nan(ConstVector x);
/// Whether no entry is NaN or infinite; in the same way.
[[nodiscard]] bool all_finite(ConstVector x);
/// The same in one pass with a copy of x.
[[nodiscard]] bool copy_finite(ConstVector x, Eigen::Ref<Vector> copy);
/// The same of the entries x[places[0]], x[places[1]], ...
[[nodiscard]] bool gather_finite(const double* x, std::span<const std::uint32_t> places, double* copy);

/// Throws ShapeError: "<asked> got 1 number, but 3 are expected. ..."; what is "number" or "entry in the direction".
void require_size(const char* asked, Index found, Index expected, const char* what);

}  // namespace hesse
