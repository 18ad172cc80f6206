// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/duration.hpp>
#include <hesse/basics/parallel.hpp>
#include <hesse/basics/pooled.hpp>
#include <hesse/programs/machine.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <iterator>
#include <utility>
#include <vector>

#include "lane_expression.hpp"
#include "native_code.hpp"
#include "vector_code.hpp"

namespace hesse {

struct Machine::Code {
  void translate(bool with_lane_codes);

  struct Stretch {
    std::size_t first, size;
  };
  Program program;
  const Kernels* kernels;
  std::vector<VectorCode> loops;
  std::shared_ptr<const NativeCode> native;  ///< of all lane codes; null where there are none
  std::vector<Stretch> zeros;                ///< cells that must be zero at first
};

namespace {

using Kind = VectorInstruction::Kind;

struct MachineMemory;
struct RegisterMemory;
struct MachinePointers;

/// The cells that are filled with x or stored to: what they held before does not matter.
std::vector<bool> cells_written(const Program& program) {
  std::vector<bool> written(program.cells);
  for (const CellRegion& region : program.regions)
    if (region.name == "x") std::fill_n(written.begin() + static_cast<std::ptrdiff_t>(region.first), region.size, true);
  for (const ProgramLoop& loop : program.loops)
    for (const ProgramLine& line : loop.lines)
      if (line.action == ProgramLine::Action::store)
        for_each_place(program, loop, loop.accesses[line.access], [&](std::size_t cell) { written[cell] = true; });
  return written;
}

/// Some iterations of a loop while they run, one chunk after the other.
class LoopRun {
 public:
  LoopRun(const Program& program, const Kernels& kernels, const VectorCode& code, const NativeCode* native,
          const Bases& bases, double* lanes)
      : program_(program),
        kernels_(kernels_for(code.order, kernels)),
        code_(code),
        native_(native),
        lanes_(lanes),
        bases_(bases) {
    pointers_.resize(code.arguments.size());
  }

  /// What stands still in the loop.
  void run_before() {
    count_ = 1;
    for (const VectorInstruction& instruction : code_.before) execute(instruction);
  }
  void run(std::size_t first, std::size_t last) {
    PooledLines<RegisterMemory> registers(code_.registers * code_.chunk);
    base(Space::registers) = registers.data();
    std::fill_n(lanes_, code_.sums.size() * sum_lanes, 0.0);
    const std::size_t chunks = (last - first + code_.chunk - 1) / code_.chunk;
    for (std::size_t step = 0; step < chunks; ++step) {
      first_ = first + (code_.order == IterationOrder::backward ? chunks - 1 - step : step) * code_.chunk;
      count_ = std::min(code_.chunk, last - first_);
      base(Space::moving_cells) = base(Space::cells) + first_;
      base(Space::moving_data) = base(Space::data) + first_;
      base(Space::moving_columns) = base(Space::columns) + first_;
      for (const VectorInstruction& instruction : code_.body) execute(instruction);
    }
  }

 private:
  double*& base(Space space) { return bases_[static_cast<std::size_t>(space)]; }

  void execute(const VectorInstruction& instruction) {
    double* const result = instruction.result.in(bases_);
    switch (instruction.kind) {
      case Kind::row: {
        const double* const arguments[] = {instruction.arguments[0].in(bases_), instruction.arguments[1].in(bases_),
                                           instruction.arguments[2].in(bases_), instruction.arguments[3].in(bases_)};
        return kernels_.rows[instruction.opcode][instruction.uniform](result, arguments, count_);
      }
      case Kind::any_row: {
        for (std::size_t k = 0; k < instruction.count; ++k)
          pointers_[k] = code_.arguments[instruction.first + k].in(bases_);
        return kernels_.any_rows[instruction.opcode](result, pointers_.data(), code_.strides.data() + instruction.first,
                                                     instruction.count, count_);
      }
      case Kind::sine_and_cosine:
        return kernels_.sine_and_cosine(result, instruction.arguments[1].in(bases_),
                                        instruction.arguments[0].in(bases_), count_);
      case Kind::sum:
        return kernels_.sum(result, code_.terms.data() + instruction.first, instruction.count, bases_, count_);
      case Kind::accumulate:
        return kernels_.accumulate(lanes_, code_.lane_terms.data() + instruction.first, instruction.count, bases_,
                                   count_);
      case Kind::native:
        return native_->function(code_.first_lane_code + instruction.first)(bases_.data(), first_, count_, lanes_);
      case Kind::gather:
      case Kind::store:
      case Kind::add:
        return move(instruction, result);
    }
  }

