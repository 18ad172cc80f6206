// SPDX-License-Identifier: BSL-1.0
//
// Writes one lane code as a function. Numbers live in the vector registers of the target; where they do not fit, the
// one whose next use is furthest away goes to the stack (Belady, IBM Systems Journal 5, 1966), or is given up if it can
// be read again. Numbers from memory are operands of the instruction that uses them, where the target can, and are read
// into a register only if they are used again.
#pragma once

#include <array>
#include <asmjit/x86.h>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "lane_code.hpp"
#include "native_frame.hpp"
#include "native_pool.hpp"
#include "native_target.hpp"

namespace hesse {

class NativeEmitter {
 public:
  /// What is told of the lines that operations are there for, each before its first instruction.
  using OnLine = std::function<void(std::uint32_t line)>;

  /// kernels: those that the code may call.
  NativeEmitter(asmjit::x86::Assembler& assembler, const LaneCode& code, const Kernels& kernels,
                std::string_view processor, OnLine on_line = {});

  /// Appends the function; the label is where it starts.
  void emit(const asmjit::Label& start);

 private:
  using Vec = asmjit::x86::Vec;
  using Mem = asmjit::x86::Mem;
  using Form = NativeTarget::Form;
  static constexpr std::uint32_t never = std::numeric_limits<std::uint32_t>::max();

  /// Where a number is while the code is written.
  struct State {
    std::uint32_t next_use = never;
    std::uint32_t last_use = never;
    std::int8_t reg = -1;
    std::int32_t slot = -1;         ///< on the stack
    bool can_be_read_again = true;  ///< from where it came
  };

  void find_uses();
  void find_early_reads();
  void find_carried();
  [[nodiscard]] bool is_written_by_others(std::uint32_t write) const;
  [[nodiscard]] LaneValue read_in_next_iteration(std::uint32_t write) const;
  void emit_operation(std::size_t index);
  void emit_binary(const LaneOperation& operation);
  void emit_unary(const LaneOperation& operation);
  void emit_fused(const LaneOperation& operation);
  void emit_choice(const LaneOperation& operation);
  void emit_store(std::size_t index);
  void emit_call(const LaneOperation& operation);
  void place_arguments(const LaneOperation& operation);

  /// A register that holds the number, which stays in it.
  Vec in_register(LaneValue value);
  /// Whether it is in memory from where arithmetic takes it, and not used again.
  [[nodiscard]] bool is_memory_operand(LaneValue value) const;
  [[nodiscard]] Form form_of(LaneValue value) const;
  [[nodiscard]] static Form form_of(const LanePlace& place);
  [[nodiscard]] bool is_gathered(LaneValue value) const;
  Mem memory_of(LaneValue value);
  void load(const Vec& to, LaneValue value);

  /// Whether a number is in the register.
  [[nodiscard]] bool is_held(std::size_t reg) const;
  /// Puts a number that is in a register on the stack too, unless it can be read again from somewhere.
  void keep(LaneValue value);
  /// A free register; numbers that this operation reads keep theirs while they are needed.
  std::size_t free_register();
  Vec new_result(const LaneOperation& operation);
  void hold(std::size_t reg, LaneValue value);
  [[nodiscard]] bool is_carried(const State& state) const {
    return holds_[static_cast<std::size_t>(state.reg)] == never;
  }
  /// Frees the registers of operands that are not used again.
  void release(const LaneOperation& operation);

  const LaneCode& code_;
  const Kernels& kernels_;
  OnLine on_line_;
  std::uint32_t line_ = LaneOperation::no_line;
  NativePool pool_;
  std::unique_ptr<NativeTarget> target_;
  NativeFrame frame_;
  std::vector<State> states_;
  std::vector<std::array<std::uint32_t, 4>> next_uses_;           ///< of an operation's operands, behind it
  std::vector<std::pair<std::uint32_t, LaneValue>> early_reads_;  ///< before which operation
  std::vector<LaneValue> holds_;                                  ///< which number a register has; never: it is carried
  std::vector<std::int8_t> carries_;  ///< the register that takes what an operation writes to the next iteration
  std::vector<std::size_t> free_;
  std::array<LaneValue, 4> pinned_{never, never, never, never};
};

}  // namespace hesse
