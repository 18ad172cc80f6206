// SPDX-License-Identifier: BSL-1.0
//
// Run twice: what is right has to pass, what is wrong has to fail and to say why.
#include <hesse/verification/google_test.hpp>

#include "subject.hpp"

using namespace frameworks;

TEST(Cubic, Right) {
  HESSE_CHECK_GRADIENT(cubic, gradient, start);
  HESSE_CHECK_JACOBIAN(slopes, hessian, start);
  HESSE_CHECK_HESSIAN(cubic, hessian, start);
  HESSE_CHECK_HESSIAN(cubic, hessian, start, {.names = {"alpha", "sigma"}});
}

TEST(Cubic, Wrong) { HESSE_CHECK_HESSIAN(cubic, half_an_entry, start); }
