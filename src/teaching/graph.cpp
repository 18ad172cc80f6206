// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/counted.hpp>
#include <hesse/derivatives/drivers.hpp>
#include <hesse/sweeps/partials.hpp>
#include <hesse/tape/describe.hpp>
#include <hesse/teaching/contributions.hpp>
#include <hesse/teaching/graph.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "subject.hpp"

namespace hesse {

namespace {

/// The node of the graph for each line of the trace: one each, or one for all that do the same.
struct Grouping {
  std::vector<std::size_t> node_of;
  std::size_t nodes = 0;
};

Grouping one_each(const Tape& tape) {
  Grouping result;
  for (std::size_t node = 0; node < tape.nodes(); ++node) result.node_of.push_back(result.nodes++);
  return result;
}

/// By operation, and by line of the source if asked.
Grouping by_operation(const Tape& tape, bool by_source) {
  std::map<std::string, std::size_t> node_of_key;
  Grouping result;
  const auto put = [&](const std::string& key) {
    const auto [found, is_new] = node_of_key.emplace(key, result.nodes);
    result.nodes += is_new ? 1 : 0;
    result.node_of.push_back(found->second);
  };
  for (std::size_t input = 0; input < tape.inputs(); ++input) put("");
  for_each_node(tape, [&](const Node& node) {
    put(by_source ? node.name() + ' ' + source_line(tape.where(node.index)) : node.name());
  });
  return result;
}

Grouping grouped(const Tape& tape, std::size_t most) {
  if (tape.nodes() <= most) return one_each(tape);
  Grouping fine = by_operation(tape, true);
  return fine.nodes <= most ? fine : by_operation(tape, false);
}

class Collector {
 public:
  Collector(const Tape& tape, ConstVector x, const GraphOptions& options)
      : tape_(tape), options_(options), grouping_(grouped(tape, options.nodes)), values_(drivers::values(tape, x)) {
    result_.nodes.assign(grouping_.nodes, {.name = "", .words = "", .lines = 0});
    result_.lines = tape.nodes();
  }

  Graph collect() {
    for (std::size_t input = 0; input < tape_.inputs(); ++input) {
      const std::string name = describe(tape_, Operand::node(input), options_.names);
      add(input, name, name, "input");
    }
    for_each_node(tape_, [this](const Node& node) {
      const std::string at = source_line(tape_.where(node.index));
      add(node.index, fmt::format("v{}", node.index), describe(tape_, node, options_.names),
          at.empty() ? node.name() : node.name() + " at " + at);
      add_edges(node);
    });
    for (Graph::Node& node : result_.nodes)
      if (node.lines > 1) node.words = fmt::format("{}, {} times", node.name, node.lines);
    const Operand output = tape_.outputs()[0];
    result_.output = output.is_constant() ? result_.nodes.size() : grouping_.node_of[output.node_index()];
    result_.value = drivers::number_of(tape_, output, values_.data());
    result_.shows_values = options_.values;
    result_.shows_partials = options_.partials;
    return std::move(result_);
  }

  void mark(const Contributions& found) {
    result_.entry = found.entry;
    result_.total = found.total;
    for (const Contributions::Line& line : found.lines) {
      Graph::Node& node = result_.nodes[grouping_.node_of[line.node]];
      node.amount += line.amount;
      node.share += line.share;
    }
  }

 private:
  /// A node of several lines is called by their operation.
  void add(std::size_t line, const std::string& name, const std::string& words, const std::string& operation) {
    Graph::Node& node = result_.nodes[grouping_.node_of[line]];
    node.name = ++node.lines == 1 ? name : operation;
    node.words = words;
    node.value = values_[line];
  }

  void add_edges(const Node& node) {
    const std::vector<double> partials = partials_of(tape_, node, values_.data());
    std::map<std::size_t, std::size_t> edge_of;  // by operand: x * x has one edge, whose partial is 2 x
    const std::size_t to = grouping_.node_of[node.index];
    for (std::size_t k = 0; k < node.operands.size(); ++k) {
      if (node.operands[k].is_constant()) continue;
      const auto [found, is_new] = edge_of.emplace(node.operands[k].node_index(), 0);
      if (is_new) found->second = place_of_edge(grouping_.node_of[found->first], to);
      Graph::Edge& edge = result_.edges[found->second];
      edge.lines += is_new ? 1 : 0;
      edge.partial = (is_new ? 0.0 : edge.partial) + partials[k];
    }
  }

  std::size_t place_of_edge(std::size_t from, std::size_t to) {
    const auto [found, is_new] = edges_.emplace(std::pair(to, from), result_.edges.size());
    if (is_new) result_.edges.push_back({.from = from, .to = to, .lines = 0});
    return found->second;
  }

  const Tape& tape_;
  const GraphOptions& options_;
  Grouping grouping_;
  Numbers<double> values_;
  Graph result_;
  std::map<std::pair<std::size_t, std::size_t>, std::size_t> edges_;  ///< by to and from
};

std::string arguments_in_words(const Graph& graph, std::size_t node) {
  std::string words;
  for (const Graph::Edge& edge : graph.edges) {
    if (edge.to != node) continue;
    words += (words.empty() ? "" : ", ") + graph.nodes[edge.from].name;
    if (edge.lines > 1)
      words += fmt::format(", {} times", edge.lines);
    else if (graph.shows_partials && graph.nodes[edge.from].lines == 1 && graph.nodes[node].lines == 1)
      words += fmt::format(" (partial {})", reports::significant(edge.partial));
  }
  return words;
}

}  // namespace

Graph graph(const Function& f, ConstVector x, const GraphOptions& options) {
  const std::shared_ptr<const Tape> tape = tape_at("graph()", f, x, {.names = options.names});
  Collector collector(*tape, x, options);
  if (options.entry)
    collector.mark(contributions(f, x, options.entry->first, options.entry->second,
                                 {.names = options.names, .lines = tape->nodes()}));
  return collector.collect();
}

std::string Graph::text() const {
  std::string text = output == nodes.size()     ? "f is the constant "
                     : nodes[output].lines == 1 ? fmt::format("f = {} = ", nodes[output].name)
                                                : "f = ";
  text += fmt::format("{}: {}, {}.", reports::significant(value), counted(static_cast<Index>(nodes.size()), "node"),
                      counted(static_cast<Index>(edges.size()), "edge"));
  if (nodes.size() < lines) text += fmt::format(" Lines that do the same are one node; there are {}.", lines);
  if (!entry.empty()) text += fmt::format(" Marked is where {} = {} comes from.", entry, reports::significant(total));
  std::vector<std::string> columns = {"node", "arguments"};
  if (shows_values) columns.emplace_back("value");
  if (!entry.empty()) columns.insert(columns.end(), {"adds to " + entry, "share of sizes"});
  reports::Table table(columns);
  for (std::size_t k = 0; k < nodes.size(); ++k) {
    const Node& node = nodes[k];
    std::vector<reports::Cell> row = {shortened(node.words, 60), arguments_in_words(*this, k)};
    if (shows_values) row.push_back(node.lines == 1 ? reports::Cell(node.value) : reports::Cell(""));
    if (node.share > 0.0) row.insert(row.end(), {reports::Cell(node.amount), reports::Cell(node.share, 3)});
    table.add(std::move(row));
  }
  return text + "\n\n" + table.text();
}

}  // namespace hesse
