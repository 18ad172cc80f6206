// SPDX-License-Identifier: BSL-1.0
//
// The compiled forms of one tape, made when evaluations repeat: its value, its gradient, its product with a direction
// and with four, its Hessian block by block. Each is a program run by the vector executor. What a program cannot answer
// (a flipped guard, a result that is not finite) it leaves to the sweeps.
#pragma once

#include <hesse/derivatives/function.hpp>
#include <hesse/derivatives/results.hpp>
#include <hesse/programs/machine.hpp>
#include <hesse/tape/tape.hpp>

#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "block_hessian.hpp"
#include "stopwatch.hpp"

namespace hesse {

class CompiledTape {
 public:
  enum class Answer { value, gradient, product, several_products, hessian };

  /// The value at x, or nothing where sweeps have to answer: not compiled yet, a guard flipped, not finite. So with the
  /// others. The tape has one output.
  [[nodiscard]] std::optional<double> value(const Tape& tape, const Options& options, ConstVector x) const;
  [[nodiscard]] std::optional<ValueAndGradient> gradient(const Tape& tape, const Options& options, ConstVector x) const;
  [[nodiscard]] std::optional<Vector> product(const Tape& tape, const Options& options, ConstVector x,
                                              ConstVector direction) const;
  /// The Hessian times each column of directions, four a pass.
  [[nodiscard]] std::optional<Matrix> products(const Tape& tape, const Options& options, ConstVector x,
                                               ConstMatrix directions) const;
  /// The Hessian, from its blocks where they can be had, else column by column.
  [[nodiscard]] std::optional<Matrix> hessian(const Tape& tape, const Options& options, ConstVector x) const;

  /// Gives the pattern of the Hessian; asked for only where it is needed.
  using Pattern = std::function<const SparsityPattern&()>;
  /// The stored part of the sparse Hessian, from its blocks. Whether the matrix has it now.
  [[nodiscard]] bool sparse_hessian(const Tape& tape, const Options& options, ConstVector x, const Pattern& pattern,
                                    Triangle stored, Eigen::SparseMatrix<double>& matrix) const;
  [[nodiscard]] std::optional<Vector> diagonal(const Tape& tape, const Options& options, ConstVector x) const;

  /// What is compiled, and under each program its loops and how they reach their numbers; empty where nothing is.
  [[nodiscard]] std::string describe() const;
  /// The machine code of all that is compiled.
  [[nodiscard]] std::string assembly() const;
  /// For the caller to hold while sweeps answer instead.
  [[nodiscard]] Stopwatch sweep(Answer answer) const;

 private:
  struct Form {
    std::atomic<Index> asked = 0;
    std::atomic<bool> ready = false;  ///< tried, with or without success
    std::size_t lines_before = 0;     ///< of the machine's program before it was simplified
    double seconds_of_compiling = 0.0;
    FastestTime of_sweeps;
    mutable FastestTime of_runs;
    std::optional<Machine> machine;  ///< of all but the Hessian
    std::optional<BlockHessian> blocks;
    [[nodiscard]] FastestTime* time_of_a_run() const { return of_runs.takes_more() ? &of_runs : nullptr; }
    [[nodiscard]] const Machine* any_machine() const {
      return blocks ? &blocks->machine() : machine ? &*machine : nullptr;
    }
  };

  /// The form, if it is compiled.
  [[nodiscard]] const Form* form(Answer answer, const Tape& tape, const Options& options, Index evaluations) const;
  [[nodiscard]] const BlockHessian* blocks(const Tape& tape, const Options& options, Index evaluations) const;
  [[nodiscard]] bool fill_products(const Tape& tape, const Options& options, ConstVector x, ConstMatrix directions,
                                   Eigen::Ref<Matrix> products) const;
  [[nodiscard]] static std::string repayment(const Form& form);
  template <class Take>
  bool run_blocks(const BlockHessian& blocks, const Tape& tape, const Options& options, ConstVector x,
                  const Take& take) const;
  /// As far as so many evaluations repay it.
  void compile(Answer answer, const Tape& tape, Index asked) const;
  void lower_tape(const Tape& tape, Index asked) const;

  mutable std::mutex mutex_;  // one thread compiles; the others go on sweeping
  mutable std::array<Form, 5> forms_;
  mutable std::optional<Program> lowered_;
  enum class Stage {
    unseen,
    straight,  ///< the tape does not repeat itself, and is not lowered yet
    settled    ///< lowered, or never to be
  };
  mutable Stage stage_ = Stage::unseen;
  /// Of a kind, before it is compiled. Compiling loops costs what a few gradients by sweeps cost: at the eighth
  /// evaluation it is likely that as many will follow.
  mutable std::atomic<Index> evaluations_needed_ = 8;
};

}  // namespace hesse
