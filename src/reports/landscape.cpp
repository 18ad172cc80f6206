// SPDX-License-Identifier: BSL-1.0
#include <hesse/reports/landscape.hpp>

#include <fmt/format.h>

#include <vector>

namespace hesse::reports {

LineChart picture_of(const Landscape& landscape) {
  LineChart chart{.title = "The function along eigenvectors of its Hessian",
                  .x_label = "step along the unit eigenvector",
                  .y_label = "f"};
  const auto numbers = [](const Vector& v) { return std::vector<double>(v.begin(), v.end()); };
  for (const LandscapeSlice& slice : landscape.slices) {
    chart.curves.push_back(
        {fmt::format("f, eigenvalue {:.3g}", slice.eigenvalue), numbers(slice.steps), numbers(slice.values)});
    chart.curves.push_back(
        {fmt::format("parabola of {:.3g}", slice.eigenvalue), numbers(slice.steps), numbers(slice.model)});
  }
  return chart;
}

}  // namespace hesse::reports
