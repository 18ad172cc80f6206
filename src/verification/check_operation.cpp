// SPDX-License-Identifier: BSL-1.0
#include <hesse/verification/check_operation.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>

#include "extrapolation.hpp"

namespace hesse {

namespace {

bool same_bits(const Matrix& a, const Matrix& b) {
  return std::memcmp(a.data(), b.data(), sizeof(double) * static_cast<std::size_t>(a.size())) == 0;
}

class OperationCheck {
 public:
  OperationCheck(const CustomOperation& operation, ConstMatrix points) : operation_(operation), points_(points) {
    verdict_.check = fmt::format("check_operation '{}'", operation.name());
    verdict_.points = points.cols();
    verdict_.digits = 8.0;
    const Index n = points.rows();
    verdict_.entries = operation.has_hessian() ? n + n * n : n;
  }

  Verdict run() {
    for (Index i = 0; i < points_.cols(); ++i) check_at(i, points_.col(i));
    if (!operation_.has_hessian())
      verdict_.notes.push_back(
          "there is no second rule: asking for a Hessian of a function that uses the operation is an error. Make its "
          "gradient a generic callable, or give the Hessian by hand.");
    for (const auto& [name, mistake] : mistakes_) verdict_.mistakes.push_back(mistake);
    std::ranges::stable_sort(verdict_.mistakes, std::greater(), &Mistake::relative_difference);
    if (!verdict_.mistakes.empty() || broken_) verdict_.status = Verdict::Status::failed;
    return verdict_;
  }

 private:
  double value(const Vector& x) const { return operation_.value({x.data(), static_cast<std::size_t>(x.size())}); }
  Vector gradient(const Vector& x) const {
    Vector out(x.size());
    operation_.gradient({x.data(), static_cast<std::size_t>(x.size())},
                        {out.data(), static_cast<std::size_t>(out.size())});
    return out;
  }
  Matrix hessian(const Vector& x) const {
    Matrix out(x.size(), x.size());
    operation_.hessian({x.data(), static_cast<std::size_t>(x.size())}, out);
    return out;
  }

  void check_at(Index point, const Vector& x) {
    const Matrix y = Matrix::Constant(1, 1, value(x)), slopes = gradient(x);
    if (!repeats("value", point, y, Matrix::Constant(1, 1, value(x))) ||
        !repeats("gradient", point, slopes, gradient(x)) || !is_finite("value", point, y) ||
        !is_finite("gradient", point, slopes))
      return;
    check_slopes(point, x, slopes);
    if (!operation_.has_hessian()) return;
    const Matrix curvature = hessian(x);
    if (!repeats("Hessian", point, curvature, hessian(x)) || !is_finite("Hessian", point, curvature)) return;
    look_for_asymmetry(point, curvature);
    check_curvature(point, x, slopes, curvature);
  }

  bool repeats(const char* what, Index point, const Matrix& first, const Matrix& second) {
    if (same_bits(first, second)) return true;
    return complain(
        fmt::format("its {} is not deterministic: asked twice at point {} it gave different numbers.", what, point));
  }
  bool is_finite(const char* what, Index point, const Matrix& numbers) {
    if (numbers.allFinite()) return true;
    return complain(fmt::format("its {} is not finite at point {}.", what, point));
  }
  bool complain(const std::string& note) {
    broken_ = true;
    if (std::ranges::find(verdict_.notes, note) == verdict_.notes.end()) verdict_.notes.push_back(note);
    return false;
  }

  void look_for_asymmetry(Index point, const Matrix& curvature) {
    for (Index j = 1; j < curvature.cols(); ++j)
      for (Index i = 0; i < j; ++i)
        if (const double a = curvature(i, j), b = curvature(j, i);
            std::abs(a - b) > 1e-12 * std::max(std::abs(a), std::abs(b))) {
          complain(fmt::format("its Hessian is not symmetric at point {}: H[{}][{}] = {:.9g}, H[{}][{}] = {:.9g}.",
                               point, i, j, a, j, i, b));
          return;
        }
  }

  void check_slopes(Index point, const Vector& x, const Vector& slopes) {
    for (Index i = 0; i < x.size(); ++i)
      compare(fmt::format("g[{}]", i), i, 0, point, slopes[i],
              along(x, i, [&](const Vector& at) { return value(at); }));
  }
  void check_curvature(Index point, const Vector& x, const Vector& slopes, const Matrix& curvature) {
    for (Index i = 0; i < slopes.size(); ++i)
      for (Index j = 0; j < x.size(); ++j)
        compare(fmt::format("H[{}][{}]", i, j), i, j, point, curvature(i, j),
                along(x, j, [&](const Vector& at) { return gradient(at)[i]; }));
  }

  /// The derivative of g by the i-th input.
  template <class G>
  Extrapolated along(const Vector& x, Index i, const G& g) const {
    const auto there = [&](double at) {
      Vector moved = x;
      moved[i] = at;
      return g(moved);
    };
    const auto slope = [&](double h) {
      const double above = x[i] + h, below = x[i] - h;
      return Quotients{Vector::Constant(1, (there(above) - there(below)) / (above - below)), Vector::Zero(1)};
    };
    return extrapolate(slope, 0.05 * (x[i] == 0.0 ? 1.0 : std::abs(x[i])));
  }

  /// Ten times the estimated error, and eight digits, are forgiven.
  void compare(const std::string& name, Index row, Index column, Index point, double rule,
               const Extrapolated& estimate) {
    const double slope = estimate.value[0];
    const double tolerance = 10.0 * estimate.error[0] + 1e-8 * std::max(std::abs(rule), std::abs(slope));
    if (!std::isfinite(slope) || std::abs(rule - slope) <= tolerance) return;
    const Mistake here{row, column, name, rule, slope, tolerance, point, 1};
    const auto [known, is_new] = mistakes_.try_emplace(name, here);
    if (is_new) return;
    const Index wrong_at = known->second.wrong_at + 1;
    if (here.relative_difference() > known->second.relative_difference()) known->second = here;
    known->second.wrong_at = wrong_at;
  }

  const CustomOperation& operation_;
  Matrix points_;
  Verdict verdict_;
  std::map<std::string, Mistake> mistakes_;
  bool broken_ = false;
};

}  // namespace

Verdict check_operation(const CustomFunction& function, ConstMatrix points) {
  return OperationCheck(function.operation(), points).run();
}

}  // namespace hesse
