// SPDX-License-Identifier: BSL-1.0
//
// Lane codes as machine code. Where AsmJit was not found, where the processor has no vector registers it knows, or
// where the platform forbids pages that are made executable, there is none, and kernels do the work.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lane_code.hpp"

namespace hesse {

/// Functions in pages of their own: written while they were not executable, executable since they cannot be written.
class NativeCode {
 public:
  /// Runs a lane code for the iterations first to first + count - 1, one at least. bases: an array for each Space,
  /// moving ones at the first iteration; lanes: those of all sums, one behind the other.
  using Function = void (*)(double* const* bases, std::size_t first, std::size_t count, double* lanes);

  /// Whether there may be code for this kind of processor.
  static bool is_known(std::string_view processor);
  /// Null where the platform has none, or an array is out of reach. The kernels are those of the processor.
  /// Cost: linear in the operations.
  static std::shared_ptr<const NativeCode> emit(std::span<const LaneCode> codes, const Kernels& kernels);

  /// The same for reading: instructions, and before each group of them the line of the body that they are there for, in
  /// the words of the caller.
  using Words = std::function<std::string(std::size_t code, std::uint32_t line)>;
  static std::string text(std::span<const LaneCode> codes, const Kernels& kernels, const Words& words);

  NativeCode(const NativeCode&) = delete;
  NativeCode& operator=(const NativeCode&) = delete;
  ~NativeCode();

  [[nodiscard]] Function function(std::size_t code) const { return functions_[code]; }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }
  [[nodiscard]] std::size_t instructions() const { return instructions_; }
  /// That emit() took.
  [[nodiscard]] double seconds() const { return seconds_; }

 private:
  NativeCode(void* pages, std::size_t bytes) : pages_(pages), bytes_(bytes) {}

  void* pages_;
  std::size_t bytes_;
  std::size_t instructions_ = 0;
  double seconds_ = 0.0;
  std::vector<Function> functions_;
};

}  // namespace hesse
