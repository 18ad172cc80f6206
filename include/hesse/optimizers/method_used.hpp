// SPDX-License-Identifier: BSL-1.0
//
// What a solution remembers of its method: the name and every option as it was.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace hesse {

/// Nothing where an option was not given; one of a list of words as the word.
using OptionValue = std::variant<std::monostate, bool, std::int64_t, std::uint64_t, double, std::string>;

struct OptionUsed {
  std::string name;  ///< "gradient_tolerance"
  OptionValue value;
  bool is_default = true;

  /// The value as it would be written: "1e-08", "armijo", "true"; "none" where it was not given.
  [[nodiscard]] std::string text() const;
};

struct MethodUsed {
  std::string name;                 ///< "NewtonCG"
  std::vector<OptionUsed> options;  ///< its own first; callback and stop token have no value to show
  std::string adapts = "radius";    ///< what the radius of an Iteration is: radius, length, mu, alpha, sigma, eta
};

}  // namespace hesse
