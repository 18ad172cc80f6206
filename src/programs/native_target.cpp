// SPDX-License-Identifier: BSL-1.0
#include "native_target.hpp"

#include <bit>

namespace hesse {

namespace {

namespace x86 = asmjit::x86;
namespace Inst = asmjit::x86::Inst;

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

/// Eight lanes. A mask register says which are in range, and instructions spread a number from memory themselves.
class Avx512 final : public NativeTarget {
 public:
  Avx512(x86::Assembler& assembler, NativePool& pool) : NativeTarget(assembler, pool, 8, 31) {}

  void load(const Vec& to, const Mem& from, Form form) override {
    if (form == Form::one_for_all) return void(a_.emit(Inst::kIdVbroadcastsd, to, from));
    if (form == Form::side_by_side) a_.k(in_range).z();
    a_.emit(form == Form::image ? Inst::kIdVmovapd : Inst::kIdVmovupd, to, from);
  }
  void store(const Mem& to, const Vec& from, Form form) override {
    if (form == Form::side_by_side) a_.k(in_range);
    a_.emit(form == Form::image ? Inst::kIdVmovapd : Inst::kIdVmovupd, to, from);
  }
  void gather(const Vec& to, const Gp& base, std::int32_t offset, const Mem& indices, bool count_from_first) override {
    if (!count_from_first) a_.k(in_range).z();
    a_.vmovdqu32(scratch().ymm(), indices);
    a_.kmovw(chosen, in_range);
    a_.vpxorq(to, to, to);
    a_.k(chosen).vgatherdpd(to, x86::ptr(base, scratch().ymm(), 3, offset));
  }

  [[nodiscard]] bool takes(Form form) const override { return form != Form::scattered; }
  using NativeTarget::arithmetic;
  void arithmetic(Kind kind, const Vec& y, const Vec& a, const Mem& b, Form form) override {
    if (form == Form::side_by_side) a_.k(in_range).z();
    a_.emit(instruction(kind), y, a, form == Form::one_for_all ? b._1to8() : b);
  }
  void negate(const Vec& y, const Vec& a) override { a_.vpxorq(y, a, pool_.number(sign_bit)._1to8()); }
  void absolute(const Vec& y, const Vec& a) override { a_.vpandq(y, a, pool_.number(all_but_sign)._1to8()); }
  void compare(Comparison comparison, const Vec& a, const Vec& b) override {
    a_.vcmppd(chosen, a, b, predicate_of(comparison));
  }
  void choose(const Vec& y, const Vec& yes, const Vec& no) override { a_.k(chosen).vblendmpd(y, no, yes); }
  void accumulate(const Mem& sum, const Vec& number) override {
    a_.vmovupd(scratch(), sum);
    a_.k(in_range).vaddpd(scratch(), scratch(), number);
    a_.vmovupd(sum, scratch());
  }

  void use_all_lanes() override { a_.kxnorw(in_range, in_range, in_range); }
  void use_lanes(const Gp& count, const Gp& temporary) override {
    a_.mov(temporary.r32(), -1);
    a_.bzhi(temporary.r32(), temporary.r32(), count.r32());
    a_.kmovw(in_range, temporary.r32());
  }
  void keep_lanes(const Mem& place) override { a_.kmovw(place, in_range); }
  void restore_lanes(const Mem& place) override { a_.kmovw(in_range, place); }

 private:
  const x86::KReg in_range = x86::k1, chosen = x86::k2;
};

/// Four lanes. A vector register says which are in range; instructions take whole registers from memory or nothing.
class Avx2 final : public NativeTarget {
 public:
  Avx2(x86::Assembler& assembler, NativePool& pool) : NativeTarget(assembler, pool, 4, 13) {}

  void load(const Vec& to, const Mem& from, Form form) override {
    if (form == Form::one_for_all)
      a_.vbroadcastsd(to, from);
    else if (form == Form::side_by_side)
      a_.vmaskmovpd(to, in_range, from);
    else
      a_.vmovapd(to, from);
  }
  void store(const Mem& to, const Vec& from, Form form) override {
    if (form == Form::side_by_side)
      a_.vmaskmovpd(to, in_range, from);
    else
      a_.vmovapd(to, from);
  }
  void gather(const Vec& to, const Gp& base, std::int32_t offset, const Mem& indices, bool count_from_first) override {
    const x86::Xmm index = scratch().xmm();
    if (count_from_first) {
      a_.vmovdqu(index, indices);
    } else {
      a_.vextractf128(gathered.xmm(), in_range, 1);
      a_.vshufps(gathered.xmm(), in_range.xmm(), gathered.xmm(), even_words);
      a_.vpmaskmovd(index, gathered.xmm(), indices);
    }
    a_.vmovapd(gathered, in_range);
    a_.vxorpd(to.xmm(), to.xmm(), to.xmm());
    a_.vgatherdpd(to, x86::ptr(base, index, 3, offset), gathered);
  }

