// SPDX-License-Identifier: BSL-1.0
//
// Hesse: gradients and Hessians of ordinary C++ functions, exact to rounding.
#pragma once

#include <hesse/basics/error.hpp>
#include <hesse/derivatives/loss.hpp>
#include <hesse/derivatives/one_liners.hpp>
#include <hesse/numbers/functions.hpp>
#include <hesse/optimizers/minimize.hpp>
#include <hesse/recording/custom.hpp>
