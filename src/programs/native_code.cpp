// SPDX-License-Identifier: BSL-1.0
#include "native_code.hpp"

#ifdef HESSE_WITH_ASMJIT
#include <algorithm>
#include <asmjit/x86.h>
#include <chrono>
#include <cstdlib>
#include <utility>

#include "native_emitter.hpp"
#endif

namespace hesse {

#ifdef HESSE_WITH_ASMJIT

namespace {

/// Instructions reach so far from the start of an array.
constexpr std::size_t furthest_place = (std::size_t{1} << 31) / sizeof(double) - 1;

bool is_in_reach(const LanePlace& place) {
  constexpr std::int32_t longest_stride = 1 << 28;
  return place.reference.offset() < furthest_place && std::abs(std::int64_t{place.stride}) < longest_stride;
}

bool is_in_reach(const LaneCode& code) {
  const auto has_reached = [](const auto& each) { return is_in_reach(each.place); };
  return std::ranges::all_of(code.values, has_reached) && std::ranges::all_of(code.operations, has_reached);
}

class CountingAssembler : public asmjit::x86::Assembler {
 public:
  using Assembler::Assembler;
  [[nodiscard]] std::size_t instructions() const { return instructions_; }
  asmjit::Error _emit(asmjit::InstId id, const asmjit::Operand_& a, const asmjit::Operand_& b,
                      const asmjit::Operand_& c, const asmjit::Operand_* others) override {
    ++instructions_;
    return Assembler::_emit(id, a, b, c, others);
  }

 private:
  std::size_t instructions_ = 0;
};

/// Lane codes, written, wherever they may come to lie.
class Writing : asmjit::ErrorHandler {
 public:
  Writing() {
    failed_ = holder_.init(asmjit::Environment::host()) != asmjit::kErrorOk;
    holder_.setErrorHandler(this);
    if (!failed_) holder_.attach(&assembler_);
  }
  void write(const LaneCode& code, const Kernels& kernels, NativeEmitter::OnLine on_line = {}) {
    if (failed_) return;
    starts_.push_back(assembler_.newLabel());
    NativeEmitter(assembler_, code, kernels_for(code.order, kernels), kernels.name, std::move(on_line))
        .emit(starts_.back());
  }
  [[nodiscard]] bool finish() {
    return !failed_ && holder_.flatten() == asmjit::kErrorOk && holder_.resolveUnresolvedLinks() == asmjit::kErrorOk;
  }

  [[nodiscard]] asmjit::CodeHolder& holder() { return holder_; }
  [[nodiscard]] CountingAssembler& assembler() { return assembler_; }
  [[nodiscard]] const std::vector<asmjit::Label>& starts() const { return starts_; }

 private:
  void handleError(asmjit::Error, const char*, asmjit::BaseEmitter*) override { failed_ = true; }

  asmjit::CodeHolder holder_;
  CountingAssembler assembler_;
  std::vector<asmjit::Label> starts_;
  bool failed_ = false;
};

}  // namespace

bool NativeCode::is_known(std::string_view processor) { return processor == "AVX-512" || processor == "AVX2"; }

std::shared_ptr<const NativeCode> NativeCode::emit(std::span<const LaneCode> codes, const Kernels& kernels) {
  using asmjit::VirtMem::MemoryFlags;
  if (!is_known(kernels.name) || codes.empty() ||
      !std::ranges::all_of(codes, [](const LaneCode& code) { return is_in_reach(code); }))
    return nullptr;
  const auto start = std::chrono::steady_clock::now();
  Writing writing;
  for (const LaneCode& code : codes) writing.write(code, kernels);
  if (!writing.finish()) return nullptr;
  asmjit::CodeHolder& holder = writing.holder();

  const std::size_t page = asmjit::VirtMem::info().pageSize;
  const std::size_t bytes = (holder.codeSize() + page - 1) / page * page;
  void* pages = nullptr;
  if (asmjit::VirtMem::alloc(&pages, bytes, MemoryFlags::kAccessRW) != asmjit::kErrorOk) return nullptr;
  std::shared_ptr<NativeCode> code(new NativeCode(pages, bytes));
  if (holder.relocateToBase(reinterpret_cast<std::uint64_t>(pages)) != asmjit::kErrorOk ||
      holder.copyFlattenedData(pages, bytes) != asmjit::kErrorOk ||
      asmjit::VirtMem::protect(pages, bytes, MemoryFlags::kAccessRX) != asmjit::kErrorOk)
    return nullptr;
  code->instructions_ = writing.assembler().instructions();
  for (const asmjit::Label& start : writing.starts())
    code->functions_.push_back(
        reinterpret_cast<Function>(reinterpret_cast<std::uintptr_t>(pages) + holder.labelOffset(start)));
  code->seconds_ = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return code;
}

std::string NativeCode::text(std::span<const LaneCode> codes, const Kernels& kernels, const Words& words) {
  Writing writing;
  asmjit::StringLogger logger;
  writing.holder().setLogger(&logger);
  for (std::size_t i = 0; i < codes.size(); ++i)
    writing.write(codes[i], kernels,
                  [&](std::uint32_t line) { writing.assembler().comment(("; " + words(i, line)).c_str()); });
  return writing.finish() ? std::string(logger.data(), logger.dataSize()) : std::string();
}

NativeCode::~NativeCode() { asmjit::VirtMem::release(pages_, bytes_); }

#else

bool NativeCode::is_known(std::string_view) { return false; }
std::shared_ptr<const NativeCode> NativeCode::emit(std::span<const LaneCode>, const Kernels&) { return nullptr; }
std::string NativeCode::text(std::span<const LaneCode>, const Kernels&, const Words&) { return {}; }
NativeCode::~NativeCode() = default;

#endif

}  // namespace hesse
