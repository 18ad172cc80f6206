// SPDX-License-Identifier: BSL-1.0
//
// Where the formula is right, but for another point or for other variables.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string_view>
#include <utility>

#include "evidence.hpp"

namespace hesse {

namespace {

using Move = std::function<Vector(ConstVector)>;

std::optional<Cause> at_point(const Evidence& evidence, const std::string& sentence, const Move& move) {
  Predictions prediction;
  for (const Sighting& sighting : evidence.sightings)
    prediction.push_back(evidence.candidate.exact(move(sighting.point)));
  const double share = evidence.explained(prediction);
  if (!(share >= Evidence::least_explained)) return std::nullopt;
  return Cause{Cause::Kind::wrong_point, sentence, share};
}

/// c where the derivatives are those at c x, looked for from c on by secants; NaN where there is none.
double common_scale(const Evidence& evidence, double c) {
  constexpr double beside = 1e-4;
  const auto at = [&](double scale) {
    Predictions all;
    for (const Sighting& sighting : evidence.sightings) all.push_back(evidence.candidate.exact(scale * sighting.point));
    return all;
  };
  for (int i = 0; i < 6 && std::isfinite(c); ++i) {
    const Predictions here = at(c);
    Predictions slope = at(c * (1.0 + beside));
    for (std::size_t k = 0; k < slope.size(); ++k) slope[k] = (slope[k] - here[k]) / beside;
    c *= 1.0 + evidence.fit(here, slope).amount;
  }
  return c;
}

std::optional<Cause> wrong_point(const Evidence& evidence) {
  const std::string of = fmt::format("This is the {} at ", evidence.candidate.noun);
  const std::pair<const char*, Move> moves[] = {
      {"the point given, whatever x is.", [&](ConstVector) { return evidence.given; }},
      {"0, whatever x is.", [](ConstVector x) -> Vector { return Vector::Zero(x.size()); }},
      {"-x.", [](ConstVector x) -> Vector { return -x; }}};
  for (const auto& [where, move] : moves)
    if (auto cause = at_point(evidence, of + where, move)) return cause;
  const Index n = evidence.inputs();
  for (Index i = 0; n <= 12 && i < n; ++i)
    for (Index j = i + 1; j < n; ++j)
      if (auto cause =
              at_point(evidence, fmt::format("{}x with {} and {} exchanged.", of, evidence.input(i), evidence.input(j)),
                       [&](ConstVector x) {
                         Vector moved = x;
                         std::swap(moved[i], moved[j]);
                         return moved;
                       }))
        return cause;
  constexpr double degrees = 57.29577951308232;
  for (const double start : {1.0, 0.5, 2.0, 0.1, 10.0, 0.01, 100.0, degrees, 1.0 / degrees})
    if (const double c = common_scale(evidence, start); std::isfinite(c))
      if (auto cause =
              at_point(evidence, fmt::format("{}{:.6g} x.", of, c), [&](ConstVector x) -> Vector { return c * x; }))
        return cause;
  return std::nullopt;
}

/// A parameter as a function of the input: first and second derivative.
struct Map {
  const char* words;  ///< with the input's name for {}
  double (*first)(double);
  double (*second)(double);
};

constexpr Map maps[] = {
    {"{}", [](double) { return 1.0; }, [](double) { return 0.0; }},
    {"exp({})", [](double x) { return std::exp(x); }, [](double x) { return std::exp(x); }},
    {"log({})", [](double x) { return 1.0 / x; }, [](double x) { return -1.0 / x / x; }},
    {"{}^2", [](double x) { return 2.0 * x; }, [](double) { return 2.0; }},
    {"sqrt({})", [](double x) { return 0.5 / std::sqrt(x); }, [](double x) { return -0.25 / x / std::sqrt(x); }},
    {"1 / {}", [](double x) { return -1.0 / x / x; }, [](double x) { return 2.0 / x / x / x; }}};

/// t = unit * map(x)
struct Parameter {
  const Map* map = &maps[0];
  double unit = 1.0;

  [[nodiscard]] double slope(double x) const { return unit * map->first(x); }
  /// df/dt of df/dx.
  [[nodiscard]] double first(double x, double by_x) const { return by_x / slope(x); }
  /// d2f/dt2 of d2f/dx2 and df/dx.
  [[nodiscard]] double second(double x, double by_x_x, double by_x) const {
    return (by_x_x - by_x * map->second(x) / map->first(x)) / slope(x) / slope(x);
  }
  [[nodiscard]] std::string name(const std::string& input) const {
    const std::string of_input = fmt::format(fmt::runtime(map->words), input);
    if (same(unit, 1.0)) return of_input;
    const std::string_view reciprocal = "1 /";
    return of_input.starts_with(reciprocal) ? fmt::format("{:.6g} /{}", unit, of_input.substr(reciprocal.size()))
                                            : fmt::format("{:.6g} {}", unit, of_input);
  }
};

/// The chain rule backwards: from the derivatives by the inputs to those by parameters that are functions of them.
class Parametrisation {
 public:
  explicit Parametrisation(const Evidence& evidence)
      : evidence_(evidence), form_(evidence.candidate.form), parameters_(static_cast<std::size_t>(evidence.inputs())) {
    for (const Sighting& sighting : evidence.sightings)
      if (form_ == Form::hessian) gradients_.push_back(evidence.f.gradient(sighting.point));
  }

