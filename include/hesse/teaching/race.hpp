// SPDX-License-Identifier: BSL-1.0
//
// Methods on one function of two inputs from one start: the ways they take over its contours, and how fast f falls.
#pragma once

#include <hesse/derivatives/one_liners.hpp>
#include <hesse/optimizers/solution.hpp>
#include <hesse/reports/contour_map.hpp>
#include <hesse/reports/line_chart.hpp>

#include <stop_token>
#include <string>
#include <vector>

namespace hesse {

struct RaceOptions {
  /// Of both inputs. Empty: "x[0]", "x[1]".
  std::vector<std::string> names = {};
  double rho = 1.0;  ///< of descent with the Hessian in its direction (NGD): x - eta (g + rho H g)
  /// Its step length; 0: 1 / (L (1 + rho L)), with L the largest |eigenvalue| at the start, which on a quadratic is the
  /// inverse of the largest eigenvalue of H (I + rho H).
  double eta = 0.0;
  Index iteration_limit = 200;
  Index points = 61;  ///< of the grid for contours, in each direction
  /// Ends the race: whoever still runs is `stopped_by_caller` where it stands, and the contours stay grey.
  std::stop_token stop_token = {};
};

/// What race() found.
class Race {
 public:
  struct Runner {
    std::string name;            ///< "Newton"
    std::vector<Vector> points;  ///< the start, and where it stood after every iteration
    std::vector<double> values;  ///< of f there
    Solution solution;

    /// "Newton: 6 iterations"; "NGD: failed, not_finite after 12".
    [[nodiscard]] std::string outcome() const;
  };

  std::vector<Runner> runners;  ///< Newton, GradientDescent, NGD, LBFGS
  double least = 0.0;           ///< value of f that any of them met; infinite where none is finite
  bool stopped = false;         ///< by the caller, before all was done
  reports::ContourMap paths;
  reports::LineChart values;  ///< f less the least value, over iterations

  /// A line an optimizer: where it ended, and why.
  [[nodiscard]] std::string results() const;
  /// The same, then what both pictures show.
  [[nodiscard]] std::string text() const;
};

/// Minimises f from the start by Newton, GradientDescent, GradientDescent with rho (NGD) and LBFGS, each with its
/// default options but for what RaceOptions says, and draws their paths. The window holds the runs that met a stopping
/// test, at a saddle too; of the others it shows what lies in it. The legend says who failed, and how.
///
///   f        a Function with two inputs and one output, or a callable of two entries, which is recorded
///   start    2 finite entries
///   options  names, NGD, limits
///
/// Cost: four runs and points^2 values. Throws ShapeError for another number of inputs, names or outputs, OptionError
/// for options that make no sense, NonFiniteError for a start that is not finite, and what f throws.
///
///     const hesse::Race found = hesse::race(rosenbrock, Eigen::VectorXd{{-1.2, 1.0}});
///     file << found.paths.svg();
[[nodiscard]] Race race(const Function& f, ConstVector start, const RaceOptions& options = {});

template <Recordable F>
[[nodiscard]] Race race(F&& f, ConstVector start, const RaceOptions& options = {}) {
  return race(detail::borrow(f, start), start, options);
}

}  // namespace hesse
