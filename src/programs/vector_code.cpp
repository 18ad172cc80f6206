// SPDX-License-Identifier: BSL-1.0
#include "vector_code.hpp"

#include <algorithm>
#include <limits>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace hesse {

namespace {

using Action = ProgramLine::Action;
using Kind = VectorInstruction::Kind;

constexpr std::uint32_t never = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t doubles_in_first_cache = 3072;    // of 48 KB, the half
constexpr std::size_t doubles_in_second_cache = 65536;  // of 1 MB, the half
constexpr std::size_t shortest_chunk = 16;
constexpr std::size_t longest_chunk = 256;
constexpr std::size_t work_of_a_piece = std::size_t{1} << 19;  // instructions and terms: some tenths of a millisecond
constexpr std::size_t most_pieces = 16;
constexpr std::size_t most_doubles_in_lanes = std::size_t{1} << 18;  // of all pieces: each has the sums for itself

constexpr bool is_addition(Opcode opcode) { return opcode == opcode_of<rows::Add>(); }
constexpr bool is_subtraction(Opcode opcode) { return opcode == opcode_of<rows::Subtract>(); }
constexpr bool is_product(Opcode opcode) { return opcode == opcode_of<rows::Multiply>(); }

class Translator {
 public:
  Translator(const Program& program, const ProgramLoop& loop)
      : program_(program), loop_(loop), uses_(loop.lines.size()), plans_(loop.lines.size()) {}

  VectorCode translate() {
    count_uses();
    find_uniforms();
    find_stores();
    find_sums();
    find_order();
    find_last_uses();
    for (const std::uint32_t i : order_) emit(i);
    code_.chunk = chunk_for(code_.registers);
    code_.pieces = number_of_pieces();
    for (VectorInstruction& instruction : code_.body) place_registers(instruction);
    for (Reference& argument : code_.arguments) scale(argument);
    for (Term& term : code_.terms) scale(term.first), scale(term.second);
    return std::move(code_);
  }

 private:
  /// What becomes of a line.
  struct Plan {
    bool is_uniform = false;
    bool is_absorbed = false;          ///< done by the instruction that uses it, or, a store, by the one it stores
    bool is_stored = false;            ///< its result goes straight to cells
    std::vector<std::uint32_t> chain;  ///< of a sum: its terms as lines; the top bit says subtracted
    std::uint32_t last_use = 0;
    Reference place;
    bool has_register = false;
  };
  static constexpr std::uint32_t minus = std::uint32_t{1} << 31;

  [[nodiscard]] const ProgramLine& line(std::uint32_t i) const { return loop_.lines[i]; }
  [[nodiscard]] std::uint32_t operand(std::uint32_t i, std::size_t k) const {
    return loop_.operands[line(i).first + k];
  }
  [[nodiscard]] bool is_row(std::uint32_t i, bool (*which)(Opcode)) const {
    return line(i).action == Action::evaluate && which(line(i).opcode);
  }
  [[nodiscard]] bool is_single(std::uint32_t i) const { return uses_[i] == 1 && !plans_[i].is_uniform; }

  void count_uses() {
    for (const std::uint32_t used : loop_.operands) ++uses_[used];
  }

  void find_uniforms() {
    for (std::uint32_t i = 0; i < loop_.lines.size(); ++i) {
      const ProgramLine& l = line(i);
      if (l.is_sink()) continue;
      plans_[i].is_uniform =
          l.action == Action::evaluate
              ? std::ranges::all_of(loop_.operands_of(l), [&](std::uint32_t k) { return plans_[k].is_uniform; })
              : loop_.accesses[l.access].is_uniform();
    }
  }

  [[nodiscard]] static bool lies_side_by_side(const CellAccess& access) {
    return access.table == CellAccess::no_table && access.stride == 1;
  }

