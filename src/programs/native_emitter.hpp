// SPDX-License-Identifier: BSL-1.0
//
// Writes one lane code as a function for AVX-512. Numbers live in the 32 vector registers; where they do not fit, the
// one whose next use is furthest away goes to the stack (Belady, IBM Systems Journal 5, 1966). Numbers from memory are
// operands of the instruction that uses them, and are read into a register only if they are used again.
#pragma once

#include <array>
#include <asmjit/x86.h>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "lane_code.hpp"

namespace hesse {

class NativeEmitter {
 public:
  NativeEmitter(asmjit::x86::Assembler& assembler, const LaneCode& code);

  /// Appends the function; the label is where it starts.
  void emit(const asmjit::Label& start);

 private:
  static constexpr std::uint32_t never = std::numeric_limits<std::uint32_t>::max();
  static constexpr std::size_t registers = 32;
  static constexpr std::int32_t bytes_of_register = 64;

  /// Where a number is while the code is written.
  struct State {
    std::uint32_t next_use = never;
    std::int8_t reg = -1;
    std::int32_t slot = -1;  ///< on the stack
  };

  void find_uses();
  void emit_prologue(const asmjit::Label& start, const asmjit::Label& body);
  void emit_loop(const asmjit::Label& body);
  void emit_operation(std::size_t index);
  void emit_binary(const LaneOperation& operation);
  void emit_bits(const LaneOperation& operation);
  void emit_fused(const LaneOperation& operation);
  void emit_choice(const LaneOperation& operation);
  void emit_store(const LaneOperation& operation);
  void emit_accumulate(const LaneOperation& operation);

  /// A register that holds the number, which stays in it.
  asmjit::x86::Zmm in_register(LaneValue value);
  /// A register that holds it, or the memory where it is, if this is its last use.
  asmjit::Operand anywhere(LaneValue value);
  asmjit::x86::Mem memory_of(LaneValue value);
  asmjit::x86::Mem moving(Reference place);
  asmjit::x86::Mem literal(double number);
  /// Moves a number that is read into the register.
  void load(const asmjit::x86::Zmm& to, LaneValue value);
  [[nodiscard]] bool is_masked(LaneValue value) const;

  /// A free register; numbers that this operation reads keep theirs while they are needed.
  std::size_t free_register();
  asmjit::x86::Zmm new_result(const LaneOperation& operation);
  /// Frees the registers of operands that are not used again.
  void release(const LaneOperation& operation);

  asmjit::x86::Assembler& a_;
  const LaneCode& code_;
  std::vector<State> states_;
  std::vector<std::array<std::uint32_t, 4>> next_uses_;  ///< of an operation's operands, behind it
  std::array<LaneValue, registers> holds_;               ///< which number a register has
  std::vector<std::size_t> free_;
  std::array<LaneValue, 4> pinned_{never, never, never, never};
  std::int32_t slots_ = 0;
  std::vector<double> literals_;
  asmjit::Label pool_;
  std::array<bool, 8> uses_space_{};
};

}  // namespace hesse
