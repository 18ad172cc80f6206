// SPDX-License-Identifier: BSL-1.0
#include "prediction_scan.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

#include "faults.hpp"

namespace hesse {

namespace {

// Ten points a decade and more around zero and each number of the label, for kinks and optima lie there.
constexpr int points_a_decade = 12;
constexpr int decades = 9;
// Halvings of a bracket; a spacing of a few units is down to the rounding of a prediction before.
constexpr int most_halvings = 80;
// A bracket around a kink shrinks to two tenths of itself in a round.
constexpr int parts_of_a_bracket = 10;
constexpr int rounds_for_a_kink = 26;
constexpr double relative_distance_of_sides = 1e-7;
constexpr double relative_length_of_a_moment = 1e-6;

/// One of the derivatives of a row.
struct Probe {
  Index label;
  Index output;
  double prediction;
};

double size_of(double prediction) { return std::max(1.0, std::abs(prediction)); }

bool is_jump(double far_below, double below, double above, double far_above) {
  const double near = std::abs(above - below), far = std::abs(far_above - far_below);
  return near > 0.5 * far && near > 1e-6 * std::max(std::abs(below), std::abs(above));
}

/// So many different rows, from the first to the last in order.
Matrix some_rows(ConstMatrix labels, Index most) {
  std::vector<Index> order(static_cast<std::size_t>(labels.rows()));
  std::iota(order.begin(), order.end(), Index{0});
  const auto is_less = [&](Index a, Index b) {
    const auto first = labels.row(a), second = labels.row(b);
    return std::lexicographical_compare(first.begin(), first.end(), second.begin(), second.end());
  };
  std::ranges::sort(order, is_less);
  const auto repeats = std::ranges::unique(order, [&](Index a, Index b) { return labels.row(a) == labels.row(b); });
  order.erase(repeats.begin(), repeats.end());
  const auto different = static_cast<Index>(order.size()), count = std::min(most, different);
  Matrix chosen(count, labels.cols());
  for (Index i = 0; i < count; ++i)
    chosen.row(i) = labels.row(order[static_cast<std::size_t>(count == 1 ? 0 : i * (different - 1) / (count - 1))]);
  return chosen;
}

class Scan {
 public:
  Scan(const Loss& loss, ConstMatrix predictions, ConstMatrix labels, const LossHealthOptions& options,
       BoostingHealth& health)
      : loss_(loss),
        options_(options),
        health_(health),
        labels_(some_rows(labels, options.labels)),
        others_(predictions.colwise().mean()) {}

  void run() {
    for (Index label = 0; label < labels_.rows(); ++label)
      for (Index output = 0; output < health_.outputs; ++output) {
        if (options_.stop_token.stop_requested()) return;
        const std::vector<double> points = points_around(labels_.row(label));
        std::vector<Probe> probes;
        for (const double point : points) probes.push_back({label, output, point});
        find_stretches(probes);
        find_jumps(probes);
      }
  }

 private:
  struct Bracket {
    Probe sound, faulty;
    std::size_t stretch;
    bool is_end;
  };

  [[nodiscard]] std::vector<double> points_around(const Eigen::RowVectorXd& label) const;
  [[nodiscard]] Matrix predictions_of(const std::vector<Probe>& probes) const;
  [[nodiscard]] Matrix labels_of(const std::vector<Probe>& probes) const;
  /// Gradient and curvature of each.
  [[nodiscard]] Matrix look(const std::vector<Probe>& probes) const;
  [[nodiscard]] Vector kink_distances(const std::vector<Probe>& probes) const {
    return loss_.per_row_kink_distance(predictions_of(probes), labels_of(probes));
  }
  void find_stretches(const std::vector<Probe>& probes);
  void bisect(std::vector<Bracket>& brackets) const;
  void keep_what_matters(std::size_t first);
  [[nodiscard]] std::vector<Probe> kinks_among(const std::vector<Probe>& probes) const;
  void find_jumps(const std::vector<Probe>& probes);

