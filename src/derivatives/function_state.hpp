// SPDX-License-Identifier: BSL-1.0
//
// What a Function is made of, shared by the sources that implement it.
#pragma once

#include <hesse/derivatives/diagnosis.hpp>
#include <hesse/derivatives/function.hpp>
#include <hesse/derivatives/sparse_drivers.hpp>
#include <hesse/sweeps/arguments.hpp>
#include <hesse/sweeps/sparsity.hpp>

#include <fmt/format.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "compiled_tape.hpp"

namespace hesse {

/// A tape, and what is worked out once about it when somebody asks. Another recording is another one of these.
class KnownTape {
 public:
  explicit KnownTape(Tape tape) : tape_(std::move(tape)) {}
  [[nodiscard]] const Tape& tape() const { return tape_; }
  [[nodiscard]] const CompiledTape& compiled() const { return compiled_; }

  struct Hessian {
    std::optional<SparsityPattern> pattern;  ///< nothing if it outgrew the limit
    std::optional<drivers::HessianPlan> plan;
  };
  struct Jacobian {
    std::optional<SparsityPattern> pattern;
    std::optional<drivers::JacobianPlan> plan;
  };

  /// The pattern alone.
  const std::optional<SparsityPattern>& hessian_pattern(std::size_t most_bytes) const {
    const std::lock_guard lock(mutex_);
    return pattern_of(hessian_, &hesse::hessian_pattern, most_bytes);
  }
  const std::optional<SparsityPattern>& jacobian_pattern(std::size_t most_bytes) const {
    const std::lock_guard lock(mutex_);
    return pattern_of(jacobian_, &hesse::jacobian_pattern, most_bytes);
  }
  /// The pattern, and the plan if there is a pattern.
  const Hessian& hessian(std::size_t most_bytes) const {
    const std::lock_guard lock(mutex_);
    return planned(hessian_, pattern_of(hessian_, &hesse::hessian_pattern, most_bytes));
  }
  const Jacobian& jacobian(std::size_t most_bytes) const {
    const std::lock_guard lock(mutex_);
    return planned(jacobian_, pattern_of(jacobian_, &hesse::jacobian_pattern, most_bytes));
  }

  /// How sparse Hessians are made, as far as that is known by now.
  [[nodiscard]] std::string describe_hessian() const;

 private:
  template <class Known>
  struct Once : Known {
    bool asked = false;
  };
  using PatternSweep = std::optional<SparsityPattern>(const Tape&, std::size_t most_bytes);
  template <class Known>
  const std::optional<SparsityPattern>& pattern_of(Once<Known>& once, PatternSweep* sweep,
                                                   std::size_t most_bytes) const {
    if (!once.asked) once.pattern = sweep(tape_, most_bytes);
    once.asked = true;
    return once.pattern;
  }
  template <class Known>
  static const Known& planned(Once<Known>& once, const std::optional<SparsityPattern>& pattern) {
    if (pattern && !once.plan) once.plan.emplace(*pattern);
    return once;
  }

  Tape tape_;
  CompiledTape compiled_;
  mutable std::mutex mutex_;  // one thread works it out, the others wait for it
  mutable Once<Hessian> hessian_;
  mutable Once<Jacobian> jacobian_;
};

struct Function::State {
  std::function<Recorded(ConstVector, RecordingLimits)> recorder;
  Options options;
  std::atomic<bool> compiles_at_once = false;
  Index inputs = 0;
  Index outputs = 0;

  std::mutex tape_mutex;
  std::shared_ptr<const KnownTape> tape;
  std::size_t recordings = 0;
  std::mutex recorder_mutex;  // the callable need not be thread-safe

  std::shared_ptr<const KnownTape> current() {
    const std::lock_guard lock(tape_mutex);
    return tape;
  }
  Recorded record(ConstVector x) {
    Recording::require_none();  // before the lock: a callable that evaluates its own Function must not wait for itself
    const std::lock_guard lock(recorder_mutex);
    return recorder(x, {.bytes = options.memory_limit});
  }
  std::shared_ptr<const KnownTape> replace(Tape fresh) {
    auto shared = std::make_shared<const KnownTape>(std::move(fresh));
    const std::lock_guard lock(tape_mutex);
    ++recordings;
    return tape = std::move(shared);
  }
  // A function that flips a guard at nearly every new point would pay a sweep each time to find out. Each flip counts
  // three, each evaluation without one takes one away: value, gradient and product at a point may share one flip.
  static constexpr int flips_before_recording_always = 16;
  std::atomic<int> flip_score = 0;
  std::string last_flip;

  [[nodiscard]] bool keeps_flipping() const { return flip_score >= flips_before_recording_always; }
  void note_guards_held() {
    if (flip_score > 0) --flip_score;
  }
  void note_flip(const Tape& of, std::size_t guard) {
    const std::lock_guard lock(tape_mutex);
    last_flip = diagnosis::describe_guard(of, guard);
    flip_score += 3;
  }
  [[nodiscard]] std::string describe_flips() {
    const std::lock_guard lock(tape_mutex);
    if (!keeps_flipping()) return {};
    return fmt::format(
        "recorded anew at every evaluation: {} kept coming out differently. Where both sides can be computed, write "
        "select(), max(), softplus() or logsumexp() instead of a branch.\n",
        last_flip);
  }
  /// The options, with what compile() changed.
  [[nodiscard]] Options options_now() const {
    Options now = options;
    if (compiles_at_once && now.compile != Compile::never) now.compile = Compile::at_once;
    return now;
  }
  /// A sparse matrix takes three times what its pattern's rows take.
  [[nodiscard]] std::size_t most_pattern_bytes() const { return options.memory_limit / 3; }
};

/// A tape whose guards hold at x, and its values there where they are needed.
struct Function::Settled {
  std::shared_ptr<const KnownTape> known;
  Numbers<double> swept;
  decltype(Recorded::values) recorded;

  /// From the recording where it was made here, else from a sweep.
  [[nodiscard]] const double* values() const { return recorded.empty() ? swept.data() : recorded.data(); }
  [[nodiscard]] const Tape& tape() const { return known->tape(); }
};

/// Asks the compiled form of a tape; nothing where the sweeps have to answer.
template <class Ask, class... Rest>
auto Function::compiled(const KnownTape& known, const char* asked, ConstVector x, Ask ask, Rest&&... rest) const {
  require_scalar(asked);
  require_input(asked, x);
  return (known.compiled().*ask)(known.tape(), state_->options_now(), x, std::forward<Rest>(rest)...);
}

}  // namespace hesse
