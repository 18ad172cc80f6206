// SPDX-License-Identifier: BSL-1.0
//
// The constants of a function in machine code. They lie behind its instructions.
#pragma once

#include <algorithm>
#include <asmjit/x86.h>
#include <bit>
#include <cstdint>
#include <initializer_list>
#include <vector>

namespace hesse {

class NativePool {
 public:
  using Words = std::initializer_list<std::uint64_t>;

  explicit NativePool(asmjit::x86::Assembler& assembler) : a_(assembler), start_(assembler.newLabel()) {}

  asmjit::x86::Mem number(double number) { return words({std::bit_cast<std::uint64_t>(number)}); }
  /// Some words side by side.
  asmjit::x86::Mem words(Words wanted) {
    const auto known = std::ranges::search(words_, wanted);
    const auto index = static_cast<std::int32_t>(known.begin() - words_.begin());
    if (known.empty()) words_.insert(words_.end(), wanted);
    return asmjit::x86::ptr(start_, index * static_cast<std::int32_t>(sizeof(std::uint64_t)));
  }
  void emit() {
    a_.align(asmjit::AlignMode::kData, sizeof(std::uint64_t));
    a_.bind(start_);
    a_.embed(words_.data(), words_.size() * sizeof(std::uint64_t));
  }

 private:
  asmjit::x86::Assembler& a_;
  asmjit::Label start_;
  std::vector<std::uint64_t> words_;
};

}  // namespace hesse
