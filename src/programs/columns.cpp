// SPDX-License-Identifier: BSL-1.0
#include "columns.hpp"

#include <algorithm>
#include <bit>

namespace hesse {

Columns::Columns(const TapeIndex& tape, const Segment& segment, const RolledLoop& loop, AlignedNumbers& data)
    : tape_(tape),
      segment_(segment),
      loop_(loop),
      data_(data),
      first_(tape.operands(segment.first).data()),
      place_(loop.operands.size()) {
  const std::size_t first = tape.first_operand(segment.first);
  for (std::size_t position = 0; position < segment.period; ++position) {
    const auto operands = tape.operands(segment.first + position);
    for (std::size_t k = 0; k < operands.size(); ++k) {
      if (loop.operands[loop.first[position] + k].kind != RolledOperand::Kind::constant) continue;
      place_[loop.first[position] + k] = static_cast<std::uint32_t>(constants_.size());
      constants_.push_back({tape.first_operand(segment.first + position) - first + k,
                            std::bit_cast<std::uint64_t>(number(operands[k])), false});
    }
  }
  find_changes();
}

/// One look an iteration at each constant that has not changed yet.
void Columns::find_changes() {
  std::vector<Constant*> same;
  for (Constant& constant : constants_) same.push_back(&constant);
  const Operand* operands = first_;
  for (std::size_t t = 0; t < segment_.trips; ++t, operands += loop_.operands_per_trip) {
    bool any = false;
    for (Constant* const constant : same) {
      constant->changes = std::bit_cast<std::uint64_t>(number(operands[constant->slot])) != constant->bits;
      any = any || constant->changes;
    }
    if (any) std::erase_if(same, [](const Constant* constant) { return constant->changes; });
  }
  const std::size_t needed = data_.size() + (constants_.size() - same.size()) * whole_lines(segment_.trips);
  if (needed > data_.capacity()) data_.reserve(std::max(needed, 2 * data_.capacity()));
}

Symbol Columns::write(std::size_t operand, BodyWriter& body) {
  const Constant& constant = constants_[place_[operand]];
  if (!constant.changes) return std::bit_cast<double>(constant.bits);
  const std::size_t base = whole_lines(data_.size());
  data_.resize(base + segment_.trips);
  columns_.push_back({constant.slot, base});
  return body.constant({.base = static_cast<std::uint32_t>(base), .stride = 1});
}

void Columns::fill() const {
  constexpr std::size_t block = 8;  // doubles in a line of the cache
  for (std::size_t begin = 0; begin < segment_.trips; begin += block) {
    const std::size_t end = std::min(begin + block, segment_.trips);
    for (const auto& [slot, base] : columns_)
      for (std::size_t t = begin; t < end; ++t) data_[base + t] = number(first_[t * loop_.operands_per_trip + slot]);
  }
}

}  // namespace hesse
