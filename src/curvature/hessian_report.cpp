// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/counted.hpp>
#include <hesse/curvature/hessian_report.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "decomposed.hpp"

namespace hesse {

namespace {

/// All from the matrix itself.
void look_at(const Matrix& hessian, const HessianReportOptions& options, HessianReport& report) {
  require_finite_square(hessian);
  const Decomposed eigen(hessian);
  report.verdict = verdict_on(eigen);
  const Index n = hessian.rows();
  const Vector& values = eigen.eigenvalues();
  const Index each = std::min(options.eigenvalues, n / 2);
  std::vector<Index> wanted;
  for (Index i = 0; i < n; ++i)
    if (i < each || i >= n - each || n == 1) wanted.push_back(i);
  report.ends = {values(wanted), eigen.eigenvectors()(Eigen::all, wanted),
                 Vector::Constant(static_cast<Index>(wanted.size()), report.verdict->error_bound), true, 0};
  report.trace = {hessian.trace(), 0.0, 0};
  const bool is_positive = report.verdict->kind == CurvatureKind::minimum;
  report.log_determinant = {is_positive ? values.array().log().sum() : NAN, 0.0, 0};
  report.density = {n, {{values, Vector::Constant(n, 1.0 / static_cast<double>(n))}}, 0};
  report.rates = {values[0], values[n - 1], report.verdict->error_bound, 0};
}

/// All from products.
void look_at(const SymmetricOperator& hessian, const HessianReportOptions& options, HessianReport& report) {
  const Index each = std::min(options.eigenvalues, hessian.size / 2);
  report.ends = extreme_eigenvalues(hessian, {.smallest = each,
                                              .largest = each,
                                              .tolerance = 1e-6,
                                              .product_limit = options.product_limit,
                                              .stop_token = options.stop_token});
  SpectralDensityOptions density = options.density;
  density.stop_token = options.stop_token;
  report.density = spectral_density(hessian, density);
  report.trace = report.density.trace_of([](double eigenvalue) { return eigenvalue; });
  const Vector& values = report.ends.values;
  const bool is_positive = values.size() > 0 && values[0] > report.ends.error_bounds[0];
  report.log_determinant = {NAN, std::numeric_limits<double>::infinity(), report.density.products};
  if (is_positive) report.log_determinant = report.density.log_determinant();
  if (values.size() > 0)
    report.rates = {values[0], values[values.size() - 1], report.ends.error_bounds.maxCoeff(), report.ends.products};
  report.products = report.ends.products + report.density.products;
}

template <class Differentiable>
HessianReport report_on(const Differentiable& function, ConstVector x, const HessianReportOptions& options) {
  const ValueAndGradient at = function.value_and_gradient(x);
  HessianReport report{.inputs = x.size(), .value = at.value, .gradient_norm = at.gradient.stableNorm()};
  if (report.inputs == 0) return report;
  if (report.inputs <= options.exact_up_to)
    look_at(function.hessian(x), options, report);
  else
    look_at(hessian_operator(function, x), options, report);
  report.condition_number = report.ends.condition_number();
  return report;
}

std::string in_words(const Estimate& estimate) {
  if (estimate.standard_error == 0.0) return fmt::format("{:.6g}", estimate.value);
  return fmt::format("{:.6g} (standard error {:.1e})", estimate.value, estimate.standard_error);
}

}  // namespace

HessianReport hessian_report(const Function& function, ConstVector x, const HessianReportOptions& options) {
  return report_on(function, x, options);
}

HessianReport hessian_report(const Loss& loss, ConstVector theta, const HessianReportOptions& options) {
  return report_on(loss, theta, options);
}

std::string HessianReport::text() const {
  std::string text = fmt::format("Hessian at a point of {}: f = {:.6g}, |gradient| = {:.6g}\n",
                                 counted(inputs, "input"), value, gradient_norm);
  if (inputs == 0) return text;
  if (verdict)
    text += fmt::format("exact, from the matrix: {} positive, {} zero, {} negative eigenvalues\n", verdict->positive,
                        verdict->zero, verdict->negative);
  else
    text += fmt::format("sampled, by {} products of the Hessian with vectors\n", products);
  if (verdict)
    text += fmt::format("{}: a {}{}\n", gradient_norm > 0.0 ? "were the gradient zero" : "the gradient is zero",
                        name_of(verdict->kind), verdict->kind == CurvatureKind::degenerate ? " point" : "");
  text += "\nends of the spectrum\n";
  for (Index i = 0; i < ends.values.size(); ++i)
    text += fmt::format("{:>14.6g}  +- {:.1e}\n", ends.values[i], ends.error_bounds[i]);
  if (!ends.converged) text += "  (products ran out before they settled)\n";
  text += fmt::format("\ntrace             {}\n", in_words(trace));
  text += std::isnan(log_determinant.value) ? "log-determinant   none: not positive definite\n"
                                            : fmt::format("log-determinant   {}\n", in_words(log_determinant));
  text += condition_number ? fmt::format("condition number  {:.6g}\n", *condition_number)
                           : "condition number  none: not definite\n";
  return text + "\nshare of the eigenvalues\n" + density.text() + "\nstep lengths\n" + rates.text();
}

}  // namespace hesse
