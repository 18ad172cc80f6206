// SPDX-License-Identifier: BSL-1.0
//
// Names of curves never cover each other: read from the finished picture.
#include <hesse/reports/line_chart.hpp>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include <cmath>
#include <random>
#include <regex>
#include <string>
#include <vector>

using namespace hesse::reports;

namespace {

struct Label {
  double middle, baseline, half_width;
};

/// Labels beside curves are the bold texts of twelve pixels; a bold letter is at most 0.66 of that wide.
std::vector<Label> labels_of(const std::string& svg) {
  const std::regex label(
      "<text x=\"([0-9.]+)\" y=\"([0-9.]+)\" text-anchor=\"middle\" font-size=\"12\" "
      "font-weight=\"bold\"[^>]*>([^<]*)<");
  std::vector<Label> labels;
  for (std::sregex_iterator found(svg.begin(), svg.end(), label), end; found != end; ++found)
    labels.push_back(
        {std::stod((*found)[1]), std::stod((*found)[2]), 0.33 * 12.0 * static_cast<double>((*found)[3].length())});
  return labels;
}

/// Lines of text are 15 pixels high.
bool are_apart(const Label& a, const Label& b) {
  return std::abs(a.baseline - b.baseline) >= 15.0 || std::abs(a.middle - b.middle) >= a.half_width + b.half_width;
}

LineChart crowded_chart(unsigned seed) {
  std::mt19937 random(seed);
  LineChart chart{.title = "crowded", .y_scale = Scale::logarithmic};
  for (int k = 0; k < 7; ++k) {
    Curve curve{fmt::format("GradientDescent {}", k), {}, {}};
    const double rate = 0.01 * static_cast<double>(random() % 30), steps = 20 + static_cast<double>(random() % 20);
    for (int i = 0; i < steps; ++i) {
      curve.x.push_back(i);
      curve.y.push_back(std::exp(-rate * i));
    }
    chart.curves.push_back(curve);
  }
  return chart;
}

}  // namespace

// Seven curves that all end close to each other, at random.
BOOST_AUTO_TEST_CASE(names_of_curves_do_not_overlap) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    const auto labels = labels_of(crowded_chart(seed).svg());
    BOOST_REQUIRE(labels.size() == 7);
    for (std::size_t i = 0; i < labels.size(); ++i)
      for (std::size_t j = 0; j < i; ++j) BOOST_TEST(are_apart(labels[i], labels[j]));
  }
}
