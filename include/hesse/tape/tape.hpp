// SPDX-License-Identifier: BSL-1.0
//
// The Wengert list: what the program did, as instructions on numbered nodes. Nodes 0 to inputs() - 1 are the inputs;
// the i-th instruction makes node inputs() + i from earlier ones. A finished tape never changes, so any number of
// threads may run it.
//
// An instruction costs one byte of opcode and four bytes an operand; a constant eight; its recorded value another
// eight, kept apart because a tape that is run at other points has no use for them. Rows of any number of arguments
// keep their count on both sides of their operands, so that the list can be walked in both directions without an index.
//
// Source: Wengert, "A simple automatic derivative evaluation program", CACM 7 (1964).
#pragma once

#include <hesse/basics/pooled.hpp>
#include <hesse/basics/source_location.hpp>
#include <hesse/ops/dispatch.hpp>
#include <hesse/tape/custom_operation.hpp>
#include <hesse/tape/guard.hpp>
#include <hesse/tape/operand.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace hesse {

class Recording;

/// One node as a reader meets it.
struct Node {
  std::size_t index;
  Opcode opcode;
  std::span<const Operand> operands;
  const CustomOperation* custom;  ///< the operation behind a custom node, else null

  [[nodiscard]] std::string name() const { return custom != nullptr ? custom->name() : name_of(opcode); }
};

class Tape {
 public:
  [[nodiscard]] std::size_t inputs() const { return inputs_; }
  [[nodiscard]] std::size_t nodes() const { return inputs_ + opcodes_.size(); }
  [[nodiscard]] std::size_t instructions() const { return opcodes_.size(); }

  [[nodiscard]] std::span<const Opcode> opcodes() const { return opcodes_; }
  [[nodiscard]] std::span<const Operand> operands() const { return operands_; }
  [[nodiscard]] std::span<const double> constants() const { return constants_; }
  [[nodiscard]] std::span<const Operand> outputs() const { return outputs_; }
  /// Whether the function returned one number rather than a vector of them.
  [[nodiscard]] bool returns_scalar() const { return returns_scalar_; }
  [[nodiscard]] std::span<const Guard> guards() const { return guards_; }
  [[nodiscard]] std::span<const PassiveRead> passive_reads() const { return passive_reads_; }
  /// How often values were read; the list keeps the first thousand.
  [[nodiscard]] std::size_t passive_read_count() const { return passive_read_count_; }
  [[nodiscard]] const CustomOperation& custom(std::size_t index) const { return *custom_operations_[index]; }
  /// The place in the source that recorded a node, when locations were on; line 0 otherwise.
  [[nodiscard]] SourceLocation where(std::size_t node) const {
    return node < inputs_ || node - inputs_ >= locations_.size() ? SourceLocation() : locations_[node - inputs_];
  }
  /// Bytes of instructions, operands and constants in use.
  [[nodiscard]] std::size_t bytes() const {
    return opcodes_.size() + operands_.size() * sizeof(Operand) + constants_.size() * sizeof(double);
  }

 private:
  friend class Recording;
  struct OpcodeMemory;
  struct OperandMemory;
  struct ConstantMemory;
  struct GuardMemory;

  std::size_t inputs_ = 0;
  Pooled<Opcode, OpcodeMemory> opcodes_;
  Pooled<Operand, OperandMemory> operands_;
  Pooled<double, ConstantMemory> constants_;
  std::vector<Operand> outputs_;
  bool returns_scalar_ = true;
  Pooled<Guard, GuardMemory> guards_;
  std::vector<PassiveRead> passive_reads_;
  std::size_t passive_read_count_ = 0;
  std::vector<std::shared_ptr<const CustomOperation>> custom_operations_;
  std::vector<SourceLocation> locations_;
};

/// Calls visit(Node) for every instruction in recorded order.
template <class Visitor>
void for_each_node(const Tape& tape, Visitor&& visit) {
  const Operand* next = tape.operands().data();
  std::size_t index = tape.inputs();
  for (const Opcode opcode : tape.opcodes()) {
    const CustomOperation* custom = nullptr;
    std::size_t count = static_cast<std::size_t>(arity_of_opcode(opcode));
    const bool counted = count == 0;
    if (counted) count = (next++)->raw_number();
    std::span<const Operand> operands(next, count);
    next += count + (counted ? 1 : 0);
    if (opcode == opcode_of<rows::Custom>()) {
      custom = &tape.custom(operands.front().raw_number());
      operands = operands.subspan(1);
    }
    visit(Node{index++, opcode, operands, custom});
  }
}

/// The node in words: "v17 = sqrt(v16)", constants as numbers.
std::string describe(const Tape& tape, const Node& node);
/// An operand in words: "v16" or its number; inputs are "x[3]".
std::string describe(const Tape& tape, Operand operand);

}  // namespace hesse
