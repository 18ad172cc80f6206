// SPDX-License-Identifier: BSL-1.0
#include "varied_cells.hpp"

namespace hesse {

std::vector<bool> varied_cells(const Program& program) {
  std::vector<bool> cells(program.cells);
  const CellRegion& x = program.region("x");
  for (std::size_t i = 0; i < x.size; ++i) cells[x.first + i] = true;
  std::vector<bool> lines;
  const auto visit = [&](const ProgramLoop& loop) {
    lines.assign(loop.lines.size(), false);
    for (std::size_t i = 0; i < loop.lines.size(); ++i) {
      const ProgramLine& line = loop.lines[i];
      for (const std::uint32_t operand : loop.operands_of(line))
        if (lines[operand]) lines[i] = true;
      if (line.action == ProgramLine::Action::load)
        for_each_place(program, loop, loop.accesses[line.access],
                       [&](std::size_t cell) { lines[i] = lines[i] || cells[cell]; });
      if (line.is_sink() && lines[i])
        for_each_place(program, loop, loop.accesses[line.access], [&](std::size_t cell) { cells[cell] = true; });
    }
  };
  for (const ProgramLoop& loop : program.loops) {
    visit(loop);
    if (!loop.is_recurrence()) continue;
    for (std::vector<bool> before; before != cells;) {  // until what goes round has been everywhere
      before = cells;
      visit(loop);
    }
  }
  return cells;
}

}  // namespace hesse
