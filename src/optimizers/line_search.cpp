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

/// One end of an interval that contains a strong Wolfe point, with f and its slope there: NaN where they are not known.
struct End {
  double length;
  double value = Iteration::none;
  double slope = Iteration::none;
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
  [[nodiscard]] End start() const { return {0.0, here_.value, slope_}; }
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

End end_at(const Line& line, const Probe& probe) {
  if (!probe.iterate) return {probe.length};
  return {probe.length, probe.iterate->value, line.slope_at(probe)};
}

/// Where f is least between two ends, as a part of the way from the first: by the cubic through values and slopes, and
/// where the values differ by rounding only, by the slopes alone. Lengths count in units of the interval and slopes in
/// that of the largest, so that nothing overflows.
double least_between(const End& low, const End& high, double rounding) {
  const double width = high.length - low.length;
  const double rise = (high.value - low.value) / width;
  const double unit = std::max({std::abs(low.slope), std::abs(high.slope), std::abs(rise)});
  const double first = low.slope / unit, last = high.slope / unit;
  if (std::abs(high.value - low.value) <= rounding) return first / (first - last);
  const double bend = first + last - 3.0 * (rise / unit);
  const double root = std::copysign(std::sqrt(bend * bend - first * last), width);
  return 1.0 - (last + root - bend) / (last - first + 2.0 * root);
}

/// Algorithm 3.6: `low` satisfies the decrease, the interval to `high` contains a strong Wolfe point.
Attempt zoom(Line& line, Probe low, End high) {
  bool bisect = false;
  while (line.may_go_on() && std::abs(high.length - low.length) > 1e-10 * std::max(high.length, low.length)) {
    const double width = high.length - low.length;
    const double part = bisect ? 0.5 : least_between(end_at(line, low), high, low.iterate->rounding);
    Probe middle = line.probe(low.length + width * (std::isfinite(part) ? std::clamp(part, 0.1, 0.9) : 0.5));
    if (!middle.iterate || !middle.judgement.accepted || middle.iterate->value >= low.iterate->value) {
      high = end_at(line, middle);
    } else {
      const double slope = line.slope_at(middle);
      if (std::abs(slope) <= -steepness_left * line.slope()) return line.finish(std::move(middle), true);
      if (slope * width >= 0.0) high = end_at(line, low);
      low = std::move(middle);
    }
    // An interval that interpolation does not halve is halved next.
    bisect = std::abs(high.length - low.length) > 0.5 * std::abs(width);
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

Attempt search_armijo(const Iterate& here, const Vector& direction, double first, Problem& problem,
                      double shortest_unseen) {
  Line line(here, direction, problem);
  for (double length = first;;) {
    Probe probe = line.probe(length);
    if (probe.judgement.accepted) return line.finish(std::move(probe), true);
    const bool is_unseen = probe.judgement.below_rounding;
    if ((is_unseen && length <= shortest_unseen * first) || !line.may_go_on())
      return line.finish(std::move(probe), false);
    length = is_unseen ? 0.5 * length : line.shorter_than(probe);
  }
}

Attempt search_wolfe(const Iterate& here, const Vector& direction, double first, Problem& problem, double longest) {
  Line line(here, direction, problem);
  std::optional<Probe> low;
  for (double length = std::min(first, longest);;) {
    Probe probe = line.probe(length);
    if (!low && !probe.judgement.accepted) {
      if (probe.judgement.below_rounding || !line.may_go_on()) return line.finish(std::move(probe), false);
      length = line.shorter_than(probe);
      continue;
    }
    if (!probe.judgement.accepted || (low && probe.iterate->value >= low->iterate->value))
      return zoom(line, std::move(*low), end_at(line, probe));
    const double slope = line.slope_at(probe);
    if (probe.judgement.below_rounding || std::abs(slope) <= -steepness_left * line.slope() ||
        (slope < 0.0 && length >= longest) || !line.may_go_on())
      return line.finish(std::move(probe), true);
    if (slope > 0.0) return zoom(line, std::move(probe), low ? end_at(line, *low) : line.start());
    low = std::move(probe);
    length = std::min(2.0 * length, longest);
  }
}

}  // namespace hesse
