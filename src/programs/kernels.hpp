// SPDX-License-Identifier: BSL-1.0
//
// What the vector executor calls: one function an instruction, each of which serves a chunk of iterations. There is a
// set for each kind of processor; they do the same.
#pragma once

#include <hesse/ops/dispatch.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace hesse {

/// Arrays that instructions refer to; a reference is one of them and an offset in doubles. Moving ones start at the
/// first iteration of the chunk.
enum class Space : std::uint8_t { registers, scalars, cells, data, columns, moving_cells, moving_data, moving_columns };
using Bases = std::array<double*, 8>;

/// In 32 bits: long bodies are bound by how fast their instructions come from memory.
class Reference {
 public:
  static constexpr std::size_t limit = std::size_t{1} << 29;  ///< doubles in an array

  Reference() = default;
  Reference(Space space, std::size_t offset)
      : bits_(static_cast<std::uint32_t>(space) << 29 | static_cast<std::uint32_t>(offset)) {}
  [[nodiscard]] Space space() const { return static_cast<Space>(bits_ >> 29); }
  [[nodiscard]] std::uint32_t offset() const { return bits_ & (limit - 1); }
  [[nodiscard]] double* in(const Bases& bases) const { return bases[bits_ >> 29] + offset(); }

 private:
  std::uint32_t bits_ = 0;
};

/// A term of a sum: the first, or the product of both where there is a second; added or subtracted.
struct Term {
  Reference first, second;
  bool is_product = false;
  bool first_is_uniform = false, second_is_uniform = false;
  bool subtracts = false;
};

/// A term that is added to a sum over iterations.
struct LaneTerm {
  Term term;
  std::uint32_t sum;  ///< which one
};

/// Sums are kept in this many lanes, so that every kind of processor adds in the same order, and additions need not
/// wait for one another.
inline constexpr std::size_t sum_lanes = 16;

struct Kernels {
  /// result[i] = row(a[i], ...) for i < count; arguments whose bit is set in the table's second index stand still.
  using Row = void (*)(double* result, const double* const* arguments, std::size_t count);
  /// The same for rows of any number of arguments; strides are 0 or 1.
  using AnyRow = void (*)(double* result, const double* const* arguments, const std::uint8_t* strides,
                          std::size_t arguments_count, std::size_t count);
  /// result[i] = sum of terms, in their order.
  using Sum = void (*)(double* result, const Term* terms, std::size_t term_count, const Bases& bases,
                       std::size_t count);
  /// The sine and the cosine of count numbers.
  using SineAndCosine = void (*)(double* sine, double* cosine, const double* x, std::size_t count);
  /// lanes[16 sum + i mod 16] += term[i], for each of some terms.
  using Accumulate = void (*)(double* lanes, const LaneTerm* terms, std::size_t term_count, const Bases& bases,
                              std::size_t count);

  /// A row from machine code: as many vector registers full of numbers as it has arguments, one as its result.
  using Call = void (*)();

  std::string_view name;
  std::array<std::array<Row, 16>, opcode_count> rows{};  ///< by opcode on variables
  std::array<AnyRow, opcode_count> any_rows{};
  std::array<Call, opcode_count> calls{};  ///< null where rows run number by number, on more than one
  SineAndCosine sine_and_cosine = nullptr;
  Call call_of_sine_and_cosine = nullptr;  ///< one number in, two registers out; null on lanes
  Sum sum = nullptr;
  Accumulate accumulate = nullptr;
};

/// The kernels for a kind of processor, null where this processor or this build does not have it.
[[nodiscard]] const Kernels* baseline_kernels();
[[nodiscard]] const Kernels* avx2_kernels();
[[nodiscard]] const Kernels* avx512_kernels();

/// For iterations that run one after the other: rows for one number at a time, uniform or not.
[[nodiscard]] const Kernels& one_number_kernels();

/// All that this processor has, the best first, with rows that run number by number filled in.
[[nodiscard]] std::vector<const Kernels*> all_kernels();
/// One of them by its name, the best by none. Throws std::invalid_argument for a name that is not among them.
[[nodiscard]] const Kernels& kernels_called(std::string_view name);

}  // namespace hesse
