// SPDX-License-Identifier: BSL-1.0
//
// Colourings against their definitions, by brute force on small graphs, and their sizes on known ones.
#include <hesse/derivatives/colouring.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <functional>
#include <problems.hpp>
#include <set>
#include <utility>
#include <vector>

using hesse::Colouring;
using hesse::Index;
using hesse::SparsityPattern;

namespace {

using Entries = std::set<std::pair<int, int>>;  // column, row

SparsityPattern pattern_of(Index rows, Index cols, const Entries& entries) {
  std::vector<int> starts(static_cast<std::size_t>(cols) + 1, 0), row_indices;
  for (const auto& [column, row] : entries) {
    ++starts[static_cast<std::size_t>(column) + 1];
    row_indices.push_back(row);
  }
  for (std::size_t j = 1; j < starts.size(); ++j) starts[j] += starts[j - 1];
  return {rows, starts, row_indices};
}

SparsityPattern symmetric(Index n, const std::function<bool(int, int)>& is_there) {
  Entries entries;
  for (int i = 0; i < n; ++i)
    for (int j = 0; j <= i; ++j)
      if (is_there(i, j)) entries.insert({{i, j}, {j, i}});
  return pattern_of(n, n, entries);
}

/// The definition: neighbours differ, and every path over four vertices has three colours.
bool is_star_colouring(const SparsityPattern& pattern, const std::vector<int>& colour) {
  const auto c = [&](int vertex) { return colour[static_cast<std::size_t>(vertex)]; };
  for (int b = 0; b < pattern.cols(); ++b)
    for (const int a : pattern.column(b)) {
      if (a == b) continue;
      if (c(a) < 0 || c(a) == c(b)) return false;
      for (const int third : pattern.column(b))
        for (const int fourth : pattern.column(third))
          if (third != a && third != b && fourth != third && fourth != b && fourth != a && c(a) == c(third) &&
              c(b) == c(fourth))
            return false;
    }
  return true;
}

}  // namespace

BOOST_AUTO_TEST_CASE(star_colourings_of_random_graphs_fulfil_the_definition) {
  problems::Uniform uniform(41);
  for (int repetition = 0; repetition < 3000; ++repetition) {
    const auto n = static_cast<Index>(uniform(1, 13));
    const double density = uniform(0.02, 0.9);
    const SparsityPattern pattern = symmetric(n, [&](int, int) { return uniform(0, 1) < density; });
    const Colouring colouring = star_colouring(pattern);
    BOOST_TEST(is_star_colouring(pattern, colouring.colour), "repetition " << repetition);
    const std::set<int> used(colouring.colour.begin(), colouring.colour.end());
    BOOST_TEST(static_cast<int>(used.size()) - (used.contains(-1) ? 1 : 0) == colouring.count);
    for (int j = 0; j < n; ++j)
      BOOST_TEST((colouring.colour[static_cast<std::size_t>(j)] < 0) == pattern.column(j).empty());
  }
}

// Fewest colours, by hand: 3 for a path, 2 for an arrow, n for a full matrix, 1 for a diagonal. A band of half width b
// needs b + 1 colours to be proper; b + 1 neighbours in a row read directly need at most 2 b + 1.
BOOST_AUTO_TEST_CASE(known_graphs_take_few_colours) {
  const auto colours = [](Index n, const auto& is_there) { return star_colouring(symmetric(n, is_there)).count; };
  BOOST_TEST(colours(1000, [](int i, int j) { return i - j <= 1; }) == 3);
  BOOST_TEST(colours(1000, [](int i, int j) { return i == j || j == 0; }) == 2);
  BOOST_TEST(colours(1000, [](int i, int j) { return i == j || i == 999; }) == 2);
  BOOST_TEST(colours(60, [](int, int) { return true; }) == 60);
  BOOST_TEST(colours(50, [](int i, int j) { return i == j; }) == 1);
  BOOST_TEST(colours(50, [](int, int) { return false; }) == 0);
  BOOST_TEST(colours(0, [](int, int) { return true; }) == 0);
  BOOST_TEST(colours(300, [](int i, int j) { return i / 5 == j / 5; }) == 5);
  BOOST_TEST(colours(300, [](int i, int j) { return i - j <= 3; }) <= 7);
}

BOOST_AUTO_TEST_CASE(columns_of_one_colour_share_no_row) {
  problems::Uniform uniform(42);
  for (int repetition = 0; repetition < 500; ++repetition) {
    const auto rows = static_cast<Index>(uniform(1, 20)), cols = static_cast<Index>(uniform(1, 20));
    const double density = uniform(0.02, 0.6);
    Entries entries;
    for (int j = 0; j < cols; ++j)
      for (int i = 0; i < rows; ++i)
        if (uniform(0, 1) < density) entries.insert({j, i});
    const SparsityPattern pattern = pattern_of(rows, cols, entries);
    const Colouring colouring = *column_colouring(pattern, 1000);
    for (const auto& [j, i] : entries)
      for (int other = 0; other < j; ++other)
        if (entries.contains({other, i}))
          BOOST_TEST(colouring.colour[static_cast<std::size_t>(other)] !=
                     colouring.colour[static_cast<std::size_t>(j)]);
    BOOST_TEST(column_colouring(pattern, colouring.count).has_value());
    if (colouring.count > 0) BOOST_TEST(!column_colouring(pattern, colouring.count - 1).has_value());
  }
}

BOOST_AUTO_TEST_CASE(a_transposed_pattern_has_its_entries_the_other_way_round) {
  const SparsityPattern pattern = pattern_of(3, 4, {{0, 1}, {0, 2}, {2, 0}, {3, 1}});
  BOOST_TEST((pattern.transposed() == pattern_of(4, 3, {{0, 2}, {1, 0}, {1, 3}, {2, 0}})));
  BOOST_TEST((pattern.transposed().transposed() == pattern));
  BOOST_TEST(pattern.contains(2, 0));
  BOOST_TEST(!pattern.contains(0, 1));
  BOOST_TEST(pattern.nonzeros() == 4);
}
