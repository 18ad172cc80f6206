// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/error.hpp>
#include <hesse/optimizers/options.hpp>

#include <fmt/format.h>

#include <cmath>

namespace hesse {

void require_option(bool ok, const char* option, double found, const char* must) {
  if (!ok) throw OptionError("option.value", fmt::format("{} is {:g}; it {}.", option, found, must));
}

void require_option(bool ok, const char* option, std::string_view found, const char* must) {
  if (!ok) throw OptionError("option.value", fmt::format("{} is {}; it {}.", option, found, must));
}

void validate(const CommonOptions& options) {
  const auto not_negative = [](const char* option, double found) {
    require_option(found >= 0.0, option, found, "must be zero or positive");  // NaN fails
  };
  not_negative("gradient_tolerance", options.gradient_tolerance.value_or(0.0));
  not_negative("relative_gradient_tolerance", options.relative_gradient_tolerance.value_or(0.0));
  not_negative("function_tolerance", options.function_tolerance);
  not_negative("step_tolerance", options.step_tolerance);
  not_negative("iteration_limit", static_cast<double>(options.iteration_limit));
  not_negative("curvature_limit", static_cast<double>(options.curvature_limit));
  not_negative("time_limit", options.time_limit);
  not_negative("checkpoint_seconds", options.checkpoint_seconds);
  require_option(options.evaluation_limit >= 1, "evaluation_limit", static_cast<double>(options.evaluation_limit),
                 "must be at least 1: the start is evaluated");
  require_option(!std::isnan(options.unbounded_below), "unbounded_below", options.unbounded_below, "must be a number");
}

}  // namespace hesse