  [[nodiscard]] bool takes(Form form) const override { return form == Form::image; }
  using NativeTarget::arithmetic;
  void arithmetic(Kind kind, const Vec& y, const Vec& a, const Mem& b, Form) override {
    a_.emit(instruction(kind), y, a, b);
  }
  void negate(const Vec& y, const Vec& a) override {
    a_.vbroadcastsd(scratch(), pool_.number(sign_bit));
    a_.vxorpd(y, a, scratch());
  }
  void absolute(const Vec& y, const Vec& a) override {
    a_.vbroadcastsd(scratch(), pool_.number(all_but_sign));
    a_.vandpd(y, a, scratch());
  }
  void compare(Comparison comparison, const Vec& a, const Vec& b) override {
    a_.vcmppd(scratch(), a, b, predicate_of(comparison));
  }
  void choose(const Vec& y, const Vec& yes, const Vec& no) override { a_.vblendvpd(y, no, yes, scratch()); }
  /// Lanes out of range get a zero, which changes no sum: sums begin with 0.0 and are never -0.0.
  void accumulate(const Mem& sum, const Vec& number) override {
    a_.vandpd(scratch(), number, in_range);
    a_.vaddpd(scratch(), scratch(), sum);
    a_.vmovupd(sum, scratch());
  }

  void use_all_lanes() override { a_.vpcmpeqd(in_range, in_range, in_range); }
  void use_lanes(const Gp& count, const Gp&) override {
    a_.vmovq(in_range.xmm(), count);
    a_.vpbroadcastq(in_range, in_range.xmm());
    a_.vpcmpgtq(in_range, in_range, pool_.words({0, 1, 2, 3}));
  }
  void keep_lanes(const Mem& place) override { a_.vmovdqu(place, in_range); }
  void restore_lanes(const Mem& place) override { a_.vmovdqu(in_range, place); }

 private:
  static constexpr int even_words = 0b10'00'10'00;
  const x86::Ymm in_range = x86::ymm14, gathered = x86::ymm15;
};

/// One number at a time.
class Scalar final : public NativeTarget {
 public:
  Scalar(x86::Assembler& assembler, NativePool& pool, bool has_mask_registers)
      : NativeTarget(assembler, pool, 1, has_mask_registers ? 31 : 15), has_mask_registers_(has_mask_registers) {}

  void load(const Vec& to, const Mem& from, Form) override { a_.emit(Inst::kIdVmovsd, to, from); }
  void store(const Mem& to, const Vec& from, Form) override { a_.emit(Inst::kIdVmovsd, to, from); }
  [[nodiscard]] bool takes(Form) const override { return true; }
  using NativeTarget::arithmetic;
  void arithmetic(Kind kind, const Vec& y, const Vec& a, const Mem& b, Form) override {
    a_.emit(instruction(kind), y, a, b);
  }
  void negate(const Vec& y, const Vec& a) override {
    a_.vmovsd(scratch().xmm(), pool_.number(sign_bit));
    a_.vxorpd(y, a, scratch());
  }
  void absolute(const Vec& y, const Vec& a) override {
    a_.vmovsd(scratch().xmm(), pool_.number(all_but_sign));
    a_.vandpd(y, a, scratch());
  }
  void compare(Comparison comparison, const Vec& a, const Vec& b) override {
    if (has_mask_registers_)
      a_.vcmpsd(chosen, a.xmm(), b.xmm(), predicate_of(comparison));
    else
      a_.vcmpsd(scratch().xmm(), a.xmm(), b.xmm(), predicate_of(comparison));
  }
  void choose(const Vec& y, const Vec& yes, const Vec& no) override {
    if (has_mask_registers_)
      a_.k(chosen).vblendmpd(y, no, yes);
    else
      a_.vblendvpd(y, no, yes, scratch());
  }

  // What lanes alone are asked for.
  void gather(const Vec&, const Gp&, std::int32_t, const Mem&, bool) override {}
  void accumulate(const Mem&, const Vec&) override {}
  void use_all_lanes() override {}
  void use_lanes(const Gp&, const Gp&) override {}
  void keep_lanes(const Mem&) override {}
  void restore_lanes(const Mem&) override {}

 private:
  const x86::KReg chosen = x86::k2;
  bool has_mask_registers_;
};

}  // namespace

x86::Vec NativeTarget::reg(std::size_t index) const {
  const auto id = static_cast<std::uint32_t>(index);
  if (lanes_ == 1) return x86::xmm(id);
  if (lanes_ == 4) return x86::ymm(id);
  return x86::zmm(id);
}

asmjit::InstId NativeTarget::instruction(Kind kind) const {
  static constexpr asmjit::InstId of_lanes[] = {Inst::kIdVaddpd, Inst::kIdVsubpd, Inst::kIdVmulpd, Inst::kIdVdivpd};
  static constexpr asmjit::InstId of_numbers[] = {Inst::kIdVaddsd, Inst::kIdVsubsd, Inst::kIdVmulsd, Inst::kIdVdivsd};
  return (lanes_ == 1 ? of_numbers : of_lanes)[static_cast<std::size_t>(kind)];
}

void NativeTarget::fused(const Vec& y, const Vec& a, const Vec& b) {
  a_.emit(lanes_ == 1 ? Inst::kIdVfmadd231sd : Inst::kIdVfmadd231pd, y, a, b);
}

void NativeTarget::square_root(const Vec& y, const Vec& a) {
  if (lanes_ == 1)
    a_.emit(Inst::kIdVsqrtsd, y, a, a);
  else
    a_.emit(Inst::kIdVsqrtpd, y, a);
}

std::unique_ptr<NativeTarget> native_target(std::string_view processor, IterationOrder order, x86::Assembler& assembler,
                                            NativePool& pool) {
  const bool has_mask_registers = processor == "AVX-512";
  if (order != IterationOrder::any) return std::make_unique<Scalar>(assembler, pool, has_mask_registers);
  if (has_mask_registers) return std::make_unique<Avx512>(assembler, pool);
  return std::make_unique<Avx2>(assembler, pool);
}

}  // namespace hesse
