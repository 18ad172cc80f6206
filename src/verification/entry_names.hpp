// SPDX-License-Identifier: BSL-1.0
//
// What entries of derivatives are called in reports. `names` are those of the inputs, or none.
#pragma once

#include <hesse/basics/shapes.hpp>

#include <string>
#include <vector>

namespace hesse {

/// "x[3]", or its name.
std::string name_of_input(const std::vector<std::string>& names, Index i);

/// "g[2]", with the name where there is one: "g[2] (d/d sigma)". The same for "J[2][5]" and "H[2][5] (d/d a, d/d b)".
std::string name_of_slope(const std::vector<std::string>& names, Index row);
std::string name_in_jacobian(const std::vector<std::string>& names, Index row, Index column);
std::string name_in_hessian(const std::vector<std::string>& names, Index row, Index column);

}  // namespace hesse
