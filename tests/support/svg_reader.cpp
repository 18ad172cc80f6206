// SPDX-License-Identifier: BSL-1.0
#include <boost/property_tree/xml_parser.hpp>

#include <cstdio>
#include <sstream>
#include <support/svg_reader.hpp>

namespace support {

namespace {

using boost::property_tree::ptree;
using hesse::reports::Pixel;

void collect(const std::string& name, const ptree& tree, SvgElement inherited, std::vector<SvgElement>& found) {
  SvgElement element = std::move(inherited);
  element.name = name;
  element.text = tree.data();
  if (const auto attributes = tree.get_child_optional("<xmlattr>"))
    for (const auto& [attribute, value] : *attributes) element.attributes[attribute] = value.data();
  double right = 0.0, down = 0.0;
  if (std::sscanf(element.attributes["transform"].c_str(), "translate(%lf %lf)", &right, &down) == 2) {
    element.right += right;
    element.down += down;
    element.attributes.erase("transform");
  }
  if (name != "g") return found.push_back(element);
  for (const auto& [child, below] : tree)
    if (child != "<xmlattr>") collect(child, below, element, found);
}

Pixel between(const Pixel& a, const Pixel& b, double share) {
  return {a.x + share * (b.x - a.x), a.y + share * (b.y - a.y)};
}

}  // namespace

ptree parsed_xml(const std::string& text) {
  std::istringstream in(text);
  ptree tree;
  boost::property_tree::read_xml(in, tree);
  return tree;
}

bool SvgElement::is(const std::string& name_asked, const std::string& class_asked) const {
  const auto found = attributes.find("class");
  return name == name_asked && found != attributes.end() && found->second == class_asked;
}

double SvgElement::number(const std::string& attribute) const { return std::stod(attributes.at(attribute)); }

std::vector<SvgElement> svg_elements(const std::string& svg) {
  std::vector<SvgElement> found;
  const ptree document = parsed_xml(svg);
  for (const auto& [name, below] : document.get_child("svg"))
    if (name != "<xmlattr>") collect(name, below, {}, found);
  return found;
}

Rectangle room_of(const SvgElement& element) {
  const double x = element.number("x") + element.right, y = element.number("y") + element.down;
  if (element.name == "rect") return {x, y, x + element.number("width"), y + element.number("height")};
  const double size = element.number("font-size"), width = hesse::reports::text_width(element.text, size);
  const auto anchor = element.attributes.find("text-anchor");
  const double before = anchor == element.attributes.end() || anchor->second == "start" ? 0.0
                        : anchor->second == "end"                                       ? width
                                                                                        : width / 2.0;
  return {x - before, y - 0.8 * size, x - before + width, y + 0.25 * size};
}

std::vector<Pixel> points_of_path(const SvgElement& path) {
  std::istringstream in(path.attributes.at("d"));
  std::vector<Pixel> points;
  const auto read = [&] {
    Pixel point;
    in >> point.x >> point.y;
    return Pixel{point.x + path.right, point.y + path.down};
  };
  for (char command = 0; in >> command;) {
    if (command == 'Z') continue;
    if (command == 'M') {
      points.push_back(read());
      continue;
    }
    const Pixel a = points.back();
    const Pixel b = command == 'C' ? read() : a, c = command == 'C' ? read() : a, d = read();
    for (int k = 1; k <= 10; ++k) {
      const double t = k / 10.0;
      if (command == 'L') {
        points.push_back(between(a, d, t));
        continue;
      }
      // De Casteljau's algorithm.
      const Pixel ab = between(a, b, t), bc = between(b, c, t), cd = between(c, d, t);
      points.push_back(between(between(ab, bc, t), between(bc, cd, t), t));
    }
  }
  return points;
}

}  // namespace support
