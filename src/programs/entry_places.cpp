// SPDX-License-Identifier: BSL-1.0
#include "entry_places.hpp"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <numeric>
#include <unordered_map>
#include <utility>

namespace hesse {

namespace {

class EntryPlaces {
 public:
  /// Entries lie in the cells from first_cell on; the first of these receives what becomes no entry.
  EntryPlaces(const Program& gradient, const CellNodes& nodes, std::size_t first_cell, BlockProgram& result)
      : gradient_(gradient), nodes_(nodes), waste_(static_cast<std::uint32_t>(first_cell)), result_(result) {}

  [[nodiscard]] std::size_t first_entry() const { return std::size_t{waste_} + 1; }

  void place(BlockOfLoop& block) {
    ProgramLoop& loop = block.loop;
    const std::size_t first = loop.lines.size() - block.pairs.size();
    // Pairs at the same distance from the diagonal together: along a chain one goes on where the other ends.
    std::vector<std::size_t> order(block.pairs.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return distance_from_diagonal(block.pairs[i]); });
    for (const std::size_t i : order) loop.accesses[loop.lines[first + i].access] = access(loop.trips, block.pairs[i]);
  }

  /// Entries to which nothing else is added are stored: they need not be read first.
  void turn_adds_into_stores(BlockOfLoop& block) const {
    ProgramLoop& loop = block.loop;
    const Program& program = result_.program;
    for (std::size_t i = loop.lines.size() - block.pairs.size(); i < loop.lines.size(); ++i) {
      const CellAccess& access = loop.accesses[loop.lines[i].access];
      if (access.table != CellAccess::no_table || (access.is_uniform() && loop.trips > 1)) continue;
      bool alone = true;
      for_each_place(program, loop, access, [&](std::size_t cell) { alone = alone && visits_[cell - waste_] == 1; });
      if (alone) loop.lines[i].action = ProgramLine::Action::store;
    }
  }

 private:
  [[nodiscard]] std::int64_t distance_from_diagonal(const EntryPair& pair) const {
    return std::abs(std::int64_t{nodes_.row(gradient_.place(pair.sink, 0))} -
                    std::int64_t{nodes_.column(gradient_.place(pair.load, 0))});
  }

  CellAccess access(std::size_t trips, const EntryPair& pair) {
    const std::size_t different = pair.sink.is_uniform() && pair.load.is_uniform() ? 1 : trips;
    std::vector<std::uint32_t> cells(different);
    for (std::size_t t = 0; t < different; ++t) {
      cells[t] =
          cell_of(nodes_.row(gradient_.place(pair.sink, t)), nodes_.column(gradient_.place(pair.load, t)), pair.part);
      visits_.resize(std::max(visits_.size(), std::size_t{cells[t]} - waste_ + 1));
      ++visits_[cells[t] - waste_];
    }
    return access_to(std::move(cells));
  }

  [[nodiscard]] std::uint32_t cell_of(std::uint32_t row, std::uint32_t column, PairPart part) {
    if (row == CellNodes::no_node || column == CellNodes::no_node) return waste_;
    if (row < column && part == PairPart::lower) return waste_;
    if (row < column && part == PairPart::folded) std::swap(row, column);
    const auto next = static_cast<std::uint32_t>(first_entry() + result_.entries.size());
    const auto [entry, is_new] = cells_.try_emplace(std::uint64_t{row} << 32 | column, next);
    if (is_new) result_.entries.push_back({row, column});
    return entry->second;
  }

  [[nodiscard]] CellAccess access_to(std::vector<std::uint32_t> cells) {
    const std::uint32_t first = cells.front();
    if (cells.size() == 1) return {.base = first};
    const std::int64_t stride = std::int64_t{cells[1]} - first;
    bool is_affine = std::abs(stride) <= std::numeric_limits<std::int32_t>::max();
    for (std::size_t t = 1; t < cells.size() && is_affine; ++t)
      is_affine = std::int64_t{cells[t]} - cells[t - 1] == stride;
    if (is_affine) return {.base = first, .stride = static_cast<std::int32_t>(stride)};
    result_.program.tables.push_back(std::move(cells));
    return {.base = 0, .table = static_cast<std::uint32_t>(result_.program.tables.size() - 1)};
  }

  const Program& gradient_;
  const CellNodes& nodes_;
  std::uint32_t waste_;
  BlockProgram& result_;
  std::unordered_map<std::uint64_t, std::uint32_t> cells_;  ///< by row and column
  std::vector<std::uint32_t> visits_;                       ///< of each cell, from waste_ on
};

}  // namespace

void place_entries(const Program& gradient, const CellNodes& nodes, std::size_t cells, std::vector<BlockOfLoop>& blocks,
                   BlockProgram& result) {
  EntryPlaces places(gradient, nodes, cells, result);
  // Long loops first: what is met first lies side by side.
  std::vector<std::size_t> order(blocks.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order,
                           [&](std::size_t a, std::size_t b) { return blocks[a].loop.trips > blocks[b].loop.trips; });
  for (const std::size_t i : order) places.place(blocks[i]);
  Program& program = result.program;
  program.loops.clear();
  for (BlockOfLoop& block : blocks) {
    places.turn_adds_into_stores(block);
    program.loops.push_back(std::move(block.loop));
  }
  std::erase_if(program.regions, [&](const CellRegion& region) { return region.first + region.size > cells; });
  program.regions.push_back({"entries", places.first_entry(), result.entries.size(), false});
  program.cells = places.first_entry() + result.entries.size() + 1;
}

}  // namespace hesse
