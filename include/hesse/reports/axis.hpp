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
  std::string label;  ///< "0.25"; on a logarithmic axis "10⁻³", and "1" and "10" as they are
};

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

 private:
  Scale scale_;
  double low_, high_;
  double first_pixel_, last_pixel_;
};

}  // namespace hesse::reports
