// SPDX-License-Identifier: BSL-1.0
#include "difference_judge.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "probes.hpp"

namespace hesse {

namespace {

/// First steps, as shares of the sizes of the inputs; each set goes down by a factor of twenty, to where the next
/// begins. The first is the one that serves most functions.
constexpr std::array<double, 5> first_steps = {0x1p-4, 0x1p-1, 0x1p-8, 0x1p-12, 0x1p-16};

}  // namespace

DifferenceJudge::DifferenceJudge(Outputs& f, const Subject& subject, ConstVector x, ConstVector sizes,
                                 std::uint64_t seed)
    : f_(f), subject_(subject), x_(x), sizes_(sizes), seed_(seed) {
  places_.push_back(place_at(x_, seed_));
  negligible_ = negligible_changes();
}

DifferenceJudge::Place DifferenceJudge::place_at(ConstVector x, std::uint64_t seed) {
  return {subject_.by_hand(x), DifferenceQuotients(f_, x, sizes_, seed), {}};
}

DifferenceJudge::Line DifferenceJudge::line(Index row, Index column) const {
  if (subject_.from_values()) return {std::min(row, column), std::max(row, column)};
  return {subject_.form == Subject::Form::gradient ? row : column, 0};
}

/// What an entry is multiplied by to be a change of its output over the size of the inputs.
double DifferenceJudge::scale(Index row, Index column) const {
  return subject_.is_hessian() ? sizes_[row] * sizes_[column] : sizes_[line(row, column).i];
}

DifferenceJudge::Bar DifferenceJudge::bar(Place& place, Index row, Index column, double step) {
  const Line along = line(row, column);
  auto known = place.seen.find({along, step});
  if (known == place.seen.end())
    known = place.seen
                .emplace(std::pair{along, step}, subject_.from_values() ? place.quotients.second(along.i, along.j, step)
                                                                        : place.quotients.first(along.i, step))
                .first;
  return {known->second.value[output(row)], known->second.error[output(row)]};
}

/// Changes of outputs that are zero but for noise, by the row: a thousandth of what the largest entry stands for, or a
/// millionth of the value. The outputs of a Jacobian differ in size.
Vector DifferenceJudge::negligible_changes() {
  constexpr double share_of_largest = 1e-3, share_of_value = 1e-6;
  Vector negligible = Vector::Zero(subject_.rows);
  for (Index column = 0; column < subject_.columns; ++column)
    for (Index row = 0; row < subject_.rows; ++row) {
      const auto [value, error] = bar(places_.front(), row, column, first_steps[0]);
      if (std::isfinite(error))
        negligible[row] =
            std::max(negligible[row], share_of_largest * (std::abs(value) - clear * error) * scale(row, column));
    }
  if (subject_.form != Subject::Form::jacobian) negligible.setConstant(negligible.maxCoeff());
  for (Index row = 0; row < subject_.rows; ++row) {
    const double unit = subject_.form == Subject::Form::hessian_of_gradient ? sizes_[row] : 1.0;
    negligible[row] = std::max(negligible[row], share_of_value * unit * std::abs(quotients().here()[output(row)]));
  }
  return negligible;
}

double DifferenceJudge::Bar::tolerance(double hand) const {
  return clear * error + 16.0 * std::numeric_limits<double>::epsilon() * std::max(std::abs(value), std::abs(hand));
}

bool DifferenceJudge::Bar::excludes(double hand) const { return std::abs(hand - value) > tolerance(hand); }

Finding DifferenceJudge::operator()(Index row, Index column) {
  const double hand = places_.front().by_hand(row, column);
  Bar best{std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()};
  double best_step = 0.0;
  const auto known = [&] {
    const double tolerance = best.tolerance(hand);
    return tolerance <= known_share * std::abs(best.value) || tolerance * scale(row, column) <= negligible_[row] ||
           tolerance == 0.0;
  };
  for (const double step : first_steps) {
    const Bar seen = bar(places_.front(), row, column, step);
    if (seen.error < best.error) best = seen, best_step = step;
    if (known() && !best.excludes(hand)) break;
  }
  const auto found = [&](Finding::Kind kind) { return Finding{kind, best.value, best.tolerance(hand)}; };
  if (!std::isfinite(best.error)) return found(Finding::Kind::not_finite);
  if (!std::isfinite(hand)) return found(Finding::Kind::wrong);
  if (best.excludes(hand)) return found(confirm(row, column, best, best_step));
  return found(known() ? Finding::Kind::right : Finding::Kind::not_known);
}

/// An entry outside of the best bar is wrong if it is outside of every bar that could tell, of those of two sets of
/// steps next to the best one, and, in the same direction, at two points nearby, whose noise is other noise.
Finding::Kind DifferenceJudge::confirm(Index row, Index column, const Bar& best, double best_step) {
  constexpr double nearby = 0x1p-7;
  const double hand = places_.front().by_hand(row, column), difference = hand - best.value;
  for (const double step : first_steps) {
    const Bar seen = bar(places_.front(), row, column, step);
    if (seen.tolerance(hand) < 0.5 * std::abs(difference) && !seen.excludes(hand)) return Finding::Kind::contradicted;
  }
  for (const double beside : {0.83, 0.71})
    if (!bar(places_.front(), row, column, beside * best_step).excludes(hand)) return Finding::Kind::contradicted;
  const Line along = line(row, column);
  if (subject_.from_values() ? quotients().second_jumps(along.i, along.j, output(row))
                             : quotients().first_jumps(along.i, output(row)))
    return Finding::Kind::jump;
  const Matrix shifts = nearby * directions_of(sizes_, seed_, 2);
  for (Index k = 0; k < shifts.cols(); ++k) {
    if (std::ssize(places_) == k + 1)
      places_.push_back(place_at(x_ + shifts.col(k), seed_ + static_cast<std::uint64_t>(k + 1)));
    Place& place = places_[static_cast<std::size_t>(k + 1)];
    const double there = place.by_hand(row, column);
    const Bar seen = bar(place, row, column, best_step);
    if (std::isfinite(there) && !(seen.excludes(there) && (there - seen.value) / difference > 0.0))
      return Finding::Kind::contradicted;
  }
  return Finding::Kind::wrong;
}

}  // namespace hesse
