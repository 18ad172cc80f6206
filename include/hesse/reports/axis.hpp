// SPDX-License-Identifier: BSL-1.0
//
// From numbers to pixels, and the ticks between: 1, 2 or 5 times a power of ten on a linear axis, powers of ten on a
// logarithmic one.
#pragma once

#include <string>
#include <vector>

namespace hesse::reports {

enum class Scale { linear, logarithmic };

struct Tick {
  double number;
  std::string label;  ///< "0.25"; on a logarithmic axis "10⁻³", and "1" and "10" as they are, and "0.2"
};

/// Labels of numbers that stand beside one another in a picture.
struct ToldApart {
  std::vector<std::string> labels;
  std::string base = {};  ///< "1e+12": labels are what numbers are above it; empty where they are the numbers
};

/// Six digits each; of numbers that differ in later digits only, what each is above a round one.
///
///     told_apart({1e12, 1e12 + 1})   // labels 0 and 1, base 1e+12
[[nodiscard]] ToldApart told_apart(const std::vector<double>& ascending);

/// An interval of numbers laid over an interval of pixels.
class Axis {
 public:
  /// Any finite numbers, positive ones on a logarithmic axis; low == high gets some room on both sides.
  Axis(Scale scale, double low, double high, double first_pixel, double last_pixel);

  [[nodiscard]] double pixel(double number) const;
  [[nodiscard]] double low() const { return low_; }
  [[nodiscard]] double high() const { return high_; }

  /// At most `most` ticks within the interval.
  [[nodiscard]] std::vector<Tick> ticks(int most) const;
  /// What the labels of these ticks are above: "1e+12"; empty where they are the numbers themselves.
  [[nodiscard]] std::string base(int most) const;

 private:
  Scale scale_;
  double low_, high_;
  double first_pixel_, last_pixel_;
};

}  // namespace hesse::reports
