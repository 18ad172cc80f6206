// SPDX-License-Identifier: BSL-1.0
#include "rule_search.hpp"

#include <algorithm>
#include <utility>

namespace hesse {

RuleSearch::RuleSearch(std::shared_ptr<const Tape> alike, std::span<const PathTrace> traces)
    : rule_(std::move(alike)), traces_(traces), first_side_(rule_.alike().operands().size()) {
  gather_columns();
}

void RuleSearch::gather_columns() {
  std::vector<std::size_t> places;
  for (const PathTrace& trace : traces_)
    for (const auto& difference : trace.differences) places.push_back(difference.place);
  std::ranges::sort(places);
  const auto repeated = std::ranges::unique(places);
  places.erase(repeated.begin(), repeated.end());
  for (const std::size_t place : places) columns_.push_back({place, {}, {}, {}});

  for (Column& column : columns_) {
    column.in_alike = reached(rule_.alike(), operand_at(column.place));
    column.numbers.assign(traces_.size(), column.in_alike);
  }
  for (std::size_t t = 0; t < traces_.size(); ++t)
    for (const auto& difference : traces_[t].differences) column_at(difference.place)->numbers[t] = difference.number;
}

Operand RuleSearch::operand_at(std::size_t place) const {
  const Tape& alike = rule_.alike();
  if (place < first_side_) return alike.operands()[place];
  const std::size_t side = place - first_side_, sides = 2 * alike.guards().size();
  if (side >= sides) return alike.outputs()[side - sides];
  const Guard& guard = alike.guards()[side / 2];
  return side % 2 == 0 ? guard.left : guard.right;
}

RuleSearch::Column* RuleSearch::column_at(std::size_t place) {
  const auto column = std::ranges::lower_bound(columns_, place, {}, &Column::place);
  return column == columns_.end() || column->place != place ? nullptr : &*column;
}

std::optional<MergeRule> RuleSearch::run() {
  const std::size_t outputs = first_side_ + 2 * rule_.alike().guards().size();
  auto column = columns_.begin();
  bool found = true;
  const Operand* const operands = rule_.alike().operands().data();
  for_each_node(rule_.alike(), [&](const Node& node) {
    const auto end = static_cast<std::size_t>(node.operands.data() - operands) + node.operands.size();
    if (!found || column == columns_.end() || column->place >= end) return;
    found = explain_guards(node.index);
    for (; found && column != columns_.end() && column->place < end; ++column) found = explain(&*column);
  });
  found = found && explain_guards(rule_.alike().nodes());
  for (Column& output : columns_)
    if (output.place >= outputs) found = found && explain(&output);
  if (!found) return std::nullopt;
  for (const Column& each : columns_) rule_.places_.push_back({each.place, each.in_alike, *each.source});
  return std::move(rule_);
}

bool RuleSearch::is_there(std::size_t side, std::size_t node) {
  const auto before = [&](const ReachedNumber& number) { return number.is_constant || number.bits < node; };
  const Column* const column = column_at(side);
  return column == nullptr ? before(reached(rule_.alike(), operand_at(side)))
                           : std::ranges::all_of(column->numbers, before);
}

bool RuleSearch::explain_guards(std::size_t node) {
  for (; guards_ < rule_.alike().guards().size(); ++guards_) {
    const std::size_t left = first_side_ + 2 * guards_, right = left + 1;
    if (!is_there(left, node) || !is_there(right, node)) return true;
    if (!explain(column_at(left)) || !explain(column_at(right))) return false;
  }
  return true;
}

bool RuleSearch::explain(Column* column) {
  if (column == nullptr) return true;
  column->source = among_known(*column, [](std::size_t) { return true; });
  for (std::size_t guard = guards_; !column->source && guard-- > 0;) column->source = by_guard(*column, guard);
  return column->source.has_value();
}

std::optional<RuleSearch::Source> RuleSearch::by_guard(const Column& column, std::size_t guard) {
  const auto holds = [&](std::size_t t) { return (traces_[t].outcomes >> guard & 1) != 0; };
  const auto yes = among_known(column, holds);
  if (!yes) return std::nullopt;
  const auto no = among_known(column, [&](std::size_t t) { return !holds(t); });
  if (!no) return std::nullopt;
  rule_.selections_.push_back({guard, *yes, *no});
  column_of_selection_.push_back(&column);
  return Source{.selection = rule_.selections_.size() - 1};
}

template <class Among>
std::optional<RuleSearch::Source> RuleSearch::among_known(const Column& column, const Among& among) const {
  std::size_t first = 0;
  while (first < traces_.size() && !among(first)) ++first;
  if (first == traces_.size()) return std::nullopt;
  const auto always = [&](const auto& same) {
    for (std::size_t t = first; t < traces_.size(); ++t)
      if (among(t) && !same(t)) return false;
    return true;
  };
  const std::vector<ReachedNumber>& numbers = column.numbers;
  if (always([&](std::size_t t) { return numbers[t] == numbers[first]; })) return Source{.number = numbers[first]};
  for (std::size_t i = column_of_selection_.size(); i-- > 0;)
    if (always([&](std::size_t t) { return numbers[t] == column_of_selection_[i]->numbers[t]; }))
      return Source{.selection = i};
  return std::nullopt;
}

}  // namespace hesse
