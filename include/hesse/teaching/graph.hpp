// SPDX-License-Identifier: BSL-1.0
//
// The computational graph: a node for every line that the function ran, an edge from each line to those that use it. On
// demand with the numbers that the chain rule multiplies along the edges, and with the nodes marked from which an entry
// of the Hessian comes.
//
// Source: Griewank and Walther, "Evaluating Derivatives" (2008), section 2.2; Bauer, "Computational graphs and rounding
// error", SIAM J. Numer. Anal. 11 (1974), for partials on the edges.
#pragma once

#include <hesse/derivatives/one_liners.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hesse {

struct GraphOptions {
  /// One an input. Empty: "x[3]".
  std::vector<std::string> names = {};
  bool values = false;    ///< on the nodes
  bool partials = false;  ///< on the edges
  /// Marks the nodes that make H(i, j) what it is, as contributions() finds them.
  std::optional<std::pair<Index, Index>> entry = {};
  /// Where there are more, lines with the same operation, recorded on the same line of the source where that is known,
  /// become one node. It has edges to itself, or back to earlier ones, where the function goes round a loop.
  std::size_t nodes = 60;
};

/// What graph() found.
class Graph {
 public:
  struct Node {
    std::string name;       ///< "v3"; of several lines the operation, "sin"
    std::string words;      ///< "v3 = x[0] * v2"; "sin, 20 times"
    std::size_t lines = 1;  ///< of the trace
    double value = 0.0;     ///< of a single line; else that of the last one
    double amount = 0.0;    ///< what it adds to the entry, in units of H(i, j)
    double share = 0.0;     ///< sum of the |amounts| of its lines over the sum of all
  };
  struct Edge {
    std::size_t from, to;   ///< places in `nodes`; from >= to only between nodes of several lines
    std::size_t lines = 1;  ///< pairs of lines
    double partial = 0.0;   ///< of a single pair: d to / d from, summed over the places where `from` is an argument
  };

  std::vector<Node> nodes;  ///< inputs first, in recorded order
  std::vector<Edge> edges;  ///< one a pair of nodes, in recorded order
  std::size_t lines = 0;    ///< of the trace, inputs included
  std::size_t output = 0;   ///< place of the node that is the value; nodes.size() where that is a constant
  double value = 0.0;
  std::string entry;   ///< "H(x[0], x[1])", empty where none is marked
  double total = 0.0;  ///< its value
  bool shows_values = false, shows_partials = false;

  /// The picture, from left to right: the value has a thick frame, marked nodes are the deeper in colour the larger
  /// their share is.
  [[nodiscard]] std::string svg() const;
  /// The same for Graphviz.
  [[nodiscard]] std::string dot() const;
  /// What the picture shows: a sentence, and a row a node with its arguments.
  [[nodiscard]] std::string text() const;
};

/// The computational graph of f at x.
///
///   f        a Function with one output, or a callable, which is recorded
///   x        n entries, in the units of the inputs
///   options  names of the inputs, what is shown, how much
///
/// Cost: an evaluation and its partials; with an entry, that of contributions(). Throws ShapeError for a wrong number
/// of entries, names or outputs, OptionError for an entry that is none of the Hessian, and what f throws.
///
///     file << hesse::graph(f, x, {.values = true, .entry = {{0, 1}}}).svg();
[[nodiscard]] Graph graph(const Function& f, ConstVector x, const GraphOptions& options = {});

template <Recordable F>
[[nodiscard]] Graph graph(F&& f, ConstVector x, const GraphOptions& options = {}) {
  return graph(detail::borrow(f, x), x, options);
}

}  // namespace hesse
