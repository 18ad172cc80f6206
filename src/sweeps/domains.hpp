// SPDX-License-Identifier: BSL-1.0
//
// The inputs that nodes of a tape depend on. Only the domains that somebody asked for are made; a node that one other
// node passes on linearly is walked through when its user is made, so a long sum leaves no trail of partial sums.
#pragma once

#include <hesse/sweeps/structure.hpp>
#include <hesse/tape/tape.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "index_sets.hpp"

namespace hesse {

/// Instructions of a tape in any order.
class RandomAccess {
 public:
  explicit RandomAccess(const Tape& tape);

  /// An instruction makes this node.
  [[nodiscard]] bool is_made(std::size_t node) const { return node >= inputs_; }
  [[nodiscard]] const RowStructure& structure(std::size_t node) const { return structures_[opcodes_[node - inputs_]]; }
  [[nodiscard]] std::span<const Operand> operands(std::size_t node) const {
    const Operand* start = operands_ + starts_[node - inputs_];
    const std::size_t fixed = structure(node).operands;
    return fixed != 0 ? std::span(start, fixed) : counted(node, start);
  }

  /// Calls visit(node) for each operand, not a constant, by which the node has a slope.
  template <class Visitor>
  void for_each_slope(std::size_t node, const Visitor& visit) const {
    const RowStructure& row = structure(node);
    const std::span<const Operand> all = operands(node);
    for (std::size_t k = 0; k < all.size(); ++k)
      if (!all[k].is_constant() && (row.operands == 0 || ((row.slopes >> k) & 1u) != 0)) visit(all[k].node_index());
  }

 private:
  [[nodiscard]] std::span<const Operand> counted(std::size_t node, const Operand* start) const;

  std::size_t inputs_;
  const Opcode* opcodes_;
  const Operand* operands_;
  const RowStructure* structures_;
  std::vector<std::size_t> starts_;
};

class Domains {
 public:
  /// Of sets of the first `variables` inputs; the others are in none.
  Domains(const Tape& tape, std::size_t variables);
  /// What one of these takes for a tape, before any set is made.
  static std::size_t bytes_for(const Tape& tape) {
    return tape.nodes() * (sizeof(std::size_t) + sizeof(IndexSets::Name) + sizeof(Demand));
  }

  [[nodiscard]] const RandomAccess& instructions() const { return instructions_; }
  [[nodiscard]] IndexSets& sets() { return sets_; }

  /// First, against recorded order: ask() for the nodes whose domains are wanted, then pass_on() for each instruction.
  void ask(std::size_t node) { demands_[node] = Demand::made; }
  void pass_on(std::size_t node) {
    if (demands_[node] != Demand::none) pass_on_to_operands(node);
  }

  /// Then, in recorded order: make() for each instruction; afterwards the domain of each that was asked for is known.
  void make(std::size_t node) {
    if (demands_[node] == Demand::made) gather(node);
  }
  [[nodiscard]] IndexSets::Name of(std::size_t node) const { return names_[node]; }

 private:
  enum class Demand : std::uint8_t { none, walked_through, made };

  void pass_on_to_operands(std::size_t node);
  void gather(std::size_t node);

  RandomAccess instructions_;
  IndexSets sets_;
  std::vector<Demand> demands_;
  std::vector<IndexSets::Name> names_;
  std::vector<std::size_t> way_;
};

}  // namespace hesse
