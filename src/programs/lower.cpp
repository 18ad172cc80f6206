// SPDX-License-Identifier: BSL-1.0
#include <hesse/programs/body_writer.hpp>
#include <hesse/programs/lower.hpp>
#include <hesse/programs/machine.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <set>
#include <utility>

#include "columns.hpp"

namespace hesse {

namespace {

using Kind = RolledOperand::Kind;

constexpr std::uint32_t nowhere = ~std::uint32_t{0};

/// A stretch of the tape, the loop it makes if it does, and where its results go that others need.
struct Stretch {
  Segment segment;
  std::optional<RolledLoop> loop;
  std::vector<std::uint32_t> cells;  ///< for each instruction of the body: the first of its cells, or nowhere

  [[nodiscard]] bool is_sum(std::size_t position) const { return loop && loop->is_sum[position]; }
};

class Lowering {
 public:
  Lowering(const Tape& tape, Recurrences recurrences)
      : tape_(tape), recurrences_(recurrences), index_(tape), literals_(program_.data) {}

  /// Nothing where less than that share of the instructions is in loops.
  std::optional<Program> lower(double least_share_in_loops) {
    for (const Segment& segment : find_loops(index_)) add_stretch(segment);
    do {
      if (share_in_loops() < least_share_in_loops) return std::nullopt;
    } while (!place_results());
    for (const Stretch& stretch : stretches_) {
      if (stretch.loop)
        write_loop(stretch);
      else
        write_straight(stretch);
    }
    write_results();
    return std::move(program_);
  }

 private:
  void add_stretch(const Segment& segment) {
    if (segment.trips == 1) return add_straight(segment);
    if (add_loop(segment)) return;
    std::vector<Segment> outer;
    if (has_recurrences_as_loops()) outer = find_outer_loop(index_, segment);
    if (outer.empty()) add_straight(segment);
    for (const Segment& part : outer)
      if (part.trips == 1 || !add_loop(part)) add_straight(part);
  }
  [[nodiscard]] bool has_recurrences_as_loops() const { return recurrences_ == Recurrences::as_loops; }
  /// If it is one; behind the iterations that start it.
  bool add_loop(const Segment& segment) {
    const std::optional<RolledLoop> loop = roll(index_, segment);
    if (!loop || (loop->is_recurrence() && !has_recurrences_as_loops())) return false;
    const std::size_t length = loop->starts * segment.period;
    if (length > 0) add_straight({segment.first, length, 1});
    stretches_.push_back({{segment.first + length, segment.period, segment.trips - loop->starts}, loop, {}});
    return true;
  }

  [[nodiscard]] double share_in_loops() const {
    std::size_t inside = 0;
    for (const Stretch& stretch : stretches_)
      if (stretch.loop) inside += stretch.segment.end() - stretch.segment.first;
    return index_.size() == 0 ? 0.0 : static_cast<double>(inside) / static_cast<double>(index_.size());
  }

  void add_straight(const Segment& segment) {
    const std::size_t length = segment.period * segment.trips;
    if (!stretches_.empty() && !stretches_.back().loop)
      stretches_.back().segment.period += length;
    else
      stretches_.push_back({{segment.first, length, 1}, std::nullopt, {}});
  }

  [[nodiscard]] std::size_t stretch_of(std::size_t instruction) const {
    const auto behind = std::ranges::upper_bound(stretches_, instruction, {},
                                                 [](const Stretch& stretch) { return stretch.segment.first; });
    return static_cast<std::size_t>(behind - stretches_.begin()) - 1;
  }

  /// Gives cells to the inputs, the outputs and every result that is used outside its stretch, or by later iterations.
  /// A running sum has one cell, so only its last value can be used outside; where that does not hold it becomes a
  /// recurrence, and false comes back.
  bool place_results() {
    const std::size_t named = tape_.inputs() + tape_.outputs().size() + 2 * tape_.guards().size();
    program_.cells = named;
    for (Stretch& stretch : stretches_) stretch.cells.assign(stretch.segment.period, nowhere);
    for (std::size_t s = 0; s < stretches_.size(); ++s) {
      if (!note_uses_of(s)) return false;
    }
    for (const Operand result : results())
      if (!note_use(result, stretches_.size())) return false;
    for (Stretch& stretch : stretches_)
      for (std::size_t position = 0; position < stretch.segment.period; ++position) {
        if (stretch.cells[position] == nowhere && !stretch.is_sum(position)) continue;
        if (stretch.loop) program_.cells += stretch.loop->starts;
        stretch.cells[position] = static_cast<std::uint32_t>(program_.cells);
        program_.cells += stretch.is_sum(position) ? 1 : stretch.segment.trips;
      }
    program_.regions = {{"x", 0, tape_.inputs(), true},
                        {"y", tape_.inputs(), tape_.outputs().size(), false},
                        {"guards", tape_.inputs() + tape_.outputs().size(), 2 * tape_.guards().size(), false},
                        {"z", named, program_.cells - named, false}};
    program_.cells = whole_lines(program_.cells);  // derivatives of an array then lie in lines as the array does
    return true;
  }