  /// A result that is only stored is made where it belongs.
  void find_stores() {
    for (std::uint32_t i = 0; i < loop_.lines.size(); ++i) {
      if (line(i).action != Action::store || !lies_side_by_side(loop_.accesses[line(i).access])) continue;
      const std::uint32_t number = operand(i, 0);
      if (!is_single(number) || line(number).action != Action::evaluate) continue;
      plans_[i].is_absorbed = plans_[number].is_stored = true;
      plans_[number].place = {Space::moving_cells, loop_.accesses[line(i).access].base};
    }
  }

  /// Chains of additions become one instruction, and the products in them part of it: intermediate sums stay in a
  /// processor's register.
  void find_sums() {
    for (std::uint32_t i = static_cast<std::uint32_t>(loop_.lines.size()); i-- > 0;) {
      if (plans_[i].is_uniform || plans_[i].is_absorbed) continue;
      if (is_row(i, is_addition) || is_row(i, is_subtraction)) collect_chain(i);
      if (line(i).action == Action::add && is_sum(loop_.accesses[line(i).access])) absorb_product(operand(i, 0));
    }
  }

  /// What is added there goes through the kernels for sums.
  [[nodiscard]] static bool is_sum(const CellAccess& access) {
    return access.is_uniform() || lies_side_by_side(access);
  }

  void collect_chain(std::uint32_t root) {
    std::vector<std::uint32_t> backwards;
    std::uint32_t at = root;
    for (;;) {
      const std::uint32_t left = operand(at, 0), right = operand(at, 1);
      const std::uint32_t sign = is_row(at, is_subtraction) ? minus : 0;
      if (continues(left)) {
        backwards.push_back(right | sign);
        at = left;
      } else if (sign == 0 && continues(right)) {
        backwards.push_back(left);
        at = right;
      } else {
        backwards.push_back(right | sign);
        backwards.push_back(left);
        break;
      }
      plans_[at].is_absorbed = true;
    }
    bool has_products = false;
    for (const std::uint32_t term : backwards) has_products = absorb_product(term & ~minus) || has_products;
    if (backwards.size() == 2 && !has_products) return;
    plans_[root].chain.assign(backwards.rbegin(), backwards.rend());
  }
  [[nodiscard]] bool continues(std::uint32_t i) const {
    return is_single(i) && (is_row(i, is_addition) || is_row(i, is_subtraction));
  }
  bool absorb_product(std::uint32_t i) {
    if (!is_single(i) || !is_row(i, is_product)) return false;
    plans_[i].is_absorbed = true;
    return true;
  }

  /// Calls visit(line) for every line that the instruction of line i reads.
  template <class Visitor>
  void for_each_read(std::uint32_t i, const Visitor& visit) const {
    const auto read = [&](std::uint32_t used) {
      if (!plans_[used].is_absorbed) return visit(used);
      for (const std::uint32_t factor : loop_.operands_of(line(used))) visit(factor);
    };
    if (plans_[i].chain.empty())
      for (const std::uint32_t used : loop_.operands_of(line(i))) read(used);
    else
      for (const std::uint32_t term : plans_[i].chain) read(term & ~minus);
  }

  /// A sink runs as soon as its number is there, or thousands of numbers would wait in registers for the sinks at the
  /// end of a body.
  void find_order() {
    std::vector<std::uint32_t> starts(loop_.lines.size() + 1), sinks;
    for (std::uint32_t i = 0; i < loop_.lines.size(); ++i)
      if (line(i).is_sink()) ++starts[operand(i, 0) + 1];
    for (std::size_t i = 1; i < starts.size(); ++i) starts[i] += starts[i - 1];
    sinks.resize(starts.back());
    std::vector<std::uint32_t> next(starts.begin(), starts.end() - 1);
    for (std::uint32_t i = 0; i < loop_.lines.size(); ++i)
      if (line(i).is_sink()) sinks[next[operand(i, 0)]++] = i;
    order_.reserve(loop_.lines.size());
    for (std::uint32_t i = 0; i < loop_.lines.size(); ++i) {
      if (line(i).is_sink()) continue;
      order_.push_back(i);
      order_.insert(order_.end(), sinks.begin() + starts[i], sinks.begin() + starts[i + 1]);
    }
  }

