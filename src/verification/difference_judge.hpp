// SPDX-License-Identifier: BSL-1.0
//
// What differences of a black box say of the entries of a hand-made derivative at one point.
#pragma once

#include <hesse/basics/shapes.hpp>

#include <compare>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <utility>

#include "difference_quotients.hpp"

namespace hesse {

/// What is checked: a matrix whose entries are derivatives of outputs of a black box.
struct Subject {
  enum class Form {
    gradient,             ///< row i is the slope of the one output along input i
    jacobian,             ///< column j is the slope of all outputs along input j
    hessian_of_gradient,  ///< the same, and symmetric
    hessian_of_values     ///< second derivatives of the one output
  } form;
  const char* check;
  const char* noun;
  Index rows, columns;
  std::function<Matrix(ConstVector)> by_hand;
  std::function<std::string(Index row, Index column)> name;

  [[nodiscard]] bool from_values() const { return form == Form::hessian_of_values; }
  [[nodiscard]] bool is_hessian() const { return from_values() || form == Form::hessian_of_gradient; }
};

struct Finding {
  enum class Kind {
    right,
    wrong,
    not_known,     ///< the error bar is too wide
    contradicted,  ///< outside of some bars, inside of others
    jump,          ///< the derivative jumps at the point
    not_finite     ///< so are too many values around
  } kind;
  double estimate, tolerance;
};

class DifferenceJudge {
 public:
  /// What stands outside so many error bars is wrong.
  static constexpr double clear = 5.0;
  /// An entry is known where these bars are no more than a fiftieth of it.
  static constexpr double known_share = 0.02;

  DifferenceJudge(Outputs& f, const Subject& subject, ConstVector x, ConstVector sizes, std::uint64_t seed);

  [[nodiscard]] const DifferenceQuotients& quotients() const { return places_.front().quotients; }

  Finding operator()(Index row, Index column);

 private:
  /// The inputs along which an entry is a derivative, the same for its mirror image.
  struct Line {
    Index i, j;
    auto operator<=>(const Line&) const = default;
  };
  struct Place {
    Matrix by_hand;
    DifferenceQuotients quotients;
    std::map<std::pair<Line, double>, Extrapolated> seen;  ///< by the first step
  };
  struct Bar {
    double value, error;
    [[nodiscard]] double tolerance(double hand) const;
    [[nodiscard]] bool excludes(double hand) const;
  };

  [[nodiscard]] Place place_at(ConstVector x, std::uint64_t seed);
  [[nodiscard]] Line line(Index row, Index column) const;
  [[nodiscard]] Index output(Index row) const { return f_.count() == 1 ? 0 : row; }
  [[nodiscard]] double scale(Index row, Index column) const;
  /// From the set of steps that begins there; each set is evaluated once for all entries that share it.
  Bar bar(Place& place, Index row, Index column, double step);
  [[nodiscard]] Vector negligible_changes();
  Finding::Kind confirm(Index row, Index column, const Bar& best, double best_step);

  Outputs& f_;
  const Subject& subject_;
  Vector x_, sizes_;
  std::uint64_t seed_;
  std::deque<Place> places_;  ///< the point, and those beside it once they are needed
  Vector negligible_;
};

}  // namespace hesse
