// SPDX-License-Identifier: BSL-1.0
//
// The options every method has. They stand once, in the list below: a method is an aggregate, so that
//
//     hesse::NewtonCG{.gradient_tolerance = 1e-8, .iteration_limit = 50}
//
// compiles, and C++20 cannot designate members of a base class. Each method therefore has its own fields first, then
// HESSE_COMMON_OPTIONS(HESSE_FIELD), and ends with HESSE_METHOD, from which reports know their names.
#pragma once

#include <hesse/optimizers/iteration.hpp>

#include <cstddef>
#include <filesystem>
#include <functional>
#include <limits>
#include <optional>
#include <stop_token>
#include <string_view>
#include <tuple>

namespace hesse {

/// What a callback answers.
enum class Progress { go_on, stop };

/// Called at the start and after every iteration, on the thread of minimize(). What it throws passes through.
using Callback = std::function<Progress(const Iteration&)>;

/// The list: type, name, default.
///
///   gradient_tolerance           stop when |g| (Euclidean) is at most this: absolute, in units of f per unit of input
///   relative_gradient_tolerance  the same, times |g| at the start. Where neither is given 1e-9, as an absolute one
///                                would call 1e-300 f(x) solved; less while Newton steps at the end are over 1e-6 |x|
///   function_tolerance           stop when two accepted steps in a row change f by at most this part of |f|; 0: never
///   step_tolerance               stop when an accepted step is at most this part of |x| (plus itself); 0: never
///   iteration_limit, time_limit  iterations, accepted or not; seconds
///   evaluation_limit             evaluations of every kind together; the one under way is finished
///   unbounded_below              values under this are called `unbounded`
///   curvature_limit              up to this many inputs the Hessian at the end is formed and classified (n / 8
///                                gradients and 9 n^3 operations); above, the solution says "not computed"
///   checkpoint_file              where the state of the run is kept. If the file is there the run goes on from it, to
///                                the last bit as if it had not ended: see minimize()
///   checkpoint_seconds           it is written when a step is taken this long after the last time, and at the end;
///                                0: at every step
#define HESSE_COMMON_OPTIONS(OPTION)                                  \
  OPTION(std::optional<double>, gradient_tolerance, {})               \
  OPTION(std::optional<double>, relative_gradient_tolerance, {})      \
  OPTION(double, function_tolerance, 0.0)                             \
  OPTION(double, step_tolerance, 0.0)                                 \
  OPTION(Index, iteration_limit, 10'000)                              \
  OPTION(Index, evaluation_limit, std::numeric_limits<Index>::max())  \
  OPTION(double, time_limit, std::numeric_limits<double>::infinity()) \
  OPTION(double, unbounded_below, -1e300)                             \
  OPTION(Index, curvature_limit, 200)                                 \
  OPTION(std::filesystem::path, checkpoint_file, {})                  \
  OPTION(double, checkpoint_seconds, 10.0)                            \
  OPTION(hesse::Callback, callback, {})                               \
  OPTION(std::stop_token, stop_token, {})

#define HESSE_FIELD(type, name, ...) type name = __VA_ARGS__;

/// The name of a method and of its own fields, in their order: HESSE_METHOD(Newton, pure, eta, search).
#define HESSE_METHOD(method, ...)                               \
  static constexpr const char* method_name = #method;           \
  static constexpr const char* own_option_names = #__VA_ARGS__; \
  [[nodiscard]] auto own_options() const { return std::tie(__VA_ARGS__); }

struct CommonOptions {
  HESSE_COMMON_OPTIONS(HESSE_FIELD)
};

/// The common options of a method.
template <class Method>
[[nodiscard]] CommonOptions common_options(const Method& method) {
  CommonOptions common;
#define HESSE_COPY(type, name, ...) common.name = method.name;
  HESSE_COMMON_OPTIONS(HESSE_COPY)
#undef HESSE_COPY
  return common;
}

/// Throws OptionError where a common option makes no sense.
void validate(const CommonOptions& options);

/// Throws OptionError "<method>: <option> is <found>, but <must>." unless ok.
void require_option(bool ok, const char* option, double found, const char* must);
void require_option(bool ok, const char* option, std::string_view found, const char* must);

}  // namespace hesse
