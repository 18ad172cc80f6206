// SPDX-License-Identifier: BSL-1.0
#include "layered_layout.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <ranges>

namespace hesse {

namespace {

using reports::Pixel;

constexpr double row_gap = 18.0, height_of_bend = 8.0;
constexpr int sweeps_for_order = 12, sweeps_for_height = 12;

/// What stands in a layer: a box, or the bend of an edge that passes it.
struct Slot {
  double height = 0.0;
  std::size_t layer = 0;
  double place = 0.0;   ///< from the top of its layer: 0, 1, 2, ...
  double middle = 0.0;  ///< in pixels
  std::vector<std::size_t> before = {}, after = {};
};

/// The pixels between which the boxes of a layer stand.
struct Column {
  double left = 0.0, right = 0.0;
};

enum class Side : std::uint8_t { before, after };

class Layering {
 public:
  Layering(const std::vector<LayoutBox>& boxes, const std::vector<LayoutEdge>& edges, double column_gap)
      : boxes_(boxes), edges_(edges), column_gap_(column_gap) {
    for (const LayoutBox& box : boxes) slots_.push_back({.height = box.height});
  }

  Layout layout() {
    assign_layers();
    insert_bends();
    reduce_crossings();
    assign_heights();
    return in_pixels();
  }

 private:
  /// Longest paths; what depends on nothing stands just before the first that needs it.
  void assign_layers() {
    std::vector<std::vector<std::size_t>> arguments(boxes_.size());
    for (const auto& [from, to] : edges_) arguments[to].push_back(from);
    for (std::size_t box = 0; box < boxes_.size(); ++box)
      for (const std::size_t argument : arguments[box])
        slots_[box].layer = std::max(slots_[box].layer, slots_[argument].layer + 1);
    std::vector<std::size_t> first_need(boxes_.size(), SIZE_MAX);
    for (const auto& [from, to] : edges_) first_need[from] = std::min(first_need[from], slots_[to].layer);
    for (std::size_t box = 0; box < boxes_.size(); ++box)
      if (arguments[box].empty() && first_need[box] != SIZE_MAX) slots_[box].layer = first_need[box] - 1;
  }

  void insert_bends() {
    for (const auto& [from, to] : edges_) {
      chains_.push_back({from});
      for (std::size_t layer = slots_[from].layer + 1; layer < slots_[to].layer; ++layer) {
        chains_.back().push_back(slots_.size());
        slots_.push_back({.height = height_of_bend, .layer = layer});
      }
      chains_.back().push_back(to);
      for (std::size_t k = 0; k + 1 < chains_.back().size(); ++k) {
        slots_[chains_.back()[k]].after.push_back(chains_.back()[k + 1]);
        slots_[chains_.back()[k + 1]].before.push_back(chains_.back()[k]);
      }
    }
    for (std::size_t slot = 0; slot < slots_.size(); ++slot) {
      layers_.resize(std::max(layers_.size(), slots_[slot].layer + 1));
      layers_[slots_[slot].layer].push_back(slot);
    }
    for (const auto& layer : layers_) number(layer);
  }

  void number(const std::vector<std::size_t>& layer) {
    for (std::size_t k = 0; k < layer.size(); ++k) slots_[layer[k]].place = static_cast<double>(k);
  }

  /// The mean of a number of the neighbours; the slot's own where there are none.
  [[nodiscard]] double mean(std::size_t slot, Side side, double Slot::*number) const {
    const auto& neighbours = side == Side::before ? slots_[slot].before : slots_[slot].after;
    if (neighbours.empty()) return slots_[slot].*number;
    double sum = 0.0;
    for (const std::size_t neighbour : neighbours) sum += slots_[neighbour].*number;
    return sum / static_cast<double>(neighbours.size());
  }

  /// Calls visit(layer, side) with the layers from left to right and back again, and the side that was visited before.
  template <class Visit>
  void sweep(int times, const Visit& visit) {
    for (int k = 0; k < times; ++k)
      if (k % 2 == 0)
        for (auto& layer : layers_) visit(layer, Side::before);
      else
        for (auto& layer : std::views::reverse(layers_)) visit(layer, Side::after);
  }

  void reduce_crossings() {
    sweep(sweeps_for_order, [this](std::vector<std::size_t>& layer, Side side) {
      std::ranges::stable_sort(layer, {}, [&](std::size_t slot) { return mean(slot, side, &Slot::place); });
      number(layer);
    });
  }

  [[nodiscard]] double apart(std::size_t upper, std::size_t lower) const {
    return (slots_[upper].height + slots_[lower].height) / 2.0 + row_gap;
  }

