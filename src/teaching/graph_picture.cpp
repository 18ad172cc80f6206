// SPDX-License-Identifier: BSL-1.0
//
// The computational graph as SVG, and for Graphviz.
#include <hesse/reports/svg.hpp>
#include <hesse/reports/table.hpp>
#include <hesse/teaching/graph.hpp>

#include <fmt/format.h>

#include <algorithm>

#include "layered_layout.hpp"
#include "subject.hpp"

namespace hesse {

namespace {

using reports::Pixel;
using reports::significant;

constexpr double font = 12.0, small_font = 10.0, line_height = 16.0, margin = 24.0, room_for_title = 62.0;
constexpr std::size_t longest_line = 32;
constexpr const char* ink = "#333333";

/// Of Brewer's scheme Oranges, light enough for black text on the deepest.
std::string colour_of(double share) {
  if (share == 0.0) return "#f5f5f5";
  return share < 0.05 ? "#feedde" : share < 0.25 ? "#fdd0a2" : share < 0.5 ? "#fdae6b" : "#fd8d3c";
}

bool is_single(const Graph& graph, const Graph::Edge& edge) {
  return graph.nodes[edge.from].lines == 1 && graph.nodes[edge.to].lines == 1;
}

/// What stands in the box of a node, line by line.
std::vector<std::string> label_of(const Graph& graph, const Graph::Node& node) {
  std::vector<std::string> label = {shortened(node.words, longest_line)};
  if (graph.shows_values && node.lines == 1) label.push_back("= " + significant(node.value));
  if (node.share > 0.0)
    label.push_back(fmt::format("adds {} ({:.3g} %)", significant(node.amount), 100.0 * node.share));
  return label;
}

/// What stands on an edge; empty for nothing.
std::string label_of(const Graph& graph, const Graph::Edge& edge) {
  if (edge.lines > 1) return fmt::format("{} ×", edge.lines);
  return graph.shows_partials && is_single(graph, edge) ? significant(edge.partial) : "";
}

std::string title_of(const Graph& graph) {
  const std::string title = "Computational graph, f = " + significant(graph.value);
  if (graph.entry.empty()) return title;
  return fmt::format("{}; where {} = {} comes from", title, graph.entry, significant(graph.total));
}

class Painter {
 public:
  explicit Painter(const Graph& graph)
      : graph_(graph),
        title_(title_of(graph)),
        has_labels_(std::ranges::any_of(graph.edges, [&](const auto& edge) { return !label_of(graph, edge).empty(); })),
        boxes_(boxes()),
        layout_(layered_layout(boxes_, edges(), has_labels_ ? 126.0 : 56.0)),
        svg_(std::max(layout_.width, reports::text_width(title_, 17.0)) + 2.0 * margin,
             layout_.height + room_for_title + margin, title_, graph.text()) {}

  std::string paint() {
    svg_.add("text", {{"x", margin}, {"y", 30.0}, {"font-size", 17.0}, {"font-weight", "bold"}, {"fill", ink}}, title_);
    svg_.open({{"transform", fmt::format("translate({} {})", margin, room_for_title)}});
    std::size_t route = 0;
    for (const Graph::Edge& edge : graph_.edges) {
      svg_.open({{"class", "edge"}, {"data-from", std::to_string(edge.from)}, {"data-to", std::to_string(edge.to)}});
      if (edge.from == edge.to)
        loop(edge);
      else
        run(edge, layout_.routes[route++]);
      svg_.close();
    }
    for (std::size_t k = 0; k < graph_.nodes.size(); ++k) node(k);
    return svg_.finish();
  }

 private:
  [[nodiscard]] std::vector<LayoutBox> boxes() const {
    std::vector<std::size_t> arriving(graph_.nodes.size(), 0);
    for (const LayoutEdge& edge : edges()) ++arriving[edge.to];
    std::vector<LayoutBox> boxes;
    for (std::size_t k = 0; k < graph_.nodes.size(); ++k) {
      const std::vector<std::string> label = label_of(graph_, graph_.nodes[k]);
      double wide = 0.0;
      for (const std::string& line : label) wide = std::max(wide, reports::text_width(line, font));
      const double room_for_arrivals = (has_labels_ ? 14.0 : 6.0) * static_cast<double>(arriving[k] + 1);
      boxes.push_back(
          {wide + 14.0, std::max(10.0 + line_height * static_cast<double>(label.size()), room_for_arrivals)});
    }
    return boxes;
  }

  /// Those between two boxes. One that leads back is laid out the other way round, or there would be no layers.
  [[nodiscard]] std::vector<LayoutEdge> edges() const {
    std::vector<LayoutEdge> edges;
    for (const auto& edge : graph_.edges)
      if (edge.from != edge.to) edges.push_back({std::min(edge.from, edge.to), std::max(edge.from, edge.to)});
    return edges;
  }

