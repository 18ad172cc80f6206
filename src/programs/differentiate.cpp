// SPDX-License-Identifier: BSL-1.0
#include <hesse/programs/differentiate.hpp>

#include <utility>
#include <vector>

#include "known_cells.hpp"

namespace hesse {

namespace {

/// Which cells depend on the inputs; only they have derivatives.
std::vector<bool> varied_cells(const Program& program) {
  std::vector<bool> cells(program.cells);
  const CellRegion& x = program.region("x");
  for (std::size_t i = 0; i < x.size; ++i) cells[x.first + i] = true;
  std::vector<bool> lines;
  for (const ProgramLoop& loop : program.loops) {
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
  }
  return cells;
}

/// The program with room for a derivative of every cell behind its own, and names for them.
Program with_derivatives(const Program& program, const char* suffix) {
  Program result = program;
  result.cells = 2 * program.cells;
  for (const CellRegion& region : program.regions)
    result.regions.push_back({region.name + suffix, region.first + program.cells, region.size, false});
  return result;
}

/// Writes the loop that pulls adjoints back through one loop of a program.
class ReverseLoop {
 public:
  ReverseLoop(const Program& program, const ProgramLoop& loop, const std::vector<bool>& varied, BodyWriter& body,
              KnownCells& bars)
      : program_(program),
        loop_(loop),
        varied_(varied),
        body_(body),
        bars_(bars),
        numbers_(copy_lines(program, loop, body)),
        adjoints_(loop.lines.size()) {}

  void write() {
    for (std::size_t i = loop_.lines.size(); i-- > 0;) {
      const ProgramLine& line = loop_.lines[i];
      if (line.is_sink())
        adjoints_[loop_.operands[line.first]] += bars_.load(body_, loop_, bar_of(line));
      else if (adjoints_[i].is_literal(0))
        continue;
      else if (line.action == ProgramLine::Action::evaluate)
        pull_back_line(i);
      else if (line.action == ProgramLine::Action::load && is_varied(line))
        bars_.add(body_, loop_, bar_of(line), adjoints_[i]);
    }
  }

 private:
  [[nodiscard]] CellAccess bar_of(const ProgramLine& line) const {
    return loop_.accesses[line.access].shifted(program_.cells);
  }

  [[nodiscard]] bool is_varied(const ProgramLine& line) const {
    bool any = false;
    for_each_place(program_, loop_, loop_.accesses[line.access], [&](std::size_t cell) { any = any || varied_[cell]; });
    return any;
  }

  void pull_back_line(std::size_t i) {
    const ProgramLine& line = loop_.lines[i];
    const auto operands = loop_.operands_of(line);
    std::vector<Symbol> arguments, contributions(operands.size());
    for (const std::uint32_t operand : operands) arguments.push_back(numbers_[operand]);
    pull_back(line.opcode, numbers_[i], arguments, adjoints_[i], contributions);
    for (std::size_t k = 0; k < operands.size(); ++k)
      if (!numbers_[operands[k]].is_literal()) adjoints_[operands[k]] += contributions[k];
  }

  const Program& program_;
  const ProgramLoop& loop_;
  const std::vector<bool>& varied_;
  BodyWriter& body_;
  KnownCells& bars_;
  std::vector<Symbol> numbers_;
  std::vector<Symbol> adjoints_;
};

/// Writes a loop again, and beside each line its tangent.
void write_tangents(const Program& program, const ProgramLoop& loop, BodyWriter& body, KnownCells& dots) {
  const std::vector<Symbol> numbers = copy_lines(program, loop, body);
  std::vector<Symbol> tangents(loop.lines.size()), arguments, directions;
  for (std::size_t i = 0; i < loop.lines.size(); ++i) {
    const ProgramLine& line = loop.lines[i];
    const auto operands = loop.operands_of(line);
    if (line.is_known()) continue;
    if (line.action == ProgramLine::Action::evaluate) {
      arguments.clear(), directions.clear();
      for (const std::uint32_t operand : operands) {
        arguments.push_back(numbers[operand]);
        directions.push_back(tangents[operand]);
      }
      tangents[i] = push_forward(line.opcode, numbers[i], arguments, directions);
      continue;
    }
    const CellAccess& access = loop.accesses[line.access];
    const CellAccess dot = access.shifted(program.cells);
    if (line.action == ProgramLine::Action::load) {
      tangents[i] = dots.load(body, loop, dot);
    } else if (line.action == ProgramLine::Action::store) {
      body.store(access, numbers[operands[0]]);
      dots.store(body, loop, dot, tangents[operands[0]]);
    } else {
      body.add(access, numbers[operands[0]]);
      dots.add(body, loop, dot, tangents[operands[0]]);
    }
  }
}

}  // namespace

Program adjoint(const Program& program) {
  Program result = with_derivatives(program, "_bar");
  Literals literals(result.data);
  KnownCells bars(result, literals, program.cells);
  const CellRegion& y = program.region("y");
  if (y.size == 1) {
    bars.know(y.first + program.cells, 1.0);
  } else {
    bars.forget(result.region("y_bar"));
    for (CellRegion& region : result.regions)
      if (region.name == "y_bar") region.given = true;
  }
  const std::vector<bool> varied = varied_cells(program);
  for (std::size_t i = program.loops.size(); i-- > 0;) {
    BodyWriter body(literals);
    ReverseLoop(program, program.loops[i], varied, body, bars).write();
    bars.append(body.finish(program.loops[i].trips));
  }
  bars.finish();
  return result;
}

Program tangent(const Program& program) {
  Program result = with_derivatives(program, "_dot");
  result.loops.clear();
  Literals literals(result.data);
  KnownCells dots(result, literals, program.cells);
  for (CellRegion& region : result.regions)
    if (region.name == "x_dot") {
      region.given = true;
      dots.forget(region);
    }
  for (const ProgramLoop& loop : program.loops) {
    BodyWriter body(literals);
    write_tangents(program, loop, body, dots);
    dots.append(body.finish(loop.trips));
  }
  dots.finish();
  return result;
}

}  // namespace hesse
