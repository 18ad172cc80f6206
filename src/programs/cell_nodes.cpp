// SPDX-License-Identifier: BSL-1.0
#include "cell_nodes.hpp"

#include <algorithm>

#include "varied_cells.hpp"

namespace hesse {

namespace {

/// Which cells the region depends on; varied_cells() from the other end.
std::vector<bool> cells_behind(const Program& program, const CellRegion& region) {
  std::vector<bool> cells(program.cells);
  std::fill_n(cells.begin() + static_cast<std::ptrdiff_t>(region.first), region.size, true);
  std::vector<bool> lines;
  for (std::size_t l = program.loops.size(); l-- > 0;) {
    const ProgramLoop& loop = program.loops[l];
    lines.assign(loop.lines.size(), false);
    for (std::size_t i = loop.lines.size(); i-- > 0;) {
      const ProgramLine& line = loop.lines[i];
      if (line.is_sink())
        for_each_place(program, loop, loop.accesses[line.access],
                       [&](std::size_t cell) { lines[i] = lines[i] || cells[cell]; });
      if (!lines[i]) continue;
      for (const std::uint32_t operand : loop.operands_of(line)) lines[operand] = true;
      if (line.action == ProgramLine::Action::load)
        for_each_place(program, loop, loop.accesses[line.access], [&](std::size_t cell) { cells[cell] = true; });
    }
  }
  return cells;
}

}  // namespace

CellNodes::CellNodes(const Program& gradient)
    : gradient_(gradient), rows_(gradient.cells, no_node), columns_(gradient.cells, no_node) {
  const CellRegion &x = gradient.region("x"), &adjoints = gradient.region("x_bar");
  inputs_ = x.size;
  adjoint_offset_ = static_cast<std::uint32_t>(adjoints.first - x.first);
  number_between(varied_cells(gradient), cells_behind(gradient, adjoints));
  for (std::size_t i = 0; i < x.size; ++i)
    columns_[x.first + i] = rows_[adjoints.first + i] = static_cast<std::uint32_t>(i);
}

/// In the order in which loops complete them, so that each depends on earlier ones only.
void CellNodes::number_between(const std::vector<bool>& varied, const std::vector<bool>& useful) {
  std::vector<bool> numbered(gradient_.cells);
  for (const char* region : {"x", "x_bar"})
    std::fill_n(numbered.begin() + static_cast<std::ptrdiff_t>(gradient_.region(region).first), inputs_, true);
  std::vector<std::uint32_t> backwards;
  for (std::size_t l = gradient_.loops.size(); l-- > 0;) {
    const ProgramLoop& loop = gradient_.loops[l];
    for (const ProgramLine& line : loop.lines)
      if (line.is_sink())
        for_each_place(gradient_, loop, loop.accesses[line.access], [&](std::size_t cell) {
          if (numbered[cell] || !varied[cell] || !useful[cell]) return;
          numbered[cell] = true;
          backwards.push_back(static_cast<std::uint32_t>(cell));
        });
  }
  between_ = backwards.size();
  for (std::size_t i = 0; i < between_; ++i)
    rows_[backwards[i]] = columns_[backwards[i]] = static_cast<std::uint32_t>(inputs_ + between_ - 1 - i);
}

NodeKind CellNodes::kind(const std::vector<std::uint32_t>& nodes, const ProgramLoop& loop,
                         const CellAccess& access) const {
  bool any_input = false, any_between = false, any_none = false;
  for_each_place(gradient_, loop, access, [&](std::size_t cell) {
    any_none = any_none || nodes[cell] == no_node;
    any_input = any_input || nodes[cell] < inputs_;
    any_between = any_between || (nodes[cell] != no_node && nodes[cell] >= inputs_);
  });
  if (any_input) return any_between || any_none ? NodeKind::mixed : NodeKind::input;
  return any_between ? NodeKind::between : NodeKind::none;
}

}  // namespace hesse
