// SPDX-License-Identifier: BSL-1.0
//
// The vectors and matrices of the public interface.
#pragma once

#include <Eigen/Core>

#include <cstddef>

namespace hesse {

using Index = Eigen::Index;
template <class T>
using VectorOf = Eigen::Matrix<T, Eigen::Dynamic, 1>;
using Vector = VectorOf<double>;
using Matrix = Eigen::MatrixXd;

/// How vectors and matrices of doubles are taken: Eigen objects, blocks, maps of a std::vector, without a copy.
using ConstVector = const Eigen::Ref<const Vector>&;
using ConstMatrix = const Eigen::Ref<const Matrix>&;

/// Throws ShapeError: "<asked> got 2 numbers, but <expects> 3. <advice>".
void require_size(const char* asked, Index found, Index expected, const char* what);

}  // namespace hesse
