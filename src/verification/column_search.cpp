// SPDX-License-Identifier: BSL-1.0
#include "column_search.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

namespace hesse {

namespace {

/// The entries of one row within an interval of columns: their sum, each times the direction.
struct Share {
  Index row;
  double sum;
};

/// An interval of the order of columns, and the rows that have entries in it.
struct Interval {
  Index begin, end;
  std::vector<Share> shares;
};

class Halving {
 public:
  explicit Halving(const ColumnSearch& search) : search_(search), products_left_(search.most_products) {}

  ColumnSearch::Found run(const std::vector<Index>& rows, const Vector& along_direction) {
    Interval all{0, std::ssize(search_.order), {}};
    for (const Index row : rows) all.shares.push_back({row, along_direction[row]});
    std::vector<Interval> level;
    if (!rows.empty()) level.push_back(std::move(all));
    while (!level.empty()) level = halve(harvest(std::move(level)));
    found_.rows_given_up.assign(given_up_.begin(), given_up_.end());
    return std::move(found_);
  }

 private:
  /// Takes out the intervals of one column; their entries are found.
  std::vector<Interval> harvest(std::vector<Interval> level) {
    const auto wide = std::stable_partition(level.begin(), level.end(),
                                            [](const Interval& interval) { return interval.end - interval.begin > 1; });
    for (auto single = wide; single != level.end(); ++single) {
      const Index column = search_.order[static_cast<std::size_t>(single->begin)];
      for (const Share& share : single->shares)
        found_.entries.push_back({share.row, column, share.sum / search_.direction[column]});
    }
    level.erase(wide, level.end());
    give_up_full_rows(level);
    return level;
  }

  void give_up_full_rows(std::vector<Interval>& level) {
    std::map<Index, Index> intervals;
    for (const Interval& interval : level)
      for (const Share& share : interval.shares)
        if (++intervals[share.row] > search_.most_in_a_row) given_up_.insert(share.row);
    for (Interval& interval : level)
      std::erase_if(interval.shares, [&](const Share& share) { return given_up_.contains(share.row); });
    std::erase_if(level, [](const Interval& interval) { return interval.shares.empty(); });
  }

  std::vector<Interval> halve(std::vector<Interval> level) {
    std::vector<Interval> next;
    const std::vector<std::vector<const Interval*>> groups = apart(level);
    // The levels to come need products too.
    Index widest = 2;
    for (const Interval& interval : level) widest = std::max(widest, interval.end - interval.begin);
    const auto levels_left = static_cast<Index>(std::ceil(std::log2(static_cast<double>(widest))));
    const Index affordable = products_left_ / levels_left;
    for (Index i = 0; i < std::ssize(groups); ++i) {
      const auto& group = groups[static_cast<std::size_t>(i)];
      if (i < affordable)
        split(group, next);
      else
        for (const Interval* interval : group)
          for (const Share& share : interval->shares) given_up_.insert(share.row);
    }
    return next;
  }

  /// Groups of intervals without a common row, which one product can halve. The worst come first.
  [[nodiscard]] std::vector<std::vector<const Interval*>> apart(const std::vector<Interval>& level) const {
    std::vector<std::pair<double, const Interval*>> order;
    for (const Interval& interval : level) {
      double worst = 0.0;
      for (const auto& [row, sum] : interval.shares) worst = std::max(worst, std::abs(sum) / search_.zero_below[row]);
      order.emplace_back(worst, &interval);
    }
    std::ranges::stable_sort(order, std::greater(), [](const auto& item) { return item.first; });
    std::vector<std::vector<const Interval*>> groups;
    std::map<Index, std::set<std::size_t>> taken;  // by the row
    for (const auto& [worst, interval] : order) {
      std::set<std::size_t> others;
      for (const Share& share : interval->shares) others.insert(taken[share.row].begin(), taken[share.row].end());
      std::size_t group = 0;
      while (others.contains(group)) ++group;
      if (group == groups.size()) groups.emplace_back();
      groups[group].push_back(interval);
      for (const Share& share : interval->shares) taken[share.row].insert(group);
    }
    return groups;
  }

  [[nodiscard]] Index middle(const Interval& interval) const {
    const bool both = interval.begin < search_.first && search_.first < interval.end;
    return both ? search_.first : (interval.begin + interval.end) / 2;
  }

  void split(const std::vector<const Interval*>& group, std::vector<Interval>& next) {
    Vector left_halves = Vector::Zero(search_.direction.size());
    for (const Interval* interval : group)
      for (Index place = interval->begin; place < middle(*interval); ++place) {
        const Index column = search_.order[static_cast<std::size_t>(place)];
        left_halves[column] = search_.direction[column];
      }
    const Vector sums = search_.product(left_halves);
    --products_left_;
    for (const Interval* interval : group) {
      Interval left{interval->begin, middle(*interval), {}}, right{middle(*interval), interval->end, {}};
      for (const auto& [row, sum] : interval->shares) divide({row, sum}, sums[row], left, right);
      for (Interval* half : {&left, &right})
        if (!half->shares.empty()) next.push_back(std::move(*half));
    }
  }

  /// The right half has what the left one has not. A sum that is in one half alone keeps the bits that were measured,
  /// so that rounding does not add up on the way to a single column.
  void divide(const Share& whole, double in_left, Interval& left, Interval& right) const {
    const double in_right = whole.sum - in_left, zero = search_.zero_below[whole.row];
    const bool left_is_zero = std::abs(in_left) <= zero, right_is_zero = std::abs(in_right) <= 2.0 * zero;
    const bool left_only = right_is_zero && (!left_is_zero || std::abs(in_left) >= std::abs(in_right));
    if (left_only)
      left.shares.push_back({whole.row, in_left});
    else if (left_is_zero)
      right.shares.push_back(whole);
    else {
      left.shares.push_back({whole.row, in_left});
      right.shares.push_back({whole.row, in_right});
    }
  }

  const ColumnSearch& search_;
  Index products_left_;
  ColumnSearch::Found found_;
  std::set<Index> given_up_;
};

}  // namespace

ColumnSearch::Found ColumnSearch::run(const std::vector<Index>& rows, const Vector& along_direction) const {
  return Halving(*this).run(rows, along_direction);
}

}  // namespace hesse
