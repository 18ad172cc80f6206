// SPDX-License-Identifier: BSL-1.0
#include "native_emitter.hpp"

#include <algorithm>
#include <functional>
#include <span>

namespace hesse {

namespace {

namespace x86 = asmjit::x86;
using Kind = LaneOperation::Kind;

/// Whether two places may be the same one in some iteration.
bool may_meet(const LanePlace& a, const LanePlace& b) {
  const auto array_of = [](const LanePlace& place) {
    constexpr auto between = static_cast<int>(Space::moving_cells) - static_cast<int>(Space::cells);
    const Space space = place.reference.space();
    return static_cast<int>(space) - (space >= Space::moving_cells ? between : 0);
  };
  if (array_of(a) != array_of(b)) return false;
  const bool move_alike = a.moves() == b.moves() && a.stride == b.stride && a.table == b.table;
  return !move_alike || a.reference.offset() == b.reference.offset();
}

}  // namespace

NativeEmitter::NativeEmitter(x86::Assembler& assembler, const LaneCode& code, const Kernels& kernels,
                             std::string_view processor, OnLine on_line)
    : code_(code),
      kernels_(kernels),
      on_line_(std::move(on_line)),
      pool_(assembler),
      target_(native_target(processor, code.order, assembler, pool_)),
      frame_(assembler, *target_, pool_, code),
      states_(code.values.size()),
      next_uses_(code.operations.size()),
      holds_(target_->registers(), never),
      carries_(code.operations.size(), -1) {
  for (LaneValue value = 0; value < states_.size(); ++value)
    states_[value].can_be_read_again = code.values[value].kind != LaneSource::Kind::operation;
  for (std::size_t i = target_->registers(); i-- > 0;) free_.push_back(i);
}

void NativeEmitter::emit(const asmjit::Label& start) {
  find_uses();
  if (code_.order != IterationOrder::any && !code_.runs_once) {
    find_early_reads();
    if (!code_.has_calls()) find_carried();
  }
  frame_.begin_iteration();
  for (std::size_t i = 0; i < code_.operations.size(); ++i) emit_operation(i);
  frame_.end_iteration();
  frame_.emit_prologue(start);
  pool_.emit();
}

void NativeEmitter::find_uses() {
  for (std::size_t i = code_.operations.size(); i-- > 0;) {
    const LaneOperation& operation = code_.operations[i];
    for (std::size_t k = 0; k < operation.operand_count(); ++k)
      next_uses_[i][k] = states_[operation.operands[k]].next_use;
    for (std::size_t k = 0; k < operation.operand_count(); ++k) {
      State& state = states_[operation.operands[k]];
      if (state.next_use == never) state.last_use = static_cast<std::uint32_t>(i);
      state.next_use = static_cast<std::uint32_t>(i);
    }
  }
}

/// Where iterations wait for one another, an iteration may write to a place that it has read: what is needed of it
/// behind is read before. Independent iterations never write where they read.
void NativeEmitter::find_early_reads() {
  std::vector<std::uint32_t> writes;
  for (std::uint32_t i = 0; i < code_.operations.size(); ++i)
    if (!code_.operations[i].has_result()) writes.push_back(i);
  for (LaneValue value = 0; value < states_.size(); ++value) {
    const LaneSource& source = code_.values[value];
    if (source.kind != LaneSource::Kind::memory || states_[value].next_use == never) continue;
    const auto meets = [&](std::uint32_t write) {
      return write >= states_[value].last_use || may_meet(code_.operations[write].place, source.place);
    };
    const auto first = std::ranges::find_if(writes, meets);
    if (first != writes.end() && *first < states_[value].last_use) early_reads_.emplace_back(*first, value);
  }
  std::ranges::sort(early_reads_, std::greater());
}

/// What an iteration writes and the next one reads stays in a register as well: to read it back from memory would take
/// longer than most operations, if not than calls. So does a sum in one place.
void NativeEmitter::find_carried() {
  std::size_t left = target_->registers() / 3;
  for (std::uint32_t write = 0; write < code_.operations.size() && left > 0; ++write) {
    const LaneOperation& operation = code_.operations[write];
    if (operation.has_result() || operation.place.is_scattered() || is_written_by_others(write)) continue;
    const LaneValue value = read_in_next_iteration(write);
    const bool is_sum = operation.kind == Kind::add_to_place && !operation.place.moves();
    if (value == never && !is_sum) continue;
    const std::size_t reg = free_.back();
    free_.pop_back();
    --left;
    carries_[write] = static_cast<std::int8_t>(reg);
    if (value != never) states_[value].reg = carries_[write];
    frame_.carry(target_->reg(reg), value == never ? operation.place : code_.values[value].place);
  }
}

bool NativeEmitter::is_written_by_others(std::uint32_t write) const {
  for (std::uint32_t other = 0; other < code_.operations.size(); ++other)
    if (other != write && !code_.operations[other].has_result() &&
        may_meet(code_.operations[other].place, code_.operations[write].place))
      return true;
  return false;
}

/// A number that was written here by the iteration before, and that this one does not need behind its own writing.
LaneValue NativeEmitter::read_in_next_iteration(std::uint32_t write) const {
  const LanePlace& written = code_.operations[write].place;
  const int direction = code_.order == IterationOrder::forward ? 1 : -1;
  const int step = written.moves() ? direction : 0;
  for (LaneValue value = 0; value < states_.size(); ++value) {
    const LaneSource& source = code_.values[value];
    const State& state = states_[value];
    if (source.kind == LaneSource::Kind::memory && !source.place.is_scattered() && state.next_use != never &&
        state.last_use <= write && source.place.reference.space() == written.reference.space() &&
        std::int64_t{source.place.reference.offset()} + step == written.reference.offset())
      return value;
  }
  return never;
}

void NativeEmitter::emit_operation(std::size_t index) {
  const LaneOperation& operation = code_.operations[index];
  const bool is_another = std::exchange(line_, operation.line) != operation.line;
  if (on_line_ && is_another && line_ != LaneOperation::no_line) on_line_(line_);
  pinned_.fill(never);
  for (; !early_reads_.empty() && early_reads_.back().first == index; early_reads_.pop_back()) {
    const LaneValue value = early_reads_.back().second;
    in_register(value);
    states_[value].can_be_read_again = false;
  }
  for (std::size_t k = 0; k < operation.operand_count(); ++k) {
    pinned_[k] = operation.operands[k];
    states_[operation.operands[k]].next_use = next_uses_[index][k];
  }
  switch (operation.kind) {
    case Kind::add:
    case Kind::subtract:
    case Kind::multiply:
    case Kind::divide:
      return emit_binary(operation);
    case Kind::negate:
    case Kind::absolute:
    case Kind::square_root:
      return emit_unary(operation);
    case Kind::fused:
      return emit_fused(operation);
    case Kind::choose:
      return emit_choice(operation);
    case Kind::call:
    case Kind::sine_and_cosine:
      return emit_call(operation);
    case Kind::store:
    case Kind::add_to_place:
      return emit_store(index);
    case Kind::accumulate:
      target_->accumulate(frame_.sum(operation.sum), in_register(operation.operands[0]));
      return release(operation);
  }
}

void NativeEmitter::emit_binary(const LaneOperation& operation) {
  auto [left, right, third, fourth] = operation.operands;
  const bool commutes = operation.kind == Kind::add || operation.kind == Kind::multiply;
  if (commutes && states_[left].reg < 0 && states_[right].reg >= 0) std::swap(left, right);
  const Vec a = in_register(left);
  if (is_memory_operand(right)) {
    const Mem b = memory_of(right);
    target_->arithmetic(operation.kind, new_result(operation), a, b, form_of(right));
  } else {
    const Vec b = in_register(right);
    target_->arithmetic(operation.kind, new_result(operation), a, b);
  }
}

void NativeEmitter::emit_unary(const LaneOperation& operation) {
  const Vec a = in_register(operation.operands[0]);
  const Vec y = new_result(operation);
  if (operation.kind == Kind::square_root)
    target_->square_root(y, a);
  else if (operation.kind == Kind::negate)
    target_->negate(y, a);
  else
    target_->absolute(y, a);
}

/// The result takes the place of the third operand.
void NativeEmitter::emit_fused(const LaneOperation& operation) {
  const Vec a = in_register(operation.operands[0]), b = in_register(operation.operands[1]);
  State& third = states_[operation.operands[2]];
  std::size_t reg = 0;
  if (third.reg >= 0 && third.next_use == never && !is_carried(third)) {
    reg = static_cast<std::size_t>(std::exchange(third.reg, std::int8_t{-1}));
  } else {
    reg = free_register();
    load(target_->reg(reg), operation.operands[2]);
  }
  target_->fused(target_->reg(reg), a, b);
  release(operation);
  hold(reg, operation.result);
}

void NativeEmitter::emit_choice(const LaneOperation& operation) {
  const auto [left, right, yes, no] = operation.operands;
  const Vec a = in_register(left), b = in_register(right), c = in_register(yes), d = in_register(no);
  const Vec y = new_result(operation);  // may be a or b: they are compared before it is written
  target_->compare(operation.comparison, a, b);
  target_->choose(y, c, d);
}

void NativeEmitter::emit_store(std::size_t index) {
  const LaneOperation& operation = code_.operations[index];
  const bool carries = carries_[index] >= 0;
  const Vec carried = target_->reg(carries ? static_cast<std::size_t>(carries_[index]) : 0);
  const Vec number = in_register(operation.operands[0]);
  const Mem place = frame_.entry(operation.place);
  const Form form = form_of(operation.place);
  if (operation.kind == Kind::store) {
    target_->store(place, number, form);
    if (carries) target_->copy(carried, number);
  } else {
    const bool is_there = carries && !operation.place.moves();  // what is added to
    const Vec sum = is_there ? carried : target_->scratch();
    if (!is_there) target_->load(sum, place, form);
    target_->arithmetic(Kind::add, sum, number, sum);
    target_->store(place, sum, form);
    if (carries && !is_there) target_->copy(carried, sum);
  }
  release(operation);
}

/// A call leaves no vector register as it was.
void NativeEmitter::emit_call(const LaneOperation& operation) {
  for (std::size_t k = 0; k < operation.operand_count(); ++k)
    if (is_gathered(operation.operands[k])) in_register(operation.operands[k]);
  for (std::size_t reg = 0; reg < holds_.size(); ++reg)
    if (is_held(reg) && states_[holds_[reg]].next_use != never) keep(holds_[reg]);
  place_arguments(operation);
  for (std::size_t reg = 0; reg < holds_.size(); ++reg)
    if (is_held(reg)) states_[holds_[reg]].reg = -1;
  const bool is_pair = operation.kind == Kind::sine_and_cosine;
  frame_.call(is_pair ? kernels_.call_of_sine_and_cosine : kernels_.calls[operation.row]);
  free_.clear();
  for (std::size_t reg = target_->registers(); reg-- > (is_pair ? 2u : 1u);) free_.push_back(reg);
  hold(0, operation.result);
  if (is_pair) hold(1, operation.result + 1);
}

/// Into the first registers. What lies there, but not where it should, takes the way by the stack.
void NativeEmitter::place_arguments(const LaneOperation& operation) {
  const std::span arguments(operation.operands.data(), operation.operand_count());
  for (std::size_t reg = 0; reg < arguments.size(); ++reg) {
    const LaneValue value = holds_[reg];
    if (!is_held(reg) || value == arguments[reg] || std::ranges::find(arguments, value) == arguments.end()) continue;
    keep(value);
    states_[value].reg = -1;
  }
  for (std::size_t k = 0; k < arguments.size(); ++k)
    if (states_[arguments[k]].reg != static_cast<std::int8_t>(k)) load(target_->reg(k), arguments[k]);
}

NativeEmitter::Vec NativeEmitter::in_register(LaneValue value) {
  if (states_[value].reg < 0) {
    const std::size_t reg = free_register();
    load(target_->reg(reg), value);
    if (is_gathered(value)) states_[value].can_be_read_again = false;  // dearer than the stack
    hold(reg, value);
  }
  return target_->reg(static_cast<std::size_t>(states_[value].reg));
}

bool NativeEmitter::is_memory_operand(LaneValue value) const {
  const State& state = states_[value];
  return state.reg < 0 && state.next_use == never && target_->takes(form_of(value));
}

NativeTarget::Form NativeEmitter::form_of(LaneValue value) const {
  if (!states_[value].can_be_read_again) return Form::image;
  const LaneSource& source = code_.values[value];
  return source.kind == LaneSource::Kind::literal ? Form::one_for_all : form_of(source.place);
}

NativeTarget::Form NativeEmitter::form_of(const LanePlace& place) {
  if (place.is_scattered()) return Form::scattered;
  return place.moves() ? Form::side_by_side : Form::one_for_all;
}

x86::Mem NativeEmitter::memory_of(LaneValue value) {
  if (!states_[value].can_be_read_again) return frame_.slot(states_[value].slot);
  const LaneSource& source = code_.values[value];
  return source.kind == LaneSource::Kind::literal ? pool_.number(source.literal) : frame_.entry(source.place);
}

bool NativeEmitter::is_gathered(LaneValue value) const {
  return form_of(value) == Form::scattered && !target_->takes(Form::scattered);
}

void NativeEmitter::load(const Vec& to, LaneValue value) {
  const State& state = states_[value];
  const Form form = form_of(value);
  if (state.reg >= 0)
    target_->copy(to, target_->reg(static_cast<std::size_t>(state.reg)));
  else if (is_gathered(value))
    frame_.gather(to, code_.values[value].place);
  else
    target_->load(to, memory_of(value), form);
}

std::size_t NativeEmitter::free_register() {
  if (!free_.empty()) {
    const std::size_t reg = free_.back();
    free_.pop_back();
    return reg;
  }
  std::size_t furthest = holds_.size();
  for (std::size_t reg = 0; reg < holds_.size(); ++reg) {
    if (holds_[reg] == never || std::ranges::find(pinned_, holds_[reg]) != pinned_.end()) continue;
    if (furthest == holds_.size() || states_[holds_[reg]].next_use > states_[holds_[furthest]].next_use) furthest = reg;
  }
  State& state = states_[holds_[furthest]];
  if (state.next_use != never) keep(holds_[furthest]);
  state.reg = -1;
  return furthest;
}

bool NativeEmitter::is_held(std::size_t reg) const {
  return holds_[reg] != never && states_[holds_[reg]].reg == static_cast<std::int8_t>(reg);
}

void NativeEmitter::keep(LaneValue value) {
  State& state = states_[value];
  if (state.can_be_read_again || state.slot >= 0) return;
  state.slot = frame_.new_slot();
  target_->store(frame_.slot(state.slot), target_->reg(static_cast<std::size_t>(state.reg)), Form::image);
}

/// A register for the result. It may be that of an operand with no use behind this operation.
NativeEmitter::Vec NativeEmitter::new_result(const LaneOperation& operation) {
  release(operation);
  const std::size_t reg = free_register();
  hold(reg, operation.result);
  return target_->reg(reg);
}

void NativeEmitter::hold(std::size_t reg, LaneValue value) {
  holds_[reg] = value;
  states_[value].reg = static_cast<std::int8_t>(reg);
}

void NativeEmitter::release(const LaneOperation& operation) {
  for (std::size_t k = 0; k < operation.operand_count(); ++k) {
    State& state = states_[operation.operands[k]];
    if (state.next_use != never || state.reg < 0 || is_carried(state)) continue;
    free_.push_back(static_cast<std::size_t>(state.reg));
    state.reg = -1;
  }
}

}  // namespace hesse
