// SPDX-License-Identifier: BSL-1.0
#include <hesse/sweeps/sparsity.hpp>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "domains.hpp"

namespace hesse {

namespace {

using Name = IndexSets::Name;

/// Eigen's sparse matrices count in int.
std::size_t entries_within(std::size_t most_bytes) {
  return std::min(most_bytes / sizeof(int), static_cast<std::size_t>(std::numeric_limits<int>::max()));
}

/// Which sets of inputs meet in nonlinear instructions, each pair once. Repetitions are dropped by sorting whenever the
/// list has doubled: a table of hashes took twice as long, because each look-up missed the cache.
class Meetings {
 public:
  void add(Name a, Name b) {
    if (a == b) return add_with_itself(a);
    if (different_.size() == room_) drop_repetitions();
    different_.push_back((std::uint64_t{std::min(a, b)} << 32) | std::max(a, b));
  }
  void drop_repetitions() {
    std::ranges::sort(different_);
    const auto repeated = std::ranges::unique(different_);
    different_.erase(repeated.begin(), repeated.end());
    room_ = std::max(2 * different_.size(), least_room);
  }
  /// Calls visit(set, other set) for each pair.
  template <class Visitor>
  void for_each(const Visitor& visit) const {
    for (std::size_t set = 0; set < with_itself_.size(); ++set)
      if (with_itself_[set]) visit(static_cast<Name>(set), static_cast<Name>(set));
    for (const std::uint64_t pair : different_) visit(static_cast<Name>(pair >> 32), static_cast<Name>(pair));
  }

 private:
  static constexpr std::size_t least_room = std::size_t{1} << 16;

  void add_with_itself(Name set) {
    if (set >= with_itself_.size()) with_itself_.resize(2 * std::size_t{set} + 1, false);
    with_itself_[set] = true;
  }

  std::vector<bool> with_itself_;
  std::vector<std::uint64_t> different_;  // the smaller name in the upper half
  std::size_t room_ = least_room;
};

/// Calls visit(k, j) for the pairs of operands, not constants, with a second derivative.
template <class Visitor>
void for_each_curvature(const RowStructure& structure, std::span<const Operand> operands, const Visitor& visit) {
  for (std::size_t k = 0; k < operands.size(); ++k)
    for (std::size_t j = 0; j <= k; ++j)
      if (((structure.curvature[k] >> j) & 1u) != 0)  // constants are in no set
        visit(operands[k].node_index(), operands[j].node_index());
}

class HessianSweep {
 public:
  HessianSweep(const Tape& tape, std::size_t variables)
      : tape_(tape), domains_(tape, variables), active_(tape.nodes(), false) {}

  /// False if the sets outgrow the limit.
  bool run(std::size_t most_bytes) {
    for (const Operand output : tape_.outputs())
      if (!output.is_constant()) active_[output.node_index()] = true;
    for (std::size_t node = tape_.nodes(); node-- > tape_.inputs();) {
      if (active_[node]) activate(node);
      domains_.pass_on(node);
    }
    for (std::size_t node = tape_.inputs(); node < tape_.nodes(); ++node) {
      domains_.make(node);
      if (active_[node]) meet(node);
      if (domains_.sets().bytes() > most_bytes || most_met_ > entries_within(most_bytes)) return false;
    }
    meetings_.drop_repetitions();
    return true;
  }
  [[nodiscard]] const Meetings& meetings() const { return meetings_; }
  [[nodiscard]] IndexSets& sets() { return domains_.sets(); }

 private:
  /// Rows of any number of operands whose slopes contain each other: every operand meets every other, so the domain of
  /// the result, which is all of theirs, meets itself.
  static bool meets_itself(const RowStructure& structure) { return ((structure.curvature[0] >> 1) & 1u) != 0; }

  template <class PairVisitor, class NodeVisitor>
  void visit(std::size_t node, const PairVisitor& visit_pair, const NodeVisitor& visit_node) const {
    const RowStructure& structure = domains_.instructions().structure(node);
    if (structure.is_linear) return;
    if (structure.operands != 0)
      for_each_curvature(structure, domains_.instructions().operands(node), visit_pair);
    else if (meets_itself(structure))
      visit_node(node);
    else
      domains_.instructions().for_each_slope(node, visit_node);
  }

  void activate(std::size_t node) {
    domains_.instructions().for_each_slope(node, [&](std::size_t operand) { active_[operand] = true; });
    const auto ask = [&](std::size_t wanted) { domains_.ask(wanted); };
    visit(
        node, [&](std::size_t a, std::size_t b) { (ask(a), ask(b)); }, ask);
  }

  void meet(std::size_t node) {
    const auto note = [&](std::size_t a, std::size_t b) {
      const Name one = domains_.of(a), other = domains_.of(b);
      if (one == IndexSets::empty || other == IndexSets::empty) return;
      meetings_.add(one, other);
      most_met_ = std::max(most_met_, domains_.sets().members(one).size() * domains_.sets().members(other).size());
    };
    visit(node, note, [&](std::size_t own) { note(own, own); });
  }

  const Tape& tape_;
  Domains domains_;
  std::vector<bool> active_;
  Meetings meetings_;
  std::size_t most_met_ = 0;  // entries of the largest meeting: the pattern has at least these
};

/// For each input the sets that it meets.
struct Partners {
  std::vector<std::size_t> starts;
  std::vector<Name> sets;

