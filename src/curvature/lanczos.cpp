// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/error.hpp>
#include <hesse/curvature/lanczos.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace hesse {

Lanczos::Lanczos(SymmetricOperator matrix, ConstVector start)
    : matrix_(std::move(matrix)), basis_(matrix_.size, 0), remainder_(start.stableNorm()) {
  if (start.size() != matrix_.size)
    throw ShapeError("shape.input",
                     fmt::format("Lanczos got a start vector of {} entries for a matrix of {} rows. Pass "
                                 "as many as there are rows.",
                                 start.size(), matrix_.size));
  if (!(remainder_ > 0.0))
    throw OptionError("option.start", "Lanczos got a start vector of zeros, which leads nowhere. Pass another.");
  next_ = start;
}

void Lanczos::advance(Index steps, const std::stop_token& stop) {
  const Index last = std::min(this->steps() + steps, matrix_.size);
  basis_.conservativeResize(matrix_.size, std::max(last, this->steps()));
  while (this->steps() < last && remainder_ > 0.0 && !stop.stop_requested()) step();
  basis_.conservativeResize(matrix_.size, this->steps());
}

void Lanczos::step() {
  const Index at = steps();
  basis_.col(at) = next_ / remainder_;
  next_ = matrix_.product(basis_.col(at));
  ++products_;
  if (!next_.allFinite())
    throw NonFiniteError("curvature.not_finite",
                         fmt::format("product {} of the matrix is not finite, so its spectrum means nothing. "
                                     "Function::explain_nonfinite(x) names where that was born.",
                                     products_));
  if (at > 0) {
    off_diagonal_.conservativeResize(at);
    off_diagonal_[at - 1] = remainder_;
  }
  diagonal_.conservativeResize(at + 1);
  diagonal_[at] = basis_.col(at).dot(next_);
  scale_ = std::max(scale_, next_.norm());
  const auto known = basis_.leftCols(at + 1);
  for (int twice = 0; twice < 2; ++twice) next_ -= known * (known.transpose() * next_).eval();
  remainder_ = next_.norm();
  const double rounding = static_cast<double>(matrix_.size) * std::numeric_limits<double>::epsilon() * scale_;
  if (remainder_ <= rounding || at + 1 == matrix_.size) remainder_ = 0.0;
}

}  // namespace hesse
