// SPDX-License-Identifier: BSL-1.0
//
// The checks as one line of a test. Included by the header of each test framework, which says first what
// HESSE_CHECK_VERDICT does with a verdict: one that is not "passed" is a failure, with the report as its message. The
// last argument may be followed by CheckOptions.
#pragma once

#include <hesse/verification/check.hpp>

#define HESSE_CHECK_GRADIENT(f, ...) HESSE_CHECK_VERDICT(::hesse::check_gradient(f, __VA_ARGS__))
#define HESSE_CHECK_JACOBIAN(f, ...) HESSE_CHECK_VERDICT(::hesse::check_jacobian(f, __VA_ARGS__))
#define HESSE_CHECK_HESSIAN(f, ...) HESSE_CHECK_VERDICT(::hesse::check_hessian(f, __VA_ARGS__))
#define HESSE_CHECK_HESSIAN_VECTOR(f, ...) HESSE_CHECK_VERDICT(::hesse::check_hessian_vector(f, __VA_ARGS__))
