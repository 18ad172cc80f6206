// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/counted.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <random>

#include "evidence.hpp"

namespace hesse {

namespace {

constexpr double eps = std::numeric_limits<double>::epsilon();
/// Below this relative agreement an entry says nothing, unless its rounding is negligible against f.
constexpr double least_agreement = 1e-4;

/// Uniform on (-1, 1), the same on every platform.
double uniform(std::mt19937_64& random) { return (static_cast<double>(random() >> 11) + 0.5) * 0x1p-52 - 1.0; }

double larger(double a, double b) { return std::max(std::abs(a), std::abs(b)); }

double relative(double hand, double exact) {
  const double size = larger(hand, exact);
  return size == 0.0 ? 0.0 : std::abs(hand - exact) / size;
}

class EntryByEntry {
 public:
  EntryByEntry(const Function& f, const Candidate& candidate, ConstVector x, ConstVector sizes,
               const CheckOptions& options)
      : f_(f), candidate_(candidate), x_(x), sizes_(sizes), options_(options), random_(options.seed) {
    verdict_.check = candidate.check;
    verdict_.entries = x.size() * candidate.columns;
    verdict_.seed = options.seed;
    verdict_.radius = options.radius;
    verdict_.digits = -std::log10(eps / 2.0);
    told_ = Eigen::Matrix<Index, -1, -1>::Zero(x.size(), candidate.columns);
    trusted_ = Matrix::Zero(x.size(), candidate.columns);
  }

  Verdict run() {
    const Index points = options_.radius > 0.0 ? options_.points : 1;
    for (Index i = 0; i < points; ++i) {
      const Vector point = i == 0 ? Vector(x_) : around(x_, options_.radius);
      if (!compare_at(i, point)) return verdict_;
    }
    conclude();
    return verdict_;
  }

 private:
  Vector around(ConstVector x, double share) {
    Vector point(x.size());
    for (Index i = 0; i < x.size(); ++i) point[i] = x[i] + share * sizes_[i] * uniform(random_);
    return point;
  }

  /// False where the comparison cannot go on.
  bool compare_at(Index number, ConstVector point) {
    const Matrix exact = candidate_.exact(point);
    const double value = f_.value(point);
    if (!exact.allFinite() || !std::isfinite(value)) return note_not_finite(number, point), true;
    const Matrix by_hand = candidate_.by_hand(point);
    if (!has_right_shape(by_hand)) return false;
    ++verdict_.points;
    const Sighting views{point, by_hand, exact, tolerance(point, by_hand, exact)};
    differs_ = false;
    std::map<int, std::vector<Sighting>> shifted;
    for (Index column = 0; column < exact.cols(); ++column)
      for (Index row = 0; row < exact.rows(); ++row) compare_entry(number, point, value, views, row, column, shifted);
    if (candidate_.symmetric) look_for_asymmetry(views);
    if (differs_) sightings_.push_back(views);
    return true;
  }

  void note_not_finite(Index number, ConstVector point) {
    if (number > 0) {
      ++not_finite_;
      return;
    }
    verdict_.status = Verdict::Status::inconclusive;
    verdict_.notes.push_back(fmt::format("at the point given the function or its {} is not finite:\n{}",
                                         candidate_.noun, f_.explain_nonfinite(point).text()));
  }

  bool has_right_shape(const Matrix& by_hand) {
    if (by_hand.rows() == x_.size() && by_hand.cols() == candidate_.columns) return true;
    verdict_.status = Verdict::Status::failed;
    verdict_.notes.push_back(
        candidate_.symmetric
            ? fmt::format("the hand-made {} is {} x {}, but the function has {}. It must be {} x {}.", candidate_.noun,
                          by_hand.rows(), by_hand.cols(), counted(x_.size(), "input"), x_.size(), x_.size())
            : fmt::format("the hand-made {} has {}, but the function has {}. It must have one entry an input.",
                          candidate_.noun, counted(by_hand.rows(), "entry"), counted(x_.size(), "input")));
    return false;
  }

  /// What rounding may explain: of the exact derivative, of a hand-made one that adds up the same terms in another
  /// order (the factor), and of numbers so small that they lose bits.
  Matrix tolerance(ConstVector point, const Matrix& by_hand, const Matrix& exact) const {
    constexpr double factor = 16.0;
    Matrix bound = candidate_.rounding(point);
    for (Index column = 0; column < bound.cols(); ++column)
      for (Index row = 0; row < bound.rows(); ++row) {
        const double known = std::isfinite(bound(row, column)) ? bound(row, column) : 0.0;
        bound(row, column) = factor * (known + eps * larger(by_hand(row, column), exact(row, column)) +
                                       std::numeric_limits<double>::denorm_min());
      }
    return bound;
  }

  void compare_entry(Index number, ConstVector point, double value, const Sighting& views, Index row, Index column,
                     std::map<int, std::vector<Sighting>>& shifted) {
    const double hand = views.by_hand(row, column), exact = views.exact(row, column);
    const double tolerance = views.tolerance(row, column), share = relative(hand, exact);
    if (!(std::abs(hand - exact) <= tolerance) && survives_shifts(point, hand, exact, row, column, shifted))
      return note_mistake(number, hand, exact, tolerance, row, column);
    const bool negligible = tolerance * candidate_.scale(row, column) <= 1e-6 * std::abs(value);
    const double size = std::max(larger(hand, exact), std::numeric_limits<double>::min());
    trusted_(row, column) = std::max(trusted_(row, column), -std::log10(tolerance / size));
    if (share > least_agreement && !negligible) return;
    ++told_(row, column);
    if (share > least_agreement) return;  // zero but for rounding: digits say nothing
    verdict_.digits = std::min(verdict_.digits, -std::log10(std::max(share, eps / 2.0)));
  }