  void run(const Graph::Edge& edge, const std::vector<Pixel>& route) {
    const bool leads_back = edge.from > edge.to;
    std::string path = fmt::format("M{:.2f} {:.2f}", route[0].x, route[0].y);
    for (std::size_t k = 1; k < route.size(); ++k) {
      const Pixel &a = route[k - 1], &b = route[k];
      const double middle = (a.x + b.x) / 2.0;
      path += k % 2 == 1 ? fmt::format("L{:.2f} {:.2f}", b.x, b.y)
                         : fmt::format("C{0:.2f} {1:.2f} {0:.2f} {2:.2f} {3:.2f} {2:.2f}", middle, a.y, b.y, b.x);
    }
    line(path, leads_back);
    const Pixel tip = leads_back ? route.front() : route.back();
    const double behind = leads_back ? tip.x + 8.0 : tip.x - 8.0;
    tip_of_arrow({{behind, tip.y - 3.5}, tip, {behind, tip.y + 3.5}});
    label(edge, {route.back().x - 10.0, route.back().y - 3.0}, "end");
  }

  /// From a box to itself, over its top.
  void loop(const Graph::Edge& edge) {
    const Pixel corner = layout_.corners[edge.to];
    const double left = corner.x + 12.0, right = left + 26.0, high = corner.y - 15.0;
    line(fmt::format("M{0:.2f} {1:.2f}C{0:.2f} {2:.2f} {3:.2f} {2:.2f} {3:.2f} {1:.2f}", right, corner.y, high, left),
         true);
    tip_of_arrow({{left - 3.5, corner.y - 7.0}, {left, corner.y}, {left + 3.5, corner.y - 7.0}});
    label(edge, {right + 4.0, corner.y - 3.0}, "start");
  }

  void line(const std::string& path, bool leads_back) {
    svg_.add("path", {{"d", path},
                      {"fill", "none"},
                      {"stroke", "#777777"},
                      {"stroke-width", 1.3},
                      {"stroke-dasharray", leads_back ? "5 3" : "none"}});
  }

  void tip_of_arrow(const std::vector<Pixel>& corners) {
    svg_.add("path", {{"d", reports::path_through(corners) + "Z"}, {"fill", "#777777"}});
  }

  void label(const Graph::Edge& edge, const Pixel& at, const char* anchor) {
    const std::string words = label_of(graph_, edge);
    if (words.empty()) return;
    svg_.add("text",
             {{"x", at.x},
              {"y", at.y},
              {"text-anchor", anchor},
              {"font-size", small_font},
              {"fill", "#0060A0"},
              {"stroke", "#ffffff"},
              {"stroke-width", 3.0},
              {"paint-order", "stroke"}},
             words);
  }

  void node(std::size_t k) {
    const auto& [x, y] = layout_.corners[k];
    const auto& [width, height] = boxes_[k];
    svg_.open({{"class", "node"}, {"data-node", std::to_string(k)}});
    svg_.add("rect", {{"x", x},
                      {"y", y},
                      {"width", width},
                      {"height", height},
                      {"rx", 4.0},
                      {"fill", colour_of(graph_.nodes[k].share)},
                      {"stroke", ink},
                      {"stroke-width", k == graph_.output ? 2.5 : 1.0}});
    const std::vector<std::string> label = label_of(graph_, graph_.nodes[k]);
    double baseline = y + height / 2.0 + 4.0 - line_height * static_cast<double>(label.size() - 1) / 2.0;
    for (const std::string& line : label) {
      svg_.add("text",
               {{"x", x + width / 2.0}, {"y", baseline}, {"text-anchor", "middle"}, {"font-size", font}, {"fill", ink}},
               line);
      baseline += line_height;
    }
    svg_.close();
  }

  const Graph& graph_;
  std::string title_;
  bool has_labels_;
  std::vector<LayoutBox> boxes_;
  Layout layout_;
  reports::Svg svg_;
};

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + '"';
}

}  // namespace

std::string Graph::svg() const { return Painter(*this).paint(); }

std::string Graph::dot() const {
  std::string text = fmt::format("digraph f {{\n  label={};\n  rankdir=LR;\n  node [shape=box, style=filled];\n",
                                 quoted(title_of(*this)));
  for (std::size_t k = 0; k < nodes.size(); ++k) {
    std::string label;
    for (const std::string& line : label_of(*this, nodes[k])) label += (label.empty() ? "" : "\n") + line;
    text += fmt::format("  n{} [label={}, fillcolor=\"{}\"{}];\n", k, quoted(label), colour_of(nodes[k].share),
                        k == output ? ", penwidth=2.5" : "");
  }
  for (const Edge& edge : edges)
    text += fmt::format("  n{} -> n{} [label={}];\n", edge.from, edge.to, quoted(label_of(*this, edge)));
  return text + "}\n";
}

}  // namespace hesse
