// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/counted.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <limits>
#include <map>
#include <optional>
#include <random>

#include "evidence.hpp"
#include "probes.hpp"
#include "route_comparison.hpp"

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

/// "the point given", "random point 3", "4 times the point given": a place among the points compared.
struct Place {
  Index number;
  double multiple = 0.0;  ///< of the point given, or 0

  [[nodiscard]] std::string words() const {
    if (multiple != 0.0) return fmt::format("{:g} times the point given", multiple);
    return number == 0 ? "the point given" : fmt::format("random point {}", number);
  }
};

class EntryByEntry {
 public:
  explicit EntryByEntry(const Task& task)
      : f_(task.f),
        candidate_(task.candidate),
        x_(task.x),
        sizes_(task.sizes),
        options_(task.options),
        watch_(task.watch),
        routes_(task),
        random_(task.options.seed) {
    verdict_.check = candidate_.check;
    verdict_.entries = candidate_.rows * candidate_.columns;
    verdict_.seed = options_.seed;
    verdict_.radius = options_.radius;
    verdict_.digits = -std::log10(eps / 2.0);
    told_ = Eigen::Matrix<Index, -1, -1>::Zero(candidate_.rows, candidate_.columns);
    trusted_ = Matrix::Zero(candidate_.rows, candidate_.columns);
  }

  Verdict run() {
    bool comparable = true;
    watch_.until_stopped(verdict_, [&] { comparable = compare_everywhere(); });
    if (!comparable) return verdict_;
    conclude();
    // Guesses are tried against exact derivatives at other points, which takes its time too.
    if (verdict_.status == Verdict::Status::failed) watch_.until_stopped(verdict_, [&] { name_cause(); });
    return verdict_;
  }

 private:
  /// False where the comparison cannot go on.
  bool compare_everywhere() {
    const bool elsewhere = options_.radius > 0.0 && options_.points > 1;
    const Index around_it = elsewhere ? options_.points : 1;
    const std::vector<double> multiples = elsewhere && !x_.isZero(0.0) ? options_.multiples : std::vector<double>();
    watch_.expect(around_it + std::ssize(multiples), candidate_.pieces);
    watch_.pause();
    for (Index i = 0; i < around_it; ++i) {
      const Vector point = i == 0 ? x_ : around(x_, options_.radius);
      if (!compare_at({i}, point, look_at(point))) return false;
      watch_.point_done();
    }
    for (const double multiple : multiples) {
      compare_at_multiple({around_it + std::ssize(verdict_.multiples), multiple});
      watch_.point_done();
    }
    return true;
  }

  Vector around(ConstVector x, double share) {
    Vector point(x.size());
    for (Index i = 0; i < x.size(); ++i) point[i] = x[i] + share * sizes_[i] * uniform(random_);
    return point;
  }

  /// What is there before anything is compared; by hand only where there is something to compare it with.
  struct Look {
    Vector values;
    Matrix exact, by_hand;
    [[nodiscard]] bool is_finite() const { return exact.allFinite() && values.allFinite(); }
  };

  Look look_at(ConstVector point) const {
    Look look{{}, candidate_.exact(point), {}};
    look.values = values_at(f_, point);
    if (look.is_finite()) look.by_hand = candidate_.by_hand(point);
    watch_.piece_done();
    return look;
  }

  /// The caller has not named this point, so nobody is to blame for what does not work there.
  void compare_at_multiple(const Place& place) {
    const Vector point = place.multiple * x_;
    const auto leave_out = [&](const std::string& why) {
      verdict_.notes.push_back(fmt::format("{} was left out: {}.", place.words(), why));
    };
    std::optional<Look> look;
    try {
      look = look_at(point);
    } catch (const std::exception& refusal) {
      return leave_out(fmt::format("there it is said that \"{}\"", refusal.what()));
    }
    if (!look->is_finite())
      return leave_out(fmt::format("the function or its {} is not finite there", candidate_.noun));
    if (!look->by_hand.allFinite())
      return leave_out(fmt::format("the hand-made {} is not finite there, while the exact one is", candidate_.noun));
    verdict_.multiples.push_back(place.multiple);
    compare_at(place, point, *look);
  }

