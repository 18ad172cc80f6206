// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/error.hpp>
#include <hesse/verification/check.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "comparison.hpp"
#include "probes.hpp"
#include "rounding.hpp"
#include "taylor.hpp"

namespace hesse {

namespace {

void validate(ConstVector x, Index outputs, const CheckOptions& options) {
  const auto require = [](bool ok, const char* code, double found, const char* must) {
    if (ok) return;
    const std::string name = std::string(code).substr(std::string("option.").size());
    throw OptionError(code, fmt::format("CheckOptions::{} is {}, but it must be {}.", name, found, must));
  };
  require(options.points >= 1, "option.points", static_cast<double>(options.points), "1 or more");
  require(options.radius >= 0.0 && options.radius < 1e3, "option.radius", options.radius, "between 0 and 1000");
  for (const double multiple : options.multiples)
    require(std::isfinite(multiple) && multiple != 0.0, "option.multiples", multiple, "finite and not 0");
  if (!options.names.empty())
    require_size("CheckOptions::names", static_cast<Index>(options.names.size()), x.size(), "name");
  if (!options.output_names.empty())
    require_size("CheckOptions::output_names", static_cast<Index>(options.output_names.size()), outputs, "name");
  if (options.scale.size() != 0) require_size("CheckOptions::scale", options.scale.size(), x.size(), "size");
}

/// The names given, or "x[0]", "x[1]", ...
std::vector<std::string> names_of(const std::vector<std::string>& given, const char* letter, Index count) {
  std::vector<std::string> names = given;
  for (Index i = std::ssize(given); i < count; ++i) names.push_back(fmt::format("{}[{}]", letter, i));
  return names;
}

/// What the checks have in common: the function, where, how, and by what names.
struct Setting {
  Setting(const Function& function, ConstVector at, const CheckOptions& chosen, const SecondRoute& second)
      : f(function), x(at), options(chosen), route(second), watch(chosen) {
    validate(x, f.outputs(), options);
    sizes = sizes_of(x, options.scale);
    directions = directions_of(sizes, options.seed, direction_count);
    inputs = names_of(options.names, "x", x.size());
    outputs = names_of(options.output_names, "f", f.outputs());
  }

  static constexpr Index direction_count = 3;

  /// "g[1]", and behind it what it is where the caller gave names: "g[1] (d/d sigma)".
  [[nodiscard]] std::string entry(const std::string& place, const std::string& meaning) const {
    const bool named = !options.names.empty() || !options.output_names.empty();
    return named ? fmt::format("{} ({})", place, meaning) : place;
  }
  [[nodiscard]] const std::string& input(Index i) const { return inputs[static_cast<std::size_t>(i)]; }

