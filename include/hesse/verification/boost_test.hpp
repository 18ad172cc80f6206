// SPDX-License-Identifier: BSL-1.0
//
// The checks inside a Boost.Test case: a verdict that is not "passed" is a test failure, and its report the message.
//
//     BOOST_AUTO_TEST_CASE(the_hessian_of_my_loss_is_right) { HESSE_CHECK_HESSIAN(loss, hessian_by_hand, start); }
//
// The last argument may be followed by CheckOptions. <hesse/hesse.hpp> does not include this file.
#pragma once

#include <hesse/verification/check.hpp>

#include <boost/test/unit_test.hpp>

#define HESSE_CHECK_VERDICT(...)                                         \
  do {                                                                   \
    const ::hesse::Verdict hesse_verdict = (__VA_ARGS__);                \
    BOOST_CHECK_MESSAGE(hesse_verdict.passed(), hesse_verdict.report()); \
  } while (false)

#define HESSE_CHECK_GRADIENT(f, ...) HESSE_CHECK_VERDICT(::hesse::check_gradient(f, __VA_ARGS__))
#define HESSE_CHECK_HESSIAN(f, ...) HESSE_CHECK_VERDICT(::hesse::check_hessian(f, __VA_ARGS__))
#define HESSE_CHECK_HESSIAN_VECTOR(f, ...) HESSE_CHECK_VERDICT(::hesse::check_hessian_vector(f, __VA_ARGS__))
