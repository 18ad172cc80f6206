// SPDX-License-Identifier: BSL-1.0
#include "known_cells.hpp"

#include <utility>

namespace hesse {

KnownCells::KnownCells(Program& program, Literals& literals, std::size_t first)
    : program_(program), literals_(literals), first_(first), states_(program.cells - first) {}

void KnownCells::forget(const CellRegion& region) {
  for (std::size_t cell = region.first; cell < region.first + region.size; ++cell)
    states_[cell - first_].is_known = false;
}

Symbol KnownCells::load(BodyWriter& body, const ProgramLoop& loop, const CellAccess& access) {
  const State& sample = states_[program_.place(access, 0) - first_];
  bool same = sample.is_known;
  for_each_place(program_, loop, access, [&](std::size_t cell) {
    const State& state = states_[cell - first_];
    same = same && state.is_known && state.number == sample.number;
  });
  if (same) return sample.number;
  materialise(loop, access);
  return body.load(access);
}

void KnownCells::add(BodyWriter& body, const ProgramLoop& loop, const CellAccess& access, const Symbol& number) {
  if (number.is_literal(0)) return;
  if (loop.trips == 1 && number.is_literal()) {
    State& state = states_[program_.place(access, 0) - first_];
    if (state.is_known) {
      state.number += number.number();
      return;
    }
  }
  materialise(loop, access);
  body.add(access, number);
}

void KnownCells::store(BodyWriter& body, const ProgramLoop& loop, const CellAccess& access, const Symbol& number) {
  if (number.is_literal(0)) return;
  for_each_place(program_, loop, access, [&](std::size_t cell) { states_[cell - first_].is_known = false; });
  body.store(access, number);
}

void KnownCells::materialise(const ProgramLoop& loop, const CellAccess& access) {
  for_each_place(program_, loop, access, [&](std::size_t cell) { materialise(cell); });
}

void KnownCells::materialise(std::size_t cell) {
  State& state = states_[cell - first_];
  if (state.is_known && state.number != 0) pending_.emplace_back(cell, state.number);
  state.is_known = false;
}

void KnownCells::append(ProgramLoop loop) {
  append_pending();
  if (!loop.lines.empty()) program_.loops.push_back(std::move(loop));
}

void KnownCells::finish() {
  for (std::size_t i = 0; i < states_.size(); ++i) materialise(first_ + i);
  append_pending();
}

void KnownCells::append_pending() {
  if (pending_.empty()) return;
  BodyWriter body(literals_);
  for (const auto& [cell, number] : pending_) body.add({.base = static_cast<std::uint32_t>(cell)}, number);
  program_.loops.push_back(body.finish(1));
  pending_.clear();
}

}  // namespace hesse