  /// Moves slots towards the mean of their neighbours, as far as those above and below let them. Placing from the top
  /// down pushes downwards, from the bottom up upwards; both keep the distances, so their mean does.
  void assign_heights() {
    for (const auto& layer : layers_)
      for (std::size_t k = 1; k < layer.size(); ++k)
        slots_[layer[k]].middle = slots_[layer[k - 1]].middle + apart(layer[k - 1], layer[k]);
    sweep(sweeps_for_height, [this](const std::vector<std::size_t>& layer, Side side) {
      std::vector<double> down, up;
      for (const std::size_t slot : layer) down.push_back(mean(slot, side, &Slot::middle));
      up = down;
      for (std::size_t k = 1; k < layer.size(); ++k)
        down[k] = std::max(down[k], down[k - 1] + apart(layer[k - 1], layer[k]));
      for (std::size_t k = layer.size() - 1; k-- > 0;)
        up[k] = std::min(up[k], up[k + 1] - apart(layer[k], layer[k + 1]));
      for (std::size_t k = 0; k < layer.size(); ++k) slots_[layer[k]].middle = (down[k] + up[k]) / 2.0;
    });
  }

  Layout in_pixels() {
    Layout result;
    double top = std::numeric_limits<double>::infinity();
    for (const Slot& slot : slots_) top = std::min(top, slot.middle - slot.height / 2.0);
    for (Slot& slot : slots_) {
      slot.middle -= top;
      result.height = std::max(result.height, slot.middle + slot.height / 2.0);
    }
    for (const auto& layer : layers_) {
      double wide = 0.0;
      for (const std::size_t slot : layer)
        if (slot < boxes_.size()) wide = std::max(wide, boxes_[slot].width);
      columns_.push_back({result.width, result.width + wide});
      result.width += wide + column_gap_;
    }
    result.width -= layers_.empty() ? 0.0 : column_gap_;
    for (std::size_t box = 0; box < boxes_.size(); ++box)
      result.corners.push_back({left_of(box), slots_[box].middle - slots_[box].height / 2.0});
    route_edges(result);
    return result;
  }

  /// Boxes stand in the middle of their column.
  [[nodiscard]] double left_of(std::size_t box) const {
    return (column_of(box).left + column_of(box).right - boxes_[box].width) / 2.0;
  }
  [[nodiscard]] const Column& column_of(std::size_t slot) const { return columns_[slots_[slot].layer]; }

  void route_edges(Layout& result) const {
    const std::vector<double> arrivals = spread_arrivals(result);
    for (std::size_t edge = 0; edge < edges_.size(); ++edge) {
      const auto [from, to] = edges_[edge];
      const double leaves = slots_[from].middle, arrives = arrivals[edge];
      std::vector<Pixel> route = {{left_of(from) + boxes_[from].width, leaves}, {column_of(from).right, leaves}};
      for (const std::size_t slot : chains_[edge]) {
        if (slot < boxes_.size()) continue;
        route.push_back({column_of(slot).left, slots_[slot].middle});
        route.push_back({column_of(slot).right, slots_[slot].middle});
      }
      route.push_back({column_of(to).left, arrives});
      route.push_back({left_of(to), arrives});
      result.routes.push_back(std::move(route));
    }
  }

  /// The height at which each edge arrives, in the order in which they come from above: they do not cross before the
  /// box.
  [[nodiscard]] std::vector<double> spread_arrivals(const Layout& result) const {
    std::vector<std::vector<std::size_t>> arriving(boxes_.size());
    for (std::size_t edge = 0; edge < edges_.size(); ++edge) arriving[edges_[edge].to].push_back(edge);
    std::vector<double> heights(edges_.size());
    for (std::size_t box = 0; box < boxes_.size(); ++box) {
      std::ranges::stable_sort(arriving[box], {},
                               [&](std::size_t edge) { return slots_[*(chains_[edge].end() - 2)].middle; });
      const double step = boxes_[box].height / static_cast<double>(arriving[box].size() + 1);
      for (std::size_t k = 0; k < arriving[box].size(); ++k)
        heights[arriving[box][k]] = result.corners[box].y + step * static_cast<double>(k + 1);
    }
    return heights;
  }

  const std::vector<LayoutBox>& boxes_;
  const std::vector<LayoutEdge>& edges_;
  double column_gap_;
  std::vector<Slot> slots_;                       ///< the boxes first
  std::vector<std::vector<std::size_t>> chains_;  ///< of each edge: its slots
  std::vector<std::vector<std::size_t>> layers_;  ///< slots from top to bottom
  std::vector<Column> columns_;
};

}  // namespace

Layout layered_layout(const std::vector<LayoutBox>& boxes, const std::vector<LayoutEdge>& edges, double column_gap) {
  return Layering(boxes, edges, column_gap).layout();
}

}  // namespace hesse
