// SPDX-License-Identifier: BSL-1.0
#include "path_merge.hpp"

#include <hesse/programs/lower.hpp>
#include <hesse/programs/row_program.hpp>

#include <boost/container_hash/hash.hpp>

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include "rule_search.hpp"

namespace hesse {

namespace {

constexpr std::size_t examples_a_round = 32;
constexpr int most_rounds = 16;

/// Calls visit(place) for the operands that may differ between two tapes; false where their operations do.
template <class Visitor>
bool for_each_pair(const Tape& a, const Tape& b, const Visitor& visit) {
  if (a.instructions() != b.instructions() || a.operands().size() != b.operands().size()) return false;
  std::size_t place = 0;
  for (std::size_t i = 0; i < a.instructions(); ++i) {
    if (row_of(a.opcodes()[i]) != row_of(b.opcodes()[i])) return false;
    auto count = static_cast<std::size_t>(arity_of_opcode(a.opcodes()[i]));
    const bool counted = count == 0;
    if (counted) {
      count = a.operands()[place].raw_number();
      if (count != b.operands()[place++].raw_number()) return false;
    }
    for (std::size_t k = 0; k < count; ++k) visit(place++);
    if (counted) ++place;
  }
  return true;
}

template <class T>
bool are_same_bytes(std::span<const T> a, std::span<const T> b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size_bytes()) == 0);
}

/// The same for tapes with equal opcodes and constants: their operands differ where their bits do, and counts cannot.
/// Many rows are recorded to be compared, and most of their operands are the same.
template <class Visitor>
void for_each_difference(std::span<const Operand> a, std::span<const Operand> b, const Visitor& visit) {
  constexpr std::size_t block = 64;
  for (std::size_t first = 0; first < a.size(); first += block) {
    const std::size_t count = std::min(block, a.size() - first);
    if (are_same_bytes(a.subspan(first, count), b.subspan(first, count))) continue;
    for (std::size_t place = first; place < first + count; ++place)
      if (a[place] != b[place]) visit(place);
  }
}

}  // namespace

bool can_be_merged(const Tape& tape) {
  return !tape.guards().empty() && tape.guards().size() <= most_guards_in_flips && tape.passive_read_count() == 0 &&
         can_lower(tape);
}

std::size_t hash_of_shape(const Tape& tape) {
  std::size_t result = tape.inputs();
  for (const Opcode opcode : tape.opcodes()) boost::hash_combine(result, row_of(opcode));
  for (const Guard& guard : tape.guards()) boost::hash_combine(result, static_cast<int>(guard.comparison));
  return result;
}

ReachedNumber reached(const Tape& tape, Operand operand) {
  if (operand.is_constant()) return {std::bit_cast<std::uint64_t>(tape.constants()[operand.constant_index()]), true};
  return {operand.node_index(), false};
}

std::optional<PathTrace> trace_of(const Tape& tape, const Tape& alike) {
  const auto guards = tape.guards(), guards_alike = alike.guards();
  if (tape.inputs() != alike.inputs() || tape.outputs().size() != alike.outputs().size() ||
      !std::ranges::equal(guards, guards_alike, {}, &Guard::comparison, &Guard::comparison))
    return std::nullopt;
  PathTrace trace;
  const auto compare = [&](std::size_t place, Operand operand, Operand operand_alike) {
    const ReachedNumber number = reached(tape, operand);
    if (number != reached(alike, operand_alike)) trace.differences.push_back({place, number});
  };
  const auto compare_operands = [&](std::size_t place) {
    compare(place, tape.operands()[place], alike.operands()[place]);
  };
  if (are_same_bytes(tape.opcodes(), alike.opcodes()) && are_same_bytes(tape.constants(), alike.constants()) &&
      tape.operands().size() == alike.operands().size())
    for_each_difference(tape.operands(), alike.operands(), compare_operands);
  else if (!for_each_pair(tape, alike, compare_operands))
    return std::nullopt;
  std::size_t place = tape.operands().size();
  for (std::size_t i = 0; i < guards.size(); ++i) {
    compare(place++, guards[i].left, guards_alike[i].left);
    compare(place++, guards[i].right, guards_alike[i].right);
    trace.outcomes |= std::uint64_t{guards[i].outcome} << i;
  }
  for (std::size_t i = 0; i < tape.outputs().size(); ++i) compare(place++, tape.outputs()[i], alike.outputs()[i]);
  return trace;
}

std::optional<MergeRule> MergeRule::find(std::shared_ptr<const Tape> alike, std::span<const PathTrace> traces) {
  std::optional<MergeRule> rule;
  const auto first = traces.first(std::min(traces.size(), examples_a_round));
  std::vector<PathTrace> examples(first.begin(), first.end());
  for (int round = 0; round < most_rounds; ++round) {
    auto better = RuleSearch(alike, examples).run();
    if (!better) break;
    rule = std::move(better);
    const std::size_t before = examples.size();
    for (const PathTrace& trace : traces)
      if (examples.size() < before + examples_a_round && !rule->explains(trace)) examples.push_back(trace);
    if (examples.size() == before) break;
  }
  return rule;
}

PathTrace MergeRule::trace(std::uint64_t outcomes) const {
  std::vector<ReachedNumber> selected;
  selected.reserve(selections_.size());
  const auto number = [&](const Source& source) {
    return source.selection == Source::none ? source.number : selected[source.selection];
  };
  for (const Selection& selection : selections_)
    selected.push_back(number((outcomes >> selection.guard & 1) != 0 ? selection.yes : selection.no));
  PathTrace trace{outcomes, {}};
  for (const Place& place : places_)
    if (const ReachedNumber there = number(place.source); there != place.in_alike)
      trace.differences.push_back({place.place, there});
  return trace;
}

}  // namespace hesse