  void find_last_uses() {
    for (const std::uint32_t i : order_)
      if (!plans_[i].is_absorbed) for_each_read(i, [&](std::uint32_t used) { plans_[used].last_use = i; });
  }

  void emit(std::uint32_t i) {
    const ProgramLine& l = line(i);
    if (plans_[i].is_absorbed) return;
    if (l.is_sink()) return emit_sink(i);
    if (l.action == Action::evaluate) return emit_row(i);
    const CellAccess& access = loop_.accesses[l.access];
    const auto [space, moving] = spaces_of(l.action);
    if (access.is_uniform()) {
      plans_[i].place = {space, access.base};
      return;
    }
    if (lies_side_by_side(access)) {
      plans_[i].place = {moving, access.base};
      return;
    }
    VectorInstruction gather{.kind = Kind::gather, .first = access_of(access)};
    gather.arguments[0] = {space, 0};
    gather.result = new_register(i);
    code_.body.push_back(gather);
  }

  /// Where a source line reads, once for all iterations and as they move on.
  [[nodiscard]] static std::pair<Space, Space> spaces_of(Action source) {
    switch (source) {
      case Action::constant:
        return {Space::data, Space::moving_data};
      case Action::column:
        return {Space::columns, Space::moving_columns};
      default:
        return {Space::cells, Space::moving_cells};
    }
  }

  void emit_row(std::uint32_t i) {
    const ProgramLine& l = line(i);
    VectorInstruction instruction{.kind = Kind::row, .opcode = l.opcode};
    if (!plans_[i].chain.empty()) {
      instruction.kind = Kind::sum;
      instruction.first = static_cast<std::uint32_t>(code_.terms.size());
      instruction.count = static_cast<std::uint32_t>(plans_[i].chain.size());
      for (const std::uint32_t t : plans_[i].chain) code_.terms.push_back(term(t & ~minus, (t & minus) != 0));
    } else if (arity_of_opcode(l.opcode) == 0) {
      instruction.kind = Kind::any_row;
      instruction.first = static_cast<std::uint32_t>(code_.arguments.size());
      instruction.count = l.count;
      for (const std::uint32_t used : loop_.operands_of(l)) {
        code_.arguments.push_back(plans_[used].place);
        code_.strides.push_back(plans_[used].is_uniform ? 0 : 1);
      }
    } else {
      for (std::size_t k = 0; k < l.count; ++k) {
        const Plan& argument = plans_[operand(i, k)];
        instruction.arguments[k] = argument.place;
        if (argument.is_uniform) instruction.uniform |= static_cast<std::uint8_t>(1u << k);
      }
    }
    release(i);
    if (plans_[i].is_uniform) {
      instruction.uniform = 0;  // one number each: as good as side by side
      instruction.result = plans_[i].place = {Space::scalars, code_.scalars++};
      code_.before.push_back(instruction);
    } else {
      instruction.result = plans_[i].is_stored ? plans_[i].place : new_register(i);
      code_.body.push_back(instruction);
    }
  }

  [[nodiscard]] Term term(std::uint32_t i, bool subtracts) const {
    const auto reference = [&](std::uint32_t used) { return std::pair(plans_[used].place, plans_[used].is_uniform); };
    Term result{.first = {}, .second = {}, .subtracts = subtracts};
    result.is_product = plans_[i].is_absorbed;
    std::tie(result.first, result.first_is_uniform) = reference(result.is_product ? operand(i, 0) : i);
    if (result.is_product) std::tie(result.second, result.second_is_uniform) = reference(operand(i, 1));
    return result;
  }

