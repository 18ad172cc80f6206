// SPDX-License-Identifier: BSL-1.0
//
// A run as it goes: callbacks for minimize(), checks and reports, to be given as the option `callback`.
#pragma once

#include <hesse/optimizers/options.hpp>

#include <concepts>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>

namespace hesse::reports {

/// A callback that hands the start of a run to `sink`, and then an iteration whenever so many seconds have passed since
/// the last one it handed over, by the clock of the run. What the sink throws passes through minimize().
///
///     hesse::minimize(f, start, hesse::LBFGS{.callback = hesse::reports::every(1.0, [&](const hesse::Iteration& row) {
///                       log << row.iteration << ' ' << row.value << '\n';
///                     })});
[[nodiscard]] Callback every(double seconds, std::function<void(const Iteration&)> sink);

/// A callback that keeps one line of a terminal up to date, ten times a second at most: a bar, iteration, f and |g|.
/// The bar is how far |g| has come, in powers of ten, from its length at the start to `reduction` times that; it may
/// move back. The line is wiped out when the last copy of the callback goes, so that nothing stays behind.
///
/// Silent where `terminal` is none, as in a pipe or a log file. Without colours where the environment variable NO_COLOR
/// is set and not empty (https://no-color.org).
///
///   reduction  above 0, below 1, or OptionError is thrown; the default is that of relative_gradient_tolerance
///
///     hesse::minimize(f, start, hesse::NewtonCG{.callback = hesse::reports::terminal_bar()});
[[nodiscard]] Callback terminal_bar(double reduction = 1e-9, std::FILE* terminal = stderr);

class TerminalLine;

/// What work tells of itself: how much of it is done, and where it is.
template <class Row>
concept TellsItsShare = requires(const Row& row) {
  { row.share } -> std::convertible_to<double>;
  { row.seconds } -> std::convertible_to<double>;
  { row.text() } -> std::convertible_to<std::string>;
};

/// The same line of a terminal for work that knows its share: a callback for checks and reports. It is as silent as
/// terminal_bar() where there is no terminal, and as tidy.
///
///     hesse::check_hessian(f, by_hand, x, {.callback = hesse::reports::ProgressBar()});
class ProgressBar {
 public:
  explicit ProgressBar(std::FILE* terminal = stderr);

  template <TellsItsShare Row>
  Progress operator()(const Row& row) {
    show(row.share, row.seconds, row.text());
    return Progress::go_on;
  }

 private:
  void show(double share, double seconds, const std::string& words);

  std::shared_ptr<TerminalLine> line_;  ///< none where there is no terminal
  std::string words_;                   ///< shown last
  double seconds_ = 0.0;                ///< when that was
};

}  // namespace hesse::reports
