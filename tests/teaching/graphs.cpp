// SPDX-License-Identifier: BSL-1.0
//
// Pictures of graphs are read back and compared with the tape: nothing is missing, and nothing covers anything else.
#include <hesse/hesse.hpp>
#include <hesse/teaching/graph.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <memory>
#include <regex>
#include <set>
#include <string>
#include <support/random_programs.hpp>
#include <support/svg_reader.hpp>
#include <support/thrown.hpp>
#include <utility>
#include <vector>

namespace hesse {

namespace {

using support::Rectangle;
using support::SvgElement;
using Edges = std::multiset<std::pair<std::size_t, std::size_t>>;

std::vector<SvgElement> elements_of(const std::vector<SvgElement>& all, const char* name, const char* of_class) {
  std::vector<SvgElement> found;
  for (const SvgElement& element : all)
    if (element.is(name, of_class)) found.push_back(element);
  return found;
}

/// The pairs of nodes of which one is an argument of the other.
Edges edges_of(const Tape& tape) {
  std::set<std::pair<std::size_t, std::size_t>> edges;
  for_each_node(tape, [&](const Node& node) {
    for (const Operand operand : node.operands)
      if (!operand.is_constant()) edges.emplace(operand.node_index(), node.index);
  });
  return {edges.begin(), edges.end()};
}

Edges edges_of(const std::vector<SvgElement>& all) {
  Edges edges;
  for (const SvgElement& path : elements_of(all, "path", "edge"))
    if (path.attributes.at("fill") == "none")  // the others are tips
      edges.emplace(std::stoul(path.attributes.at("data-from")), std::stoul(path.attributes.at("data-to")));
  return edges;
}

Edges edges_of_dot(const std::string& dot) {
  Edges edges;
  const std::regex edge("n([0-9]+) -> n([0-9]+) ");
  for (std::sregex_iterator i(dot.begin(), dot.end(), edge), end; i != end; ++i)
    edges.emplace(std::stoul((*i)[1]), std::stoul((*i)[2]));
  return edges;
}

std::vector<Rectangle> rooms_of(const std::vector<SvgElement>& elements) {
  std::vector<Rectangle> rooms;
  for (const SvgElement& element : elements) rooms.push_back(room_of(element));
  return rooms;
}

std::size_t overlaps(const std::vector<Rectangle>& rooms) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < rooms.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) count += rooms[i].overlaps(rooms[j]) ? 1 : 0;
  return count;
}

/// Edges that pass a box from behind; those at its edge arrive or leave.
std::size_t hidden_edges(const std::vector<SvgElement>& all, const std::vector<Rectangle>& boxes) {
  std::size_t count = 0;
  for (const SvgElement& path : elements_of(all, "path", "edge"))
    for (const reports::Pixel& p : points_of_path(path))
      for (const Rectangle& box : boxes)
        count += p.x > box.left + 1 && p.x < box.right - 1 && p.y > box.top + 1 && p.y < box.bottom - 1 ? 1 : 0;
  return count;
}

std::pair<double, double> vertical_reach(const std::vector<SvgElement>& all, const std::vector<Rectangle>& boxes) {
  double top = std::ranges::min(boxes, {}, &Rectangle::top).top;
  double bottom = std::ranges::max(boxes, {}, &Rectangle::bottom).bottom;
  for (const SvgElement& path : elements_of(all, "path", "edge"))
    for (const reports::Pixel& p : points_of_path(path)) {
      top = std::min(top, p.y);
      bottom = std::max(bottom, p.y);
    }
  return {top, bottom};
}

/// exp(x y) + 10 x y
const auto sample = [](const auto& x) {
  const auto product = x[0] * x[1];
  const auto grown = exp(product);
  return grown + 10 * product;
};
const Vector point{{2, 0.5}};

}  // namespace

BOOST_AUTO_TEST_CASE(every_line_of_random_programs_is_drawn_once_and_nothing_covers_anything) {
  std::size_t largest = 0;
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    const RandomProgram program = RandomProgram::make(seed, 1 + seed % 6, 2 * seed);
    const Function f(program, program.point(), {.compile = Compile::never});
    const std::shared_ptr<const Tape> recorded = f.tape(program.point());
    const Tape& tape = *recorded;
    const Graph found = graph(f, program.point(), {.values = true, .partials = true, .entry = {{0, 0}}, .nodes = 200});
    const std::vector<SvgElement> all = support::svg_elements(found.svg());
    const auto boxes = elements_of(all, "rect", "node");
    BOOST_TEST_CONTEXT("seed " << seed << "\n" << program.text()) {
      BOOST_TEST_REQUIRE(boxes.size() == tape.nodes());
      for (std::size_t k = 0; k < boxes.size(); ++k)
        BOOST_TEST(boxes[k].attributes.at("data-node") == std::to_string(k));
      BOOST_TEST((edges_of(all) == edges_of(tape)));
      BOOST_TEST((edges_of_dot(found.dot()) == edges_of(tape)));
      const std::vector<Rectangle> rooms = rooms_of(boxes);
      BOOST_TEST(overlaps(rooms) == 0u);
      BOOST_TEST(overlaps(rooms_of(elements_of(all, "text", "edge"))) == 0u);
      BOOST_TEST(hidden_edges(all, rooms) == 0u);
      const Rectangle page{0.0, 0.0, all[2].number("width"), all[2].number("height")};  // behind title and description
      for (const Rectangle& room : rooms) BOOST_TEST(page.contains(room));
      const auto [top, bottom] = vertical_reach(all, rooms);
      BOOST_TEST(top < 80.0);  // right below the title
      BOOST_TEST(bottom > page.bottom - 40.0);
      for (const SvgElement& element : all) {
        if (element.name != "text") continue;
        BOOST_TEST(page.contains(room_of(element)), element.text);
        if (element.is("text", "node"))
          BOOST_TEST(rooms[std::stoul(element.attributes.at("data-node"))].contains(room_of(element)), element.text);
      }
    }
    largest = std::max(largest, tape.nodes());
  }
  BOOST_TEST(largest >= 50u);
}

