// SPDX-License-Identifier: BSL-1.0
#include "vector_code.hpp"

#include <algorithm>
#include <optional>
#include <tuple>
#include <unistd.h>
#include <unordered_map>
#include <utility>

#include "body_plan.hpp"
#include "lane_segment.hpp"

namespace hesse {

namespace {

using Action = ProgramLine::Action;
using Kind = VectorInstruction::Kind;

constexpr std::size_t doubles_in_first_cache = 3072;  // of 48 KB, the half
// 640 KB. Not what this machine has: where iterations add to the same cells, the order of additions follows the chunks.
constexpr std::size_t doubles_in_second_cache = 81920;
constexpr std::size_t shortest_chunk = 16;
constexpr std::size_t longest_chunk = 256;
constexpr std::size_t work_of_a_piece = std::size_t{1} << 22;  // lines times iterations: some tenths of a millisecond
constexpr std::size_t most_pieces = 16;
constexpr std::size_t most_doubles_in_lanes = std::size_t{1} << 18;  // of all pieces: each has the sums for itself

class Translator {
 public:
  Translator(const Program& program, const ProgramLoop& loop, bool with_lane_codes)
      : program_(program), loop_(loop), plan_(loop), places_(loop.lines.size()), has_register_(loop.lines.size()) {
    if (!with_lane_codes) return;
    standing_.emplace(LaneSegment::Part::standing, program_, plan_, places_);
    segment_.emplace(LaneSegment::Part::iterations, program_, plan_, places_);
  }

  VectorCode translate() {
    for (const std::uint32_t i : plan_.order()) emit(i);
    finish_standing();
    finish_segment();
    code_.order = plan_.iteration_order();
    code_.chunk = plan_.runs_in_order() ? chunk_in_order() : chunk_for(code_.registers);
    code_.pieces = plan_.runs_in_order() ? 1 : number_of_pieces();
    for (VectorInstruction& instruction : code_.body) place_registers(instruction);
    for (Reference& argument : code_.arguments) scale(argument);
    for (Term& term : code_.terms) scale(term.first), scale(term.second);
    for (LaneTerm& each : code_.lane_terms) scale(each.term.first), scale(each.term.second);
    for (LaneCode& each : code_.lane_codes) {
      for (LaneSource& source : each.values) scale(source.place.reference);
      for (LaneOperation& operation : each.operations) scale(operation.place.reference);
    }
    return std::move(code_);
  }

 private:
  void emit(std::uint32_t i) {
    const ProgramLine& l = plan_.line(i);
    if (plan_[i].is_absorbed || plan_.is_made_with_twin(i)) return;
    if (standing_ && standing_->can_take(i)) return extend_standing(i);
    if (joins_segment(i)) return extend_segment(i);
    if (makes_instruction(i)) finish_segment();
    if (l.is_sink()) return emit_sink(i);
    if (l.action == Action::evaluate) return emit_row(i);
    const CellAccess& access = plan_.access(i);
    const auto [space, moving] = spaces_of(l.action);
    if (access.is_uniform()) {
      places_[i] = {space, access.base};
      return;
    }
    if (lies_side_by_side(access)) {
      places_[i] = {moving, access.base};
      return;
    }
    if (gathers_in_segment(i)) return;
    VectorInstruction gather{.kind = Kind::gather, .first = access_of(access)};
    gather.arguments[0] = {space, 0};
    gather.result = new_register(i);
    code_.body.push_back(gather);
  }

