// SPDX-License-Identifier: BSL-1.0
#include "native_code.hpp"

#ifdef HESSE_WITH_ASMJIT
#include <algorithm>
#include <asmjit/x86.h>
#include <cstdlib>

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

struct NoteErrors : asmjit::ErrorHandler {
  bool failed = false;
  void handleError(asmjit::Error, const char*, asmjit::BaseEmitter*) override { failed = true; }
};

}  // namespace

bool NativeCode::is_known(std::string_view processor) { return processor == "AVX-512" || processor == "AVX2"; }

std::shared_ptr<const NativeCode> NativeCode::emit(std::span<const LaneCode> codes, std::string_view processor) {
  using asmjit::VirtMem::MemoryFlags;
  if (!is_known(processor) || codes.empty() ||
      !std::ranges::all_of(codes, [](const LaneCode& code) { return is_in_reach(code); }))
    return nullptr;
  asmjit::CodeHolder holder;
  NoteErrors errors;
  if (holder.init(asmjit::Environment::host()) != asmjit::kErrorOk) return nullptr;
  holder.setErrorHandler(&errors);
  asmjit::x86::Assembler assembler(&holder);
  std::vector<asmjit::Label> starts;
  for (const LaneCode& code : codes)
    NativeEmitter(assembler, code, processor).emit(starts.emplace_back(assembler.newLabel()));
  if (errors.failed || holder.flatten() != asmjit::kErrorOk || holder.resolveUnresolvedLinks() != asmjit::kErrorOk)
    return nullptr;

  const std::size_t page = asmjit::VirtMem::info().pageSize;
  const std::size_t bytes = (holder.codeSize() + page - 1) / page * page;
  void* pages = nullptr;
  if (asmjit::VirtMem::alloc(&pages, bytes, MemoryFlags::kAccessRW) != asmjit::kErrorOk) return nullptr;
  std::shared_ptr<NativeCode> code(new NativeCode(pages, bytes));
  if (holder.relocateToBase(reinterpret_cast<std::uint64_t>(pages)) != asmjit::kErrorOk ||
      holder.copyFlattenedData(pages, bytes) != asmjit::kErrorOk ||
      asmjit::VirtMem::protect(pages, bytes, MemoryFlags::kAccessRX) != asmjit::kErrorOk)
    return nullptr;
  for (const asmjit::Label& start : starts)
    code->functions_.push_back(
        reinterpret_cast<Function>(reinterpret_cast<std::uintptr_t>(pages) + holder.labelOffset(start)));
  return code;
}

NativeCode::~NativeCode() { asmjit::VirtMem::release(pages_, bytes_); }

#else

bool NativeCode::is_known(std::string_view) { return false; }
std::shared_ptr<const NativeCode> NativeCode::emit(std::span<const LaneCode>, std::string_view) { return nullptr; }
NativeCode::~NativeCode() = default;

#endif

}  // namespace hesse
