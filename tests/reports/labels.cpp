// SPDX-License-Identifier: BSL-1.0
//
// Names of curves never cover each other: read from the finished picture.
#include <hesse/reports/line_chart.hpp>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

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

}  // namespace

// Seven curves that all end close to each other, at random.
BOOST_DATA_TEST_CASE(names_of_curves_do_not_overlap, boost::unit_test::data::xrange(20)) {
  std::mt19937 random(static_cast<unsigned>(sample));
  LineChart chart{.title = "crowded", .y_scale = Scale::logarithmic};
  for (int k = 0; k < 7; ++k) {
    Curve curve{"GradientDescent " + std::to_string(k), {}, {}};
    const double rate = 0.01 * static_cast<double>(random() % 30), steps = 20 + static_cast<double>(random() % 20);
    for (int i = 0; i < steps; ++i) {
      curve.x.push_back(i);
      curve.y.push_back(std::exp(-rate * i));
    }
    chart.curves.push_back(curve);
  }
  const auto labels = labels_of(chart.svg());
  BOOST_REQUIRE(labels.size() == 7);
  for (std::size_t i = 0; i < labels.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) {
      const bool apart = std::abs(labels[i].baseline - labels[j].baseline) >= 15.0 ||
                         std::abs(labels[i].middle - labels[j].middle) >= labels[i].half_width + labels[j].half_width;
      BOOST_TEST(apart);
    }
}
