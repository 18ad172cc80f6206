// SPDX-License-Identifier: BSL-1.0
//
// From the entries of a heat map to how deep they are drawn, on a page and in a terminal.
#pragma once

#include <hesse/reports/heat_map.hpp>

#include <string>

namespace hesse::reports {

/// Right digits that a double can show.
inline constexpr double most_digits = 16.0;
/// Steps of a scale of decades at most; what is smaller has the lightest colour that is not white.
inline constexpr int most_decades = 8;

class Shading {
 public:
  explicit Shading(const HeatMap& map);

  [[nodiscard]] HeatScale scale() const { return scale_; }
  [[nodiscard]] double limit() const { return limit_; }
  [[nodiscard]] int decades() const { return decades_; }

  /// How deep, and on which side of zero: in [-1, 1]. Entries have to be finite, or on the scale of digits -infinity,
  /// which is an error of zero.
  [[nodiscard]] double depth(double entry) const;
  /// The magnitude of the entry that is drawn so deep.
  [[nodiscard]] double magnitude(double depth) const;
  /// The colour of a depth: "#f7f7f7".
  [[nodiscard]] std::string colour(double depth) const;
  /// Whether letters on that colour have to be white.
  [[nodiscard]] static bool is_dark(double depth) { return depth > 0.6 || depth < -0.6; }
  /// Whether it can be drawn.
  [[nodiscard]] bool shows(double entry) const;

  /// The depth of the smallest magnitude on a scale of decades, which has to be told from zero.
  static constexpr double lightest = 0.15;

 private:
  HeatScale scale_;
  double limit_ = 1.0;
  int decades_ = 1;
};

/// In how many digits an entry is right, from log10 of its error: 0 to 16.
[[nodiscard]] int right_digits(double log10_error);

/// "3", or its name.
[[nodiscard]] std::string line_name(const std::vector<std::string>& names, Index i);

}  // namespace hesse::reports
