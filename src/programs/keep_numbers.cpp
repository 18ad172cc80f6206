// SPDX-License-Identifier: BSL-1.0
#include "keep_numbers.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "lane_expression.hpp"

namespace hesse {

namespace {

using Action = ProgramLine::Action;
using Kept = std::vector<std::optional<CellAccess>>;

void copy_all(const Program& program, const ProgramLoop& loop, BodyWriter& body, const Kept& kept = {}) {
  const std::vector<Symbol> numbers = copy_lines(program, loop, body, kept);
  for (const ProgramLine& line : loop.lines)
    if (line.is_sink()) copy_sink(loop, line, numbers, body);
}

/// What the forward loop can say of lines of the backward one.
struct LineFacts {
  bool is_known = false;     ///< made from constants, and from what the forward loop loads itself
  bool stands_still = true;  ///< the same number in every iteration
};

std::vector<LineFacts> facts_of_lines(const ProgramLoop& forward, const ProgramLoop& backward) {
  const auto is_loaded = [&](const CellAccess& access) {
    return std::ranges::any_of(forward.lines, [&](const ProgramLine& line) {
      return line.action == Action::load && forward.accesses[line.access] == access;
    });
  };
  std::vector<LineFacts> facts(backward.lines.size());
  for (std::size_t i = 0; i < facts.size(); ++i) {
    const ProgramLine& line = backward.lines[i];
    if (line.action == Action::evaluate) {
      const auto operands = backward.operands_of(line);
      facts[i] = {std::ranges::all_of(operands, [&](std::uint32_t used) { return facts[used].is_known; }),
                  std::ranges::all_of(operands, [&](std::uint32_t used) { return facts[used].stands_still; })};
    } else if (!line.is_sink()) {
      const CellAccess& access = backward.accesses[line.access];
      facts[i] = {line.is_known() || is_loaded(access), access.is_uniform()};
    }
  }
  return facts;
}

}  // namespace

void keep_called_numbers(Program& program, Literals& literals, std::size_t forward, ProgramLoop& backward) {
  const std::vector<LineFacts> facts = facts_of_lines(program.loops[forward], backward);
  Kept kept(backward.lines.size());
  std::size_t cells = program.cells;
  for (std::size_t i = 0; i < kept.size(); ++i) {
    const ProgramLine& line = backward.lines[i];
    if (line.action != Action::evaluate || has_lane_code(line.opcode)) continue;
    if (!facts[i].is_known || facts[i].stands_still) continue;
    kept[i] = {static_cast<std::uint32_t>(cells), 1};
    cells += backward.trips;
  }
  if (cells == program.cells) return;
  BodyWriter with_stores(literals), with_loads(literals);
  copy_all(program, program.loops[forward], with_stores);
  const std::vector<Symbol> numbers = copy_lines(program, backward, with_stores);
  for (std::size_t i = 0; i < kept.size(); ++i)
    if (kept[i]) with_stores.store(*kept[i], numbers[i]);
  copy_all(program, backward, with_loads, kept);
  program.cells = cells;
  program.loops[forward] = with_stores.finish(backward.trips, program.loops[forward].order);
  backward = with_loads.finish(backward.trips, backward.order);
}

}  // namespace hesse