// By hand at x y = 1: d(x y) = (0.5, 2), d exp = e, d(10 v) = 10. H(x, x) = y^2 e = e / 4, all of it from exp; the
// product adds to H(x, y) alone.
BOOST_AUTO_TEST_CASE(a_graph_reads_like_this) {
  const Graph found = graph(sample, point, {.names = {"x", "y"}, .values = true, .partials = true, .entry = {{0, 0}}});
  BOOST_TEST(found.text() ==
             "f = v5 = 12.7183: 6 nodes, 6 edges. Marked is where H(x, x) = 0.67957 comes from.\n"
             "\n"
             "node          arguments                         value  adds to H(x, x)  share of sizes\n"
             "------------  ------------------------------  -------  ---------------  --------------\n"
             "x                                                   2\n"
             "y                                                 0.5\n"
             "v2 = x * y    x (partial 0.5), y (partial 2)        1\n"
             "v3 = exp(v2)  v2 (partial 2.71828)            2.71828          0.67957               1\n"
             "v4 = 10 * v2  v2 (partial 10)                      10\n"
             "v5 = v3 + v4  v3 (partial 1), v4 (partial 1)  12.7183\n");
  BOOST_TEST(graph([](const auto&) { return Var(3.0); }, point).text() ==
             "f is the constant 3: 2 nodes, 0 edges.\n"
             "\n"
             "node  arguments\n"
             "----  ---------\n"
             "x[0]\n"
             "x[1]\n");
}

// By hand: d(x * x) = x + x = 6.
BOOST_AUTO_TEST_CASE(an_argument_that_is_used_twice_has_one_edge_with_the_sum_of_its_partials) {
  const Graph found = graph([](const auto& x) { return x[0] * x[0]; }, Vector{{3}});
  BOOST_REQUIRE(found.edges.size() == 1u);
  BOOST_TEST(found.edges[0].partial == 6.0);
}

// sum of sin(x_i)^2 over 50 inputs as it is recorded: 50 inputs, 50 sines, 50 squares, 50 additions (the first to 0).
BOOST_AUTO_TEST_CASE(a_large_graph_is_summarised_by_operation_and_goes_round_where_the_function_does) {
  const auto f = [](const auto& x) {
    Var sum = 0.0;
    for (Index i = 0; i < x.size(); ++i) sum += square(sin(x[i]));
    return sum;
  };
  const Function function(f, Vector::Ones(50));
  const Graph found = graph(function, Vector::Ones(50), {.entry = {{7, 7}}});
  std::size_t lines = 0;
  double amount = 0.0, share = 0.0;
  bool goes_round = false;
  for (const Graph::Node& node : found.nodes) {
    lines += node.lines;
    amount += node.amount;
    share += node.share;
  }
  for (const Graph::Edge& edge : found.edges) goes_round |= edge.from == edge.to;
  BOOST_TEST(found.nodes.size() <= 5u);
  BOOST_TEST(lines == function.tape()->nodes());
  BOOST_TEST(goes_round);
  // d2 sin(x)^2 = 2 cos(2 x); shares are of all sizes.
  BOOST_TEST(amount == 2.0 * std::cos(2.0), boost::test_tools::tolerance(1e-14));
  BOOST_TEST(share == 1.0, boost::test_tools::tolerance(1e-14));
  const std::vector<SvgElement> all = support::svg_elements(found.svg());
  BOOST_TEST(elements_of(all, "rect", "node").size() == found.nodes.size());
  BOOST_TEST(edges_of(all).size() == found.edges.size());
  BOOST_TEST(overlaps(rooms_of(elements_of(all, "text", "edge"))) == 0u);
}

BOOST_AUTO_TEST_CASE(a_graph_is_drawn_whatever_its_inputs_are_called) {
  const Graph found = graph(sample, point, {.names = {"a<\"b\\", "&"}});
  BOOST_TEST(support::svg_elements(found.svg()).size() > 10u);
  BOOST_TEST(found.svg() == graph(sample, point, {.names = {"a<\"b\\", "&"}}).svg());
  BOOST_TEST(found.dot().find("label=\"a<\\\"b\\\\\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(misuse_of_a_graph_says_what_to_do) {
  using support::check_error;
  check_error<ShapeError>([&] { static_cast<void>(graph(Function(sample, point), Vector{{1}})); }, "shape.size",
                          "graph() got 1 number, but 2 are expected. Pass exactly 2.");
}

}  // namespace hesse
