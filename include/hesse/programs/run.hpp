// SPDX-License-Identifier: BSL-1.0
//
// run<T>: a program, line by line, on any number type. The plainest executor there is: others are tested against it,
// and on fifty digits it is the oracle.
#pragma once

#include <hesse/numbers/functions.hpp>
#include <hesse/programs/program.hpp>

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace hesse {

namespace detail {

template <class T>
T evaluate_line(Opcode opcode, std::span<const T> arguments) {
  T result{};
  dispatch(opcode, [&]<class Row, unsigned constants>(Instruction<Row, constants>) {
    if constexpr (std::is_same_v<Row, rows::Custom>) {
      return;  // never lowered
    } else if constexpr (Variadic<Row>) {
      result = evaluate_all<Row>(arguments);
    } else {
      [&]<std::size_t... k>(std::index_sequence<k...>) { result = T(evaluate<Row>(arguments[k]...)); }
      (std::make_index_sequence<arity_of<Row>>());
    }
  });
  return result;
}

}  // namespace detail

/// Runs the program. cells has program.cells entries: the given regions are filled, the others zero. A program with
/// columns needs rows.
///
/// Cost: a dispatch a line and trip.
template <class T>
void run(const Program& program, std::span<T> cells, const RowBlock& block = {}) {
  std::vector<T> lines, arguments;
  for (const ProgramLoop& loop : program.loops) {
    lines.assign(loop.lines.size(), T());
    const std::size_t trips = block.trips(loop);
    for (std::size_t step = 0; step < trips; ++step) {
      const std::size_t t = loop.iteration(step, trips);
      for (std::size_t i = 0; i < loop.lines.size(); ++i) {
        const ProgramLine& line = loop.lines[i];
        switch (line.action) {
          case ProgramLine::Action::constant:
            lines[i] = T(program.data[program.place(loop.accesses[line.access], t)]);
            break;
          case ProgramLine::Action::column:
            lines[i] = T(block.numbers[program.place(loop.accesses[line.access], t)]);
            break;
          case ProgramLine::Action::load:
            lines[i] = cells[program.place(loop.accesses[line.access], t)];
            break;
          case ProgramLine::Action::evaluate:
            arguments.clear();
            for (const std::uint32_t operand : loop.operands_of(line)) arguments.push_back(lines[operand]);
            lines[i] = detail::evaluate_line<T>(line.opcode, arguments);
            break;
          case ProgramLine::Action::store:
            cells[program.place(loop.accesses[line.access], t)] = lines[loop.operands[line.first]];
            break;
          case ProgramLine::Action::add:
            cells[program.place(loop.accesses[line.access], t)] += lines[loop.operands[line.first]];
            break;
        }
      }
    }
  }
}

extern template void run<double>(const Program&, std::span<double>, const RowBlock&);

}  // namespace hesse
