// SPDX-License-Identifier: BSL-1.0
//
// Where an operand of an instruction is found.
#pragma once

#include <cstddef>
#include <cstdint>

namespace hesse {

/// A node of the tape (an input or the result of an instruction) or one of its constants, in 32 bits.
class Operand {
 public:
  static constexpr std::size_t limit = std::size_t{1} << 31;

  Operand() = default;
  static constexpr Operand node(std::size_t index) { return Operand(static_cast<std::uint32_t>(index)); }
  static constexpr Operand constant(std::size_t index) { return Operand(~static_cast<std::uint32_t>(index)); }
  /// Not an operand: a count or an identity that stands among operands.
  static constexpr Operand raw(std::size_t number) { return Operand(static_cast<std::uint32_t>(number)); }

  [[nodiscard]] constexpr bool is_constant() const { return (bits_ >> 31) != 0; }
  /// The index of the node or of the constant.
  [[nodiscard]] constexpr std::size_t index() const { return is_constant() ? ~bits_ : bits_; }
  [[nodiscard]] constexpr std::size_t node_index() const { return bits_; }
  [[nodiscard]] constexpr std::size_t constant_index() const { return static_cast<std::uint32_t>(~bits_); }
  [[nodiscard]] constexpr std::size_t raw_number() const { return bits_; }

  friend bool operator==(const Operand&, const Operand&) = default;

 private:
  explicit constexpr Operand(std::uint32_t bits) : bits_(bits) {}
  std::uint32_t bits_ = 0;
};

}  // namespace hesse