  bool note_uses_of(std::size_t user) {
    Stretch& stretch = stretches_[user];
    const Segment& segment = stretch.segment;
    if (stretch.loop)
      for (const RolledOperand& operand : stretch.loop->operands)
        if (operand.kind == Kind::earlier) stretch.cells[operand.position] = 0;  // a place, not yet which
    for (std::size_t position = 0; position < segment.period; ++position)
      for (std::size_t k = 0; k < operand_count(stretch, position); ++k) {
        const Operand* operand = index_.operands(segment.first + position).data() + k;
        if (!index_.is_result(*operand)) continue;  // nor in any other iteration
        const std::size_t step = stretch.loop ? stretch.loop->operands_per_trip : 0;
        for (std::size_t t = trips_to_look_at(stretch, position, k); t > 0; --t, operand += step)
          if (!note_use(*operand, user)) return false;
      }
    return true;
  }
  /// In how many iterations an operand may come from outside the stretch, each time another one.
  [[nodiscard]] static std::size_t trips_to_look_at(const Stretch& stretch, std::size_t position, std::size_t k) {
    if (!stretch.loop) return 1;
    const RolledOperand& operand = stretch.loop->operands[stretch.loop->first[position] + k];
    if (operand.kind == Kind::carried) return 1;
    if (operand.kind == Kind::earlier) return operand.lag;
    if (operand.kind != Kind::outside) return 0;
    return operand.is_same ? 1 : stretch.segment.trips;
  }

  bool note_use(Operand operand, std::size_t user) {
    if (!index_.is_result(operand)) return true;
    const std::size_t instruction = index_.instruction_of(operand);
    if (user < stretches_.size() && instruction >= stretches_[user].segment.first) return true;
    const std::size_t maker = stretch_of(instruction);
    Stretch& stretch = stretches_[maker];
    const std::size_t offset = instruction - stretch.segment.first;
    const std::size_t position = offset % stretch.segment.period;
    const bool is_last = offset / stretch.segment.period == stretch.segment.trips - 1;
    if (stretch.is_sum(position) && !is_last) {
      keep_partial_sums(maker, position);
      return false;
    }
    stretch.cells[position] = 0;
    return true;
  }

  void keep_partial_sums(std::size_t which, std::size_t position) {
    const std::vector<Stretch> old = std::exchange(stretches_, {});
    for (std::size_t s = 0; s < old.size(); ++s) {
      const Segment& segment = old[s].segment;  // without the iterations that start the loop already
      if (!old[s].loop || (s == which && !has_recurrences_as_loops())) {
        add_straight(segment);
      } else if (s != which) {
        stretches_.push_back(old[s]);
      } else {
        RolledLoop loop = *old[s].loop;
        const std::size_t before = loop.starts;
        loop.keep_partial_sums(position);
        const std::size_t more = loop.starts - before;
        if (more > 0) add_straight({segment.first, segment.period, more});
        stretches_.push_back({{segment.first + more * segment.period, segment.period, segment.trips - more}, loop, {}});
      }
    }
  }

  /// The cell of an input or of a result that has one.
  [[nodiscard]] std::uint32_t cell_of(Operand operand) const {
    if (!index_.is_result(operand)) return static_cast<std::uint32_t>(operand.node_index());
    const std::size_t instruction = index_.instruction_of(operand);
    const Stretch& stretch = stretches_[stretch_of(instruction)];
    const std::size_t offset = instruction - stretch.segment.first;
    const std::size_t position = offset % stretch.segment.period;
    const std::size_t iteration = stretch.is_sum(position) ? 0 : offset / stretch.segment.period;
    return stretch.cells[position] + static_cast<std::uint32_t>(iteration);
  }
  [[nodiscard]] double constant_of(Operand operand) const { return tape_.constants()[operand.constant_index()]; }

  // Straight-line code.

  Symbol number_of(Operand operand, const Stretch& stretch, const std::vector<Symbol>& results,
                   BodyWriter& body) const {
    if (operand.is_constant()) return constant_of(operand);
    if (index_.is_result(operand) && index_.instruction_of(operand) >= stretch.segment.first)
      return results[index_.instruction_of(operand) - stretch.segment.first];
    return body.load({.base = cell_of(operand)});
  }

