// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <hesse/hesse.hpp>

#include <Eigen/Dense>
#include <boost/test/unit_test.hpp>
#include <fmt/format.h>
