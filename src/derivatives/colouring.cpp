// SPDX-License-Identifier: BSL-1.0
#include <hesse/derivatives/colouring.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <numeric>
#include <span>

namespace hesse {

namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

/// Columns with entries, those with most first, else in their order.
std::vector<int> largest_first(const SparsityPattern& pattern) {
  std::vector<int> order;
  for (int j = 0; j < pattern.cols(); ++j)
    if (!pattern.column(j).empty()) order.push_back(j);
  const auto entries = [&](int j) { return pattern.column(j).size(); };
  std::ranges::stable_sort(order, std::ranges::greater(), entries);
  return order;
}

/// The colours that are not allowed for the vertex at hand.
class Forbidden {
 public:
  void next_vertex() { ++stamp_; }
  void forbid(int colour) { stamps_[at(colour)] = stamp_; }
  [[nodiscard]] bool contains(int colour) const { return stamps_[at(colour)] == stamp_; }
  [[nodiscard]] int smallest_allowed() const {
    int colour = 0;
    while (at(colour) < stamps_.size() && contains(colour)) ++colour;
    return colour;
  }
  /// Makes room for one more colour.
  void add_colour() { stamps_.push_back(-1); }

 private:
  std::vector<int> stamps_;
  int stamp_ = 0;
};

/// The greedy star colouring, with its two-coloured stars kept up to date. What is kept stands at the vertices: for
/// each colour among a vertex's neighbours the first neighbour that has it, whether others have it too, and whether
/// that only one is the hub of a star in which the vertex is a leaf. So no vertex ever looks beyond its neighbours.
class StarColouring {
 public:
  explicit StarColouring(const SparsityPattern& pattern)
      : pattern_(pattern),
        result_{std::vector<int>(static_cast<std::size_t>(pattern.cols()), -1), 0},
        neighbours_(static_cast<std::size_t>(pattern.nonzeros())),
        hubs_(neighbours_.size()),
        neighbour_counts_(result_.colour.size(), 0),
        hub_counts_(result_.colour.size(), 0) {}

  Colouring run() && {
    for (const int vertex : largest_first(pattern_)) {
      forbid_for(vertex);
      const int colour = forbidden_.smallest_allowed();
      if (colour == result_.count) {
        ++result_.count;
        forbidden_.add_colour();
        first_of_colour_.push_back({});
      }
      paint(vertex, colour);
    }
    return std::move(result_);
  }

 private:
  struct Neighbours {
    int colour;
    int first;
    bool several;
    bool first_is_hub;
  };
  struct FirstOfColour {
    int vertex = -1;  // around which it was met
    bool several = false;
  };

  [[nodiscard]] std::size_t start(int vertex) const { return at(pattern_.starts()[at(vertex)]); }
  std::span<Neighbours> around(int vertex) {
    return std::span(neighbours_).subspan(start(vertex), at(neighbour_counts_[at(vertex)]));
  }
  [[nodiscard]] int colour_of(int vertex) const { return result_.colour[at(vertex)]; }

  template <class Visitor>
  void for_each_painted_neighbour(int vertex, const Visitor& visit) const {
    for (const int neighbour : pattern_.column(vertex))
      if (neighbour != vertex && colour_of(neighbour) >= 0) visit(neighbour, colour_of(neighbour));
  }

  void forbid_for(int vertex) {
    forbidden_.next_vertex();
    for_each_painted_neighbour(vertex, [&](int, int colour) {
      forbidden_.forbid(colour);
      FirstOfColour& first = first_of_colour_[at(colour)];
      first = {vertex, first.vertex == vertex};
    });
    for_each_painted_neighbour(vertex, [&](int neighbour, int colour) {
      if (first_of_colour_[at(colour)].several) {
        // other neighbour - vertex - neighbour - any further one: two colours if that one had the vertex's
        for (const Neighbours& further : around(neighbour)) forbidden_.forbid(further.colour);
      } else {
        // vertex - neighbour - hub - another leaf
        const auto hubs = std::span(hubs_).subspan(start(neighbour), at(hub_counts_[at(neighbour)]));
        for (const int hub_colour : hubs) forbidden_.forbid(hub_colour);
      }
    });
  }

  void paint(int vertex, int colour) {
    result_.colour[at(vertex)] = colour;
    for_each_painted_neighbour(vertex, [&](int neighbour, int its_colour) {
      const bool alone_at_vertex = note(vertex, neighbour, its_colour);
      const bool alone_at_neighbour = note(neighbour, vertex, colour);
      if (!alone_at_neighbour) {  // the neighbour is a hub; the vertex and the leaf before it learn so
        mark_hub(vertex, its_colour);
        mark_hub(find(neighbour, colour).first, its_colour);
      }
      if (!alone_at_vertex) {  // the vertex is a hub
        mark_hub(neighbour, colour);
        mark_hub(find(vertex, its_colour).first, colour);
      }
    });
  }

  Neighbours& find(int vertex, int colour) {
    return *std::ranges::lower_bound(around(vertex), colour, {}, &Neighbours::colour);
  }

  /// Enters a neighbour of this colour; whether it is the first.
  bool note(int vertex, int neighbour, int colour) {
    const std::span<Neighbours> known = around(vertex);
    const auto place = std::ranges::lower_bound(known, colour, {}, &Neighbours::colour);
    if (place != known.end() && place->colour == colour) {
      place->several = true;
      return false;
    }
    const std::size_t index = start(vertex) + static_cast<std::size_t>(place - known.begin());
    const std::size_t end = start(vertex) + known.size();
    std::move_backward(neighbours_.begin() + static_cast<std::ptrdiff_t>(index),
                       neighbours_.begin() + static_cast<std::ptrdiff_t>(end),
                       neighbours_.begin() + static_cast<std::ptrdiff_t>(end + 1));
    neighbours_[index] = {colour, neighbour, false, false};
    ++neighbour_counts_[at(vertex)];
    return true;
  }

  /// The only neighbour of this colour is the hub of a star and the vertex one of its leaves.
  void mark_hub(int vertex, int hub_colour) {
    Neighbours& hub = find(vertex, hub_colour);
    if (hub.first_is_hub) return;
    hub.first_is_hub = true;
    hubs_[start(vertex) + at(hub_counts_[at(vertex)]++)] = hub_colour;
  }

  const SparsityPattern& pattern_;
  Colouring result_;
  std::vector<Neighbours> neighbours_;  // room for one an entry; sorted by colour
  std::vector<int> hubs_;               // the colours of those that are hubs
  std::vector<int> neighbour_counts_;
  std::vector<int> hub_counts_;
  std::vector<FirstOfColour> first_of_colour_;
  Forbidden forbidden_;
};

}  // namespace

Colouring star_colouring(const SparsityPattern& symmetric) { return StarColouring(symmetric).run(); }

std::optional<Colouring> column_colouring(const SparsityPattern& pattern, int most) {
  const SparsityPattern rows = pattern.transposed();
  Colouring result{std::vector<int>(static_cast<std::size_t>(pattern.cols()), -1), 0};
  Forbidden forbidden;
  for (const int column : largest_first(pattern)) {
    forbidden.next_vertex();
    for (const int row : pattern.column(column))
      for (const int other : rows.column(row))
        if (const int colour = result.colour[at(other)]; colour >= 0) forbidden.forbid(colour);
    const int colour = forbidden.smallest_allowed();
    if (colour == result.count) {
      if (++result.count > most) return std::nullopt;
      forbidden.add_colour();
    }
    result.colour[at(column)] = colour;
  }
  return result;
}

}  // namespace hesse
