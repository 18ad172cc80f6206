// SPDX-License-Identifier: BSL-1.0
#include "tape_index.hpp"

#include <array>

namespace hesse {

namespace {

constexpr auto arities = [] {
  std::array<std::uint8_t, opcode_count> all{};
  for (std::size_t code = 0; code < opcode_count; ++code)
    all[code] = static_cast<std::uint8_t>(arity_of_opcode(static_cast<Opcode>(code)));
  return all;
}();

}  // namespace

TapeIndex::TapeIndex(const Tape& tape) : tape_(tape) {
  first_.resize(tape.instructions());
  signatures_.resize(tape.instructions());
  index();
}

void TapeIndex::index() {
  const Opcode* const opcodes = tape_.opcodes().data();
  const Operand* const operands = tape_.operands().data();
  // A constant's number is beyond all nodes.
  const auto appended = [inputs = tape_.inputs()](Signature signature, Operand operand) {
    return signature + signature + static_cast<Signature>(operand.raw_number() < inputs);
  };
  std::uint32_t next = 0;
  for (std::size_t i = 0; i < first_.size(); ++i) {
    const Opcode opcode = opcodes[i];
    const std::uint32_t arity = arities[opcode];
    first_[i] = next;
    if (arity - 1 < 2) {  // an opcode tells which of the operands are constants; no branch between one and two
      signatures_[i] = appended(appended(opcode, operands[next]), operands[next + arity - 1]);
      next += arity;
      continue;
    }
    const bool is_counted = arity == 0;
    const auto count = is_counted ? static_cast<std::uint32_t>(operands[next].raw_number()) : arity;
    if (is_counted) first_[i] = ++next;
    signatures_[i] = signature_of_many(opcode, {operands + next, count});
    next += count + (is_counted ? 1 : 0);
  }
}

Signature TapeIndex::signature_of_many(Opcode opcode, std::span<const Operand> operands) const {
  auto hash = static_cast<Signature>(operands.size());
  for (const Operand operand : operands)
    hash = hash * 0x9e3779b1u + (operand.is_constant() ? 3u : is_result(operand) ? 2u : 1u);
  return static_cast<Signature>(opcode) << 2 | hash << 10;
}

}  // namespace hesse