  const Loss& loss_;
  const LossHealthOptions& options_;
  BoostingHealth& health_;
  Matrix labels_;
  Eigen::RowVectorXd others_;
};

std::vector<double> Scan::points_around(const Eigen::RowVectorXd& label) const {
  const double low = health_.lowest, high = health_.highest;
  std::vector<double> points;
  for (Index i = 0; i < options_.points; ++i)
    points.push_back(low + (high - low) * static_cast<double>(i) / static_cast<double>(options_.points - 1));
  std::vector<double> centres(label.begin(), label.end());
  centres.push_back(0.0);
  for (const double centre : centres) {
    points.push_back(centre);
    for (int i = 0; i <= decades * points_a_decade; ++i) {
      const double away = (high - low) * std::pow(10.0, -static_cast<double>(i) / points_a_decade);
      points.insert(points.end(), {centre - away, centre + away});
    }
  }
  std::erase_if(points, [&](double point) { return !(point >= low && point <= high); });
  std::ranges::sort(points);
  points.erase(std::ranges::unique(points).begin(), points.end());
  return points;
}

Matrix Scan::predictions_of(const std::vector<Probe>& probes) const {
  Matrix predictions = others_.replicate(static_cast<Index>(probes.size()), 1);
  for (std::size_t i = 0; i < probes.size(); ++i)
    predictions(static_cast<Index>(i), probes[i].output) = probes[i].prediction;
  return predictions;
}

Matrix Scan::labels_of(const std::vector<Probe>& probes) const {
  Matrix labels(static_cast<Index>(probes.size()), labels_.cols());
  for (std::size_t i = 0; i < probes.size(); ++i) labels.row(static_cast<Index>(i)) = labels_.row(probes[i].label);
  return labels;
}

Matrix Scan::look(const std::vector<Probe>& probes) const {
  const RowDerivatives found = loss_.per_row_gradient_hessian(predictions_of(probes), labels_of(probes));
  Matrix derivatives(static_cast<Index>(probes.size()), 2);
  for (std::size_t i = 0; i < probes.size(); ++i) {
    const auto row = static_cast<Index>(i);
    derivatives.row(row) << found.gradient(row, probes[i].output), found.hessian(row, probes[i].output);
  }
  return derivatives;
}

void Scan::find_stretches(const std::vector<Probe>& probes) {
  const Matrix derivatives = look(probes);
  const std::size_t first = health_.stretches.size();
  std::vector<Bracket> brackets;
  for (const bool of_curvature : {true, false})
    for (const Fault fault : all_faults()) {
      const auto faulty = [&](std::size_t k) {
        return is_faulty(derivatives(static_cast<Index>(k), of_curvature ? 1 : 0), of_curvature, fault, options_.floor);
      };
      for (std::size_t k = 0; k < probes.size(); ++k) {
        if (!faulty(k)) continue;
        const std::size_t start = k;
        while (k + 1 < probes.size() && faulty(k + 1)) ++k;
        const std::size_t stretch = health_.stretches.size();
        health_.stretches.push_back({labels_.row(probes[k].label), probes[k].output, of_curvature, fault,
                                     probes[start].prediction, probes[k].prediction});
        if (start > 0) brackets.push_back({probes[start - 1], probes[start], stretch, false});
        if (k + 1 < probes.size()) brackets.push_back({probes[k + 1], probes[k], stretch, true});
      }
    }
  bisect(brackets);
  for (const Bracket& bracket : brackets) {
    FaultyStretch& stretch = health_.stretches[bracket.stretch];
    (bracket.is_end ? stretch.to : stretch.from) = bracket.faulty.prediction;
  }
  keep_what_matters(first);
}

void Scan::bisect(std::vector<Bracket>& brackets) const {
  if (brackets.empty()) return;
  for (int halving = 0; halving < most_halvings; ++halving) {
    std::vector<Probe> middles;
    for (const Bracket& bracket : brackets) {
      middles.push_back(bracket.faulty);
      middles.back().prediction = std::midpoint(bracket.sound.prediction, bracket.faulty.prediction);
    }
    const Matrix derivatives = look(middles);
    for (std::size_t i = 0; i < brackets.size(); ++i) {
      const FaultyStretch& stretch = health_.stretches[brackets[i].stretch];
      const bool faulty = is_faulty(derivatives(static_cast<Index>(i), stretch.of_curvature ? 1 : 0),
                                    stretch.of_curvature, stretch.fault, options_.floor);
      (faulty ? brackets[i].faulty : brackets[i].sound) = middles[i];
    }
  }
}

/// What is zero from 3 on is below the floor from 3 on: only the worst is told. And every gradient is small right
/// beside its zero: what is faulty for no more than such a moment is not told either, unless it is infinite there.
void Scan::keep_what_matters(std::size_t first) {
  auto& all = health_.stretches;
  std::vector<FaultyStretch> kept;
  for (std::size_t i = first; i < all.size(); ++i) {
    const FaultyStretch& found = all[i];
    const bool is_moment = found.fault > Fault::overflows_in_single &&
                           found.to - found.from < relative_length_of_a_moment * size_of(found.from);
    const bool is_told = std::any_of(kept.begin(), kept.end(), [&](const FaultyStretch& worse) {
      return worse.of_curvature == found.of_curvature && worse.from == found.from && worse.to == found.to;
    });
    if (!is_moment && !is_told) kept.push_back(found);
  }
  all.resize(first);
  all.insert(all.end(), kept.begin(), kept.end());
}

/// Where the distance to a kink has a minimum, followed down.
std::vector<Probe> Scan::kinks_among(const std::vector<Probe>& probes) const {
  const Vector distance = kink_distances(probes);
  std::vector<std::array<double, 2>> brackets;
  for (Index k = 0; k < distance.size(); ++k) {
    const Index before = std::max<Index>(k - 1, 0), after = std::min(k + 1, distance.size() - 1);
    const bool is_least =
        std::isfinite(distance[k]) && distance[k] <= distance[before] && distance[k] <= distance[after];
    const auto at = [&](Index i) { return probes[static_cast<std::size_t>(i)].prediction; };
    if (is_least) brackets.push_back({at(before), at(after)});
  }
  std::vector<Probe> inside(brackets.size() * (parts_of_a_bracket + 1));
  Vector distances;
  std::vector<Probe> nearest(brackets.size());
  for (int round = 0; round < rounds_for_a_kink && !brackets.empty(); ++round) {
    for (std::size_t i = 0; i < inside.size(); ++i) {
      const auto [low, high] = brackets[i / (parts_of_a_bracket + 1)];
      const double part = static_cast<double>(i % (parts_of_a_bracket + 1)) / parts_of_a_bracket;
      inside[i] = {probes.front().label, probes.front().output, std::lerp(low, high, part)};
    }
    distances = kink_distances(inside);
    for (std::size_t b = 0; b < brackets.size(); ++b) {
      const std::size_t first = b * (parts_of_a_bracket + 1);
      Index least = 0;
      distances.segment(static_cast<Index>(first), parts_of_a_bracket + 1).minCoeff(&least);
      nearest[b] = inside[first + static_cast<std::size_t>(least)];
      const auto at = [&](Index i) { return inside[first + static_cast<std::size_t>(i)].prediction; };
      brackets[b] = {at(std::max<Index>(least - 1, 0)), at(std::min<Index>(least + 1, parts_of_a_bracket))};
    }
  }
  return nearest;
}

void Scan::find_jumps(const std::vector<Probe>& probes) {
  std::vector<Probe> kinks = kinks_among(probes);
  if (kinks.empty()) return;
  std::ranges::sort(kinks, {}, &Probe::prediction);
  Vector distance(static_cast<Index>(kinks.size()));
  for (std::size_t i = 0; i < kinks.size(); ++i)
    distance[static_cast<Index>(i)] = relative_distance_of_sides * size_of(kinks[i].prediction);
  const auto sides = both_sides(loss_, predictions_of(kinks), labels_of(kinks), kinks.front().output, distance);
  double last = -std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < kinks.size(); ++i) {
    if (!sides[i].jumps || kinks[i].prediction - last <= 2.0 * distance[static_cast<Index>(i)]) continue;
    last = kinks[i].prediction;
    health_.jumps.push_back(
        {labels_.row(kinks[i].label), kinks[i].output, last, sides[i].gradient, sides[i].curvature});
  }
}

/// Around the middle of the predictions, between the nearest faulty stretches of the curvature.
std::optional<std::array<double, 2>> sound_interval(const BoostingHealth& health, double middle) {
  std::array<double, 2> interval{health.lowest, health.highest};
  for (const FaultyStretch& stretch : health.stretches) {
    if (!stretch.of_curvature) continue;
    if (stretch.from <= middle && middle <= stretch.to) return std::nullopt;
    if (stretch.to < middle) interval[0] = std::max(interval[0], stretch.to);
    if (stretch.from > middle) interval[1] = std::min(interval[1], stretch.from);
  }
  return interval;
}

}  // namespace

