// SPDX-License-Identifier: BSL-1.0
//
// The checks in a test case of doctest:
//
//     TEST_CASE("the Hessian of my loss is right") { HESSE_CHECK_HESSIAN(loss, hessian_by_hand, start); }
//
// <hesse/hesse.hpp> does not include this file.
#pragma once

#include <hesse/verification/check_macros.hpp>

#include <doctest/doctest.h>

#define HESSE_CHECK_VERDICT(...)                                           \
  do {                                                                     \
    const ::hesse::Verdict hesse_verdict = (__VA_ARGS__);                  \
    DOCTEST_CHECK_MESSAGE(hesse_verdict.passed(), hesse_verdict.report()); \
  } while (false)
