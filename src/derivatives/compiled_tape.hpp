// SPDX-License-Identifier: BSL-1.0
//
// The compiled forms of one tape, made when evaluations repeat: its value, its gradient, its product with a direction.
// Each is a program run by the vector executor. What a program cannot answer (a flipped guard, a result that is not
// finite) it leaves to the sweeps.
#pragma once

#include <hesse/derivatives/function.hpp>
#include <hesse/derivatives/results.hpp>
#include <hesse/programs/machine.hpp>
#include <hesse/tape/tape.hpp>

#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace hesse {

class CompiledTape {
 public:
  enum class Answer { value, gradient, product };

  /// The value at x, or nothing where sweeps have to answer: not compiled yet, a guard flipped, not finite. So with the
  /// others. The tape has one output.
  [[nodiscard]] std::optional<double> value(const Tape& tape, Compile policy, ConstVector x) const;
  [[nodiscard]] std::optional<ValueAndGradient> gradient(const Tape& tape, Compile policy, ConstVector x) const;
  [[nodiscard]] std::optional<Vector> product(const Tape& tape, Compile policy, ConstVector x,
                                              ConstVector direction) const;
  /// The Hessian times each column of directions.
  [[nodiscard]] std::optional<Matrix> products(const Tape& tape, Compile policy, ConstVector x,
                                               ConstMatrix directions) const;

  /// What is compiled, a line each; empty where nothing is.
  [[nodiscard]] std::string describe() const;

 private:
  struct Form {
    std::atomic<int> asked = 0;
    std::atomic<bool> ready = false;  ///< tried, with or without success
    std::optional<Machine> machine;
  };

  [[nodiscard]] const Machine* machine(Answer answer, const Tape& tape, Compile policy, int evaluations) const;
  void compile(Answer answer, const Tape& tape) const;

  mutable std::mutex mutex_;  // one thread compiles; the others go on sweeping
  mutable std::array<Form, 3> forms_;
  mutable std::optional<Program> lowered_;  ///< nothing of a tape that does not repeat itself
  mutable bool is_lowered_ = false;
};

}  // namespace hesse
