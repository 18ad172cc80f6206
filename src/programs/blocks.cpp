// SPDX-License-Identifier: BSL-1.0
#include <hesse/programs/blocks.hpp>
#include <hesse/programs/body_writer.hpp>

#include <algorithm>
#include <utility>

#include "entry_places.hpp"

namespace hesse {

namespace {

/// Writes one loop of the gradient again, and the entries of its blocks for its sinks.
class BlockLoop {
 public:
  BlockLoop(const Program& gradient, const ProgramLoop& loop, const CellNodes& nodes, Literals& literals,
            const std::vector<bool>& needed, std::size_t most_lines)
      : gradient_(gradient), loop_(loop), nodes_(nodes), needed_(needed), most_lines_(most_lines), body_(literals) {
    for (std::uint32_t i = 0; i < loop.lines.size(); ++i) {
      const ProgramLine& line = loop.lines[i];
      if (line.action == ProgramLine::Action::load) {
        const NodeKind kind = nodes.kind_of_column(loop, access(i));
        if (kind != NodeKind::none) loads_.push_back({i, kind});
      } else if (line.is_sink()) {
        const NodeKind kind = nodes.kind_of_row(loop, access(i));
        if (kind != NodeKind::none) sinks_.push_back({i, kind});
      }
    }
    for (const Port& sink : sinks_) partners_.push_back(partner_of(sink));
  }

  /// The loop, with the stores and adds to cells that are needed; nothing where the block is not what it should be, or
  /// too long.
  std::optional<BlockOfLoop> write() {
    numbers_ = copy_lines(gradient_, loop_, body_);
    for (std::uint32_t i = 0; i < loop_.lines.size(); ++i)
      if (loop_.lines[i].is_sink()) copy_sink(i);
    for (std::size_t column = 0; column < loads_.size(); ++column)
      if (!write_column(column) || body_.lines() > most_lines_) return std::nullopt;
    return BlockOfLoop{body_.finish(loop_.trips), std::move(pairs_)};
  }

 private:
  static constexpr std::size_t nobody = ~std::size_t{0};

  /// A line through which derivatives enter or leave the body.
  struct Port {
    std::uint32_t line;
    NodeKind kind;
  };

  [[nodiscard]] const CellAccess& access(const Port& port) const { return access(port.line); }
  [[nodiscard]] const CellAccess& access(std::uint32_t line) const { return loop_.accesses[loop_.lines[line].access]; }
  [[nodiscard]] std::uint32_t number_of(std::uint32_t sink) const { return loop_.operands[loop_.lines[sink].first]; }

  /// The load of the inputs whose adjoints a sink adds to.
  [[nodiscard]] std::size_t partner_of(const Port& sink) const {
    if (sink.kind != NodeKind::input) return nobody;
    CellAccess wanted = access(sink);
    wanted.base -= nodes_.adjoint_offset();
    const auto found =
        std::ranges::find_if(loads_, [&](const Port& load) { return access(load) == wanted; }) - loads_.begin();
    return static_cast<std::size_t>(found) < loads_.size() ? static_cast<std::size_t>(found) : nobody;
  }

  void copy_sink(std::uint32_t i) {
    bool any = false;
    for_each_place(gradient_, loop_, access(i), [&](std::size_t cell) { any = any || needed_[cell]; });
    if (!any) return;
    const Symbol& number = numbers_[number_of(i)];
    if (loop_.lines[i].action == ProgramLine::Action::store)
      body_.store(access(i), number);
    else
      body_.add(access(i), number);
  }

  /// Blocks of inputs are symmetric, so one of two mirror images is enough, added below the diagonal wherever it would
  /// stand. Where the two loads can meet in one cell both are needed, for then both belong to the diagonal.
  [[nodiscard]] PairPart part_of(std::size_t sink, std::size_t column) const {
    if (sinks_[sink].kind == NodeKind::between || loads_[column].kind == NodeKind::between) return PairPart::all;
    const std::size_t partner = partners_[sink];
    if (partner == nobody) return PairPart::unknown;
    if (partner == column) return PairPart::folded;
    if (meet(access(loads_[partner]), access(loads_[column]))) return PairPart::lower;
    return partner > column ? PairPart::folded : PairPart::nothing;
  }

  [[nodiscard]] bool meet(const CellAccess& a, const CellAccess& b) const {
    if (a.is_uniform() && b.is_uniform()) return a.base == b.base;
    for (std::size_t t = 0; t < loop_.trips; ++t)
      if (gradient_.place(a, t) == gradient_.place(b, t)) return true;
    return false;
  }

