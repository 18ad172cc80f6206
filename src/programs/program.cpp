// SPDX-License-Identifier: BSL-1.0
#include <hesse/programs/program.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace hesse {

namespace {

/// "x[3]", "x[t + 1]", "x[2t]", "x[table3[t]]", and the bare name where a region has one cell.
std::string place_in_words(const Program& program, const CellAccess& access) {
  const auto region = std::ranges::find_if(
      program.regions, [&](const CellRegion& r) { return access.base >= r.first && access.base < r.first + r.size; });
  if (region == program.regions.end()) return fmt::format("cell[{}]", access.base);
  const std::size_t base = access.base - region->first;
  if (access.is_uniform()) return region->size == 1 ? region->name : fmt::format("{}[{}]", region->name, base);
  const std::string offset = base == 0 ? "" : fmt::format(" + {}", base);
  if (access.table != CellAccess::no_table) return fmt::format("{}[table{}[t]{}]", region->name, access.table, offset);
  const std::string step = access.stride == 1 ? "t" : fmt::format("{}t", access.stride);
  return fmt::format("{}[{}{}]", region->name, step, offset);
}

std::string constant_in_words(const Program& program, const CellAccess& access) {
  if (access.is_uniform()) return fmt::format("{}", program.data[access.base]);
  if (access.table != CellAccess::no_table) return fmt::format("data[{} + table{}[t]]", access.base, access.table);
  return fmt::format("data[{} + {}t]", access.base, access.stride);
}

std::string column_in_words(const CellAccess& access) {
  return fmt::format("row[{} + {}t]", access.base, access.stride);
}

std::string evaluation_in_words(const ProgramLoop& loop, const ProgramLine& line) {
  std::vector<std::string> operands;
  for (const std::uint32_t operand : loop.operands_of(line)) operands.push_back(fmt::format("v{}", operand));
  const std::string_view name = name_of(line.opcode);
  if (name.size() == 1 && operands.size() == 2) return fmt::format("{} {} {}", operands[0], name, operands[1]);
  return fmt::format("{}({})", name, fmt::join(operands, ", "));
}

}  // namespace

const CellRegion& Program::region(std::string_view name) const {
  const auto found = std::ranges::find(regions, name, &CellRegion::name);
  if (found == regions.end()) throw std::out_of_range(fmt::format("the program has no region '{}'", name));
  return *found;
}

std::size_t Program::lines() const {
  std::size_t sum = 0;
  for (const ProgramLoop& loop : loops) sum += loop.lines.size();
  return sum;
}

std::size_t Program::operations() const {
  std::size_t sum = 0;
  for (const ProgramLoop& loop : loops) sum += loop.lines.size() * loop.trips;
  return sum;
}

std::string Program::text() const {
  std::string result;
  for (const ProgramLoop& loop : loops) {
    const std::string head = Program::head(loop);
    if (!head.empty()) result += head + '\n';
    for (std::size_t i = 0; i < loop.lines.size(); ++i)
      result += fmt::format("{}{}\n", head.empty() ? "" : "  ", text(loop, i));
  }
  return result;
}

std::string Program::head(const ProgramLoop& loop) {
  if (loop.trips == 1) return {};
  if (loop.order == IterationOrder::backward) return fmt::format("for t = {} ... 0, in this order", loop.trips - 1);
  return fmt::format("for t = 0 ... {}{}", loop.trips - 1, loop.is_recurrence() ? ", in this order" : "");
}

std::string Program::text(const ProgramLoop& loop, std::size_t index) const {
  const ProgramLine& line = loop.lines[index];
  switch (line.action) {
    case ProgramLine::Action::constant:
      return fmt::format("v{} = {}", index, constant_in_words(*this, loop.accesses[line.access]));
    case ProgramLine::Action::column:
      return fmt::format("v{} = {}", index, column_in_words(loop.accesses[line.access]));
    case ProgramLine::Action::load:
      return fmt::format("v{} = {}", index, place_in_words(*this, loop.accesses[line.access]));
    case ProgramLine::Action::evaluate:
      return fmt::format("v{} = {}", index, evaluation_in_words(loop, line));
    case ProgramLine::Action::store:
    case ProgramLine::Action::add:
      return fmt::format("{} {} v{}", place_in_words(*this, loop.accesses[line.access]),
                         line.action == ProgramLine::Action::store ? "=" : "+=", loop.operands[line.first]);
  }
  __builtin_unreachable();
}

}  // namespace hesse
