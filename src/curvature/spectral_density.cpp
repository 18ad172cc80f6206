// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/error.hpp>
#include <hesse/curvature/lanczos.hpp>
#include <hesse/curvature/random_signs.hpp>
#include <hesse/curvature/spectral_density.hpp>

#include <Eigen/Eigenvalues>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "standard_error.hpp"

namespace hesse {

Quadrature quadrature(const SymmetricOperator& matrix, ConstVector start, Index steps, const std::stop_token& stop) {
  Lanczos space(matrix, start);
  space.advance(steps, stop);
  if (space.steps() == 0) return {};
  Eigen::SelfAdjointEigenSolver<Matrix> solver;
  solver.computeFromTridiagonal(space.diagonal(), space.off_diagonal());
  return {solver.eigenvalues(), solver.eigenvectors().row(0).transpose().cwiseAbs2()};
}

SpectralDensity spectral_density(const SymmetricOperator& matrix, const SpectralDensityOptions& options) {
  if (options.probes < 1 || options.steps < 1)
    throw OptionError("option.probes",
                      fmt::format("spectral_density() got {} probes of {} steps; it needs at least one "
                                  "of each.",
                                  options.probes, options.steps));
  SpectralDensity result{.size = matrix.size, .probes = {}};
  RandomSigns signs(options.seed);
  for (Index k = 0; k < options.probes && matrix.size > 0 && !options.stop_token.stop_requested(); ++k) {
    result.probes.push_back(quadrature(matrix, signs.vector(matrix.size), options.steps, options.stop_token));
    if (result.probes.back().nodes.size() == 0) result.probes.pop_back();
    result.products += std::min(options.steps, matrix.size);
  }
  return result;
}

Estimate SpectralDensity::trace_of(const std::function<double(double)>& f) const {
  Vector samples(static_cast<Index>(probes.size()));
  for (Index k = 0; k < samples.size(); ++k) {
    const auto& [nodes, weights] = probes[static_cast<std::size_t>(k)];
    samples[k] = static_cast<double>(size) * weights.dot(nodes.unaryExpr(f));
  }
  return {samples.size() > 0 ? samples.mean() : NAN, standard_error(samples), products};
}

Estimate SpectralDensity::log_determinant() const {
  return trace_of([](double node) { return node > 0.0 ? std::log(node) : NAN; });
}

double SpectralDensity::cumulative(double eigenvalue) const {
  double share = 0.0;
  for (const auto& [nodes, weights] : probes) share += (nodes.array() <= eigenvalue).select(weights.array(), 0.0).sum();
  return share / static_cast<double>(probes.size());
}

double SpectralDensity::smallest_node() const {
  double least = std::numeric_limits<double>::infinity();
  for (const Quadrature& probe : probes) least = std::min(least, probe.nodes[0]);
  return least;
}

double SpectralDensity::largest_node() const {
  double most = -std::numeric_limits<double>::infinity();
  for (const Quadrature& probe : probes) most = std::max(most, probe.nodes[probe.nodes.size() - 1]);
  return most;
}

Vector SpectralDensity::histogram(Index intervals) const {
  Vector shares = Vector::Zero(intervals);
  const double low = smallest_node(), width = (largest_node() - low) / static_cast<double>(intervals);
  for (const auto& [nodes, weights] : probes)
    for (Index i = 0; i < nodes.size(); ++i) {
      const double place = width > 0.0 ? std::floor((nodes[i] - low) / width) : 0.0;
      shares[std::min(static_cast<Index>(place), intervals - 1)] += weights[i] / static_cast<double>(probes.size());
    }
  return shares;
}

std::string SpectralDensity::text(Index intervals) const {
  if (probes.empty()) return "no eigenvalues were looked at\n";
  const Vector shares = histogram(intervals);
  const double low = smallest_node(), width = (largest_node() - low) / static_cast<double>(intervals);
  if (width == 0.0) return fmt::format("{:>12.6g}: all\n", low);
  constexpr double longest_bar = 40.0;
  std::string text;
  for (Index i = 0, next = 0; i < intervals; i = next) {
    next = i + 1;
    if (shares[i] == 0.0)  // a gap is one line, however wide
      while (next < intervals && shares[next] == 0.0) ++next;
    text += fmt::format("{:>12.6g} to {:>12.6g}  {:>5.1f} %  {}\n", low + static_cast<double>(i) * width,
                        low + static_cast<double>(next) * width, 100.0 * shares[i],
                        std::string(static_cast<std::size_t>(std::lround(longest_bar * shares[i])), '#'));
  }
  return text;
}

}  // namespace hesse