std::vector<BothSides> both_sides(const Loss& loss, const Matrix& predictions, const Matrix& labels, Index output,
                                  const Vector& distance) {
  const Index m = predictions.rows();
  Matrix moved = predictions.replicate(4, 1);
  moved.col(output) += (Vector(4 * m) << -distance, -0.1 * distance, 0.1 * distance, distance).finished();
  const RowDerivatives found = loss.per_row_gradient_hessian(moved, labels.replicate(4, 1));
  const auto jumps = [&](const RowMatrix& of, Index i) {
    return is_jump(of(i, output), of(m + i, output), of(2 * m + i, output), of(3 * m + i, output));
  };
  std::vector<BothSides> sides;
  for (Index i = 0; i < m; ++i)
    sides.push_back({{found.gradient(m + i, output), found.gradient(2 * m + i, output)},
                     {found.hessian(m + i, output), found.hessian(2 * m + i, output)},
                     jumps(found.gradient, i) || jumps(found.hessian, i)});
  return sides;
}

void scan_predictions(const Loss& loss, ConstMatrix predictions, ConstMatrix labels, const LossHealthOptions& options,
                      BoostingHealth& health) {
  std::vector<double> all(static_cast<std::size_t>(predictions.size()));
  Eigen::Map<Matrix>(all.data(), predictions.rows(), predictions.cols()) = predictions;
  const Spread given = spread_of(std::move(all));
  health.lowest = std::min(given.smallest, -options.reach);
  health.highest = std::max(given.largest, options.reach);
  Scan(loss, predictions, labels, options, health).run();
  if (!options.stop_token.stop_requested()) health.sound = sound_interval(health, given.median);
}

}  // namespace hesse
