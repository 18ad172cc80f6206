// SPDX-License-Identifier: BSL-1.0
#include <hesse/reports/axis.hpp>
#include <hesse/reports/table.hpp>

#include <algorithm>
#include <cmath>

namespace hesse::reports {

namespace {

std::string power_of_ten(int exponent) {
  if (exponent == 0) return "1";
  if (exponent == 1) return "10";
  const char* const digits[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string label = exponent < 0 ? "10⁻" : "10";
  for (const char digit : std::to_string(std::abs(exponent))) label += digits[digit - '0'];
  return label;
}

std::vector<Tick> decades(double low, double high, int most) {
  const int first = static_cast<int>(std::ceil(std::log10(low) - 1e-9));
  const int last = static_cast<int>(std::floor(std::log10(high) + 1e-9));
  const int step = std::max(1, (last - first + most) / most);
  std::vector<Tick> ticks;
  for (int exponent = first; exponent <= last; ++exponent)
    if (exponent % step == 0) ticks.push_back({std::pow(10.0, exponent), power_of_ten(exponent)});
  return ticks;
}

std::vector<Tick> round_numbers(double low, double high, int most) {
  const double rough = (high - low) / most;
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  const double leading = rough / power;
  const double step = power * (leading <= 1.0 ? 1.0 : leading <= 2.0 ? 2.0 : leading <= 5.0 ? 5.0 : 10.0);
  std::vector<Tick> ticks;
  for (double k = std::ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; ++k) {
    const double number = k == 0.0 ? 0.0 : k * step;
    ticks.push_back({number, significant(number)});
  }
  return ticks;
}

}  // namespace

Axis::Axis(Scale scale, double low, double high, double first_pixel, double last_pixel)
    : scale_(scale), low_(low), high_(high), first_pixel_(first_pixel), last_pixel_(last_pixel) {
  if (low_ < high_) return;
  const double room = scale == Scale::logarithmic ? 0.9 * low : std::max(1.0, std::abs(low)) / 2.0;
  low_ -= room;
  high_ += room;
}

double Axis::pixel(double number) const {
  const auto along = [&](double x) { return scale_ == Scale::logarithmic ? std::log10(x) : x; };
  const double share = (along(number) - along(low_)) / (along(high_) - along(low_));
  return first_pixel_ + share * (last_pixel_ - first_pixel_);
}

std::vector<Tick> Axis::ticks(int most) const {
  return scale_ == Scale::logarithmic ? decades(low_, high_, most) : round_numbers(low_, high_, most);
}

}  // namespace hesse::reports
