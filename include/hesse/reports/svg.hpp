// SPDX-License-Identifier: BSL-1.0
//
// Writes SVG: elements, attributes, text, properly escaped, the same bytes for the same picture on every machine. The
// charts stand on it; nothing of it is specific to them.
#pragma once

#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hesse::reports {

/// Text as XML may hold it: < > & and quotes replaced, control characters and broken UTF-8 as '?'.
[[nodiscard]] std::string xml_safe(std::string_view text);

struct Attribute {
  std::string_view name;
  std::string value;

  Attribute(std::string_view attribute, std::string_view text) : name(attribute), value(text) {}
  /// Pixels, to a hundredth: "12", "12.5", "12.34".
  Attribute(std::string_view attribute, double pixels);
};

/// A picture under construction.
///
///     reports::Svg svg(300, 200, "a line");
///     svg.add("line", {{"x1", 0.0}, {"y1", 0.0}, {"x2", 300.0}, {"y2", 200.0}, {"stroke", "#000"}});
///     file << svg.finish();
class Svg {
 public:
  /// A white page; title and description are read out by screen readers.
  Svg(double width, double height, std::string_view title, std::string_view description = "");

  void add(std::string_view element, std::initializer_list<Attribute> attributes, std::string_view text = "");
  /// A group: its attributes hold for all elements until close().
  void open(std::initializer_list<Attribute> attributes);
  void close();

  /// The whole document; open groups are closed.
  [[nodiscard]] std::string finish() const;

 private:
  std::string body_;
  int depth_ = 0;
};

/// Room for a line of text of this font size, in pixels. Generous for proportional fonts, whose widths nobody knows
/// before the text is drawn: no text is wider.
[[nodiscard]] double text_width(const std::string& text, double size);

/// A point of a picture, in pixels from the top left.
struct Pixel {
  double x = 0.0;
  double y = 0.0;
};

/// The "d" of a path through the points: "M1 2L3 4".
[[nodiscard]] std::string path_through(const std::vector<Pixel>& points);

}  // namespace hesse::reports