  /// Whether a line that is not part of lane code becomes an instruction of the body, which must not run before the
  /// lane code written so far.
  [[nodiscard]] bool makes_instruction(std::uint32_t i) const {
    if (plan_.line(i).is_sink() || plan_.line(i).action == Action::evaluate) return !plan_[i].is_uniform;
    return !plan_.access(i).is_uniform() && !lies_side_by_side(plan_.access(i)) && !gathers_in_segment(i);
  }
  [[nodiscard]] bool gathers_in_segment(std::uint32_t i) const { return segment_ && segment_->gathers(i); }
  [[nodiscard]] bool joins_segment(std::uint32_t i) const { return segment_ && segment_->can_take(i); }
  void extend_segment(std::uint32_t i) {
    if (segment_->meets_an_addition(i)) finish_segment();
    segment_->take(i, plan_.adds_to_sum(i) ? sum_of(plan_.access(i).base) : 0);
    if (segment_->is_full()) finish_segment();
  }
  void finish_segment() {
    if (!segment_ || segment_->is_empty()) return;
    for (const std::uint32_t i : segment_->results_for_others()) new_register(i);
    const std::vector<std::uint32_t> lines = segment_->lines();
    append_lane_code(*segment_, code_.body);
    for (const std::uint32_t i : lines) release(i);
  }
  void extend_standing(std::uint32_t i) {
    places_[i] = {Space::scalars, code_.scalars++};
    standing_->take(i, 0);
    if (standing_->is_full()) finish_standing();
  }
  void finish_standing() {
    if (standing_ && !standing_->is_empty()) append_lane_code(*standing_, code_.before);
  }
  void append_lane_code(LaneSegment& segment, std::vector<VectorInstruction>& instructions) {
    instructions.push_back({.kind = Kind::native, .first = static_cast<std::uint32_t>(code_.lane_codes.size())});
    code_.lane_codes.push_back(segment.finish());
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

  /// The first of the two makes both.
  void emit_sine_and_cosine(std::uint32_t i) {
    const std::uint32_t twin = plan_[i].twin;
    const std::uint32_t sine = plan_.is_row(i, opcode_of<rows::Sin>()) ? i : twin, cosine = sine == i ? twin : i;
    VectorInstruction instruction{.kind = Kind::sine_and_cosine};
    instruction.arguments[0] = places_[plan_.operand(i, 0)];
    release(i);
    instruction.result = result_of(sine);
    instruction.arguments[1] = result_of(cosine);
    code_.body.push_back(instruction);
  }
  /// Where the result of a line goes: to its cells, where it is only stored.
  Reference result_of(std::uint32_t i) {
    if (plan_[i].store == BodyPlan::never) return new_register(i);
    return places_[i] = {Space::moving_cells, plan_.access(plan_[i].store).base};
  }

  void emit_row(std::uint32_t i) {
    const ProgramLine& l = plan_.line(i);
    if (plan_[i].twin != BodyPlan::never) return emit_sine_and_cosine(i);
    VectorInstruction instruction{.kind = Kind::row, .opcode = l.opcode};
    if (!plan_[i].chain.empty()) {
      instruction.kind = Kind::sum;
      instruction.first = static_cast<std::uint32_t>(code_.terms.size());
      instruction.count = static_cast<std::uint32_t>(plan_[i].chain.size());
      for (const std::uint32_t t : plan_[i].chain)
        code_.terms.push_back(term(t & ~BodyPlan::minus, (t & BodyPlan::minus) != 0));
    } else if (arity_of_opcode(l.opcode) == 0) {
      instruction.kind = Kind::any_row;
      instruction.first = static_cast<std::uint32_t>(code_.arguments.size());
      instruction.count = l.count;
      for (const std::uint32_t used : loop_.operands_of(l)) {
        code_.arguments.push_back(places_[used]);
        code_.strides.push_back(plan_[used].is_uniform ? 0 : 1);
      }
    } else {
      for (std::size_t k = 0; k < l.count; ++k) {
        const std::uint32_t argument = plan_.operand(i, k);
        instruction.arguments[k] = places_[argument];
        if (plan_[argument].is_uniform) instruction.uniform |= static_cast<std::uint8_t>(1u << k);
      }
    }
    release(i);
    if (plan_[i].is_uniform) {
      finish_standing();
      instruction.uniform = 0;  // one number each: as good as side by side
      instruction.result = places_[i] = {Space::scalars, code_.scalars++};
      code_.before.push_back(instruction);
    } else {
      instruction.result = result_of(i);
      code_.body.push_back(instruction);
    }
  }

  [[nodiscard]] Term term(std::uint32_t i, bool subtracts) const {
    const auto reference = [&](std::uint32_t used) { return std::pair(places_[used], plan_[used].is_uniform); };
    Term result{.first = {}, .second = {}, .subtracts = subtracts};
    result.is_product = plan_[i].is_absorbed;
    std::tie(result.first, result.first_is_uniform) = reference(result.is_product ? plan_.operand(i, 0) : i);
    if (result.is_product) std::tie(result.second, result.second_is_uniform) = reference(plan_.operand(i, 1));
    return result;
  }

  void emit_sink(std::uint32_t i) {
    const CellAccess& access = plan_.access(i);
    const std::uint32_t number = plan_.operand(i, 0);
    if (plan_.adds_to_sum(i)) {
      emit_lane_term({term(number, false), sum_of(access.base)});
      return release(i);
    }
    VectorInstruction instruction{.kind = plan_.line(i).action == Action::store ? Kind::store : Kind::add};
    if (lies_side_by_side(access)) {  // a sum with what is there, or of one term: a copy
      const bool adds = instruction.kind == Kind::add;
      instruction.kind = Kind::sum;
      instruction.result = {Space::moving_cells, access.base};
      instruction.first = static_cast<std::uint32_t>(code_.terms.size());
      instruction.count = adds ? 2 : 1;
      if (adds) code_.terms.push_back({.first = instruction.result, .second = {}});
      code_.terms.push_back(term(number, false));
    } else {
      instruction.first = access_of(access);
      instruction.arguments[0] = places_[number];
      instruction.uniform = plan_[number].is_uniform ? 1 : 0;
    }
    release(i);
    code_.body.push_back(instruction);
  }

  void emit_lane_term(const LaneTerm& term) {
    const bool joins = !code_.body.empty() && code_.body.back().kind == Kind::accumulate &&
                       code_.body.back().count < most_sums_at_once;
    if (!joins)
      code_.body.push_back(
          {.kind = Kind::accumulate, .first = static_cast<std::uint32_t>(code_.lane_terms.size()), .count = 0});
    code_.lane_terms.push_back(term);
    ++code_.body.back().count;
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
    has_register_[i] = 1;
    return places_[i] = {Space::registers, index};
  }
  /// Registers whose last reader is line i are free for its result: kernels read an iteration before they write it.
  void release(std::uint32_t i) {
    plan_.for_each_read(i, [&](std::uint32_t used) {
      if (plan_[used].last_use != i || std::exchange(has_register_[used], 0) == 0) return;
      free_.push_back(places_[used].offset());
    });
  }

  /// As many as there is work for. Pieces that add to cells one by one might mean the same cell, so they stay together.
  [[nodiscard]] std::size_t number_of_pieces() const {
    const bool meet = std::ranges::any_of(loop_.lines, [&](const ProgramLine& l) {
      return l.action == Action::add && !loop_.accesses[l.access].is_uniform();
    });
    const std::size_t work = loop_.trips * loop_.lines.size();
    const std::size_t with_sums = most_doubles_in_lanes / std::max<std::size_t>(code_.sums.size() * sum_lanes, 1);
    return meet ? 1 : std::clamp<std::size_t>(std::min(work / work_of_a_piece, with_sums), 1, most_pieces);
  }

  /// Instructions take turns, one iteration at a time, unless one does it all.
  [[nodiscard]] std::size_t chunk_in_order() const {
    const bool is_one = code_.body.size() == 1 && code_.body[0].kind == Kind::native;
    return is_one ? std::max<std::size_t>(loop_.trips, 1) : 1;
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
  BodyPlan plan_;
  std::vector<Reference> places_;                  ///< of the numbers of lines
  std::vector<char> has_register_;                 ///< whether it is a register that can be used again
  std::optional<LaneSegment> standing_, segment_;  ///< the lane codes that are being written
  std::vector<std::uint32_t> free_;
  std::unordered_map<std::uint32_t, std::uint32_t> sums_;  ///< by cell
  VectorCode code_;
};

}  // namespace

VectorCode vector_code(const Program& program, const ProgramLoop& loop, bool with_lane_codes) {
  return Translator(program, loop, with_lane_codes).translate();
}

}  // namespace hesse