  /// Whether the two differ in the same way at points next to this one. A difference of relative size r is looked at
  /// over distances of that size, since rounding errors may stay the same over shorter ones; a difference in the first
  /// digits needs no more than distances over which nothing else changes.
  bool survives_shifts(ConstVector point, double hand, double exact, Index row, Index column,
                       std::map<int, std::vector<Sighting>>& shifted) {
    if (!std::isfinite(hand)) return true;
    const double share = relative(hand, exact), difference = hand - exact;
    const int exponent = share > 1e-3 ? -26 : std::max(-50, static_cast<int>(std::ceil(std::log2(4.0 * share))));
    auto& views = shifted[exponent];
    if (views.empty()) views = shifted_views(point, std::ldexp(1.0, exponent));
    return std::ranges::all_of(views, [&](const Sighting& view) {
      const double there = view.by_hand(row, column) - view.exact(row, column);
      return !std::isfinite(there) || there / difference > 0.5;
    });
  }

  std::vector<Sighting> shifted_views(ConstVector point, double share) {
    std::vector<Sighting> views;
    for (int i = 0; i < 6; ++i) {
      const Vector moved = around(point, share);
      views.push_back({moved, candidate_.by_hand(moved), candidate_.exact(moved), {}});
    }
    return views;
  }

  void note_mistake(Index number, double hand, double exact, double tolerance, Index row, Index column) {
    ++told_(row, column);
    differs_ = true;
    const Mistake here{row, column, candidate_.name(row, column), hand, exact, tolerance, number, 1};
    const auto [known, is_new] = mistakes_.try_emplace({row, column}, here);
    if (is_new) return;
    const Index wrong_at = known->second.wrong_at + 1;
    if (severity(here) > severity(known->second)) known->second = here;
    known->second.wrong_at = wrong_at;
  }

  /// Not a number is worst; then the relative difference.
  static double severity(const Mistake& mistake) {
    return std::isfinite(mistake.hand) ? mistake.relative_difference() : std::numeric_limits<double>::infinity();
  }

  void look_for_asymmetry(const Sighting& views) {
    if (asymmetric_) return;
    for (Index column = 1; column < x_.size(); ++column)
      for (Index row = 0; row < column; ++row) {
        const double upper = views.by_hand(row, column), lower = views.by_hand(column, row);
        const double allowed = views.tolerance(row, column) + views.tolerance(column, row);
        if (!std::isfinite(upper) || !std::isfinite(lower) || std::abs(upper - lower) <= allowed) continue;
        asymmetric_ = true;
        verdict_.notes.push_back(
            fmt::format("the hand-made Hessian is not symmetric, every Hessian is: {} = {:.9g}, {} = {:.9g}.",
                        candidate_.name(row, column), upper, candidate_.name(column, row), lower));
        return;
      }
  }

  void conclude() {
    for (const auto& [place, mistake] : mistakes_) verdict_.mistakes.push_back(mistake);
    std::ranges::stable_sort(verdict_.mistakes, std::greater(), severity);
    if (not_finite_ > 0)
      verdict_.notes.push_back(fmt::format(
          "{} random points were left out: the function or its {} is not finite there.", not_finite_, candidate_.noun));
    if (verdict_.points == 0) {
      verdict_.status = Verdict::Status::inconclusive;
      verdict_.digits = 0.0;
    }
    if (const Index untold = (2 * told_.array() <= verdict_.points).count(); verdict_.points > 0 && untold > 0)
      note_untold(untold);
    if (verdict_.mistakes.empty()) return;
    verdict_.status = Verdict::Status::failed;
    const bool finite = std::ranges::all_of(sightings_, [](const Sighting& seen) { return seen.by_hand.allFinite(); });
    if (finite) verdict_.cause = cause_of({f_, candidate_, x_, sightings_, verdict_.mistakes});
  }

  void note_untold(Index untold) {
    verdict_.status = Verdict::Status::inconclusive;
    for (Index column = 0; column < told_.cols(); ++column)
      for (Index row = 0; row < told_.rows(); ++row)
        if (2 * told_(row, column) <= verdict_.points)
          return verdict_.notes.push_back(fmt::format(
              "{} of {} entries cannot be judged, {} first: the two differ, and rounding of the inputs alone may do "
              "it, "
              "for only {:.0f} of the entry's digits can be trusted. Choose a point where the function is better "
              "conditioned.",
              untold, told_.size(), candidate_.name(row, column), std::floor(trusted_(row, column))));
  }

  const Function& f_;
  const Candidate& candidate_;
  Vector x_, sizes_;
  const CheckOptions& options_;
  std::mt19937_64 random_;
  Verdict verdict_;
  std::map<std::pair<Index, Index>, Mistake> mistakes_;
  Eigen::Matrix<Index, -1, -1> told_;  ///< at how many points an entry was right or wrong, not lost in rounding
  Matrix trusted_;                     ///< decimal digits of an entry above its tolerance, at the best point
  Index not_finite_ = 0;
  bool asymmetric_ = false;
  bool differs_ = false;  ///< at the point that is being compared
  std::vector<Sighting> sightings_;
};

}  // namespace

Verdict compare_derivatives(const Function& f, const Candidate& candidate, ConstVector x, ConstVector sizes,
                            const CheckOptions& options) {
  return EntryByEntry(f, candidate, x, sizes, options).run();
}

}  // namespace hesse
