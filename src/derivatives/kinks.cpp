// SPDX-License-Identifier: BSL-1.0
#include "kinks.hpp"

#include <hesse/derivatives/diagnosis.hpp>
#include <hesse/derivatives/drivers.hpp>
#include <hesse/numbers/functions.hpp>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <optional>
#include <random>
#include <span>
#include <utility>

namespace hesse {

namespace {

/// Arguments of a node, for rows that report kinks.
template <class Row, std::size_t... i>
requires requires(const double* x) { Row::kink(x[i]...); }
double kink_of_row(const double* arguments, std::index_sequence<i...>) {
  return static_cast<double>(Row::kink(arguments[i]...));
}

/// Distance of a node to its kink; nothing for nodes without one.
std::optional<double> kink_distance(const Node& node, std::span<const double> arguments) {
  std::optional<double> distance;
  if (node.custom != nullptr) return distance;
  dispatch(node.opcode, [&]<class Row, unsigned constants>(Instruction<Row, constants>) {
    if constexpr (Variadic<Row>) {
      if constexpr (requires { Row::kink(arguments); }) distance = Row::kink(arguments);
    } else {
      using Places = std::make_index_sequence<static_cast<std::size_t>(arity_of<Row>)>;
      if constexpr (requires { kink_of_row<Row>(arguments.data(), Places()); })
        distance = kink_of_row<Row>(arguments.data(), Places());
    }
  });
  return distance;
}

std::optional<double> kink_distance(const Tape& tape, const Node& node, const double* values,
                                    std::vector<double>& arguments) {
  arguments.clear();
  for (const Operand operand : node.operands) arguments.push_back(drivers::number_of(tape, operand, values));
  return kink_distance(node, arguments);
}

/// Whether the distance changes with the operands that are moved. select(row[0] < 1, a, b) depends on the parameters by
/// a and b, and its distance does not. Rules choose among their arguments, so it is tried at several points.
template <class IsMoved>
bool kink_moves(const Node& node, const IsMoved& is_moved) {
  constexpr int points = 16;
  std::minstd_rand random(1);
  std::uniform_real_distribution<double> number(-4.0, 4.0);
  std::vector<double> arguments(node.operands.size());
  for (int point = 0; point < points; ++point) {
    std::ranges::generate(arguments, [&] { return number(random); });
    const auto before = kink_distance(node, arguments);
    if (!before) return false;
    for (std::size_t k = 0; k < arguments.size(); ++k)
      if (is_moved(node.operands[k])) arguments[k] = number(random);
    if (kink_distance(node, arguments) != before) return true;
  }
  return false;
}

}  // namespace

KinkDistance::KinkDistance(const Tape& tape, std::size_t parameters) : tape_(tape) {
  std::vector<bool> moves(tape.nodes(), false);
  std::fill_n(moves.begin(), parameters, true);
  const auto is_moved = [&](Operand operand) { return !operand.is_constant() && moves[operand.node_index()]; };
  for_each_node(tape, [&](const Node& node) {
    moves[node.index] = std::ranges::any_of(node.operands, is_moved);
    if (moves[node.index] && kink_moves(node, is_moved)) nodes_.push_back(node);
  });
  std::ranges::copy_if(tape.guards(), std::back_inserter(guards_),
                       [&](const Guard& guard) { return is_moved(guard.left) || is_moved(guard.right); });
}

double KinkDistance::at(const double* values) const {
  double nearest = std::numeric_limits<double>::infinity();
  std::vector<double> arguments;
  for (const Node& node : nodes_) nearest = std::min(nearest, *kink_distance(tape_, node, values, arguments));
  for (const Guard& guard : guards_) {
    const double left = drivers::number_of(tape_, guard.left, values);
    nearest = std::min(nearest, std::abs(left - drivers::number_of(tape_, guard.right, values)));
  }
  return nearest;
}

std::vector<Kink> diagnosis::kinks(const Tape& tape, const double* values, double distance) {
  std::vector<Kink> found;
  std::vector<double> arguments;
  for_each_node(tape, [&](const Node& node) {
    const auto away = kink_distance(tape, node, values, arguments);
    if (away && *away >= 0.0 && *away <= distance)
      found.push_back({node.index, describe(tape, node), *away, tape.where(node.index)});
  });
  std::ranges::stable_sort(found, {}, &Kink::distance);
  return found;
}

}  // namespace hesse
