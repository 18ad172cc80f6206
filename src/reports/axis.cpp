// SPDX-License-Identifier: BSL-1.0
#include <hesse/reports/axis.hpp>
#include <hesse/reports/table.hpp>

#include <algorithm>
#include <charconv>
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
  if (last - first < 2) {  // so few powers of ten would not tell how far apart two points are
    for (int exponent = first - 1; exponent <= last; ++exponent)
      for (const double leading : {1.0, 2.0, 5.0}) {
        const double number = leading * std::pow(10.0, exponent);
        if (number >= low * (1.0 - 1e-9) && number <= high * (1.0 + 1e-9))
          ticks.push_back({number, leading == 1.0 ? power_of_ten(exponent) : significant(number)});
      }
    return ticks;
  }
  for (int exponent = first; exponent <= last; ++exponent)
    if (exponent % step == 0) ticks.push_back({std::pow(10.0, exponent), power_of_ten(exponent)});
  return ticks;
}

std::vector<double> round_numbers(double low, double high, int most) {
  const double rough = (high - low) / most;
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  const double leading = rough / power;
  const double step = power * (leading <= 1.0 ? 1.0 : leading <= 2.0 ? 2.0 : leading <= 5.0 ? 5.0 : 10.0);
  std::vector<double> numbers;
  for (double k = std::ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; ++k)
    numbers.push_back(k == 0.0 ? 0.0 : k * step);
  return numbers;
}

std::vector<std::string> labels_above(double base, const std::vector<double>& numbers) {
  std::vector<std::string> labels;
  for (const double number : numbers) labels.push_back(significant(number - base));
  return labels;
}

bool differ(const std::vector<std::string>& labels) { return std::ranges::adjacent_find(labels) == labels.end(); }

}  // namespace

ToldApart told_apart(const std::vector<double>& ascending) {
  constexpr int most_digits = 17;
  ToldApart result{labels_above(0.0, ascending)};
  for (int digits = 6; digits <= most_digits && !differ(result.labels); ++digits) {
    result.base = significant(ascending[ascending.size() / 2], digits);
    double base = 0.0;
    std::from_chars(result.base.data(), result.base.data() + result.base.size(), base);
    result.labels = labels_above(base, ascending);
  }
  return result;
}

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
  if (scale_ == Scale::logarithmic) return decades(low_, high_, most);
  const std::vector<double> numbers = round_numbers(low_, high_, most);
  const ToldApart told = told_apart(numbers);
  std::vector<Tick> ticks;
  for (std::size_t i = 0; i < numbers.size(); ++i) ticks.push_back({numbers[i], told.labels[i]});
  return ticks;
}

std::string Axis::base(int most) const {
  return scale_ == Scale::logarithmic ? "" : told_apart(round_numbers(low_, high_, most)).base;
}

}  // namespace hesse::reports
