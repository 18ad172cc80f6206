// SPDX-License-Identifier: BSL-1.0
#include <hesse/optimizers/line_search.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace hesse {

namespace {

constexpr double sufficient_decrease = 1e-4;
constexpr double steepness_left = 0.9;

/// One point of the line, judged.
struct Probe {
  double length;
  std::optional<Iterate> iterate;
  Judgement judgement{};
};

class Line {
 public:
  Line(const Iterate& here, const Vector& direction, Problem& problem)
      : here_(here), direction_(direction), problem_(problem), slope_(here.gradient.dot(direction)) {}

  Probe probe(double length) {
    ++probes_;
    Probe result{length, problem_.evaluate(here_.point + length * direction_)};
    if (result.iterate) {
      last_value_ = result.iterate->value;
      result.judgement = problem_.judge(here_, *result.iterate, -length * slope_, sufficient_decrease);
    }
    return result;
  }
  [[nodiscard]] bool may_go_on() const { return !problem_.is_lost() && !problem_.interrupted(); }
  [[nodiscard]] double slope() const { return slope_; }
  [[nodiscard]] double slope_at(const Probe& probe) const { return probe.iterate->gradient.dot(direction_); }

  /// The minimum of the parabola through f, its slope here and f at the probe, kept within [t/10, t/2].
  [[nodiscard]] double shorter_than(const Probe& probe) const {
    if (!probe.iterate) return 0.5 * probe.length;
    const double t = probe.length;
    const double rise = probe.iterate->value - here_.value - t * slope_;
    const double vertex = -slope_ * t * (t / (2.0 * rise));
    return std::isfinite(vertex) ? std::clamp(vertex, 0.1 * t, 0.5 * t) : 0.5 * t;
  }

  Attempt finish(Probe probe, bool accepted) {
    Attempt attempt;
    attempt.step = probe.length * direction_;
    attempt.trial_value = last_value_;
    attempt.ratio = probe.judgement.ratio;
    attempt.radius = probe.length;
    attempt.inner_iterations = probes_;
    attempt.exhausted = !accepted && probe.judgement.below_rounding;
    if (accepted) attempt.next = std::move(probe.iterate);
    return attempt;
  }

 private:
  const Iterate& here_;
  const Vector& direction_;
  Problem& problem_;
  double slope_;
  double last_value_ = Iteration::none;
  Index probes_ = 0;
};

/// Algorithm 3.6: `low` satisfies the decrease, the interval to `high` contains a strong Wolfe point.
Attempt zoom(Line& line, Probe low, double high) {
  while (line.may_go_on() && std::abs(high - low.length) > 1e-10 * std::max(high, low.length)) {
    Probe middle = line.probe(0.5 * (low.length + high));
    if (!middle.iterate || !middle.judgement.accepted || middle.iterate->value >= low.iterate->value) {
      high = middle.length;
      continue;
    }
    const double slope = line.slope_at(middle);
    if (std::abs(slope) <= -steepness_left * line.slope()) return line.finish(std::move(middle), true);
    if (slope * (high - low.length) >= 0.0) high = low.length;
    low = std::move(middle);
  }
  return line.finish(std::move(low), true);
}

}  // namespace

Attempt take_step(const Iterate& here, const Vector& step, Problem& problem) {
  Attempt attempt;
  double length = 1.0;
  do {
    attempt.step = length * step;
    attempt.next = problem.evaluate(here.point + attempt.step);
    ++attempt.inner_iterations;
    length *= 0.5;
  } while (!attempt.next && !problem.is_lost() && !problem.interrupted());
  if (!attempt.next) return attempt;
  attempt.trial_value = attempt.next->value;
  attempt.exhausted = attempt.next->point == here.point;
  if (attempt.exhausted) attempt.next.reset();
  return attempt;
}

Attempt search_armijo(const Iterate& here, const Vector& direction, double first, Problem& problem) {
  Line line(here, direction, problem);
  for (double length = first;;) {
    Probe probe = line.probe(length);
    if (probe.judgement.accepted) return line.finish(std::move(probe), true);
    if (probe.judgement.below_rounding || !line.may_go_on()) return line.finish(std::move(probe), false);
    length = line.shorter_than(probe);
  }
}

Attempt search_wolfe(const Iterate& here, const Vector& direction, double first, Problem& problem) {
  Line line(here, direction, problem);
  std::optional<Probe> low;
  for (double length = first;;) {
    Probe probe = line.probe(length);
    if (!low && !probe.judgement.accepted) {
      if (probe.judgement.below_rounding || !line.may_go_on()) return line.finish(std::move(probe), false);
      length = line.shorter_than(probe);
      continue;
    }
    if (!probe.judgement.accepted || (low && probe.iterate->value >= low->iterate->value))
      return zoom(line, std::move(*low), length);
    const double slope = line.slope_at(probe);
    if (probe.judgement.below_rounding || std::abs(slope) <= -steepness_left * line.slope() || !line.may_go_on())
      return line.finish(std::move(probe), true);
    if (slope > 0.0) return zoom(line, std::move(probe), low ? low->length : 0.0);
    low = std::move(probe);
    length *= 2.0;
  }
}

}  // namespace hesse