  void write_straight(const Stretch& stretch) {
    BodyWriter body(literals_);
    std::vector<Symbol> results(stretch.segment.period), arguments;
    for (std::size_t position = 0; position < stretch.segment.period; ++position) {
      const std::size_t instruction = stretch.segment.first + position;
      arguments.clear();
      for (const Operand operand : index_.operands(instruction))
        arguments.push_back(number_of(operand, stretch, results, body));
      results[position] = body.evaluate(on_variables(index_.opcode(instruction)), arguments);
      if (stretch.cells[position] != nowhere) body.store({.base = stretch.cells[position]}, results[position]);
    }
    append(body, 1);
  }

  /// The outputs, then both sides of every guard.
  [[nodiscard]] std::vector<Operand> results() const {
    std::vector<Operand> all(tape_.outputs().begin(), tape_.outputs().end());
    for (const Guard& guard : tape_.guards()) all.insert(all.end(), {guard.left, guard.right});
    return all;
  }

  void write_results() {
    BodyWriter body(literals_);
    auto cell = static_cast<std::uint32_t>(tape_.inputs());
    for (const Operand result : results()) {
      const Symbol number = result.is_constant() ? Symbol(constant_of(result)) : body.load({.base = cell_of(result)});
      body.store({.base = cell++}, number);
    }
    append(body, 1);
  }

  void append(BodyWriter& body, std::size_t trips, IterationOrder order = IterationOrder::any) {
    if (body.has_sinks()) program_.loops.push_back(body.finish(trips, order));
  }

  // Loops.

  void write_loop(const Stretch& stretch) {
    write_starts(stretch);
    BodyWriter body(literals_);
    Columns columns(index_, stretch.segment, *stretch.loop, program_.data);
    std::vector<Symbol> results(stretch.segment.period), arguments;
    for (std::size_t position = 0; position < stretch.segment.period; ++position) {
      const Opcode opcode = index_.opcode(stretch.segment.first + position);
      arguments.clear();
      for (std::size_t k = 0; k < operand_count(stretch, position); ++k)
        if (kind_of(stretch, position, k) != Kind::carried)
          arguments.push_back(argument(stretch, position, k, results, columns, body));
      const CellAccess cell{.base = stretch.cells[position], .stride = stretch.is_sum(position) ? 0 : 1};
      if (stretch.is_sum(position)) {
        const bool subtracts = on_variables(opcode) == opcode_of<rows::Subtract>();
        body.add(cell, subtracts ? body.evaluate(opcode_of<rows::Negate>(), arguments) : arguments[0]);
        continue;
      }
      results[position] = body.evaluate(on_variables(opcode), arguments);
      if (stretch.cells[position] != nowhere) body.store(cell, results[position]);
    }
    append(body, stretch.segment.trips, stretch.loop->is_recurrence() ? IterationOrder::forward : IterationOrder::any);
    columns.fill();
  }

  /// Running sums begin with what they are added to; the array of an earlier operand begins with results of the
  /// iterations before the loop.
  void write_starts(const Stretch& stretch) {
    BodyWriter body(literals_);
    std::set<std::uint32_t> started;
    for (std::size_t position = 0; position < stretch.segment.period; ++position)
      for (std::size_t k = 0; k < operand_count(stretch, position); ++k) {
        const RolledOperand& rolled = stretch.loop->operands[stretch.loop->first[position] + k];
        const Operand* operand = index_.operands(stretch.segment.first + position).data() + k;
        if (rolled.kind == Kind::carried)
          body.add({.base = stretch.cells[position]}, body.load({.base = cell_of(*operand)}));
        if (rolled.kind != Kind::earlier) continue;
        for (std::size_t t = 0; t < rolled.lag; ++t, operand += stretch.loop->operands_per_trip) {
          const auto cell = static_cast<std::uint32_t>(stretch.cells[rolled.position] + t - rolled.lag);
          if (started.insert(cell).second) body.store({.base = cell}, body.load({.base = cell_of(*operand)}));
        }
      }
    append(body, 1);
  }

  [[nodiscard]] std::size_t operand_count(const Stretch& stretch, std::size_t position) const {
    return index_.operands(stretch.segment.first + position).size();
  }
  [[nodiscard]] static Kind kind_of(const Stretch& stretch, std::size_t position, std::size_t k) {
    return stretch.loop->operands[stretch.loop->first[position] + k].kind;
  }