  void emit_sink(std::uint32_t i) {
    const CellAccess& access = loop_.accesses[line(i).access];
    const std::uint32_t number = operand(i, 0);
    VectorInstruction instruction{.kind = line(i).action == Action::store ? Kind::store : Kind::add};
    if (instruction.kind == Kind::add && access.is_uniform()) {
      instruction.kind = Kind::accumulate;
      instruction.count = sum_of(access.base);
      instruction.first = static_cast<std::uint32_t>(code_.terms.size());
      code_.terms.push_back(term(number, false));
    } else if (lies_side_by_side(access)) {  // a sum with what is there, or of one term: a copy
      const bool adds = instruction.kind == Kind::add;
      instruction.kind = Kind::sum;
      instruction.result = {Space::moving_cells, access.base};
      instruction.first = static_cast<std::uint32_t>(code_.terms.size());
      instruction.count = adds ? 2 : 1;
      if (adds) code_.terms.push_back({.first = instruction.result, .second = {}});
      code_.terms.push_back(term(number, false));
    } else {
      instruction.first = access_of(access);
      instruction.arguments[0] = plans_[number].place;
      instruction.uniform = plans_[number].is_uniform ? 1 : 0;
    }
    release(i);
    code_.body.push_back(instruction);
  }

  std::uint32_t access_of(const CellAccess& access) {
    code_.accesses.push_back(access);
    return static_cast<std::uint32_t>(code_.accesses.size() - 1);
  }

  std::uint32_t sum_of(std::uint32_t cell) {
    const auto [known, is_new] = sums_.try_emplace(cell, static_cast<std::uint32_t>(code_.sums.size()));
    if (is_new) code_.sums.push_back({cell});
    return known->second;
  }

  // Registers are numbered here and become offsets once the chunk's length is known.

  Reference new_register(std::uint32_t i) {
    std::uint32_t index;
    if (free_.empty()) {
      index = static_cast<std::uint32_t>(code_.registers++);
    } else {
      index = free_.back();
      free_.pop_back();
    }
    plans_[i].has_register = true;
    return plans_[i].place = {Space::registers, index};
  }
  /// Registers whose last reader is line i are free for its result: kernels read an iteration before they write it.
  void release(std::uint32_t i) {
    for_each_read(i, [&](std::uint32_t used) {
      if (plans_[used].last_use != i || !std::exchange(plans_[used].has_register, false)) return;
      free_.push_back(plans_[used].place.offset());
    });
  }

  /// As many as there is work for. Pieces that add to cells one by one might mean the same cell, so they stay together.
  [[nodiscard]] std::size_t number_of_pieces() const {
    const bool meet = std::ranges::any_of(loop_.lines, [&](const ProgramLine& l) {
      return l.action == Action::add && !loop_.accesses[l.access].is_uniform();
    });
    const std::size_t work = loop_.trips * (code_.body.size() + code_.terms.size());
    const std::size_t with_sums = most_doubles_in_lanes / std::max<std::size_t>(code_.sums.size() * sum_lanes, 1);
    return meet ? 1 : std::clamp<std::size_t>(std::min(work / work_of_a_piece, with_sums), 1, most_pieces);
  }

  static std::size_t chunk_for(std::size_t registers) {
    const std::size_t in_first = doubles_in_first_cache / std::max<std::size_t>(registers, 1);
    const std::size_t in_second = doubles_in_second_cache / std::max<std::size_t>(registers, 1);
    const std::size_t fitting = in_first >= 4 * shortest_chunk ? in_first : std::min(4 * shortest_chunk, in_second);
    return std::clamp(fitting / shortest_chunk * shortest_chunk, shortest_chunk, longest_chunk);
  }
  void scale(Reference& reference) const {
    if (reference.space() == Space::registers) reference = {Space::registers, reference.offset() * code_.chunk};
  }
  void place_registers(VectorInstruction& instruction) const {
    scale(instruction.result);
    for (Reference& argument : instruction.arguments) scale(argument);
  }

  const Program& program_;
  const ProgramLoop& loop_;
  std::vector<std::uint32_t> uses_;
  std::vector<Plan> plans_;
  std::vector<std::uint32_t> order_;  ///< in which lines run
  std::vector<std::uint32_t> free_;
  std::unordered_map<std::uint32_t, std::uint32_t> sums_;  ///< by cell
  VectorCode code_;
};

}  // namespace

VectorCode vector_code(const Program& program, const ProgramLoop& loop) {
  return Translator(program, loop).translate();
}

}  // namespace hesse
