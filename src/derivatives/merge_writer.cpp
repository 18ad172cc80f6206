// SPDX-License-Identifier: BSL-1.0
//
// A rule as a tape: selections stand where paths differ.
#include <hesse/recording/functions.hpp>

#include <algorithm>
#include <bit>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "path_merge.hpp"

namespace hesse {

namespace {

Var recorded(Opcode opcode, std::span<const Var> arguments) {
  Var result;
  dispatch(opcode, [&]<class Row, unsigned constants>(Instruction<Row, constants>) {
    if constexpr (std::is_same_v<Row, rows::Custom>) {
      // can_be_merged() keeps them out
    } else if constexpr (Variadic<Row>) {
      result = Evaluator<Var>::evaluate_all<Row>(arguments);
    } else {
      result = [&]<std::size_t... k>(std::index_sequence<k...>) {
        return Evaluator<Var>::evaluate<Row>(arguments[k]...);
      }
      (std::make_index_sequence<arity_of<Row>>());
    }
  });
  return result;
}

}  // namespace

/// Records the operations once more, on the numbers that the rule selects.
class MergeWriter {
 public:
  explicit MergeWriter(const MergeRule& rule)
      : rule_(rule),
        alike_(rule.alike()),
        zeros_(alike_.inputs()),
        recording_(zeros_),
        nodes_(alike_.nodes()),
        selections_(rule.selections_.size()) {}

  Tape write() {
    for (std::size_t i = 0; i < alike_.inputs(); ++i) nodes_[i] = recording_.input(i);
    const Operand* const operands = alike_.operands().data();
    for_each_node(alike_, [&](const Node& node) {
      auto place = static_cast<std::size_t>(node.operands.data() - operands);
      std::vector<Var> arguments;
      for (const Operand operand : node.operands) arguments.push_back(number(place++, operand));
      nodes_[node.index] = recorded(node.opcode, arguments);
      if (const SourceLocation where = alike_.where(node.index); where.line() != 0)
        Recording::note_location(nodes_[node.index], where);
    });
    const auto guards = alike_.guards();
    for (std::size_t i = 0; i < guards.size(); ++i) Recording::note_guard(condition(i), guards[i].where);
    std::size_t place = alike_.operands().size() + 2 * guards.size();
    std::vector<Var> outputs;
    for (const Operand output : alike_.outputs()) outputs.push_back(number(place++, output));
    return recording_.finish(outputs, alike_.returns_scalar()).tape;
  }

 private:
  using Source = MergeRule::Source;

  /// What reaches a place, given the operand that stands there on the tape that the others are alike.
  Var number(std::size_t place, Operand in_alike) {
    const auto known = std::ranges::lower_bound(rule_.places_, place, {}, &MergeRule::Place::place);
    const bool differs = known != rule_.places_.end() && known->place == place;
    return number(differs ? known->source : Source{.number = reached(alike_, in_alike)});
  }
  Var number(const Source& source) {
    if (source.selection != Source::none) return selected(source.selection);
    if (source.number.is_constant) return std::bit_cast<double>(source.number.bits);
    return nodes_[source.number.bits];
  }
  /// Written where it is first needed: what it selects from is there by then.
  Var selected(std::size_t index) {
    if (!selections_[index]) {
      const MergeRule::Selection& selection = rule_.selections_[index];
      const Var yes = number(selection.yes), no = number(selection.no);
      selections_[index] = detail::choose(condition(selection.guard), yes, no);
    }
    return *selections_[index];
  }
  Condition condition(std::size_t i) {
    const Guard& guard = alike_.guards()[i];
    const std::size_t left = alike_.operands().size() + 2 * i;
    return {guard.comparison, number(left, guard.left), number(left + 1, guard.right)};
  }

  const MergeRule& rule_;
  const Tape& alike_;
  std::vector<double> zeros_;
  Recording recording_;
  std::vector<Var> nodes_;
  std::vector<std::optional<Var>> selections_;
};

Tape MergeRule::write() const { return MergeWriter(*this).write(); }

}  // namespace hesse
