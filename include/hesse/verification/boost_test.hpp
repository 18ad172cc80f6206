// SPDX-License-Identifier: BSL-1.0
//
// The checks in a test case of Boost.Test:
//
//     BOOST_AUTO_TEST_CASE(the_hessian_of_my_loss_is_right) { HESSE_CHECK_HESSIAN(loss, hessian_by_hand, start); }
//
// <hesse/hesse.hpp> does not include this file.
#pragma once

#include <hesse/verification/check_macros.hpp>

#include <boost/test/unit_test.hpp>

#define HESSE_CHECK_VERDICT(...)                                         \
  do {                                                                   \
    const ::hesse::Verdict hesse_verdict = (__VA_ARGS__);                \
    BOOST_CHECK_MESSAGE(hesse_verdict.passed(), hesse_verdict.report()); \
  } while (false)
