// SPDX-License-Identifier: BSL-1.0
#include <hesse/reports/svg.hpp>
#include <hesse/reports/table.hpp>

#include <fmt/format.h>

#include <cmath>
#include <cstddef>

namespace hesse::reports {

namespace {

/// To a hundredth, without trailing zeros and without "-0".
std::string pixels_text(double pixels) {
  const double hundredths = std::round(pixels * 100.0);
  return fmt::format("{}", hundredths == 0.0 ? 0.0 : hundredths / 100.0);
}

/// Bytes of the UTF-8 sequence that starts at `text`, 0 where it is broken or not allowed in XML.
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return first >= 0x20 || first == '\n' || first == '\t' ? 1 : 0;
  const std::size_t length = first >= 0xF0 && first < 0xF5   ? 4
                             : first >= 0xE0 && first < 0xF0 ? 3
                             : first >= 0xC2 && first < 0xE0 ? 2
                                                             : 0;
  if (length == 0 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xC0u) != 0x80u) return 0;
  const bool overlong = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xF0 && byte(1) < 0x90);
  const bool surrogate_or_beyond = (first == 0xED && byte(1) >= 0xA0) || (first == 0xF4 && byte(1) >= 0x90);
  const bool noncharacter = first == 0xEF && byte(1) == 0xBF && byte(2) >= 0xBE;
  return overlong || surrogate_or_beyond || noncharacter ? 0 : length;
}

std::string attribute_list(std::initializer_list<Attribute> attributes) {
  std::string list;
  for (const Attribute& attribute : attributes) {
    list += ' ';
    list += attribute.name;
    list += "=\"" + xml_safe(attribute.value) + '"';
  }
  return list;
}

}  // namespace

std::string xml_safe(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const std::size_t length = sequence_length(text);
    switch (text[0]) {
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '&':
        result += "&amp;";
        break;
      case '"':
        result += "&quot;";
        break;
      case '\'':
        result += "&#39;";
        break;
      default:
        result += length == 0 ? std::string_view("?") : text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return result;
}

Attribute::Attribute(std::string_view attribute, double pixels) : name(attribute), value(pixels_text(pixels)) {}

Svg::Svg(double width, double height, std::string_view title, std::string_view description) {
  const std::string w = pixels_text(width), h = pixels_text(height);
  body_ = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\" role=\"img\" "
      "font-family=\"DejaVu Sans, Verdana, Helvetica, Arial, sans-serif\">\n<title>{2}</title>\n",
      w, h, xml_safe(title));
  if (!description.empty()) body_ += fmt::format("<desc>{}</desc>\n", xml_safe(description));
  add("rect", {{"width", width}, {"height", height}, {"fill", "#ffffff"}});
}

void Svg::add(std::string_view element, std::initializer_list<Attribute> attributes, std::string_view text) {
  body_ += fmt::format("<{}{}", element, attribute_list(attributes));
  body_ += text.empty() ? "/>\n" : fmt::format(">{}</{}>\n", xml_safe(text), element);
}

void Svg::open(std::initializer_list<Attribute> attributes) {
  body_ += fmt::format("<g{}>\n", attribute_list(attributes));
  ++depth_;
}

void Svg::close() {
  if (depth_ == 0) return;
  body_ += "</g>\n";
  --depth_;
}

std::string Svg::finish() const {
  std::string document = body_;
  for (int i = 0; i < depth_; ++i) document += "</g>\n";
  return document + "</svg>\n";
}

double text_width(const std::string& text, double size) { return 0.66 * size * static_cast<double>(characters(text)); }

std::string path_through(const std::vector<Pixel>& points) {
  std::string path;
  for (const Pixel& point : points)
    path += fmt::format("{}{} {}", path.empty() ? 'M' : 'L', pixels_text(point.x), pixels_text(point.y));
  return path;
}

}  // namespace hesse::reports