  /// The derivatives of the sinks by one load.
  bool write_column(std::size_t column) {
    std::vector<PairPart> parts(sinks_.size());
    std::vector<bool> asked(loop_.lines.size());
    for (std::size_t s = 0; s < sinks_.size(); ++s) {
      parts[s] = part_of(s, column);
      if (parts[s] != PairPart::nothing) asked[number_of(sinks_[s].line)] = true;
    }
    for (std::size_t i = loop_.lines.size(); i-- > 0;)
      if (asked[i])
        for (const std::uint32_t operand : loop_.operands_of(loop_.lines[i])) asked[operand] = true;
    tangents_.assign(loop_.lines.size(), Symbol());
    tangents_[loads_[column].line] = 1;
    for (std::uint32_t i = loads_[column].line; i < loop_.lines.size(); ++i)
      if (asked[i] && loop_.lines[i].action == ProgramLine::Action::evaluate) push(i);
    for (std::size_t s = 0; s < sinks_.size(); ++s) {
      const Symbol& tangent = tangents_[number_of(sinks_[s].line)];
      if (parts[s] == PairPart::nothing || tangent.is_literal(0)) continue;
      if (parts[s] == PairPart::unknown) return false;
      body_.add({.base = static_cast<std::uint32_t>(pairs_.size())}, tangent);  // the place comes later
      pairs_.push_back({access(sinks_[s]), access(loads_[column]), parts[s]});
    }
    return true;
  }

  void push(std::uint32_t i) {
    const auto operands = loop_.operands_of(loop_.lines[i]);
    if (std::ranges::all_of(operands, [&](std::uint32_t k) { return tangents_[k].is_literal(0); })) return;
    arguments_.clear(), directions_.clear();
    for (const std::uint32_t operand : operands) {
      arguments_.push_back(numbers_[operand]);
      directions_.push_back(tangents_[operand]);
    }
    tangents_[i] = push_forward(loop_.lines[i].opcode, numbers_[i], arguments_, directions_);
  }

  const Program& gradient_;
  const ProgramLoop& loop_;
  const CellNodes& nodes_;
  const std::vector<bool>& needed_;
  std::size_t most_lines_;
  BodyWriter body_;
  std::vector<Port> loads_, sinks_;
  std::vector<EntryPair> pairs_;
  std::vector<std::size_t> partners_;  ///< of the sinks, among the loads
  std::vector<Symbol> numbers_, tangents_, arguments_, directions_;
};

/// One more than the last cell of the gradient's that the block program uses: adjoints of the inputs are none.
std::size_t cells_in_use(const Program& gradient, const CellNodes& nodes) {
  std::size_t end = 0;
  for (const CellRegion& region : gradient.regions)
    if (region.name == "x" || region.name == "guards") end = std::max(end, region.first + region.size);
  for (const ProgramLoop& loop : gradient.loops)
    for (const ProgramLine& line : loop.lines)
      if (line.action == ProgramLine::Action::load ||
          (line.is_sink() && nodes.kind_of_row(loop, loop.accesses[line.access]) != NodeKind::input))
        for_each_place(gradient, loop, loop.accesses[line.access],
                       [&](std::size_t cell) { end = std::max(end, cell + 1); });
  return end;
}

/// Whether the blocks can be written, and are not too many to try.
bool is_within(const BlockLimits& limits, const Program& gradient, const CellNodes& nodes) {
  if (nodes.between() > limits.between) return false;
  std::size_t steps = 0, places = 0;
  for (const ProgramLoop& loop : gradient.loops) {
    std::size_t loads = 0, sinks = 0, moving = 0;
    if (loop.is_recurrence()) return false;  // every iteration moves all that follow: no block is small
    for (const ProgramLine& line : loop.lines) {
      const bool is_load = line.action == ProgramLine::Action::load;
      if (!is_load && !line.is_sink()) continue;
      const CellAccess& access = loop.accesses[line.access];
      const NodeKind kind = is_load ? nodes.kind_of_column(loop, access) : nodes.kind_of_row(loop, access);
      if (kind == NodeKind::mixed) return false;
      if (kind == NodeKind::none) continue;
      ++(is_load ? loads : sinks);
      if (!access.is_uniform()) ++moving;
    }
    steps += loads * loop.lines.size();
    places += moving * std::max(loads, sinks) * loop.trips;
  }
  return steps <= limits.steps && places <= limits.places;
}

}  // namespace

std::optional<BlockProgram> block_program(const Program& gradient, const BlockLimits& limits) {
  const CellNodes nodes(gradient);
  if (!is_within(limits, gradient, nodes)) return std::nullopt;
  BlockProgram result{.program = gradient, .entries = {}, .inputs = nodes.inputs(), .between = nodes.between()};
  Literals literals(result.program.data);
  std::vector<bool> needed(gradient.cells);
  for (const CellRegion& region : gradient.regions)
    if (region.name == "guards")
      std::fill_n(needed.begin() + static_cast<std::ptrdiff_t>(region.first), region.size, true);
  std::vector<BlockOfLoop> blocks;
  std::size_t lines = 0;
  for (std::size_t i = gradient.loops.size(); i-- > 0;) {
    auto block = BlockLoop(gradient, gradient.loops[i], nodes, literals, needed, limits.lines - lines).write();
    if (!block) return std::nullopt;
    lines += std::min(block->loop.lines.size(), limits.lines - lines);
    for (const ProgramLine& line : block->loop.lines)
      if (line.action == ProgramLine::Action::load)
        for_each_place(gradient, block->loop, block->loop.accesses[line.access],
                       [&](std::size_t cell) { needed[cell] = true; });
    if (!block->loop.lines.empty()) blocks.push_back(std::move(*block));
  }
  std::ranges::reverse(blocks);
  place_entries(gradient, nodes, cells_in_use(gradient, nodes), blocks, result);
  return result;
}

}  // namespace hesse
