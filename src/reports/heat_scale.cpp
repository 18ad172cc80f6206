// SPDX-License-Identifier: BSL-1.0
#include "heat_scale.hpp"

#include <hesse/reports/contour_map.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace hesse::reports {

namespace {

struct Magnitudes {
  double smallest = std::numeric_limits<double>::infinity(), largest = 0.0;
};

/// Of the entries that are finite and not zero.
Magnitudes magnitudes(ConstMatrix values) {
  Magnitudes found;
  for (const double entry : values.reshaped())
    if (std::isfinite(entry) && entry != 0.0) {
      found.largest = std::max(found.largest, std::abs(entry));
      found.smallest = std::min(found.smallest, std::abs(entry));
    }
  return found;
}

}  // namespace

HeatScale fitting_scale(ConstMatrix values) {
  constexpr double wide_span = 1e3;
  const auto [smallest, largest] = magnitudes(values);
  return largest > wide_span * smallest ? HeatScale::decades : HeatScale::linear;
}

Shading::Shading(const HeatMap& map) : scale_(map.scale) {
  const auto [smallest, largest] = magnitudes(map.values);
  if (largest > 0.0) limit_ = largest;
  if (map.limit > 0.0) limit_ = map.limit;
  if (scale_ != HeatScale::decades || largest == 0.0) return;
  const double top = std::ceil(std::log10(limit_));
  if (!(map.limit > 0.0)) limit_ = std::pow(10.0, top);
  decades_ = static_cast<int>(std::clamp(top - std::floor(std::log10(smallest)), 1.0, double{most_decades}));
}

bool Shading::shows(double entry) const { return std::isfinite(entry) || (scale_ == HeatScale::digits && entry < 0.0); }

double Shading::depth(double entry) const {
  if (scale_ == HeatScale::digits) return std::clamp(1.0 + entry / most_digits, 0.0, 1.0);
  if (scale_ == HeatScale::linear || entry == 0.0) return std::clamp(entry / limit_, -1.0, 1.0);
  const double share = std::clamp(1.0 + std::log10(std::abs(entry) / limit_) / decades_, 0.0, 1.0);
  return std::copysign(lightest + (1.0 - lightest) * share, entry);
}

double Shading::magnitude(double depth) const {
  if (scale_ == HeatScale::linear) return depth * limit_;
  return limit_ * std::pow(10.0, decades_ * ((depth - lightest) / (1.0 - lightest) - 1.0));
}

std::string Shading::colour(double depth) const {
  return scale_ == HeatScale::digits ? sequential_colour(depth) : diverging_colour(depth);
}

int right_digits(double log10_error) {
  // A tenth of a digit is forgiven, as log10 of an error of one unit in the sixteenth digit is -15.95.
  return static_cast<int>(std::clamp(std::floor(-log10_error + 0.1), 0.0, most_digits));
}

std::string line_name(const std::vector<std::string>& names, Index i) {
  return i < static_cast<Index>(names.size()) ? names[static_cast<std::size_t>(i)] : std::to_string(i);
}

}  // namespace hesse::reports
