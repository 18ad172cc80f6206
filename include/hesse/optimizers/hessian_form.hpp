// SPDX-License-Identifier: BSL-1.0
//
// Dense or sparse: the form in which a method takes the Hessian.
#pragma once

namespace hesse {

enum class HessianForm {
  automatic,  ///< sparse where the objective knows its zeros, inputs are many and the factor has few entries
  dense,
  sparse  ///< whatever it costs; OptionError where the objective knows no zeros
};

[[nodiscard]] const char* name_of(HessianForm form);

}  // namespace hesse
