// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <hesse/curvature/landscape.hpp>
#include <hesse/reports/line_chart.hpp>

namespace hesse::reports {

/// The function along each eigenvector, and the parabola of its Hessian; all slices over one axis, so that steep ones
/// are narrow.
///
///     file << hesse::reports::picture_of(hesse::landscape(f, x)).svg();
[[nodiscard]] LineChart picture_of(const Landscape& landscape);

}  // namespace hesse::reports
