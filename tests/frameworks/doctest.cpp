// SPDX-License-Identifier: BSL-1.0
//
// Run twice: what is right has to pass, what is wrong has to fail and to say why.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <hesse/verification/doctest.hpp>

#include "subject.hpp"

using namespace frameworks;

TEST_CASE("right") {
  HESSE_CHECK_GRADIENT(cubic, gradient, start);
  HESSE_CHECK_JACOBIAN(slopes, hessian, start);
  HESSE_CHECK_HESSIAN(cubic, hessian, start);
  HESSE_CHECK_HESSIAN(cubic, hessian, start, {.names = {"alpha", "sigma"}});
}

TEST_CASE("wrong") { HESSE_CHECK_HESSIAN(cubic, half_an_entry, start); }