  const Function& f;
  ConstVector x;
  const CheckOptions& options;
  const SecondRoute& route;
  Watch watch;
  Vector sizes;
  Matrix directions;
  std::vector<std::string> inputs, outputs;
};

/// Adds what the Taylor model says: slope_along(k), along the k-th direction. One direction may mislead, where terms of
/// its error happen to cancel; a power that is too low has to show along three. It is a witness of its own: where it
/// contradicts entries that agree, something is wrong with the function (a kink, a value read out of the recording),
/// and nothing is proved.
template <class SlopeAlong>
void add_taylor(Verdict& verdict, double expected, const SlopeAlong& slope_along) {
  if (verdict.points == 0 || verdict.stopped) return;
  const double too_low = expected - 0.5;
  verdict.expected_slope = expected;
  for (Index k = 0; k < Setting::direction_count && verdict.slope.value_or(0.0) < too_low; ++k)
    if (const std::optional<double> slope = slope_along(k))
      verdict.slope = std::max(*slope, verdict.slope.value_or(0.0));
  if (verdict.status != Verdict::Status::passed || !verdict.slope || *verdict.slope > too_low) return;
  verdict.status = Verdict::Status::inconclusive;
  verdict.notes.push_back(
      "all entries agree with the exact derivative of the recorded function, but the Taylor model made of them does "
      "not follow it: the function is not smooth at the point, or its values do not repeat.");
}

template <class SlopeAlong>
Verdict judge(Setting& setting, const Candidate& candidate, double expected, const SlopeAlong& slope_along) {
  Verdict verdict = compare_derivatives(
      {setting.f, candidate, setting.x, setting.sizes, setting.options, setting.route, setting.watch});
  add_taylor(verdict, expected, slope_along);
  if (!verdict.passed()) return verdict;
  verdict.routes = {"exact derivative"};
  if (verdict.confirmed > 0) verdict.routes.emplace_back("hyper-dual numbers");
  if (verdict.slope) verdict.routes.emplace_back("Taylor test");
  return verdict;
}

/// The weights with which the outputs count alike: one over how much each changes within the inputs' sizes.
Vector weights_of(const Function& f, ConstVector x, ConstVector sizes) {
  Vector weights = (f.jacobian(x).cwiseAbs() * sizes).cwiseInverse();
  for (double& weight : weights)
    if (!std::isfinite(weight) || weight == 0.0) weight = 1.0;
  return weights;
}

constexpr Index chunk = 64;  ///< columns between two looks at the watch

/// The columns that `some` gives for each chunk of the directions.
template <class Some>
Matrix by_chunks(const Matrix& directions, Watch& watch, const Some& some) {
  Matrix all(directions.rows(), directions.cols());
  for (Index first = 0; first < directions.cols(); first += chunk) {
    const Index count = std::min(chunk, directions.cols() - first);
    all.middleCols(first, count) = some(directions.middleCols(first, count));
    watch.piece_done();
  }
  return all;
}

}  // namespace

Verdict check_gradient(const Function& f, const GradientByHand& by_hand, ConstVector x, const CheckOptions& options,
                       const SecondRoute& route) {
  Setting setting(f, x, options, route);
  const Candidate candidate{
      .check = "check_gradient",
      .noun = "gradient",
      .form = Form::gradient,
      .rows = x.size(),
      .columns = 1,
      .by_hand = [&](ConstVector at) -> Matrix { return by_hand(at); },
      .exact = [&](ConstVector at) -> Matrix { return f.gradient(at); },
      .rounding = [&](ConstVector at) -> Matrix { return rounding::of_gradient(*f.tape(at), at, Vector::Ones(1)); },
      .name = [&](Index row, Index) { return setting.entry(fmt::format("g[{}]", row), "d/d " + setting.input(row)); },
      .inputs = setting.inputs,
      .outputs = setting.outputs,
      .scale = setting.sizes,
      .weights = Vector::Ones(1),
      .directions = {},
      .pieces = 1};
  return judge(setting, candidate, 2.0, [&](Index k) {
    const Vector v = setting.directions.col(k);
    return taylor_slope(f, x, v, by_hand(x).dot(v), std::nullopt);
  });
}

Verdict check_jacobian(const Function& f, const JacobianByHand& by_hand, ConstVector x, const CheckOptions& options,
                       const SecondRoute& route) {
  Setting setting(f, x, options, route);
  const Index m = f.outputs();
  const Vector weights = weights_of(f, x, setting.sizes);
  const Candidate candidate{
      .check = "check_jacobian",
      .noun = "Jacobian",
      .form = Form::jacobian,
      .rows = m,
      .columns = x.size(),
      .by_hand = by_hand,
      .exact = [&](ConstVector at) { return f.jacobian(at); },
      .rounding =
          [&](ConstVector at) {
            const auto tape = f.tape(at);
            Matrix bounds(m, at.size());
            for (Index k = 0; k < m; ++k) {
              bounds.row(k) = rounding::of_gradient(*tape, at, Vector::Unit(m, k));
              setting.watch.piece_done();
            }
            return bounds;
          },
      .name =
          [&](Index row, Index column) {
            return setting.entry(
                fmt::format("J[{}][{}]", row, column),
                fmt::format("d {} / d {}", setting.outputs[static_cast<std::size_t>(row)], setting.input(column)));
          },
      .inputs = setting.inputs,
      .outputs = setting.outputs,
      .scale = weights * setting.sizes.transpose(),
      .weights = weights,
      .directions = {},
      .pieces = 1 + m};
  const Matrix mixed = directions_of(weights, options.seed, Setting::direction_count);
  return judge(setting, candidate, 2.0, [&](Index k) {
    const Vector v = setting.directions.col(k);
    return taylor_slope(f, x, v, mixed.col(k).dot(by_hand(x) * v), std::nullopt, mixed.col(k));
  });
}

Verdict check_hessian(const Function& f, const HessianByHand& by_hand, ConstVector x, const CheckOptions& options,
                      const SecondRoute& route) {
  Setting setting(f, x, options, route);
  const Matrix identity = Matrix::Identity(x.size(), x.size());
  const Candidate candidate{
      .check = "check_hessian",
      .noun = "Hessian",
      .form = Form::hessian,
      .rows = x.size(),
      .columns = x.size(),
      .by_hand = by_hand,
      .exact =
          [&](ConstVector at) {
            if (at.size() <= chunk) return f.hessian(at);
            return by_chunks(identity, setting.watch, [&](ConstMatrix some) { return f.hessian_vectors(at, some); });
          },
      .rounding =
          [&](ConstVector at) {
            const auto tape = f.tape(at);
            return by_chunks(identity, setting.watch,
                             [&](ConstMatrix some) { return rounding::of_products(*tape, at, some); });
          },
      .name =
          [&](Index row, Index column) {
            return setting.entry(fmt::format("H[{}][{}]", row, column),
                                 fmt::format("d/d {}, d/d {}", setting.input(row), setting.input(column)));
          },
      .inputs = setting.inputs,
      .outputs = setting.outputs,
      .scale = setting.sizes * setting.sizes.transpose(),
      .weights = Vector::Ones(1),
      .directions = {},
      .pieces = 1 + 2 * (x.size() / chunk + 1)};
  return judge(setting, candidate, 3.0, [&](Index k) {
    const Vector v = setting.directions.col(k);
    return taylor_slope(f, x, v, f.gradient(x).dot(v), v.dot(by_hand(x) * v));
  });
}

Verdict check_hessian_vector(const Function& f, const ProductByHand& by_hand, ConstVector x,
                             const CheckOptions& options, const SecondRoute& route) {
  Setting setting(f, x, options, route);
  const Matrix& directions = setting.directions;
  const Candidate candidate{
      .check = "check_hessian_vector",
      .noun = "product",
      .form = Form::products,
      .rows = x.size(),
      .columns = Setting::direction_count,
      .by_hand =
          [&](ConstVector at) {
            const Vector first = by_hand(at, directions.col(0));
            Matrix products(first.size(), directions.cols());
            products.col(0) = first;
            for (Index k = 1; k < directions.cols() && first.size() == at.size(); ++k)
              products.col(k) = by_hand(at, directions.col(k));
            return products;
          },
      .exact = [&](ConstVector at) -> Matrix { return f.hessian_vectors(at, directions); },
      .rounding = [&](ConstVector at) { return rounding::of_products(*f.tape(at), at, directions); },
      .name =
          [&](Index row, Index column) {
            return setting.entry(fmt::format("(H v{})[{}]", column, row), "d/d " + setting.input(row));
          },
      .inputs = setting.inputs,
      .outputs = setting.outputs,
      .scale = setting.sizes * Vector::Ones(directions.cols()).transpose(),
      .weights = Vector::Ones(1),
      .directions = directions,
      .pieces = 1};
  return judge(setting, candidate, 3.0, [&](Index k) {
    const Vector v = directions.col(k);
    return taylor_slope(f, x, v, f.gradient(x).dot(v), v.dot(by_hand(x, v)));
  });
}

}  // namespace hesse