  Symbol argument(const Stretch& stretch, std::size_t position, std::size_t k, const std::vector<Symbol>& results,
                  Columns& columns, BodyWriter& body) {
    switch (kind_of(stretch, position, k)) {
      case Kind::local:
        return results[stretch.loop->operands[stretch.loop->first[position] + k].position];
      case Kind::constant:
        return columns.write(stretch.loop->first[position] + k, body);
      case Kind::choice:
        return choice(stretch, position, k, results, body);
      case Kind::outside:
        return body.load(access_of(stretch, position, k));
      case Kind::earlier: {
        const RolledOperand& rolled = stretch.loop->operands[stretch.loop->first[position] + k];
        return body.load(
            {.base = static_cast<std::uint32_t>(stretch.cells[rolled.position] - rolled.lag), .stride = 1});
      }
      case Kind::carried:
        break;  // the caller makes a sum of it
    }
    __builtin_unreachable();
  }

  /// visit(operand) for the operand in every iteration.
  template <class Visitor>
  void for_each_trip(const Stretch& stretch, std::size_t position, std::size_t k, const Visitor& visit) const {
    const Operand* operand = index_.operands(stretch.segment.first + position).data() + k;
    for (std::size_t t = 0; t < stretch.segment.trips; ++t, operand += stretch.loop->operands_per_trip) visit(*operand);
  }

  /// A number an iteration; a literal where all are the same, bit by bit.
  Symbol column(const std::vector<double>& numbers, BodyWriter& body) {
    const auto bits = [](double number) { return std::bit_cast<std::uint64_t>(number); };
    if (std::ranges::all_of(numbers, [&](double number) { return bits(number) == bits(numbers[0]); }))
      return numbers[0];
    const CellAccess access{.base = static_cast<std::uint32_t>(program_.data.size()), .stride = 1};
    program_.data.insert(program_.data.end(), numbers.begin(), numbers.end());
    return body.constant(access);
  }

  CellAccess access_of(const Stretch& stretch, std::size_t position, std::size_t k) {
    const Operand& first = index_.operands(stretch.segment.first + position)[k];
    const std::uint32_t base = cell_of(first);
    if (trips_to_look_at(stretch, position, k) == 1) return {.base = base};
    const Operand second = *(&first + stretch.loop->operands_per_trip);
    const std::uint32_t stride = cell_of(second) - base;
    std::uint32_t expected = base;
    bool affine = true;
    for_each_trip(stretch, position, k, [&](Operand operand) {
      affine = affine && cell_of(operand) == expected;
      expected += stride;
    });
    if (affine) return {.base = base, .stride = static_cast<std::int32_t>(stride)};
    std::vector<std::uint32_t> cells;
    cells.reserve(stretch.segment.trips);
    for_each_trip(stretch, position, k, [&](Operand operand) { cells.push_back(cell_of(operand)); });
    // Offsets are from 0, so that the same table serves a derivative's cells.
    const auto known = std::ranges::find(program_.tables, cells);
    const auto table = static_cast<std::uint32_t>(known - program_.tables.begin());
    if (known == program_.tables.end()) program_.tables.push_back(std::move(cells));
    return {.base = 0, .stride = 0, .table = table};
  }

  /// One of a few results of the iteration: select by a column that says which.
  Symbol choice(const Stretch& stretch, std::size_t position, std::size_t k, const std::vector<Symbol>& results,
                BodyWriter& body) {
    const auto choices = choices_of(index_, stretch.segment, position, k);
    std::vector<double> which;
    std::size_t start = stretch.segment.first;
    for_each_trip(stretch, position, k, [&](Operand operand) {
      which.push_back(static_cast<double>(index_.instruction_of(operand) - start));
      start += stretch.segment.period;
    });
    const Symbol selector = column(which, body);
    Symbol chosen = results[choices.back()];
    for (std::size_t c = choices.size() - 1; c-- > 0;)
      chosen =
          body.evaluate(opcode_of<rows::SelectEqual>(),
                        std::array{selector, Symbol(static_cast<double>(choices[c])), results[choices[c]], chosen});
    return chosen;
  }

  const Tape& tape_;
  Recurrences recurrences_;
  TapeIndex index_;
  Program program_;
  Literals literals_;
  std::vector<Stretch> stretches_;
};

}  // namespace

bool can_lower(const Tape& tape) {
  // Four times as many cells, for both derivatives, and all constants must be within reach of an executor's references.
  constexpr std::size_t most = std::size_t{1} << 29;
  if (std::max(4 * tape.nodes(), tape.constants().size() + tape.instructions()) >= most) return false;
  return std::ranges::find(tape.opcodes(), opcode_of<rows::Custom>()) == tape.opcodes().end();
}

Program lower(const Tape& tape, Recurrences recurrences) { return *Lowering(tape, recurrences).lower(0.0); }

std::optional<Program> lower_if_repetitive(const Tape& tape, double least_share_in_loops, Recurrences recurrences) {
  return Lowering(tape, recurrences).lower(least_share_in_loops);
}

}  // namespace hesse
