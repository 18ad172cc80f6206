// SPDX-License-Identifier: BSL-1.0
#include "domains.hpp"

#include <algorithm>
#include <numeric>

namespace hesse {

RandomAccess::RandomAccess(const Tape& tape)
    : inputs_(tape.inputs()),
      opcodes_(tape.opcodes().data()),
      operands_(tape.operands().data()),
      structures_(row_structures().data()),
      starts_(tape.instructions()) {
  std::size_t at = 0;
  for (std::size_t i = 0; i < starts_.size(); ++i) {
    starts_[i] = at;
    const std::size_t fixed = structures_[opcodes_[i]].operands;
    at += fixed != 0 ? fixed : operands_[at].raw_number() + 2;
  }
}

std::span<const Operand> RandomAccess::counted(std::size_t node, const Operand* start) const {
  const std::span<const Operand> all(start + 1, start->raw_number());
  return opcodes_[node - inputs_] == opcode_of<rows::Custom>() ? all.subspan(1) : all;
}

Domains::Domains(const Tape& tape, std::size_t variables)
    : instructions_(tape), sets_(variables), demands_(tape.nodes(), Demand::none), names_(tape.nodes()) {
  const std::span names(names_);
  std::iota(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(variables), IndexSets::Name{0});
  std::ranges::fill(names.subspan(variables, tape.inputs() - variables), IndexSets::empty);
}

void Domains::pass_on_to_operands(std::size_t node) {
  instructions_.for_each_slope(node, [&](std::size_t operand) {
    demands_[operand] = demands_[operand] == Demand::none ? Demand::walked_through : Demand::made;
  });
}

void Domains::gather(std::size_t node) {
  sets_.start();
  way_.assign(1, node);
  while (!way_.empty()) {
    const std::size_t from = way_.back();
    way_.pop_back();
    instructions_.for_each_slope(from, [&](std::size_t operand) {
      if (!instructions_.is_made(operand) || demands_[operand] == Demand::made)
        sets_.add(names_[operand]);
      else
        way_.push_back(operand);
    });
  }
  names_[node] = sets_.finish();
}

}  // namespace hesse
