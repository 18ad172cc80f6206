// SPDX-License-Identifier: BSL-1.0
#include <hesse/optimizers/stochastic_options.hpp>

#include <fmt/format.h>

#include <cmath>
#include <numbers>

namespace hesse {

namespace {

/// The part of eta in epoch k after the warm-up.
double part_of_rate(const StochasticOptions& options, Index epoch) {
  const auto k = static_cast<double>(epoch);
  switch (options.schedule) {
    case Schedule::inverse_time:
      return 1.0 / (1.0 + options.decay * k);
    case Schedule::exponential:
      return std::pow(1.0 - options.decay, k);
    case Schedule::step:
      return std::pow(1.0 - options.decay, static_cast<double>(epoch / options.period));
    case Schedule::cosine: {
      const double part = static_cast<double>(epoch % options.period) / static_cast<double>(options.period);
      return 0.5 * (1.0 + std::cos(std::numbers::pi * part));
    }
  }
  __builtin_unreachable();
}

void validate_schedule(const StochasticOptions& options, const auto& require) {
  require(options.decay >= 0.0 && std::isfinite(options.decay), "decay", options.decay, "must be zero or positive");
  const auto is = [&options](Schedule schedule) { return options.schedule == schedule; };
  if (is(Schedule::exponential) || is(Schedule::step))
    require(options.decay < 1.0, "decay", options.decay, "must be below 1: it is the part that is taken off the rate");
  if (is(Schedule::cosine))
    require(options.decay == 0.0, "decay", options.decay,
            "must be 0 with Schedule::cosine, which falls within each period by itself; leave it out");
  require(options.period >= 1, "period", static_cast<double>(options.period), "must be at least 1 epoch");
  require(options.warm_up >= 0, "warm_up", static_cast<double>(options.warm_up), "must be zero or positive");
}

}  // namespace

const char* name_of(Schedule schedule) {
  switch (schedule) {
    case Schedule::inverse_time:
      return "inverse_time";
    case Schedule::exponential:
      return "exponential";
    case Schedule::step:
      return "step";
    case Schedule::cosine:
      return "cosine";
  }
  __builtin_unreachable();
}

void validate(const StochasticOptions& options) {
  const auto require = [&options](bool ok, const char* name, double found, const char* must) {
    require_option(ok, fmt::format("{}::{}", options.method, name).c_str(), found, must);
  };
  require(options.eta > 0.0 && std::isfinite(options.eta), "eta", options.eta, "must be positive");
  validate_schedule(options, require);
  require(options.clip > 0.0, "clip", options.clip, "must be positive; leave it out to clip nothing");
  require(options.weight_decay >= 0.0 && std::isfinite(options.weight_decay), "weight_decay", options.weight_decay,
          "must be zero or positive");
  require(options.average_from.value_or(0) >= 0, "average_from", static_cast<double>(options.average_from.value_or(0)),
          "must be the number of an epoch, from 0");
  require(options.average_memory >= 1.0, "average_memory", options.average_memory, "must be at least 1 step");
  require(options.average_from || std::isinf(options.average_memory), "average_memory", options.average_memory,
          "is for averages; add .average_from or leave it out");
  require(options.batch >= 1, "batch", static_cast<double>(options.batch), "must be at least 1 row");
}

double learning_rate(const StochasticOptions& options, Index epoch) {
  if (epoch >= options.warm_up) return options.eta * part_of_rate(options, epoch - options.warm_up);
  return options.eta * static_cast<double>(epoch + 1) / static_cast<double>(options.warm_up + 1);
}

}  // namespace hesse
