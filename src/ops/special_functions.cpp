// SPDX-License-Identifier: BSL-1.0
#include <hesse/ops/special_functions.hpp>
#include <hesse/ops/special_functions_boost.hpp>

namespace hesse {

template struct SpecialFunctions<float>;
template struct SpecialFunctions<double>;
template struct SpecialFunctions<long double>;

}  // namespace hesse