  [[nodiscard]] std::optional<Cause> cause() {
    std::string names;
    for (const Index i : wrong_inputs()) {
      const std::optional<Parameter> parameter = fitting(i);
      if (!parameter) return std::nullopt;
      parameters_[static_cast<std::size_t>(i)] = *parameter;
      names += (names.empty() ? "" : ", ") + parameter->name(evidence_.input(i));
    }
    if (names.empty()) return std::nullopt;
    const double share = evidence_.explained(prediction());
    if (!(share >= Evidence::least_explained)) return std::nullopt;
    return Cause{Cause::Kind::wrong_parametrisation,
                 fmt::format("These are derivatives by {} instead of the inputs themselves.", names), share};
  }

 private:
  [[nodiscard]] Index input_of(const Mistake& mistake) const {
    return form_ == Form::jacobian ? mistake.column : mistake.row;
  }

  /// The diagonal of a Hessian knows one input alone, as an entry of a gradient or of a Jacobian does.
  [[nodiscard]] std::set<Index> wrong_inputs() const {
    std::set<Index> wrong;
    for (const Mistake& mistake : evidence_.mistakes)
      if (form_ != Form::hessian || mistake.row == mistake.column) wrong.insert(input_of(mistake));
    return wrong;
  }

  /// An entry that knows the input alone: of the column of a Jacobian the one that is worst.
  [[nodiscard]] double own_entry(const Matrix& derivative, Index i) const {
    if (form_ == Form::gradient) return derivative(i, 0);
    if (form_ == Form::hessian) return derivative(i, i);
    return derivative(std::ranges::find(evidence_.mistakes, i, &Mistake::column)->row, i);
  }

  [[nodiscard]] double predicted(std::size_t k, Index i, const Parameter& parameter) const {
    const Sighting& seen = evidence_.sightings[k];
    const double x = seen.point[i], exact = own_entry(seen.exact, i);
    return form_ == Form::hessian ? parameter.second(x, exact, gradients_[k][i]) : parameter.first(x, exact);
  }

  /// The parameter that explains what stands in the entry of input i alone: in the unit of the input if one does, or in
  /// the one that the first point shows.
  [[nodiscard]] std::optional<Parameter> fitting(Index i) const {
    double least = 1.0 - Evidence::least_explained;
    std::optional<Parameter> best;
    const auto see = [&](const Parameter& parameter) {
      const double left = misfit(i, parameter);
      if (!(left < least)) return;
      least = left;
      best = parameter;
    };
    for (const Map& map : maps) see({&map, 1.0});
    if (best) return best;
    for (const Map& map : maps) {
      const double ratio = predicted(0, i, {&map, 1.0}) / own_entry(evidence_.sightings[0].by_hand, i);
      see({&map, form_ == Form::hessian ? std::sqrt(ratio) : ratio});
    }
    return best;
  }

  [[nodiscard]] double misfit(Index i, const Parameter& parameter) const {
    double worst = 0.0;
    for (std::size_t k = 0; k < evidence_.sightings.size(); ++k) {
      const double by_hand = own_entry(evidence_.sightings[k].by_hand, i);
      const double left = std::abs(by_hand - predicted(k, i, parameter)) / std::abs(by_hand);
      worst = left <= worst ? worst : left;  // NaN stays
    }
    return worst;
  }

  [[nodiscard]] Predictions prediction() const {
    Predictions all = evidence_.exact();
    for (std::size_t k = 0; k < all.size(); ++k)
      for (Index i = 0; i < evidence_.inputs(); ++i) {
        const Parameter& parameter = parameters_[static_cast<std::size_t>(i)];
        const double slope = parameter.slope(evidence_.sightings[k].point[i]);
        if (form_ != Form::jacobian) all[k].row(i) /= slope;
        if (form_ != Form::gradient) all[k].col(i) /= slope;
        if (form_ == Form::hessian) all[k](i, i) = predicted(k, i, parameter);
      }
    return all;
  }

  const Evidence& evidence_;
  Form form_;
  std::vector<Parameter> parameters_;
  std::vector<Vector> gradients_;
};

}  // namespace

std::optional<Cause> cause_in_variables(const Evidence& evidence) {
  if (evidence.candidate.form != Form::products)
    if (auto cause = Parametrisation(evidence).cause()) return cause;
  return wrong_point(evidence);
}

}  // namespace hesse