  /// False where the comparison cannot go on.
  bool compare_at(const Place& place, ConstVector point, const Look& look) {
    if (!look.is_finite()) return note_not_finite(place.number, point), true;
    if (!has_right_shape(look.by_hand)) return false;
    const Matrix bound = candidate_.rounding(point);
    routes_.compare_at(place.words(), point, look.exact, bound);
    const Sighting views{point, look.by_hand, look.exact, tolerance(bound, look.by_hand, look.exact)};
    differs_ = false;
    std::map<int, std::vector<Sighting>> shifted;
    ++verdict_.points;
    for (Index column = 0; column < candidate_.columns; ++column)
      for (Index row = 0; row < candidate_.rows; ++row)
        compare_entry(place.number, point, look.values, views, row, column, shifted);
    if (candidate_.form == Form::hessian) look_for_asymmetry(views);
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
    if (by_hand.rows() == candidate_.rows && by_hand.cols() == candidate_.columns) return true;
    verdict_.status = Verdict::Status::failed;
    const bool is_matrix = candidate_.form == Form::hessian || candidate_.form == Form::jacobian;
    const std::string outputs = candidate_.form == Form::jacobian ? counted(candidate_.rows, "output") + " and " : "";
    verdict_.notes.push_back(
        is_matrix ? fmt::format("the hand-made {} is {} x {}, but the function has {}{}. It must be {} x {}.",
                                candidate_.noun, by_hand.rows(), by_hand.cols(), outputs, counted(x_.size(), "input"),
                                candidate_.rows, candidate_.columns)
                  : fmt::format("the hand-made {} has {}, but the function has {}. It must have one entry an input.",
                                candidate_.noun, counted(by_hand.rows(), "entry"), counted(x_.size(), "input")));
    return false;
  }

  [[nodiscard]] Matrix tolerance(Matrix bound, const Matrix& by_hand, const Matrix& exact) const {
    for (Index column = 0; column < bound.cols(); ++column)
      for (Index row = 0; row < bound.rows(); ++row) {
        const double known = std::isfinite(bound(row, column)) ? bound(row, column) : 0.0;
        bound(row, column) = rounding_explains(known, by_hand(row, column), exact(row, column));
      }
    return bound;
  }

  void compare_entry(Index number, ConstVector point, ConstVector values, const Sighting& views, Index row,
                     Index column, std::map<int, std::vector<Sighting>>& shifted) {
    const double hand = views.by_hand(row, column), exact = views.exact(row, column);
    const double tolerance = views.tolerance(row, column), share = relative(hand, exact);
    if (!(std::abs(hand - exact) <= tolerance) && survives_shifts(point, hand, exact, row, column, shifted))
      return note_mistake(number, hand, exact, tolerance, row, column);
    const Index output = candidate_.output(row);
    const double value = std::abs(candidate_.weights[output] * values[output]);
    const bool negligible = tolerance * candidate_.scale(row, column) <= 1e-6 * value;
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
    verdict_.contradicted = routes_.differing();
    verdict_.confirmed = routes_.compared() - routes_.differing();
    if (!routes_.obstacle().empty())
      verdict_.notes.push_back(fmt::format("the callable does not run on hyper-dual numbers: {}", routes_.obstacle()));
    if (const auto disagreement = routes_.disagreement()) return note_disagreement(*disagreement);
    if (verdict_.stopped) return;
    if (const Index untold = (2 * told_.array() <= verdict_.points).count(); verdict_.points > 0 && untold > 0)
      note_untold(untold);
    if (!verdict_.mistakes.empty()) verdict_.status = Verdict::Status::failed;
  }

  void name_cause() {
    const bool finite = std::ranges::all_of(sightings_, [](const Sighting& seen) { return seen.by_hand.allFinite(); });
    if (finite) verdict_.cause = cause_of({f_, candidate_, x_, sightings_, verdict_.mistakes});
  }

  /// What differs from the recording is no mistake of whoever looked at the callable.
  void note_disagreement(const std::string& disagreement) {
    verdict_.status = Verdict::Status::inconclusive;
    verdict_.notes.push_back(disagreement);
    verdict_.mistakes.clear();
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
  const Vector x_, sizes_;
  const CheckOptions& options_;
  Watch& watch_;
  RouteComparison routes_;
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

double rounding_explains(double bound, double one, double other) {
  constexpr double factor = 16.0;
  return factor * (bound + eps * larger(one, other) + std::numeric_limits<double>::denorm_min());
}

Verdict compare_derivatives(const Task& task) { return EntryByEntry(task).run(); }

}  // namespace hesse
