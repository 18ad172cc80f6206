// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/counted.hpp>
#include <hesse/basics/error.hpp>
#include <hesse/derivatives/diagnosis.hpp>
#include <hesse/derivatives/drivers.hpp>
#include <hesse/reports/table.hpp>
#include <hesse/tape/describe.hpp>
#include <hesse/teaching/contributions.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>

#include "subject.hpp"

namespace hesse {

namespace {

struct Amount {
  std::size_t node;
  double number;
};

/// What each line adds to H(i, j), in recorded order; not those that add nothing by construction.
std::vector<Amount> amounts_of(const Tape& tape, ConstVector x, Index i, Index j) {
  std::vector<Amount> amounts;
  drivers::node_curvatures(tape, x, {i}, {j}, [&](const Node& node, const Matrix& amount) {
    amounts.push_back({node.index, amount(0, 0)});
  });
  return amounts;
}

}  // namespace

Contributions contributions(const Function& f, ConstVector x, Index i, Index j, const ListingOptions& options) {
  const std::shared_ptr<const Tape> tape = tape_at("contributions()", f, x, options);
  diagnosis::require_block("contributions()", std::array{i}, std::array{j}, f.inputs());
  std::vector<Amount> amounts = amounts_of(*tape, x, i, j);
  Contributions result;
  const auto name = [&](Index k) { return describe(*tape, Operand::node(static_cast<std::size_t>(k)), options.names); };
  result.entry = fmt::format("H({}, {})", name(i), name(j));
  result.count = amounts.size();
  for (const Amount& amount : amounts) {
    result.total += amount.number;
    result.size += std::abs(amount.number);
  }
  std::ranges::stable_sort(amounts, std::ranges::greater(), [](const Amount& a) { return std::abs(a.number); });
  amounts.resize(std::min(amounts.size(), options.lines));

  std::unordered_map<std::size_t, std::size_t> rank;
  for (const Amount& amount : amounts) rank.emplace(amount.node, rank.size());
  result.lines.resize(amounts.size());
  for_each_node(*tape, [&](const Node& node) {
    const auto found = rank.find(node.index);
    if (found == rank.end()) return;
    const double amount = amounts[found->second].number;
    result.lines[found->second] = {node.index, describe(*tape, node, options.names), amount,
                                   amount == 0.0 ? 0.0 : std::abs(amount) / result.size, tape->where(node.index)};
  });
  return result;
}

std::string Contributions::text() const {
  if (count == 0) return fmt::format("{} = 0: no line is curved as seen from both inputs.\n", entry);
  std::string text = fmt::format("{} = {}, the sum of {}", entry, reports::significant(total),
                                 counted(static_cast<Index>(count), "line"));
  if (size > std::abs(total))
    text += fmt::format(" that partly cancel: their sizes add up to {}", reports::significant(size));
  const bool located = std::ranges::any_of(lines, [](const Line& line) { return line.where.line() != 0; });
  reports::Table table(located ? std::vector<std::string>{"line", "contribution", "share of sizes", "source"}
                               : std::vector<std::string>{"line", "contribution", "share of sizes"});
  for (const Line& line : lines) {
    std::vector<reports::Cell> row = {shortened(line.words, 60), line.amount, reports::Cell(line.share, 3)};
    if (located) row.emplace_back(source_line(line.where));
    table.add(std::move(row));
  }
  text += ".\n\n" + table.text();
  if (count > lines.size())
    text += fmt::format("{} smaller contributions are left out; ListingOptions::lines = {} would list all of them.\n",
                        count - lines.size(), count);
  return text;
}

}  // namespace hesse
