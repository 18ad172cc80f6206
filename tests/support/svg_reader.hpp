// SPDX-License-Identifier: BSL-1.0
//
// Pictures read back, by an XML parser of somebody else's: what is drawn where.
#pragma once

#include <hesse/reports/svg.hpp>

#include <boost/property_tree/ptree.hpp>

#include <map>
#include <string>
#include <vector>

namespace support {

/// Throws boost::property_tree::xml_parser_error where the text is not well-formed.
boost::property_tree::ptree parsed_xml(const std::string& text);

/// One element, with what it inherits from its groups.
struct SvgElement {
  std::string name;  ///< "rect", "text", "path", ...
  std::map<std::string, std::string> attributes;
  std::string text;
  double right = 0.0, down = 0.0;  ///< by how much its groups move it

  [[nodiscard]] bool is(const std::string& name_asked, const std::string& class_asked) const;
  [[nodiscard]] double number(const std::string& attribute) const;
};

/// All elements but groups, in the order in which they are drawn.
std::vector<SvgElement> svg_elements(const std::string& svg);

struct Rectangle {
  double left, top, right, bottom;
  [[nodiscard]] bool overlaps(const Rectangle& other) const {
    return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
  }
  [[nodiscard]] bool contains(const Rectangle& other) const {
    return left <= other.left && other.right <= right && top <= other.top && other.bottom <= bottom;
  }
};

/// The room of a <rect>, or of a <text> that is not turned, generously.
Rectangle room_of(const SvgElement& element);

/// Points on the path, ten to each of its lines and curves, where they are drawn.
std::vector<hesse::reports::Pixel> points_of_path(const SvgElement& path);

}  // namespace support
