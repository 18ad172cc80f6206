// SPDX-License-Identifier: BSL-1.0
#include "lane_segment.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

#include "lane_expression.hpp"

namespace hesse {

namespace {

using Action = ProgramLine::Action;
using Kind = LaneOperation::Kind;

// On lanes, the code of one pass stays in the first cache of the processor. What runs once, or needs what the iteration
// before made, gains nothing from being cut up, but its stack must not grow with the program.
constexpr std::size_t most_operations_on_lanes = 256;
constexpr std::size_t most_operations_in_order = 16384;
constexpr std::int64_t far_apart = 32;  // a few registers
// On lanes, a kernel serves many iterations with a row once it has been called, and is faster; in
// loops this short, calling it takes longer than to save registers around calls from within.
constexpr std::size_t longest_loop_with_calls = 64;

}  // namespace

LaneSegment::LaneSegment(Part part, const Program& program, const BodyPlan& plan, const std::vector<Reference>& places)
    : part_(part),
      program_(program),
      plan_(plan),
      places_(places),
      values_(places.size(), none),
      is_done_(places.size()),
      gathers_(places.size()) {
  code_.runs_once = part == Part::standing || plan.runs_once();
  code_.order = part == Part::standing ? IterationOrder::forward : plan.iteration_order();
  if (part == Part::iterations) find_gathers();
}

void LaneSegment::find_gathers() {
  for (const std::uint32_t i : plan_.order()) {
    const bool reads = !plan_.line(i).is_sink() && plan_.line(i).action != Action::evaluate;
    gathers_[i] = reads && !plan_.access(i).is_uniform() && !lies_side_by_side(plan_.access(i));
  }
  for (const std::uint32_t i : plan_.order())
    if (!plan_[i].is_absorbed && !can_take(i))
      plan_.for_each_read(i, [&](std::uint32_t used) { gathers_[used] = false; });
}

bool LaneSegment::can_take(std::uint32_t i) const {
  const ProgramLine& line = plan_.line(i);
  if (line.is_sink())
    return part_ == Part::iterations && (is_in_order() || plan_.adds_to_sum(i) || lies_side_by_side(plan_.access(i)));
  if (line.action != Action::evaluate || plan_[i].is_uniform != (part_ == Part::standing)) return false;
  if (plan_[i].twin != BodyPlan::never) return is_in_order();
  return !plan_[i].chain.empty() || has_lane_code(line.opcode) || can_call(line.opcode);
}

bool LaneSegment::can_call(Opcode row) const {
  if (!is_in_order() && plan_.trips() > longest_loop_with_calls) return false;
  return kernels_for(code_.order, *baseline_kernels()).calls[row] != nullptr;
}

bool LaneSegment::is_full() const {
  return code_.operations.size() >= (is_in_order() ? most_operations_in_order : most_operations_on_lanes);
}

bool LaneSegment::meets_an_addition(std::uint32_t i) const {
  if (is_in_order() || plan_.line(i).action != Action::add || plan_.adds_to_sum(i)) return false;
  const auto place = static_cast<std::int64_t>(plan_.access(i).base);
  return std::ranges::any_of(code_.operations, [&](const LaneOperation& operation) {
    return operation.kind == Kind::add_to_place &&
           std::abs(static_cast<std::int64_t>(operation.place.reference.offset()) - place) < far_apart;
  });
}

void LaneSegment::take(std::uint32_t i, std::uint32_t sum) {
  begin_line(i);
  const std::size_t first = code_.operations.size();
  if (plan_.line(i).is_sink())
    write_sink(i, sum);
  else
    write_line(i);
  name_operations(first, i);
}

void LaneSegment::begin_line(std::uint32_t i) {
  lines_.push_back(i);
  is_done_[i] = true;
}

void LaneSegment::write_line(std::uint32_t i) {
  if (plan_[i].twin != BodyPlan::never) return write_sine_and_cosine(i);
  if (!plan_[i].chain.empty()) return name_number(i, sum_of_chain(i));
  const Opcode row = plan_.line(i).opcode;
  std::array<LaneValue, 4> arguments{};
  for (std::size_t k = 0; k < plan_.line(i).count; ++k) arguments[k] = number(plan_.operand(i, k));
  name_number(i, has_lane_code(row) ? *write_row(code_, row, arguments)
                                    : LaneWriter(code_).write({.kind = Kind::call, .row = row, .operands = arguments}));
}

void LaneSegment::write_sine_and_cosine(std::uint32_t i) {
  const std::uint32_t twin = plan_[i].twin;
  const bool is_sine = plan_.is_row(i, opcode_of<rows::Sin>());
  begin_line(twin);
  const LaneValue sine = write(Kind::sine_and_cosine, number(plan_.operand(i, 0)));
  code_.values.push_back({});
  name_number(is_sine ? i : twin, sine);
  name_number(is_sine ? twin : i, sine + 1);
}

void LaneSegment::name_number(std::uint32_t i, LaneValue value) {
  values_[i] = value;
  known_.push_back(i);
  if (const std::uint32_t sink = plan_[i].store; sink != BodyPlan::never) {
    store(values_[i], {{Space::moving_cells, plan_.access(sink).base}});
    code_.operations.back().line = sink;
  }
}

LaneValue LaneSegment::sum_of_chain(std::uint32_t i) {
  LaneValue sum = none;
  for (const std::uint32_t each : plan_[i].chain) {
    const bool subtracts = (each & BodyPlan::minus) != 0;
    const LaneValue value = term(each & ~BodyPlan::minus);
    if (sum == none)
      sum = subtracts ? write(Kind::negate, value) : value;
    else
      sum = write(subtracts ? Kind::subtract : Kind::add, sum, value);
  }
  return sum;
}

void LaneSegment::write_sink(std::uint32_t i, std::uint32_t sum) {
  const LaneValue value = term(plan_.operand(i, 0));
  if (plan_.adds_to_sum(i)) {
    code_.operations.push_back({.kind = Kind::accumulate, .operands = {value}, .sum = sum});
    return;
  }
  const CellAccess& access = plan_.access(i);
  const LanePlace place =
      lies_side_by_side(access) ? LanePlace{{Space::moving_cells, access.base}} : apart(Space::cells, access);
  if (plan_.line(i).action == Action::store) return store(value, place);
  code_.operations.push_back({.kind = Kind::add_to_place, .operands = {value}, .place = place});
}

LaneValue LaneSegment::term(std::uint32_t line) {
  if (!plan_[line].is_absorbed) return number(line);
  const LaneValue first = number(plan_.operand(line, 0));
  const LaneValue product = write(Kind::multiply, first, number(plan_.operand(line, 1)));
  code_.operations.back().line = line;
  return product;
}

LaneValue LaneSegment::number(std::uint32_t line) {
  if (values_[line] == none) {
    values_[line] = static_cast<LaneValue>(code_.values.size());
    known_.push_back(line);
    code_.values.push_back({.kind = LaneSource::Kind::memory, .place = place_of(line)});
  }
  return values_[line];
}

LanePlace LaneSegment::place_of(std::uint32_t line) const {
  if (!gathers(line)) return {places_[line]};
  const CellAccess& access = plan_.access(line);
  const Action action = plan_.line(line).action;
  const Space space = action == Action::constant ? Space::data
                      : action == Action::column ? Space::columns
                                                 : Space::cells;
  return apart(space, access);
}

LanePlace LaneSegment::apart(Space space, const CellAccess& access) const {
  if (access.is_uniform()) return {{space, access.base}};
  if (access.table == CellAccess::no_table) return {{space, access.base}, access.stride};
  return {{space, access.base}, 1, program_.tables[access.table].data()};
}

LaneValue LaneSegment::write(Kind kind, LaneValue a, LaneValue b) {
  return LaneWriter(code_).write({.kind = kind, .operands = {a, b}});
}

void LaneSegment::store(LaneValue value, const LanePlace& place) {
  code_.operations.push_back({.kind = Kind::store, .operands = {value}, .place = place});
}

void LaneSegment::name_operations(std::size_t from, std::uint32_t line) {
  for (std::size_t i = from; i < code_.operations.size(); ++i)
    if (code_.operations[i].line == LaneOperation::no_line) code_.operations[i].line = line;
}

std::vector<std::uint32_t> LaneSegment::results_for_others() const {
  std::vector<std::uint32_t> results;
  for (const std::uint32_t i : lines_)
    if (!plan_.line(i).is_sink() && plan_[i].store == BodyPlan::never && is_needed_by_others(i)) results.push_back(i);
  for (const std::uint32_t i : known_)
    if (gathers_[i] && is_needed_by_others(i)) results.push_back(i);
  return results;
}

bool LaneSegment::is_needed_by_others(std::uint32_t i) const {
  return !is_done_[plan_[i].last_use] || (part_ == Part::standing && plan_[i].is_read_in_iterations);
}

LaneCode LaneSegment::finish() {
  for (const std::uint32_t i : results_for_others()) {
    store(values_[i], {places_[i]});
    code_.operations.back().line = i;
    gathers_[i] = false;  // once is enough
  }
  for (const std::uint32_t line : known_) values_[line] = none;
  known_.clear();
  lines_.clear();
  LaneCode next;
  next.order = code_.order;
  next.runs_once = code_.runs_once;
  return std::exchange(code_, std::move(next));
}

}  // namespace hesse
