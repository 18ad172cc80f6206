// SPDX-License-Identifier: BSL-1.0
//
// The lag between equal windows of eight instructions proposes periods: within a loop every window comes again one
// period later. A window may also come again sooner, inside the body, so the proposals are ranked by how much code they
// would explain, and tried in that order.
#include "find_loops.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <utility>

namespace hesse {

namespace {

constexpr std::size_t window = 8;
constexpr std::size_t fewest_trips = 4;
constexpr std::size_t fewest_instructions = 32;
constexpr std::size_t most_proposals = 8;
constexpr int deepest = 6;  // how often the code between loops is searched again
// Bodies of outer loops are straight code, which takes long to compile: so many iterations share it, and as machine
// code it is not longer than the second cache of a processor.
constexpr std::size_t fewest_outer_trips = 16;
constexpr std::size_t longest_outer_body = 20'000;

class LoopFinder {
 public:
  explicit LoopFinder(const TapeIndex& tape) : tape_(tape), signatures_(tape.signatures()) {}

  std::vector<Segment> find() {
    search(0, tape_.size(), 0);
    return std::move(segments_);
  }

  std::vector<Segment> find_outer(const Segment& inner) {
    const std::vector<std::uint64_t> reach = reach_of_iterations(inner);
    const std::size_t multiple = period_of(std::span(reach).subspan(inner.trips / 4));  // the first may look elsewhere
    if (multiple < 2 || multiple * inner.period > longest_outer_body) return {};
    std::size_t start = inner.trips - multiple;
    while (start > 0 && reach[start - 1] == reach[start - 1 + multiple]) --start;
    const Segment loop = placed({inner.first + start * inner.period, inner.end(), multiple * inner.period});
    if (loop.trips < fewest_outer_trips) return {};
    if (inner.first < loop.first) append_straight(inner.first, loop.first);
    segments_.push_back(loop);
    if (loop.end() < inner.end()) append_straight(loop.end(), inner.end());
    return std::move(segments_);
  }

 private:
  struct Run {
    std::size_t first, end, period;
    [[nodiscard]] std::size_t trips() const { return (end - first) / period; }
  };

  /// How far back each iteration of a segment reaches: equal numbers where equally far.
  std::vector<std::uint64_t> reach_of_iterations(const Segment& segment) const {
    std::vector<std::uint64_t> reach(segment.trips);
    for (std::size_t i = segment.first; i < segment.end(); ++i) {
      std::uint64_t& mixed = reach[(i - segment.first) / segment.period];
      for (const Operand operand : tape_.operands(i)) {
        const bool is_inside = tape_.is_result(operand) && tape_.instruction_of(operand) >= segment.first;
        mixed = (mixed ^ (is_inside ? i - tape_.instruction_of(operand) : 0)) * 0xff51afd7ed558ccdu;
        mixed ^= mixed >> 33;
      }
    }
    return reach;
  }

  /// The shortest lag at which a sequence repeats itself, or its length: what its longest border leaves. Source: Knuth,
  /// Morris and Pratt, SIAM Journal on Computing 6 (1977).
  static std::size_t period_of(std::span<const std::uint64_t> sequence) {
    std::vector<std::size_t> border(sequence.size() + 1, 0);
    for (std::size_t i = 1, k = 0; i < sequence.size(); ++i) {
      while (k > 0 && sequence[i] != sequence[k]) k = border[k];
      if (sequence[i] == sequence[k]) ++k;
      border[i + 1] = k;
    }
    return sequence.size() - border.back();
  }

  /// Appends the segments of instructions [first, end).
  void search(std::size_t first, std::size_t end, int depth) {
    const std::vector<Run> runs = depth < deepest ? best_runs(first, end) : std::vector<Run>();
    for (const Run& run : runs) {
      const Segment loop = placed(run);
      if (loop.first < first || loop.trips < fewest_trips) continue;
      if (loop.first > first) search(first, loop.first, depth + 1);
      segments_.push_back(loop);
      first = loop.end();
    }
    if (first == end) return;
    if (!runs.empty() && first > runs.front().first)
      search(first, end, depth + 1);
    else
      append_straight(first, end);
  }

  void append_straight(std::size_t first, std::size_t end) {
    if (!segments_.empty() && segments_.back().trips == 1 && segments_.back().end() == first)
      segments_.back().period += end - first;
    else
      segments_.push_back({first, end - first, 1});
  }

  /// All runs of the period that has the longest one. An inner loop may explain as much code in many short runs; the
  /// outer one does it in a single body.
  std::vector<Run> best_runs(std::size_t first, std::size_t end) const {
    if (end - first < fewest_instructions) return {};
    std::vector<Run> best;
    std::size_t most = 0;
    for (const std::size_t period : proposed_periods(first, end)) {
      std::vector<Run> runs = runs_of(period, first, end);
      std::size_t longest = 0;
      for (const Run& run : runs) longest = std::max(longest, run.trips() * run.period);
      if (longest <= most) continue;
      most = longest;
      best = std::move(runs);
      if (10 * longest > 9 * (end - first)) break;
    }
    for (Run& run : best) run.period = shortest_period(run);
    return best;
  }

  /// A loop of period 2 repeats itself every 4 instructions too.
  std::size_t shortest_period(const Run& run) const {
    const auto begin = signatures_.begin() + static_cast<std::ptrdiff_t>(run.first);
    const auto end = signatures_.begin() + static_cast<std::ptrdiff_t>(run.end);
    for (std::size_t period = 1; period <= run.period / 2; ++period)
      if (run.period % period == 0 && std::equal(begin + static_cast<std::ptrdiff_t>(period), end, begin))
        return period;
    return run.period;
  }

