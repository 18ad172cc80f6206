// SPDX-License-Identifier: BSL-1.0
//
// The checks in a test case of GoogleTest:
//
//     TEST(Loss, HessianIsRight) { HESSE_CHECK_HESSIAN(loss, hessian_by_hand, start); }
//
// <hesse/hesse.hpp> does not include this file.
#pragma once

#include <hesse/verification/check_macros.hpp>

#include <gtest/gtest.h>

#define HESSE_CHECK_VERDICT(...)                                   \
  do {                                                             \
    const ::hesse::Verdict hesse_verdict = (__VA_ARGS__);          \
    EXPECT_TRUE(hesse_verdict.passed()) << hesse_verdict.report(); \
  } while (false)
