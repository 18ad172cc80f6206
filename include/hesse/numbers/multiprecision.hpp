// SPDX-License-Identifier: BSL-1.0
//
// Include this to run recorded functions and the table on Boost.Multiprecision numbers: the special functions of
// Boost.Math come with it, and a few seconds of compile time.
#pragma once

#include <hesse/ops/special_functions_boost.hpp>

#include <boost/multiprecision/cpp_bin_float.hpp>