  void move(const VectorInstruction& instruction, double* result) {
    const CellAccess& access = code_.accesses[instruction.first];
    const double* const numbers = instruction.arguments[0].in(bases_);
    if (instruction.kind == Kind::gather)
      return for_each_place([&](std::size_t i, std::size_t place) { result[i] = numbers[place]; }, access);
    double* const cells = base(Space::cells);
    const std::size_t step = instruction.uniform == 0 ? 1 : 0;
    if (instruction.kind == Kind::store)
      for_each_place([&](std::size_t i, std::size_t place) { cells[place] = numbers[i * step]; }, access);
    else
      for_each_place([&](std::size_t i, std::size_t place) { cells[place] += numbers[i * step]; }, access);
  }

  template <class Visitor>
  void for_each_place(const Visitor& visit, const CellAccess& access) const {
    if (access.table != CellAccess::no_table) {
      const std::uint32_t* const table = program_.tables[access.table].data() + first_;
      for (std::size_t i = 0; i < count_; ++i) visit(i, access.base + std::size_t{table[i]});
    } else if (access.stride == 1) {
      for (std::size_t i = 0; i < count_; ++i) visit(i, access.base + first_ + i);
    } else {
      const auto stride = static_cast<std::size_t>(access.stride);  // modulo 2^64, as Program::place
      for (std::size_t i = 0; i < count_; ++i) visit(i, access.base + stride * (first_ + i));
    }
  }

