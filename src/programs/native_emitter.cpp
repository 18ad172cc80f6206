// SPDX-License-Identifier: BSL-1.0
#include "native_emitter.hpp"

#include <algorithm>
#include <bit>

namespace hesse {

namespace {

namespace x86 = asmjit::x86;
using Kind = LaneOperation::Kind;

// What is held where, for the whole function.
const x86::Gp bases = x86::rdi, end = x86::rsi, lanes = x86::rdx, at = x86::rax, temporary = x86::rcx;
const x86::Gp base_of_space[] = {x86::r8, x86::r9, x86::r10, x86::r11, x86::rbx, x86::r12, x86::r13, x86::r14};
const x86::Gp saved[] = {x86::rbx, x86::r12, x86::r13, x86::r14};
const x86::KReg in_range = x86::k1, chosen = x86::k2;
const x86::Zmm scratch = x86::zmm31;

constexpr std::int32_t bytes_of_number = 8;
constexpr double sign_bit = -0.0;
constexpr double all_but_sign = std::bit_cast<double>(~std::uint64_t{0} >> 1);

x86::VCmpImm predicate_of(Comparison comparison) {
  switch (comparison) {
    case Comparison::less:
      return x86::VCmpImm::kLT_OQ;
    case Comparison::less_equal:
      return x86::VCmpImm::kLE_OQ;
    default:
      return x86::VCmpImm::kEQ_OQ;
  }
}

std::int32_t bytes_of(Reference place) { return static_cast<std::int32_t>(place.offset()) * bytes_of_number; }

}  // namespace

NativeEmitter::NativeEmitter(x86::Assembler& assembler, const LaneCode& code)
    : a_(assembler), code_(code), states_(code.values.size()), next_uses_(code.operations.size()) {
  holds_.fill(never);
  for (std::size_t i = registers - 1; i-- > 0;) free_.push_back(i);  // all but the scratch register
}

void NativeEmitter::find_uses() {
  for (std::size_t i = code_.operations.size(); i-- > 0;) {
    const LaneOperation& operation = code_.operations[i];
    for (std::size_t k = 0; k < operation.operand_count(); ++k)
      next_uses_[i][k] = states_[operation.operands[k]].next_use;
    for (std::size_t k = 0; k < operation.operand_count(); ++k)
      states_[operation.operands[k]].next_use = static_cast<std::uint32_t>(i);
  }
}

void NativeEmitter::emit(const asmjit::Label& start) {
  const asmjit::Label body = a_.newLabel();
  pool_ = a_.newLabel();
  find_uses();
  emit_loop(body);
  emit_prologue(start, body);
  a_.align(asmjit::AlignMode::kData, bytes_of_number);
  a_.bind(pool_);
  a_.embed(literals_.data(), literals_.size() * sizeof(double));
}

/// Written behind the body, which says how much of the stack it needs.
void NativeEmitter::emit_prologue(const asmjit::Label& start, const asmjit::Label& body) {
  a_.bind(start);
  a_.push(x86::rbp);
  a_.mov(x86::rbp, x86::rsp);
  for (const x86::Gp& reg : saved) a_.push(reg);
  if (slots_ > 0) {
    a_.sub(x86::rsp, (slots_ + 1) * bytes_of_register);
    a_.and_(x86::rsp, -bytes_of_register);
  }
  for (std::size_t space = 0; space < uses_space_.size(); ++space)
    if (uses_space_[space]) a_.mov(base_of_space[space], x86::ptr(bases, static_cast<std::int32_t>(space) * 8));
  a_.shl(end, 3);
  a_.xor_(at.r32(), at.r32());
  a_.kxnorw(in_range, in_range, in_range);
  a_.jmp(body);
}

void NativeEmitter::emit_loop(const asmjit::Label& body) {
  const asmjit::Label full = a_.newLabel();
  a_.align(asmjit::AlignMode::kCode, 32);
  a_.bind(body);
  a_.lea(temporary, x86::ptr(at, bytes_of_register));
  a_.cmp(temporary, end);
  a_.jbe(full);
  a_.mov(temporary, end);
  a_.sub(temporary, at);
  a_.shr(temporary, 3);
  a_.mov(bases.r32(), -1);
  a_.bzhi(bases.r32(), bases.r32(), temporary.r32());
  a_.kmovw(in_range, bases.r32());
  a_.bind(full);
  a_.mov(temporary, at);
  a_.and_(temporary.r32(), bytes_of_register);
  a_.add(temporary, lanes);  // the half of the sixteen lanes that these iterations mean
  for (std::size_t i = 0; i < code_.operations.size(); ++i) emit_operation(i);
  a_.add(at, bytes_of_register);
  a_.cmp(at, end);
  a_.jb(body);
  a_.lea(x86::rsp, x86::ptr(x86::rbp, -static_cast<std::int32_t>(sizeof(void*) * std::size(saved))));
  for (std::size_t i = std::size(saved); i-- > 0;) a_.pop(saved[i]);
  a_.pop(x86::rbp);
  a_.vzeroupper();
  a_.ret();
}

void NativeEmitter::emit_operation(std::size_t index) {
  const LaneOperation& operation = code_.operations[index];
  pinned_.fill(never);
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
      return emit_bits(operation);
    case Kind::fused:
      return emit_fused(operation);
    case Kind::choose:
      return emit_choice(operation);
    case Kind::store:
    case Kind::add_to_place:
      return emit_store(operation);
    case Kind::accumulate:
      return emit_accumulate(operation);
  }
}