  /// False if they outgrow the limit.
  bool gather(const IndexSets& all, const Meetings& meetings, std::size_t inputs, std::size_t most_bytes) {
    const auto for_each = [&](const auto& visit) {
      meetings.for_each([&](Name a, Name b) {
        for (const std::uint32_t i : all.members(a)) visit(i, b);
        if (a != b)
          for (const std::uint32_t i : all.members(b)) visit(i, a);
      });
    };
    starts.assign(inputs + 1, 0);
    for_each([&](std::uint32_t i, Name) { ++starts[i + 1]; });
    for (std::size_t i = 0; i < inputs; ++i) starts[i + 1] += starts[i];
    if (starts.back() * sizeof(Name) > most_bytes) return false;
    sets.resize(starts.back());
    std::vector<std::size_t> next(starts.begin(), starts.end() - 1);
    for_each([&](std::uint32_t i, Name set) { sets[next[i]++] = set; });
    return true;
  }
  [[nodiscard]] std::span<const Name> of(std::size_t input) const {
    return std::span(sets).subspan(starts[input], starts[input + 1] - starts[input]);
  }
};

/// The columns of a pattern as they are filled, each the union of sets of rows. Small sets are stamped row by row and
/// sorted at the end; as soon as a set has one row in 32, 64 rows at a time are joined as bits, which takes no longer
/// than to list the column and does not care how many sets there are.
class Columns {
 public:
  explicit Columns(const IndexSets& sets, std::size_t rows) : sets_(sets), stamps_(rows, -1) {}

  void add_union(std::span<const Name> sets) {
    if (std::ranges::any_of(sets, [&](Name set) { return is_wide(sets_.members(set)); }))
      join_bits(sets);
    else
      stamp_rows(sets);
    starts_.push_back(static_cast<int>(row_indices_.size()));
  }
  [[nodiscard]] std::size_t entries() const { return row_indices_.size(); }
  SparsityPattern pattern() && {
    row_indices_.shrink_to_fit();
    return {static_cast<Index>(stamps_.size()), std::move(starts_), std::move(row_indices_)};
  }

 private:
  using Word = std::uint64_t;
  static constexpr std::size_t word_bits = 64;

  [[nodiscard]] bool is_wide(std::span<const std::uint32_t> rows) const { return 32 * rows.size() > stamps_.size(); }

  void stamp_rows(std::span<const Name> sets) {
    const auto column = static_cast<int>(starts_.size());
    for (const Name set : sets)
      for (const std::uint32_t row : sets_.members(set))
        if (std::exchange(stamps_[row], column) != column) row_indices_.push_back(static_cast<int>(row));
    std::sort(row_indices_.begin() + starts_.back(), row_indices_.end());
  }

  void join_bits(std::span<const Name> sets) {
    joined_.assign(stamps_.size() / word_bits + 1, 0);
    for (const Name set : sets) {
      const auto rows = sets_.members(set);
      if (is_wide(rows))
        std::ranges::transform(joined_, bits_of(set, rows), joined_.begin(), std::bit_or<Word>());
      else
        set_bits(joined_, rows);
    }
    for (std::size_t i = 0; i < joined_.size(); ++i)
      for (Word word = joined_[i]; word != 0; word &= word - 1)
        row_indices_.push_back(static_cast<int>(i * word_bits) + std::countr_zero(word));
  }

  static void set_bits(std::span<Word> words, std::span<const std::uint32_t> rows) {
    for (const std::uint32_t row : rows) words[row / word_bits] |= Word{1} << (row % word_bits);
  }
  std::span<const Word> bits_of(Name set, std::span<const std::uint32_t> rows) {
    std::vector<Word>& words = bits_[set];
    if (words.empty()) {
      words.resize(joined_.size(), 0);
      set_bits(words, rows);
    }
    return words;
  }

  const IndexSets& sets_;
  std::vector<int> stamps_;
  std::vector<Word> joined_;
  std::unordered_map<Name, std::vector<Word>> bits_;  // of the wide sets: no larger than their members
  std::vector<int> starts_ = {0};
  std::vector<int> row_indices_;
};

}  // namespace

std::optional<SparsityPattern> hessian_pattern(const Tape& tape, std::size_t most_bytes) {
  return hessian_pattern(tape, most_bytes, tape.inputs());
}

std::optional<SparsityPattern> hessian_pattern(const Tape& tape, std::size_t most_bytes, std::size_t variables) {
  if (Domains::bytes_for(tape) > most_bytes) return std::nullopt;
  HessianSweep sweep(tape, variables);
  if (!sweep.run(most_bytes)) return std::nullopt;
  const IndexSets& sets = sweep.sets();
  Partners partners;
  if (!partners.gather(sets, sweep.meetings(), variables, most_bytes)) return std::nullopt;
  Columns columns(sets, variables);
  for (std::size_t input = 0; input < variables; ++input) {
    columns.add_union(partners.of(input));
    if (columns.entries() > entries_within(most_bytes)) return std::nullopt;
  }
  return std::move(columns).pattern();
}

std::optional<SparsityPattern> jacobian_pattern(const Tape& tape, std::size_t most_bytes) {
  if (Domains::bytes_for(tape) > most_bytes) return std::nullopt;
  Domains domains(tape, tape.inputs());
  for (const Operand output : tape.outputs())
    if (!output.is_constant()) domains.ask(output.node_index());
  for (std::size_t node = tape.nodes(); node-- > tape.inputs();) domains.pass_on(node);
  for (std::size_t node = tape.inputs(); node < tape.nodes(); ++node) {
    domains.make(node);
    if (domains.sets().bytes() > most_bytes) return std::nullopt;
  }
  Columns by_output(domains.sets(), tape.inputs());
  for (const Operand output : tape.outputs()) {
    const Name domain = output.is_constant() ? IndexSets::empty : domains.of(output.node_index());
    by_output.add_union({&domain, domain == IndexSets::empty ? 0u : 1u});
    if (by_output.entries() > entries_within(most_bytes)) return std::nullopt;
  }
  return std::move(by_output).pattern().transposed();
}

}  // namespace hesse