  /// Maximal stretches in which every instruction looks like the one a period earlier.
  std::vector<Run> runs_of(std::size_t period, std::size_t first, std::size_t end) const {
    std::vector<Run> runs;
    std::size_t begin = first;
    for (std::size_t i = first + period; i <= end; ++i) {
      i = first_difference(i, end, period);
      const Run run{begin, i, period};
      const bool worth = run.trips() >= fewest_trips && i - begin >= fewest_instructions;
      if (worth) runs.push_back(run);
      // What follows may not share instructions with this run.
      begin = worth ? i : i - period + 1;
      if (worth) i += period - 1;
    }
    return runs;
  }

  /// The first instruction from `first` on that does not look like the one `lag` earlier, or end.
  std::size_t first_difference(std::size_t first, std::size_t end, std::size_t lag) const {
    constexpr std::size_t block = 32;
    const Signature* const now = signatures_.data();
    const Signature* const before = now - lag;
    while (first < end && now[first] == before[first]) {
      if (++first % block != 0) continue;
      for (; first + block <= end; first += block) {
        Signature difference = 0;
        for (std::size_t k = 0; k < block; ++k) difference |= now[first + k] ^ before[first + k];
        if (difference != 0) break;
      }
    }
    return first;
  }

  /// How many instructions repeat what stood there a lag earlier, for each lag that equal windows show. What repeats
  /// is compared, not hashed, so that a tape of one long loop costs little more than a look at it.
  std::unordered_map<std::size_t, std::size_t> repeated_lags(std::size_t first, std::size_t end) const {
    struct Seen {
      std::uint64_t hash = 0;
      std::size_t at = 0;
    };
    const int bits = std::clamp(static_cast<int>(std::bit_width(end - first)), 6, 14);
    std::vector<Seen> seen(std::size_t{1} << bits);
    std::unordered_map<std::size_t, std::size_t> counts;
    std::uint64_t hash = 0;
    std::size_t complete = first + window;  // from here on the hash is that of a whole window
    for (std::size_t i = first; i < end; ++i) {
      hash = hash << 8 | signatures_[i] * 0x9e3779b97f4a7c15u >> 56;  // the last eight, a byte each
      if (i < complete) continue;
      Seen& slot = seen[hash * 0x9e3779b97f4a7c15u >> (64 - bits)];
      const Seen earlier = std::exchange(slot, {hash, i});
      if (earlier.hash != hash || earlier.at == 0) continue;
      const std::size_t lag = i - earlier.at;
      const std::size_t difference = first_difference(i + 1, end, lag);
      const bool skips = difference > i + 2 * window;
      counts[lag] += skips ? difference - i : 1;
      if (!skips) continue;
      complete = difference;
      i = difference - window;
    }
    return counts;
  }

  /// The likeliest first.
  std::vector<std::size_t> proposed_periods(std::size_t first, std::size_t end) const {
    std::vector<std::pair<std::size_t, std::size_t>> ranked;
    for (const auto& [lag, count] : repeated_lags(first, end))
      if (count >= fewest_trips - 1) ranked.emplace_back(count * lag, lag);
    const std::size_t kept = std::min(ranked.size(), most_proposals);
    std::ranges::partial_sort(ranked, ranked.begin() + static_cast<std::ptrdiff_t>(kept), std::greater<>());
    std::vector<std::size_t> periods;
    for (std::size_t k = 0; k < kept; ++k) periods.push_back(ranked[k].second);
    return periods;
  }

  /// The run, cut between iterations where the fewest values cross.
  Segment placed(const Run& run) const {
    const std::size_t offset = cut_of(run);
    return {run.first + offset, run.period, (run.end - run.first - offset) / run.period};
  }

  std::size_t cut_of(const Run& run) const {
    const std::size_t period = run.period;
    // Values that are used within a period of their making, counted at each place between two instructions that they
    // cross; a difference array around the circle of the body. One iteration in the middle stands for all.
    std::vector<std::ptrdiff_t> change(period + 1, 0);
    std::ptrdiff_t around = 0;
    const std::size_t sample = run.first + run.trips() / 2 * period;
    std::vector<std::size_t> last_use(2 * period, 0);
    for (std::size_t i = sample; i < std::min(sample + period, run.end); ++i)
      for (const Operand operand : tape_.operands(i)) {
        if (!tape_.is_result(operand)) continue;
        const std::size_t made = tape_.instruction_of(operand);
        if (made + period <= i || made < run.first) continue;
        auto& use = last_use[made + period - sample];
        use = std::max(use, i);
      }
    for (std::size_t k = 0; k < last_use.size(); ++k) {
      if (last_use[k] == 0) continue;
      const std::size_t from = (sample + k - period + 1 - run.first) % period;
      const std::size_t to = (last_use[k] + 1 - run.first) % period;
      ++change[from];
      --change[to];
      if (to <= from) ++around;
    }
    std::size_t best = 0;
    std::ptrdiff_t crossing = around, fewest = PTRDIFF_MAX;
    for (std::size_t offset = 0; offset < period; ++offset) {
      crossing += change[offset];
      if (crossing >= fewest) continue;
      fewest = crossing;
      best = offset;
    }
    return best;
  }

  const TapeIndex& tape_;
  std::span<const Signature> signatures_;
  std::vector<Segment> segments_;
};

}  // namespace

std::vector<Segment> find_loops(const TapeIndex& tape) { return LoopFinder(tape).find(); }

std::vector<Segment> find_outer_loop(const TapeIndex& tape, const Segment& segment) {
  return LoopFinder(tape).find_outer(segment);
}

}  // namespace hesse