  const Program& program_;
  const Kernels& kernels_;
  const VectorCode& code_;
  const NativeCode* native_;
  double* lanes_;
  Bases bases_;
  Pooled<const double*, MachinePointers> pointers_;  // room for the arguments of rows of any number
  std::size_t first_ = 0;
  std::size_t count_ = 0;
};

/// Lanes are added in pairs, in the same order always.
double total(const double* lanes) {
  std::array<double, sum_lanes> sums;
  std::copy_n(lanes, sum_lanes, sums.begin());
  for (std::size_t half = sum_lanes / 2; half > 0; half /= 2)
    for (std::size_t i = 0; i < half; ++i) sums[i] += sums[i + half];
  return sums[0];
}

/// Where piece i of a loop begins: at a round of lanes, wherever chunks end on this machine.
std::size_t start_of_piece(const VectorCode& code, std::size_t trips, std::size_t i) {
  const std::size_t rounds = (trips + sum_lanes - 1) / sum_lanes;
  return std::min(trips, rounds * i / code.pieces * sum_lanes);
}

}  // namespace

void Machine::Code::translate(bool with_lane_codes) {
  loops.clear();
  for (const ProgramLoop& loop : program.loops) loops.push_back(vector_code(program, loop, with_lane_codes));
  if (!with_lane_codes) return;
  std::vector<LaneCode> all;
  for (VectorCode& loop : loops) {
    loop.first_lane_code = all.size();
    std::ranges::move(loop.lane_codes, std::back_inserter(all));
    loop.lane_codes.clear();
  }
  native = NativeCode::emit(all, *kernels);
  if (!native && !all.empty()) translate(false);
}

Machine::Machine(Program program, std::string_view processor, MachineCode machine_code) {
  auto code = std::make_shared<Code>(Code{std::move(program), &kernels_called(processor), {}, {}, {}});
  code->translate(machine_code == MachineCode::allowed && NativeCode::is_known(code->kernels->name));
  const std::vector<bool> written = cells_written(code->program);
  for (std::size_t cell = 0; cell < written.size(); ++cell) {
    if (written[cell]) continue;
    if (cell == 0 || written[cell - 1]) code->zeros.push_back({cell, 0});
    ++code->zeros.back().size;
  }
  code_ = std::move(code);
}

Cells Machine::cells() const {
  Cells cells(code_->program.cells);
  for (const Code::Stretch& stretch : code_->zeros) std::fill_n(cells.data() + stretch.first, stretch.size, 0.0);
  return cells;
}

void Machine::run(std::span<double> cells, const RowBlock& block, int threads) const {
  std::size_t scalars = 0, lanes = 0;
  for (const VectorCode& loop : code_->loops) {
    scalars = std::max(scalars, loop.scalars);
    lanes = std::max(lanes, loop.pieces * loop.sums.size() * sum_lanes);
  }
  PooledLines<MachineMemory> memory(lanes + scalars);
  double* const all_lanes = memory.data();
  double* const all_scalars = all_lanes + lanes;
  const Program& program = code_->program;
  // Kernels read data and columns and never write them; one type for all arrays keeps references simple.
  double* const data = const_cast<double*>(program.data.data());
  double* const columns = block.numbers == nullptr ? data : const_cast<double*>(block.numbers);
  const Bases bases{nullptr, all_scalars, cells.data(), data, columns, cells.data(), data, columns};
  for (std::size_t i = 0; i < code_->loops.size(); ++i) {
    const VectorCode& loop = code_->loops[i];
    const std::size_t trips = block.trips(program.loops[i]), sums = loop.sums.size() * sum_lanes;
    LoopRun(program, *code_->kernels, loop, code_->native.get(), bases, all_lanes).run_before();
    const auto run_piece = [&](std::size_t k) {
      LoopRun(program, *code_->kernels, loop, code_->native.get(), bases, all_lanes + k * sums)
          .run(start_of_piece(loop, trips, k), start_of_piece(loop, trips, k + 1));
    };
    for_each_piece(loop.pieces, threads, std::cref(run_piece));  // a function of its own would be allocated
    for (std::size_t k = 1; k < loop.pieces; ++k)
      for (std::size_t lane = 0; lane < sums; ++lane) all_lanes[lane] += all_lanes[k * sums + lane];
    for (std::size_t k = 0; k < loop.sums.size(); ++k) cells[loop.sums[k].cell] += total(all_lanes + k * sum_lanes);
  }
}

bool Machine::has_machine_code() { return NativeCode::is_known(all_kernels().front()->name); }

const Program& Machine::program() const { return code_->program; }
std::string_view Machine::processor() const { return code_->kernels->name; }

std::size_t Machine::bytes() const {
  std::size_t sum = 0;
  for (const VectorCode& loop : code_->loops)
    sum += (loop.before.size() + loop.body.size()) * sizeof(VectorInstruction) +
           loop.arguments.size() * (sizeof(Reference) + 1) + loop.terms.size() * sizeof(Term) +
           loop.lane_terms.size() * sizeof(LaneTerm);
  return sum;
}

std::size_t Machine::machine_code_bytes() const { return code_->native ? code_->native->bytes() : 0; }

std::string Machine::describe() const {
  std::string text = fmt::format("compiled for {}; {} lines; {} instructions, {} bytes", processor(), program().lines(),
                                 instructions(), bytes());
  if (const NativeCode* const native = code_->native.get())
    text += fmt::format("; {} bytes of machine code, {} instructions written in {}", native->bytes(),
                        native->instructions(), duration(native->seconds()));
  return text;
}

std::string Machine::assembly() const {
  std::string text;
  if (!code_->native) return text;
  for (const ProgramLoop& loop : program().loops) {
    const std::vector<LaneCode> codes = vector_code(program(), loop, true).lane_codes;
    if (codes.empty()) continue;
    const auto words = [&](std::size_t, std::uint32_t line) { return program().text(loop, line); };
    const std::string head = Program::head(loop);
    text += (head.empty() ? "once" : head) + '\n' + NativeCode::text(codes, *code_->kernels, words);
  }
  return text;
}

std::size_t Machine::instructions() const {
  std::size_t sum = 0;
  for (const VectorCode& loop : code_->loops) sum += loop.before.size() + loop.body.size();
  return sum;
}

}  // namespace hesse
