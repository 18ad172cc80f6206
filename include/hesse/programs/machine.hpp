// SPDX-License-Identifier: BSL-1.0
//
// The vector executor: runs a program many iterations at a time, on the widest registers that the processor has.
#pragma once

#include <hesse/programs/cells.hpp>
#include <hesse/programs/program.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace hesse {

/// Whether loop bodies may become machine code of their own, where this build and this processor can; otherwise kernels
/// are called, one for each instruction.
enum class MachineCode { allowed, none };

/// A program, translated. It never changes, so any number of threads may run it.
class Machine {
 public:
  /// Translates for the best kind of processor there is, or for one of processors() by name. Throws
  /// std::invalid_argument for a name that is not among them.
  ///
  /// Cost: linear in the lines of the program.
  explicit Machine(Program program, std::string_view processor = {}, MachineCode machine_code = MachineCode::allowed);

  /// Cells for a run: zeros wherever the program needs them. The region "x" is for the caller to fill, and holds any
  /// numbers until then; other given regions are zeros.
  [[nodiscard]] Cells cells() const;

  /// Runs the program. cells has program.cells entries: the given regions are filled, the others as cells() makes them.
  /// A program with columns needs rows.
  ///
  /// The same inputs give the same bits on any number of threads, and on every kind of processor where no elementary
  /// function is involved; within 4 units in the last place where one is. Sums over iterations are added in lanes and
  /// therefore differ from run() by their rounding. Allocates nothing once a thread has run a program as large.
  void run(std::span<double> cells, const RowBlock& block = {}, int threads = 1) const;

  /// Whether programs become machine code on this processor.
  [[nodiscard]] static bool has_machine_code();

  [[nodiscard]] const Program& program() const;
  [[nodiscard]] std::string_view processor() const;
  /// Of instructions and their operands.
  [[nodiscard]] std::size_t bytes() const;
  /// Instructions of all loops, as translated.
  [[nodiscard]] std::size_t instructions() const;
  /// Bytes of machine code; 0 where kernels do all.
  [[nodiscard]] std::size_t machine_code_bytes() const;
  /// The machine code as text: loop by loop, and before each group of instructions the line of program().text() that
  /// they are there for. Empty where kernels do all. Cost: about that of making it, each time.
  ///
  ///     for t = 0 ... 998
  ///     ; v3 = v1 * v2
  ///     vmulpd zmm2 {k1}{z}, zmm1, zmmword_ptr [r8+rax+8]
  [[nodiscard]] std::string assembly() const;
  /// "compiled for AVX-512; 12 lines; 4 instructions, 128 bytes; 4096 bytes of machine code, 57 instructions written in
  /// 0.12 ms"
  [[nodiscard]] std::string describe() const;

 private:
  struct Code;
  std::shared_ptr<const Code> code_;
};

}  // namespace hesse
