// SPDX-License-Identifier: BSL-1.0
#include <hesse/programs/differentiate.hpp>

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "known_cells.hpp"
#include "varied_cells.hpp"

namespace hesse {

namespace {

/// The program with room for `count` derivatives of every cell behind its own, and names for them.
Program with_derivatives(const Program& program, const char* suffix, std::size_t count = 1) {
  Program result = program;
  result.cells = (1 + count) * program.cells;
  for (std::size_t k = 0; k < count; ++k)
    for (const CellRegion& region : program.regions)
      result.regions.push_back({count == 1 ? region.name + suffix : fmt::format("{}{}{}", region.name, suffix, k),
                                region.first + (k + 1) * program.cells, region.size, false});
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

/// Writes a loop again, and beside each line its tangents.
class ForwardLoop {
 public:
  ForwardLoop(const Program& program, const ProgramLoop& loop, std::size_t directions, BodyWriter& body,
              KnownCells& dots)
      : program_(program),
        loop_(loop),
        body_(body),
        dots_(dots),
        numbers_(copy_lines(program, loop, body)),
        tangents_(directions, std::vector<Symbol>(loop.lines.size())) {}

  /// One direction after the other: beside the program's own numbers, those of one are kept at a time.
  void write() {
    for (std::size_t k = 0; k < tangents_.size(); ++k)
      for (std::size_t i = 0; i < loop_.lines.size(); ++i) {
        if (k == 0 && loop_.lines[i].is_sink()) copy_sink(loop_.lines[i]);
        if (!loop_.lines[i].is_known()) write(i, (k + 1) * program_.cells, tangents_[k]);
      }
  }

 private:
  void copy_sink(const ProgramLine& line) {
    const CellAccess& access = loop_.accesses[line.access];
    const Symbol& number = numbers_[loop_.operands[line.first]];
    if (line.action == ProgramLine::Action::store)
      body_.store(access, number);
    else
      body_.add(access, number);
  }

  /// One tangent of line i; dots lie `offset` behind the cells that they belong to.
  void write(std::size_t i, std::size_t offset, std::vector<Symbol>& tangents) {
    const ProgramLine& line = loop_.lines[i];
    const auto operands = loop_.operands_of(line);
    if (line.action == ProgramLine::Action::evaluate) {
      arguments_.clear(), directions_.clear();
      for (const std::uint32_t operand : operands) {
        arguments_.push_back(numbers_[operand]);
        directions_.push_back(tangents[operand]);
      }
      tangents[i] = push_forward(line.opcode, numbers_[i], arguments_, directions_);
      return;
    }
    const CellAccess dot = loop_.accesses[line.access].shifted(offset);
    if (line.action == ProgramLine::Action::load)
      tangents[i] = dots_.load(body_, loop_, dot);
    else if (line.action == ProgramLine::Action::store)
      dots_.store(body_, loop_, dot, tangents[operands[0]]);
    else
      dots_.add(body_, loop_, dot, tangents[operands[0]]);
  }

  const Program& program_;
  const ProgramLoop& loop_;
  BodyWriter& body_;
  KnownCells& dots_;
  std::vector<Symbol> numbers_, arguments_, directions_;
  std::vector<std::vector<Symbol>> tangents_;  ///< by direction and line
};

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

Program tangent(const Program& program, std::size_t directions) {
  Program result = with_derivatives(program, "_dot", directions);
  result.loops.clear();
  Literals literals(result.data);
  KnownCells dots(result, literals, program.cells);
  for (CellRegion& region : result.regions)
    if (region.name.starts_with("x_dot")) {
      region.given = true;
      dots.forget(region);
    }
  for (const ProgramLoop& loop : program.loops) {
    BodyWriter body(literals);
    ForwardLoop(program, loop, directions, body, dots).write();
    dots.append(body.finish(loop.trips));
  }
  dots.finish();
  return result;
}

}  // namespace hesse
