// SPDX-License-Identifier: BSL-1.0
#include <hesse/curvature/conjugate_gradients.hpp>

#include <cmath>

namespace hesse {

namespace {

/// The t >= 0 with |x + t d| = radius, in the form without cancellation.
double length_to_boundary(const Vector& x, const Vector& d, double radius) {
  const double along = x.dot(d), dd = d.squaredNorm();
  const double room = radius * radius - x.squaredNorm();
  const double root = std::sqrt(std::max(0.0, along * along + dd * room));
  return along > 0.0 ? room / (along + root) : (root - along) / dd;
}

}  // namespace

ConjugateGradientResult conjugate_gradients(const LinearOperator& product, ConstVector b,
                                            const ConjugateGradientOptions& options) {
  using End = ConjugateGradientResult::End;
  ConjugateGradientResult result{Vector::Zero(b.size()), 0.0, 0, End::iteration_limit};
  Vector& x = result.solution;
  Vector residual = b, direction = b;
  double rr = residual.squaredNorm();
  const double enough = options.tolerance * options.tolerance * rr;
  const Index limit = options.iteration_limit > 0 ? options.iteration_limit : 2 * b.size();
  // With r = b - A x the model has fallen by b'x - x'Ax/2 = (b'x + r'x)/2.
  const auto note_reduction = [&] { result.reduction = 0.5 * (b.dot(x) + residual.dot(x)); };
  const auto finish = [&](End end) {
    note_reduction();
    result.end = end;
    return result;
  };
  while (rr > enough) {
    if (result.products == limit) return finish(End::iteration_limit);
    if (options.interrupted && options.interrupted()) return finish(End::interrupted);
    const Vector image = product(direction);
    ++result.products;
    const double curvature = direction.dot(image);
    if (!std::isfinite(curvature)) return finish(End::not_finite);
    result.curvature = curvature / direction.squaredNorm();
    const bool curves_down = curvature <= 0.0;
    double length = curves_down ? std::numeric_limits<double>::infinity() : rr / curvature;
    if (std::isinf(options.radius)) {
      if (curves_down && result.products > 1) return finish(End::negative_curvature);
      if (curves_down) length = 1.0;
    } else if (curves_down || (x + length * direction).norm() >= options.radius) {
      length = length_to_boundary(x, direction, options.radius);
      x += length * direction;
      residual -= length * image;
      return finish(curves_down ? End::negative_curvature : End::boundary);
    }
    x += length * direction;
    residual -= length * image;
    if (curves_down) return finish(End::negative_curvature);
    if (options.enough) {
      note_reduction();
      if (options.enough(result)) return finish(End::enough);
    }
    const double rr_next = residual.squaredNorm();
    direction = residual + (rr_next / rr) * direction;
    rr = rr_next;
  }
  return finish(End::residual_small);
}

}  // namespace hesse
