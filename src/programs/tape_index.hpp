// SPDX-License-Identifier: BSL-1.0
//
// A tape with random access to its instructions; it has no custom operations.
#pragma once

#include <hesse/basics/pooled.hpp>
#include <hesse/tape/tape.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace hesse {

/// What of an instruction comes again in the next iteration of a loop: opcode, number of operands, and which of them
/// are constants, inputs and results.
using Signature = std::uint32_t;

class TapeIndex {
 public:
  explicit TapeIndex(const Tape& tape);

  [[nodiscard]] const Tape& tape() const { return tape_; }
  [[nodiscard]] std::size_t size() const { return first_.size(); }
  [[nodiscard]] Opcode opcode(std::size_t instruction) const { return tape_.opcodes()[instruction]; }
  [[nodiscard]] std::span<const Operand> operands(std::size_t instruction) const {
    const std::uint32_t first = first_[instruction];
    const int arity = arity_of_opcode(opcode(instruction));
    return tape_.operands().subspan(
        first, arity == 0 ? tape_.operands()[first - 1].raw_number() : static_cast<std::size_t>(arity));
  }
  /// Where the operands of an instruction stand in the tape's list of them.
  [[nodiscard]] std::size_t first_operand(std::size_t instruction) const { return first_[instruction]; }
  [[nodiscard]] std::span<const Signature> signatures() const { return signatures_; }
  /// Whether the operand is the result of an instruction, and of which.
  [[nodiscard]] bool is_result(Operand operand) const {
    return !operand.is_constant() && operand.node_index() >= tape_.inputs();
  }
  [[nodiscard]] std::size_t instruction_of(Operand operand) const { return operand.node_index() - tape_.inputs(); }

 private:
  /// A function of its own: behind the growing of fresh arrays, g++ takes all code for cold.
  [[gnu::noinline, gnu::hot]] void index();
  [[nodiscard]] Signature signature_of_many(Opcode opcode, std::span<const Operand> operands) const;

  const Tape& tape_;
  struct FirstMemory;
  struct SignatureMemory;
  Pooled<std::uint32_t, FirstMemory> first_;  ///< of each instruction's operands, behind the count of a counted row
  Pooled<Signature, SignatureMemory> signatures_;
};

}  // namespace hesse
