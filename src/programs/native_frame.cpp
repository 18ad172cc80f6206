// SPDX-License-Identifier: BSL-1.0
#include "native_frame.hpp"

#include <algorithm>
#include <iterator>
#include <ranges>

namespace hesse {

namespace {

namespace x86 = asmjit::x86;

// Arguments of the function. `bases` is read in the prologue and is then free, `iteration` is the number of the first
// one of a round, `end` and `at` are counted in bytes.
const x86::Gp bases = x86::rdi, iteration = x86::rsi, end = x86::rdx, lanes_of_sums = x86::rcx;
const x86::Gp temporary = x86::rdi, at = x86::rax;
const x86::Gp for_spaces[] = {x86::r8, x86::r9, x86::r10, x86::r11, x86::rbx, x86::rbp, x86::r12, x86::r13};
const x86::Gp for_spaces_with_calls[] = {x86::rbx, x86::rbp, x86::r12, x86::r13, x86::r8, x86::r9, x86::r10, x86::r11};
const x86::Gp for_indices[] = {x86::r14, x86::r15};
const x86::Gp lanes_here = x86::r14;  // of functions with sums
const x86::Gp saved[] = {x86::rbx, x86::rbp, x86::r12, x86::r13, x86::r14, x86::r15};

constexpr std::int32_t bytes_of_number = sizeof(double);
constexpr std::int32_t bytes_of_lanes = 64;       // that are in range, while a function is called
constexpr std::int32_t bytes_around_calls = 128;  // with those of general registers; whole vector registers
constexpr std::int32_t bytes_of_sum = sum_lanes * sizeof(double);

std::int32_t bytes_of(Reference place) { return static_cast<std::int32_t>(place.offset()) * bytes_of_number; }

bool adds_to_sums(const LaneCode& code) {
  return std::ranges::any_of(code.operations, [](const LaneOperation& operation) {
    return operation.kind == LaneOperation::Kind::accumulate;
  });
}

}  // namespace

NativeFrame::NativeFrame(x86::Assembler& assembler, NativeTarget& target, NativePool& pool, const LaneCode& code)
    : a_(assembler),
      target_(target),
      pool_(pool),
      order_(code.order),
      has_sums_(adds_to_sums(code)),
      has_calls_(code.has_calls()),
      body_(assembler.newLabel()) {
  for (const Gp& reg : for_indices)
    if (!has_sums_ || reg != lanes_here) indices_.push_back({reg});
  if (has_calls_) find_kept(code);
}

/// General registers that are not the caller's, and that are needed behind calls.
void NativeFrame::find_kept(const LaneCode& code) {
  bool has_scattered = false;
  const auto note = [&](const LanePlace& place) {
    base_of(place.reference);
    has_scattered = has_scattered || place.is_scattered();
  };
  for (const LaneSource& source : code.values)
    if (source.kind == LaneSource::Kind::memory) note(source.place);
  for (const LaneOperation& operation : code.operations)
    if (operation.has_place()) note(operation.place);
  kept_in_calls_ = {at, end};
  if (has_scattered) kept_in_calls_.push_back(iteration);
  if (has_sums_) kept_in_calls_.push_back(lanes_of_sums);
  for (const std::uint32_t space : used_)
    if (std::ranges::find(saved, bases_[space]) == std::end(saved)) kept_in_calls_.push_back(bases_[space]);
}

void NativeFrame::begin_iteration() {
  a_.align(asmjit::AlignMode::kCode, 32);
  a_.bind(body_);
  if (is_scalar()) return;
  const asmjit::Label full = a_.newLabel();
  a_.lea(temporary, x86::ptr(at, target_.bytes_of_register()));
  a_.cmp(temporary, end);
  a_.jbe(full);
  a_.sub(end, at);
  a_.shr(end, 3);
  target_.use_lanes(end, temporary);
  a_.lea(end, x86::ptr(at, end, 3));
  a_.bind(full);
  if (!has_sums_) return;
  a_.mov(lanes_here, at);
  a_.and_(lanes_here.r32(), bytes_of_sum - target_.bytes_of_register());
  a_.add(lanes_here, lanes_of_sums);  // those of the sixteen that these iterations mean
}

void NativeFrame::end_iteration() {
  if (order_ == IterationOrder::backward) {
    if (counts_iterations_) a_.dec(iteration);
    a_.sub(at, bytes_of_number);
    a_.jae(body_);
  } else {
    if (counts_iterations_) a_.add(iteration, target_.lanes());
    a_.add(at, target_.bytes_of_register());
    a_.cmp(at, end);
    a_.jb(body_);
  }
  emit_epilogue();
}

// Registers that belong to the caller are saved where the function has a use for them.

void NativeFrame::emit_prologue(const asmjit::Label& start) {
  a_.bind(start);
  for (const Gp& reg : saved)
    if (uses(reg)) a_.push(reg);
  if (slots_ > 0 || has_calls_) {
    constexpr std::int32_t alignment_of_calls = 16;
    a_.mov(at, x86::rsp);
    a_.sub(x86::rsp, (has_calls_ ? bytes_around_calls : 0) + (slots_ + 1) * target_.bytes_of_register());
    a_.and_(x86::rsp, -std::max(target_.bytes_of_register(), alignment_of_calls));
    a_.mov(slot(slots_), at);
  }
  for (const std::uint32_t space : used_) a_.mov(bases_[space], x86::ptr(bases, static_cast<std::int32_t>(space) * 8));
  if (counts_iterations_ && order_ == IterationOrder::backward) a_.lea(iteration, x86::ptr(iteration, end, 0, -1));
  a_.shl(end, 3);
  if (order_ == IterationOrder::backward)
    a_.lea(at, x86::ptr(end, -bytes_of_number));
  else
    a_.xor_(at.r32(), at.r32());
  target_.use_all_lanes();
  for (const auto& [reg, place] : carried_) target_.load(reg, entry(place), NativeTarget::Form::one_for_all);
  a_.jmp(body_);
}

void NativeFrame::emit_epilogue() {
  if (slots_ > 0 || has_calls_) a_.mov(x86::rsp, slot(slots_));
  for (const Gp& reg : std::views::reverse(saved))
    if (uses(reg)) a_.pop(reg);
  if (!is_scalar()) a_.vzeroupper();
  a_.ret();
}

bool NativeFrame::uses(const Gp& reg) const {
  const auto is_it = [&](const Gp& other) { return other == reg; };
  if (std::ranges::any_of(indices_, [&](const Index& index) { return index.is_known() && index.reg == reg; }))
    return true;
  const auto* const spaces = has_calls_ ? for_spaces_with_calls : for_spaces;
  return (has_sums_ && reg == lanes_here) || std::any_of(spaces, spaces + used_.size(), is_it);
}

x86::Mem NativeFrame::entry(const LanePlace& place) {
  const Gp base = base_of(place.reference);
  const std::int32_t offset = bytes_of(place.reference);
  if (!place.moves()) return x86::ptr(base, offset);
  if (!place.is_scattered()) return x86::ptr(base, at, 0, offset);
  return x86::ptr(base, index_of(place), place.table == nullptr ? 0 : 3, offset);
}

void NativeFrame::gather(const NativeTarget::Vec& to, const LanePlace& place) {
  const Gp base = base_of(place.reference);
  const std::int32_t offset = bytes_of(place.reference);
  counts_iterations_ = true;
  if (place.table != nullptr) {
    a_.mov(temporary, reinterpret_cast<std::uintptr_t>(place.table));
    return target_.gather(to, base, offset, x86::ptr(temporary, iteration, 2), false);
  }
  const auto pair = [&](std::int32_t lane) {
    const auto low = static_cast<std::uint32_t>(place.stride * lane);
    const auto high = static_cast<std::uint32_t>(place.stride * (lane + 1));
    return std::uint64_t{high} << 32 | low;
  };
  a_.lea(temporary, x86::ptr(base, index_of(place)));
  target_.gather(to, temporary, offset, pool_.words({pair(0), pair(2), pair(4), pair(6)}), true);
}

void NativeFrame::call(Kernels::Call function) {
  const auto kept = [](std::size_t i) { return x86::ptr(x86::rsp, bytes_of_lanes + static_cast<std::int32_t>(8 * i)); };
  target_.keep_lanes(x86::ptr(x86::rsp));
  for (std::size_t i = 0; i < kept_in_calls_.size(); ++i) a_.mov(kept(i), kept_in_calls_[i]);
  a_.mov(temporary, reinterpret_cast<std::uintptr_t>(function));
  a_.call(temporary);
  for (std::size_t i = 0; i < kept_in_calls_.size(); ++i) a_.mov(kept_in_calls_[i], kept(i));
  target_.restore_lanes(x86::ptr(x86::rsp));
}

x86::Mem NativeFrame::slot(std::int32_t index) const {
  return x86::ptr(x86::rsp, (has_calls_ ? bytes_around_calls : 0) + index * target_.bytes_of_register());
}

x86::Mem NativeFrame::sum(std::uint32_t index) const {
  return x86::ptr(lanes_here, static_cast<std::int32_t>(index) * bytes_of_sum);
}

x86::Gp NativeFrame::base_of(Reference place) {
  const auto space = static_cast<std::uint32_t>(place.space());
  if (std::ranges::find(used_, space) == used_.end()) {
    bases_[space] = (has_calls_ ? for_spaces_with_calls : for_spaces)[used_.size()];
    used_.push_back(space);
  }
  return bases_[space];
}

/// What the register held before is given up, the oldest first.
x86::Gp NativeFrame::index_of(const LanePlace& place) {
  counts_iterations_ = true;
  const auto known = std::ranges::find_if(
      indices_, [&](const Index& index) { return index.stride == place.stride && index.table == place.table; });
  if (known != indices_.end()) return known->reg;
  Index& index = indices_[next_index_++ % indices_.size()];
  index.stride = place.stride;
  index.table = place.table;
  if (place.table != nullptr) {
    a_.mov(index.reg, reinterpret_cast<std::uintptr_t>(place.table));
    a_.mov(index.reg.r32(), x86::ptr(index.reg, iteration, 2));
  } else {
    a_.imul(index.reg, iteration, place.stride * bytes_of_number);
  }
  return index.reg;
}

}  // namespace hesse
