// SPDX-License-Identifier: BSL-1.0
//
// The options that all methods on batches of rows share, besides those of every method: how the rows are drawn, how the
// learning rate falls, what is clipped and what is averaged. A method of the family has `eta` and its own fields first,
// then HESSE_STOCHASTIC_OPTIONS(HESSE_FIELD), then the common options, and ends with HESSE_STOCHASTIC_METHOD.
#pragma once

#include <hesse/optimizers/options.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <tuple>

namespace hesse {

/// What the learning rate of epoch k is, counted from the end of the warm-up. With decay = 0, the default, the first
/// three are constant.
enum class Schedule {
  inverse_time,  ///< eta / (1 + decay k): the steps sum to infinity, their squares do not, so it converges
  exponential,   ///< eta (1 - decay)^k: an epoch takes the part `decay` off
  step,          ///< eta (1 - decay)^floor(k / period): the same every `period` epochs; decay 0.9 divides by ten
  cosine         ///< eta (1 + cos(pi (k mod period) / period)) / 2: down to almost 0 within a period, then eta again
};

[[nodiscard]] const char* name_of(Schedule schedule);

/// The list: type, name, default. An epoch is a pass over all rows, and an iteration.
///
///   schedule, decay, period  see Schedule. Source of cosine: Loshchilov, Hutter, "SGDR" (ICLR 2017)
///   warm_up         for so many epochs before, the rate grows linearly: (k + 1) / (warm_up + 1) of eta in epoch k.
///                   Source: Goyal et al., "Accurate, large minibatch SGD" (2017)
///   clip            a longer gradient of a batch, Euclidean, is shortened to this length, in units of f per unit of
///                   input. Source: Pascanu, Mikolov, Bengio, "On the difficulty of training recurrent neural networks"
///                   (ICML 2013)
///   weight_decay    every step takes eta weight_decay x off x besides, at the rate of the epoch: not through the
///                   gradient, so no average of gradients sees it (decoupled; with Adam it is AdamW). It ends near the
///                   minimum of another function than f, and no test of the gradient then holds. Source: Loshchilov,
///                   Hutter, "Decoupled weight decay regularization" (ICLR 2019)
///   average_from    from this epoch on, counted from 0, the point is the mean of the points after each step, and the
///                   method walks on beneath it; nothing: the last point. The mean forgets the ball that a constant
///                   rate ends in. Source: Polyak, Juditsky, SIAM J. Control Optim. 30 (1992)
///   average_memory  so many steps back the mean looks, and older ones fade: an exponential moving average with the
///                   factor 1 - 1/average_memory, and the plain mean as long as there are fewer
///   batch           rows a step; the last step of an epoch takes those that are left
///   seed            of the order of the rows, which is drawn anew each epoch, and of all else that is random. The same
///                   seed gives the same bits
#define HESSE_STOCHASTIC_OPTIONS(OPTION)                                  \
  OPTION(hesse::Schedule, schedule, hesse::Schedule::inverse_time)        \
  OPTION(double, decay, 0.0)                                              \
  OPTION(Index, period, 10)                                               \
  OPTION(Index, warm_up, 0)                                               \
  OPTION(double, clip, std::numeric_limits<double>::infinity())           \
  OPTION(double, weight_decay, 0.0)                                       \
  OPTION(std::optional<Index>, average_from, {})                          \
  OPTION(double, average_memory, std::numeric_limits<double>::infinity()) \
  OPTION(Index, batch, 32)                                                \
  OPTION(std::uint64_t, seed, 1)

#define HESSE_NAME_AFTER_COMMA(type, name, ...) , name
#define HESSE_WORD_AFTER_COMMA(type, name, ...) ", " #name

/// HESSE_METHOD for this family: the method's own fields are followed by those of the list.
#define HESSE_STOCHASTIC_METHOD(method, ...)                                                                     \
  static constexpr const char* method_name = #method;                                                            \
  static constexpr const char* own_option_names = #__VA_ARGS__ HESSE_STOCHASTIC_OPTIONS(HESSE_WORD_AFTER_COMMA); \
  [[nodiscard]] auto own_options() const {                                                                       \
    return std::tie(__VA_ARGS__ HESSE_STOCHASTIC_OPTIONS(HESSE_NAME_AFTER_COMMA));                               \
  }

struct StochasticOptions {
  const char* method;  ///< "Adam"
  double eta;
  HESSE_STOCHASTIC_OPTIONS(HESSE_FIELD)
};

/// A method of this family: it follows a schedule instead of searching for a point where f falls.
template <class Method>
concept StochasticMethod = requires(const Method& method) {
  method.schedule;
};

/// The options of the family, of one method.
template <StochasticMethod Method>
[[nodiscard]] StochasticOptions stochastic_options(const Method& method) {
  StochasticOptions options{.method = Method::method_name, .eta = method.eta};
#define HESSE_COPY(type, name, ...) options.name = method.name;
  HESSE_STOCHASTIC_OPTIONS(HESSE_COPY)
#undef HESSE_COPY
  return options;
}

/// Throws OptionError where an option makes no sense.
void validate(const StochasticOptions& options);

/// The rate in an epoch, counted from 0.
[[nodiscard]] double learning_rate(const StochasticOptions& options, Index epoch);

}  // namespace hesse