void NativeEmitter::emit_binary(const LaneOperation& operation) {
  auto [left, right, third, fourth] = operation.operands;
  const bool commutes = operation.kind == Kind::add || operation.kind == Kind::multiply;
  if (commutes && states_[left].reg < 0 && states_[right].reg >= 0) std::swap(left, right);
  const x86::Zmm a = in_register(left);
  const bool masked = is_masked(right);
  const asmjit::Operand b = anywhere(right);
  const x86::Zmm y = new_result(operation);
  if (masked && b.isMem()) a_.k(in_range).z();
  const asmjit::InstId instructions[] = {x86::Inst::kIdVaddpd, x86::Inst::kIdVsubpd, x86::Inst::kIdVmulpd,
                                         x86::Inst::kIdVdivpd};
  a_.emit(instructions[static_cast<std::size_t>(operation.kind)], y, a, b);
}

void NativeEmitter::emit_bits(const LaneOperation& operation) {
  const x86::Zmm a = in_register(operation.operands[0]);
  const x86::Zmm y = new_result(operation);
  if (operation.kind == Kind::square_root)
    a_.vsqrtpd(y, a);
  else if (operation.kind == Kind::negate)
    a_.vpxorq(y, a, literal(sign_bit));
  else
    a_.vpandq(y, a, literal(all_but_sign));
}

void NativeEmitter::emit_fused(const LaneOperation& operation) {
  const x86::Zmm a = in_register(operation.operands[0]), b = in_register(operation.operands[1]);
  load(scratch, operation.operands[2]);
  a_.vfmadd231pd(scratch, a, b);
  a_.vmovapd(new_result(operation), scratch);
}

void NativeEmitter::emit_choice(const LaneOperation& operation) {
  const auto [left, right, yes, no] = operation.operands;
  const x86::Zmm a = in_register(left), b = in_register(right), c = in_register(yes), d = in_register(no);
  a_.vcmppd(chosen, a, b, predicate_of(operation.comparison));
  const x86::Zmm y = new_result(operation);  // before the mask is named: it may write an instruction of its own
  a_.k(chosen).vblendmpd(y, d, c);
}

void NativeEmitter::emit_store(const LaneOperation& operation) {
  const x86::Zmm number = in_register(operation.operands[0]);
  const x86::Mem place = moving(operation.place);
  if (operation.kind == Kind::store) {
    a_.k(in_range).vmovupd(place, number);
  } else {
    a_.k(in_range).z().vaddpd(scratch, number, place);
    a_.k(in_range).vmovupd(place, scratch);
  }
  release(operation);
}

void NativeEmitter::emit_accumulate(const LaneOperation& operation) {
  const x86::Zmm number = in_register(operation.operands[0]);
  const auto sum = static_cast<std::int32_t>(operation.sum * sum_lanes * sizeof(double));
  a_.vmovupd(scratch, x86::ptr(temporary, sum));
  a_.k(in_range).vaddpd(scratch, scratch, number);
  a_.vmovupd(x86::ptr(temporary, sum), scratch);
  release(operation);
}

