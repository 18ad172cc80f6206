// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/error.hpp>
#include <hesse/derivatives/drivers.hpp>
#include <hesse/derivatives/one_liners.hpp>

#include <fmt/format.h>

namespace hesse::detail {

namespace {

void require_scalar(const char* asked, const Tape& tape) {
  if (tape.outputs().size() != 1)
    throw ShapeError("shape.scalar_expected", fmt::format("{} needs a function with one output, this one has {}. Use "
                                                          "jacobian(), or hessian(x, weights) of a Function.",
                                                          asked, tape.outputs().size()));
}

}  // namespace

double value_of(const Recorded& recorded) {
  require_scalar("value()", recorded.tape);
  return drivers::outputs(recorded.tape, recorded.values.data())[0];
}

Vector gradient_of(const Recorded& recorded, ConstVector x) {
  require_scalar("gradient()", recorded.tape);
  return drivers::gradient(recorded.tape, x, recorded.values.data(), Vector::Ones(1));
}

}  // namespace hesse::detail
