// SPDX-License-Identifier: BSL-1.0
//
// The frame of a function in machine code: the loop over its iterations, the stack, and the general registers, which
// find places in memory.
#pragma once

#include <array>
#include <asmjit/x86.h>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "lane_code.hpp"
#include "native_pool.hpp"
#include "native_target.hpp"

namespace hesse {

class NativeFrame {
 public:
  using Mem = asmjit::x86::Mem;
  using Gp = asmjit::x86::Gp;

  NativeFrame(asmjit::x86::Assembler& assembler, NativeTarget& target, NativePool& pool, const LaneCode& code);

  /// The body is written between these two, and the prologue when all is known that it has to prepare.
  void begin_iteration();
  void end_iteration();
  void emit_prologue(const asmjit::Label& start);

  /// The register holds the entry when the first iteration begins.
  void carry(const NativeTarget::Vec& reg, const LanePlace& place) { carried_.emplace_back(reg, place); }

  /// Where the entries of these iterations begin; of scattered ones, on lanes, there is no such place.
  Mem entry(const LanePlace& place);
  /// Reads entries that do not lie side by side onto lanes.
  void gather(const NativeTarget::Vec& to, const LanePlace& place);
  /// Calls a function. General registers are afterwards as before, vector registers are not.
  void call(Kernels::Call function);
  /// A place on the stack for a register.
  std::int32_t new_slot() { return slots_++; }
  [[nodiscard]] Mem slot(std::int32_t index) const;
  [[nodiscard]] Mem sum(std::uint32_t index) const;

 private:
  /// What a general register holds for the rest of an iteration: where a stride or a table leads, from a base.
  struct Index {
    Gp reg;
    std::int32_t stride = 1;
    const std::uint32_t* table = nullptr;
    [[nodiscard]] bool is_known() const { return stride != 1 || table != nullptr; }
  };

  [[nodiscard]] bool is_scalar() const { return target_.lanes() == 1; }
  void find_kept(const LaneCode& code);
  Gp base_of(Reference place);
  Gp index_of(const LanePlace& place);
  [[nodiscard]] bool uses(const Gp& reg) const;
  void emit_epilogue();

  asmjit::x86::Assembler& a_;
  NativeTarget& target_;
  NativePool& pool_;
  IterationOrder order_;
  bool has_sums_;
  bool has_calls_;
  asmjit::Label body_;
  std::array<Gp, 8> bases_;          ///< of spaces that are used
  std::vector<std::uint32_t> used_;  ///< spaces, in the order of their registers
  std::vector<Gp> kept_in_calls_;
  std::vector<Index> indices_;
  std::size_t next_index_ = 0;
  std::vector<std::pair<NativeTarget::Vec, LanePlace>> carried_;
  bool counts_iterations_ = false;
  std::int32_t slots_ = 0;
};

}  // namespace hesse
