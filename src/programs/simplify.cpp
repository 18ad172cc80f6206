// SPDX-License-Identifier: BSL-1.0
#include <hesse/programs/body_writer.hpp>
#include <hesse/programs/simplify.hpp>

#include <algorithm>
#include <utility>

namespace hesse {

namespace {

/// Writes a loop's lines into a body, and those of its sinks that keep(line) says.
template <class Keep>
void copy_loop(const Program& program, const ProgramLoop& loop, BodyWriter& body, const Keep& keep) {
  const std::vector<Symbol> numbers = copy_lines(program, loop, body);
  for (const ProgramLine& line : loop.lines)
    if (line.is_sink() && keep(line)) copy_sink(loop, line, numbers, body);
}

/// A loop without sinks to cells that nobody needs; what it reads is needed then.
ProgramLoop needed_part(const Program& program, const ProgramLoop& loop, std::vector<bool>& needed,
                        Literals& literals) {
  const auto keep = [&](const ProgramLine& line) {
    bool any = !line.is_sink();
    if (!any)
      for_each_place(program, loop, loop.accesses[line.access], [&](std::size_t cell) { any = any || needed[cell]; });
    return any;
  };
  ProgramLoop reduced;
  if (std::ranges::all_of(loop.lines, keep)) {
    reduced = loop;
  } else {
    BodyWriter body(literals);
    copy_loop(program, loop, body, keep);
    reduced = body.finish(loop.trips, loop.order);
  }
  for (const ProgramLine& line : reduced.lines)
    if (line.action == ProgramLine::Action::load)
      for_each_place(program, reduced, reduced.accesses[line.access], [&](std::size_t cell) { needed[cell] = true; });
  return reduced;
}

/// Drops, from the last loop to the first, sinks to cells that nobody needs and lines that only they needed.
void drop_unneeded(Program& program, Literals& literals, const std::vector<std::string_view>& wanted) {
  std::vector<bool> needed(program.cells);
  for (const std::string_view name : wanted) {
    const CellRegion& region = program.region(name);
    std::fill_n(needed.begin() + static_cast<std::ptrdiff_t>(region.first), region.size, true);
  }
  for (std::size_t i = program.loops.size(); i-- > 0;) {
    const ProgramLoop& loop = program.loops[i];
    ProgramLoop reduced = needed_part(program, loop, needed, literals);
    if (loop.is_recurrence())  // what an iteration reads makes sinks of others needed, and these read again
      for (std::size_t lines = 0; lines != reduced.lines.size();) {
        lines = reduced.lines.size();
        reduced = needed_part(program, loop, needed, literals);
      }
    program.loops[i] = std::move(reduced);
  }
  std::erase_if(program.loops, [](const ProgramLoop& loop) { return loop.lines.empty(); });
}

/// Which loops a loop waits for, directly and through others.
class Dependencies {
 public:
  explicit Dependencies(const Program& program) : waits_(program.loops.size()) {
    std::vector<std::vector<std::uint32_t>> writers(program.cells);
    for (std::size_t i = 0; i < program.loops.size(); ++i) {
      const ProgramLoop& loop = program.loops[i];
      waits_[i].assign(program.loops.size(), false);
      for (const ProgramLine& line : loop.lines)
        if (line.action == ProgramLine::Action::load)
          for_each_place(program, loop, loop.accesses[line.access], [&](std::size_t cell) {
            for (const std::uint32_t writer : writers[cell]) waits_[i][writer] = true;
          });
      for (const ProgramLine& line : loop.lines)
        if (line.is_sink())
          for_each_place(program, loop, loop.accesses[line.access], [&](std::size_t cell) {
            if (writers[cell].empty() || writers[cell].back() != i)
              writers[cell].push_back(static_cast<std::uint32_t>(i));
          });
      for (std::size_t k = 0; k < i; ++k)
        if (waits_[i][k]) include(i, k);
    }
  }

  [[nodiscard]] bool waits(std::size_t loop, std::size_t on) const { return waits_[loop][on]; }

  /// The later loop takes over the earlier one's dependencies and dependents.
  void merge(std::size_t earlier, std::size_t later) {
    include(later, earlier);
    for (std::size_t i = 0; i < waits_.size(); ++i) {
      if (!waits_[i][earlier] && !waits_[i][later]) continue;
      waits_[i][later] = true;
      include(i, later);
    }
  }

 private:
  void include(std::size_t loop, std::size_t other) {
    for (std::size_t k = 0; k < waits_.size(); ++k)
      if (waits_[other][k]) waits_[loop][k] = true;
  }

  std::vector<std::vector<bool>> waits_;
};

constexpr std::size_t most_loops_to_merge = 1000;  // beyond, the square of their number would be felt

/// Recurrences stay alone: their iterations wait for each other, and would keep others waiting.
bool can_run_as_one(const ProgramLoop& a, const ProgramLoop& b) {
  return a.trips == b.trips && !a.is_recurrence() && !b.is_recurrence();
}

/// Runs loops of equal trips as one where neither waits for the other.
void merge_loops(Program& program, Literals& literals) {
  const std::size_t count = program.loops.size();
  if (count > most_loops_to_merge) return;
  Dependencies dependencies(program);
  std::vector<std::vector<std::size_t>> members(count);
  for (std::size_t later = 0; later < count; ++later) {
    members[later] = {later};
    for (std::size_t earlier = later; earlier-- > 0;) {
      if (members[earlier].empty() || !can_run_as_one(program.loops[earlier], program.loops[later])) continue;
      if (dependencies.waits(later, earlier) || dependencies.waits(earlier, later)) continue;
      dependencies.merge(earlier, later);
      members[later].insert(members[later].begin(), members[earlier].begin(), members[earlier].end());
      members[earlier].clear();
    }
  }
  std::vector<ProgramLoop> merged;
  std::vector<bool> done(count);
  const auto write = [&](std::size_t i) {
    done[i] = true;
    if (members[i].size() == 1) return merged.push_back(std::move(program.loops[i]));
    BodyWriter body(literals);
    for (const std::size_t member : members[i])
      copy_loop(program, program.loops[member], body, [](const ProgramLine&) { return true; });
    merged.push_back(body.finish(program.loops[i].trips));
  };
  // A merged loop stands where its last member stood; what waits for it follows, in the order it had.
  const auto is_ready = [&](std::size_t i) {
    for (std::size_t k = 0; k < count; ++k)
      if (!members[k].empty() && !done[k] && k != i && dependencies.waits(i, k)) return false;
    return true;
  };
  for (std::size_t written = 0; written < count;) {
    written = count;
    for (std::size_t i = 0; i < count; ++i)
      if (!members[i].empty() && !done[i] && is_ready(i)) {
        write(i);
        written = 0;
      }
  }
  program.loops = std::move(merged);
}

}  // namespace

Program simplify(const Program& program, const std::vector<std::string_view>& wanted) {
  Program result = program;
  Literals literals(result.data);
  drop_unneeded(result, literals, wanted);
  merge_loops(result, literals);
  return result;
}

}  // namespace hesse
