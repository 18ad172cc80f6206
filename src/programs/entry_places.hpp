// SPDX-License-Identifier: BSL-1.0
//
// Where the entries of a block program lie: in the order in which they are met, pair by pair, so that the iterations
// of a loop mostly find theirs side by side.
#pragma once

#include <hesse/programs/blocks.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "cell_nodes.hpp"

namespace hesse {

/// Which derivatives of a sink by a load become entries.
enum class PairPart {
  nothing,
  all,     ///< each where it stands
  lower,   ///< those on the diagonal and below
  folded,  ///< each on the diagonal or below, at its mirror image's place where it stands above
  unknown  ///< there is no telling: its mirror image is missing
};

/// The derivatives of what a sink adds by what a load loads.
struct EntryPair {
  CellAccess sink, load;
  PairPart part;
};

/// A loop of a block program. Its last sinks, one a pair, add to places that have yet to be found.
struct BlockOfLoop {
  ProgramLoop loop;
  std::vector<EntryPair> pairs;
};

/// Finds the places, behind the first `cells` cells, and makes loops, regions and entries of the result.
void place_entries(const Program& gradient, const CellNodes& nodes, std::size_t cells, std::vector<BlockOfLoop>& blocks,
                   BlockProgram& result);

}  // namespace hesse