x86::Zmm NativeEmitter::in_register(LaneValue value) {
  State& state = states_[value];
  if (state.reg < 0) {
    const std::size_t reg = free_register();
    load(x86::zmm(static_cast<std::uint32_t>(reg)), value);
    state.reg = static_cast<std::int8_t>(reg);
    holds_[reg] = value;
  }
  return x86::zmm(static_cast<std::uint32_t>(state.reg));
}

asmjit::Operand NativeEmitter::anywhere(LaneValue value) {
  const State& state = states_[value];
  if (state.reg >= 0 || state.next_use != never) return in_register(value);
  return memory_of(value);
}

x86::Mem NativeEmitter::memory_of(LaneValue value) {
  const LaneSource& source = code_.values[value];
  switch (source.kind) {
    case LaneSource::Kind::operation:
      return x86::ptr(x86::rsp, states_[value].slot * bytes_of_register);
    case LaneSource::Kind::moving:
      return moving(source.place);
    case LaneSource::Kind::standing: {
      const auto space = static_cast<std::size_t>(source.place.space());
      uses_space_[space] = true;
      return x86::ptr(base_of_space[space], bytes_of(source.place))._1to8();
    }
    case LaneSource::Kind::literal:
      return literal(source.literal);
  }
  __builtin_unreachable();
}

x86::Mem NativeEmitter::moving(Reference place) {
  const auto space = static_cast<std::size_t>(place.space());
  uses_space_[space] = true;
  return x86::ptr(base_of_space[space], at, 0, bytes_of(place));
}

x86::Mem NativeEmitter::literal(double number) {
  const auto same = [&](double other) {
    return std::bit_cast<std::uint64_t>(other) == std::bit_cast<std::uint64_t>(number);
  };
  const auto known = std::ranges::find_if(literals_, same);
  const auto index = static_cast<std::int32_t>(known - literals_.begin());
  if (known == literals_.end()) literals_.push_back(number);
  return x86::ptr(pool_, index * bytes_of_number)._1to8();
}

void NativeEmitter::load(const x86::Zmm& to, LaneValue value) {
  if (states_[value].reg >= 0) {
    a_.vmovapd(to, x86::zmm(static_cast<std::uint32_t>(states_[value].reg)));
    return;
  }
  x86::Mem memory = memory_of(value);
  switch (code_.values[value].kind) {
    case LaneSource::Kind::moving:
      a_.k(in_range).z().vmovupd(to, memory);
      return;
    case LaneSource::Kind::operation:
      a_.vmovapd(to, memory);
      return;
    default:
      memory.resetBroadcast();
      a_.vbroadcastsd(to, memory);
  }
}

bool NativeEmitter::is_masked(LaneValue value) const { return code_.values[value].kind == LaneSource::Kind::moving; }

std::size_t NativeEmitter::free_register() {
  if (!free_.empty()) {
    const std::size_t reg = free_.back();
    free_.pop_back();
    return reg;
  }
  std::size_t furthest = registers;
  for (std::size_t reg = 0; reg + 1 < registers; ++reg) {
    if (std::ranges::find(pinned_, holds_[reg]) != pinned_.end()) continue;
    if (furthest == registers || states_[holds_[reg]].next_use > states_[holds_[furthest]].next_use) furthest = reg;
  }
  State& state = states_[holds_[furthest]];
  if (code_.values[holds_[furthest]].kind == LaneSource::Kind::operation && state.slot < 0) {
    state.slot = slots_++;
    a_.vmovapd(x86::ptr(x86::rsp, state.slot * bytes_of_register), x86::zmm(static_cast<std::uint32_t>(furthest)));
  }
  state.reg = -1;
  return furthest;
}

/// A register for the result. It may be that of an operand with no use behind this operation.
x86::Zmm NativeEmitter::new_result(const LaneOperation& operation) {
  release(operation);
  const std::size_t reg = free_register();
  holds_[reg] = operation.result;
  states_[operation.result].reg = static_cast<std::int8_t>(reg);
  return x86::zmm(static_cast<std::uint32_t>(reg));
}

void NativeEmitter::release(const LaneOperation& operation) {
  for (std::size_t k = 0; k < operation.operand_count(); ++k) {
    State& state = states_[operation.operands[k]];
    if (state.next_use != never || state.reg < 0) continue;
    free_.push_back(static_cast<std::size_t>(state.reg));
    state.reg = -1;
  }
}

}  // namespace hesse
