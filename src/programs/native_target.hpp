// SPDX-License-Identifier: BSL-1.0
//
// The instructions that lane codes become: on the lanes of AVX-512 or of AVX2, or on one number at a time. Which
// registers they use is decided elsewhere.
#pragma once

#include <asmjit/x86.h>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "lane_code.hpp"
#include "native_pool.hpp"

namespace hesse {

class NativeTarget {
 public:
  using Vec = asmjit::x86::Vec;
  using Mem = asmjit::x86::Mem;
  using Gp = asmjit::x86::Gp;
  using Kind = LaneOperation::Kind;

  /// How a number lies in memory.
  enum class Form : std::uint8_t {
    image,         ///< as a register had it
    side_by_side,  ///< an entry an iteration
    one_for_all,
    scattered  ///< an entry an iteration, anywhere
  };

  NativeTarget(const NativeTarget&) = delete;
  NativeTarget& operator=(const NativeTarget&) = delete;
  virtual ~NativeTarget() = default;

  [[nodiscard]] std::int32_t lanes() const { return lanes_; }
  [[nodiscard]] std::int32_t bytes_of_register() const { return lanes_ * std::int32_t{sizeof(double)}; }
  /// Registers for numbers; the target has others for itself.
  [[nodiscard]] std::size_t registers() const { return registers_; }
  [[nodiscard]] Vec reg(std::size_t index) const;
  /// One that is free between two calls.
  [[nodiscard]] Vec scratch() const { return reg(registers_); }

  void copy(const Vec& to, const Vec& from) { a_.emit(asmjit::x86::Inst::kIdVmovapd, to, from); }
  virtual void load(const Vec& to, const Mem& from, Form form) = 0;
  virtual void store(const Mem& to, const Vec& from, Form form) = 0;
  /// Numbers at base + 8 index, indices of 32 bits being an entry an iteration or, where `count_from_first`, those of
  /// all rounds of iterations.
  virtual void gather(const Vec& to, const Gp& base, std::int32_t offset, const Mem& indices,
                      bool count_from_first) = 0;

  /// Whether arithmetic takes its second operand from there.
  [[nodiscard]] virtual bool takes(Form form) const = 0;
  /// y = a + b, and so with the three others.
  void arithmetic(Kind kind, const Vec& y, const Vec& a, const Vec& b) { a_.emit(instruction(kind), y, a, b); }
  virtual void arithmetic(Kind kind, const Vec& y, const Vec& a, const Mem& b, Form form) = 0;
  /// y += a b, rounded once.
  void fused(const Vec& y, const Vec& a, const Vec& b);
  void square_root(const Vec& y, const Vec& a);
  virtual void negate(const Vec& y, const Vec& a) = 0;
  virtual void absolute(const Vec& y, const Vec& a) = 0;
  /// Compares for the choice that follows.
  virtual void compare(Comparison comparison, const Vec& a, const Vec& b) = 0;
  virtual void choose(const Vec& y, const Vec& yes, const Vec& no) = 0;
  /// Adds to the lanes of a sum.
  virtual void accumulate(const Mem& sum, const Vec& number) = 0;

  /// All lanes are in range; then only as many as a general register says.
  virtual void use_all_lanes() = 0;
  virtual void use_lanes(const Gp& count, const Gp& temporary) = 0;
  /// Which lanes are in range, around a call.
  virtual void keep_lanes(const Mem& place) = 0;
  virtual void restore_lanes(const Mem& place) = 0;

 protected:
  NativeTarget(asmjit::x86::Assembler& assembler, NativePool& pool, std::int32_t lanes, std::size_t registers)
      : a_(assembler), pool_(pool), lanes_(lanes), registers_(registers) {}
  [[nodiscard]] asmjit::InstId instruction(Kind kind) const;

  asmjit::x86::Assembler& a_;
  NativePool& pool_;

 private:
  std::int32_t lanes_;
  std::size_t registers_;
};

/// The target for a kind of processor that NativeCode knows.
[[nodiscard]] std::unique_ptr<NativeTarget> native_target(std::string_view processor, IterationOrder order,
                                                          asmjit::x86::Assembler& assembler, NativePool& pool);

}  // namespace hesse
