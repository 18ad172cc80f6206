// SPDX-License-Identifier: BSL-1.0
#include <hesse/programs/differentiate.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "keep_numbers.hpp"
#include "known_cells.hpp"
#include "varied_cells.hpp"

namespace hesse {

namespace {

/// The program with room for `count` derivatives of every cell behind its own.
Program with_room(const Program& program, std::size_t count) {
  Program result = program;
  result.cells = (1 + count) * program.cells;
  return result;
}

/// The same, with names: each derivative of all cells behind the one before.
Program with_derivatives(const Program& program, const char* suffix, std::size_t count = 1) {
  Program result = with_room(program, count);
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
    if (loop_.is_recurrence())  // iterations read what others add
      for (const ProgramLine& line : loop_.lines)
        if (line.action == ProgramLine::Action::load && is_varied(line)) bars_.forget(loop_, bar_of(line));
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

IterationOrder reversed(IterationOrder order) {
  switch (order) {
    case IterationOrder::forward:
      return IterationOrder::backward;
    case IterationOrder::backward:
      return IterationOrder::forward;
    default:
      return order;
  }
}

/// Where a tangent of a cell lies.
using DotOf = std::function<CellAccess(const CellAccess&)>;

/// Writes a loop again, and beside each line its tangents, one for each of `dots`.
class ForwardLoop {
 public:
  ForwardLoop(const Program& program, const ProgramLoop& loop, const std::vector<DotOf>& dots, BodyWriter& body,
              KnownCells& known)
      : loop_(loop),
        dots_(dots),
        body_(body),
        known_(known),
        numbers_(copy_lines(program, loop, body)),
        tangents_(dots.size(), std::vector<Symbol>(loop.lines.size())) {}

  /// The sinks of the loop itself.
  void write_sinks() {
    for (const ProgramLine& line : loop_.lines)
      if (line.is_sink()) copy_sink(loop_, line, numbers_, body_);
  }
  /// One direction after the other: beside the program's own numbers, those of one are kept at a time.
  void write_tangents(const ProgramLoop& written) {
    if (loop_.is_recurrence())  // iterations read what others write
      for (const ProgramLine& line : loop_.lines)
        for (std::size_t k = 0; line.is_sink() && k < dots_.size(); ++k)
          known_.forget(written, dots_[k](loop_.accesses[line.access]));
    for (std::size_t k = 0; k < dots_.size(); ++k)
      for (std::size_t i = 0; i < loop_.lines.size(); ++i)
        if (!loop_.lines[i].is_known()) write(written, i, dots_[k], tangents_[k]);
  }

 private:
  /// One tangent of line i.
  void write(const ProgramLoop& written, std::size_t i, const DotOf& dot_of, std::vector<Symbol>& tangents) {
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
    const CellAccess dot = dot_of(loop_.accesses[line.access]);
    if (line.action == ProgramLine::Action::load)
      tangents[i] = known_.load(body_, written, dot);
    else if (line.action == ProgramLine::Action::store)
      known_.store(body_, written, dot, tangents[operands[0]]);
    else
      known_.add(body_, written, dot, tangents[operands[0]]);
  }

  const ProgramLoop& loop_;
  const std::vector<DotOf>& dots_;
  BodyWriter& body_;
  KnownCells& known_;
  std::vector<Symbol> numbers_, arguments_, directions_;
  std::vector<std::vector<Symbol>> tangents_;  ///< by direction and line
};

/// Tables of a program, each number times a factor, made where they are asked for.
class SpreadTables {
 public:
  SpreadTables(Program& program, std::size_t factor) : program_(program), factor_(factor) {}

  std::uint32_t of(std::uint32_t table) {
    const auto [known, is_new] = spread_.try_emplace(table, static_cast<std::uint32_t>(program_.tables.size()));
    if (is_new) {
      std::vector<std::uint32_t> numbers = program_.tables[table];
      for (std::uint32_t& number : numbers) number *= static_cast<std::uint32_t>(factor_);
      program_.tables.push_back(std::move(numbers));
    }
    return known->second;
  }

 private:
  Program& program_;
  std::size_t factor_;
  std::unordered_map<std::uint32_t, std::uint32_t> spread_;
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
    ProgramLoop backward = body.finish(program.loops[i].trips, reversed(program.loops[i].order));
    if (backward.is_recurrence()) keep_called_numbers(result, literals, i, backward);
    bars.append(std::move(backward));
  }
  bars.finish();
  return result;
}

Program tangent(const Program& program, std::size_t directions) {
  Program result = with_derivatives(program, "_dot", directions);
  result.loops.clear();
  Literals literals(result.data);
  KnownCells known(result, literals, program.cells);
  std::vector<DotOf> dots;
  for (std::size_t k = 1; k <= directions; ++k)
    dots.emplace_back([offset = k * program.cells](const CellAccess& access) { return access.shifted(offset); });
  for (CellRegion& region : result.regions)
    if (region.name.starts_with("x_dot")) {
      region.given = true;
      known.forget(region);
    }
  for (const ProgramLoop& loop : program.loops) {
    BodyWriter body(literals);
    ForwardLoop forward(program, loop, dots, body, known);
    forward.write_sinks();
    forward.write_tangents(loop);
    known.append(body.finish(loop.trips, loop.order));
  }
  known.finish();
  return result;
}

Program tangent_on_lanes(const Program& program, std::size_t directions) {
  Program result = with_room(program, directions);
  result.loops.clear();
  for (const CellRegion& region : program.regions)
    result.regions.push_back({region.name + "_dot", program.cells + region.first * directions, region.size * directions,
                              region.name == "x"});
  Literals literals(result.data);
  KnownCells known(result, literals, program.cells);
  known.forget(result.region("x_dot"));
  SpreadTables tables(result, directions);
  const auto dot_of = [&](const CellAccess& access, std::size_t k) {
    const std::size_t base = program.cells + access.base * directions + k;
    return CellAccess{static_cast<std::uint32_t>(base), access.stride * static_cast<std::int32_t>(directions),
                      access.table == CellAccess::no_table ? access.table : tables.of(access.table)};
  };
  const std::vector<DotOf> side_by_side{[&](const CellAccess& access) {
    CellAccess dot = dot_of(access, 0);
    dot.stride = 1;
    return dot;
  }};
  std::vector<DotOf> apart;
  for (std::size_t k = 0; k < directions; ++k)
    apart.emplace_back([&dot_of, k](const CellAccess& access) { return dot_of(access, k); });
  for (const ProgramLoop& loop : program.loops) {
    const bool is_straight = loop.trips == 1 && std::ranges::all_of(loop.accesses, &CellAccess::is_uniform);
    BodyWriter body(literals);
    ForwardLoop forward(program, loop, is_straight ? side_by_side : apart, body, known);
    forward.write_sinks();
    if (!is_straight) {
      forward.write_tangents(loop);
      known.append(body.finish(loop.trips, loop.order));
      continue;
    }
    known.append(body.finish(1));  // an addition of the code itself is made once, not once a direction
    BodyWriter lanes(literals);
    const ProgramLoop over_directions{.trips = directions};
    ForwardLoop(program, loop, side_by_side, lanes, known).write_tangents(over_directions);
    known.append(lanes.finish(directions));
  }
  known.finish();
  return result;
}

}  // namespace hesse
