// SPDX-License-Identifier: BSL-1.0
//
// The checks in a test case of Catch2, version 2 or 3:
//
//     TEST_CASE("the Hessian of my loss is right") { HESSE_CHECK_HESSIAN(loss, hessian_by_hand, start); }
//
// <hesse/hesse.hpp> does not include this file.
#pragma once

#include <hesse/verification/check_macros.hpp>

#if __has_include(<catch2/catch_test_macros.hpp>)
#include <catch2/catch_test_macros.hpp>
#else
#include <catch2/catch.hpp>
#endif

#define HESSE_CHECK_VERDICT(...)                          \
  do {                                                    \
    const ::hesse::Verdict hesse_verdict = (__VA_ARGS__); \
    INFO(hesse_verdict.report());                         \
    CHECK(hesse_verdict.passed());                        \
  } while (false)
