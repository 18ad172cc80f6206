// SPDX-License-Identifier: BSL-1.0
//
// The oracle of the tests: the sweeps themselves, on numbers of fifty digits. Where double and fifty digits agree the
// rounding is right; whether the rule is right, a difference quotient in fifty digits has to say. The sweeps are
// compiled once, in fifty_digits.cpp.
#pragma once

#include <hesse/numbers/multiprecision.hpp>
#include <hesse/programs/run.hpp>
#include <hesse/sweeps/reverse.hpp>

namespace hesse {

using Fifty = boost::multiprecision::cpp_bin_float_50;

extern template struct SpecialFunctions<Fifty>;
extern template void run<Fifty>(const Program&, std::span<Fifty>, const RowBlock&);
extern HESSE_FORWARD_ON(Fifty) extern HESSE_FORWARD_ON(Dual<Fifty>) extern HESSE_REVERSE_ON(
    Fifty, Fifty) extern HESSE_REVERSE_ON(Dual<Fifty>, Dual<Fifty>)

}  // namespace hesse
