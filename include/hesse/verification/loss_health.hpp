// SPDX-License-Identifier: BSL-1.0
//
// Can a loss be trained on? What its rows hand to a learner, looked at before the learner is blamed: for boosting, from
// which prediction on the curvature underflows, where it is negative, where the loss has kinks; for a loss of many
// parameters, which rows are dead, which are not finite, which alone decide the gradient.
//
// Boosting libraries divide the sum G of the gradients of a leaf by the sum H of their curvatures: the leaf is worth
// -G / (H + lambda), and leaves with a small H are refused. They keep both in single precision. So a curvature that is
// zero, negative or below what single precision can hold is no failure of the formula and yet one of the training.
// Source: Chen, Guestrin, "XGBoost: a scalable tree boosting system", KDD (2016), section 2.2.
#pragma once

#include <hesse/derivatives/loss.hpp>

#include <array>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace hesse {

/// What can be wrong with a derivative that a boosting library is handed, worst first. Those from `zero` on hold for
/// all smaller sizes too: what is zero is also below the floor.
enum class Fault {
  not_finite,
  overflows_in_single,  ///< rounds to infinity in single precision: 3.40282e38
  negative,             ///< of a curvature only
  zero,
  zero_in_single,       ///< rounds to 0 in single precision: 2^-150 = 7.0e-46 or less
  subnormal_in_single,  ///< below the smallest normal number of single precision, 2^-126 = 1.2e-38: digits are lost
  below_floor           ///< below LossHealthOptions::floor
};
inline constexpr std::size_t fault_count = 7;

/// "zero in single precision"
[[nodiscard]] const char* name_of(Fault fault);

struct LossHealthOptions {
  /// Below it a curvature is worth nothing; 1e-16 is what XGBoost's own logistic loss never goes below.
  double floor = 1e-16;
  /// A row this near to a kink counts as standing on it, in units of what is compared.
  double kink_distance = 1e-6;
  /// Predictions from -reach to reach, or as far as the given ones go, are searched for thresholds.
  double reach = 1000.0;
  /// Points of that range looked at, beside three hundred around zero and around each number of the label: a stretch
  /// between two of them is not seen.
  Index points = 500;
  /// So many different rows of labels are searched, from the first to the last in order.
  Index labels = 5;
  std::function<void(Index rows_done, Index rows)> progress = {};  ///< for boosting
  std::stop_token stop_token = {};  ///< asked between parts of the work: the result then covers what was done
};

/// How many rows something holds for, and which is the first.
struct RowCount {
  Index count = 0;
  Index first = -1;  ///< none: -1
};

/// Smallest, middle and largest of the finite numbers among those seen; NaN where there are none.
struct Spread {
  double smallest, median, largest;
};

/// Predictions for which one derivative of a row is faulty.
struct FaultyStretch {
  Vector label;  ///< the row of labels
  Index output;  ///< which of the predictions; the others are the means of those given
  bool of_curvature;
  Fault fault;
  /// The first and the last faulty prediction, to rounding; the end of the range where the fault goes beyond it.
  double from, to;
};

/// A prediction where the gradient or the curvature of a row jumps.
struct Jump {
  Vector label;
  Index output;
  double prediction;               ///< to rounding
  std::array<double, 2> gradient;  ///< just below and just above
  std::array<double, 2> curvature;
};

/// What a boosting library would be handed.
struct BoostingHealth {
  Index rows = 0;     ///< looked at
  Index outputs = 1;  ///< predictions a row
  bool stopped = false;
  double floor = 0.0;

  std::array<RowCount, fault_count> curvature = {};  ///< rows with the fault in one of their outputs at least
  std::array<RowCount, fault_count> gradient = {};
  RowCount at_kinks = {};
  Spread gradients = {}, curvatures = {};
  double gradient_sum = 0.0, curvature_sum = 0.0;  ///< of the first output; -G / H is the first Newton step of all rows

  double lowest = 0.0, highest = 0.0;  ///< predictions searched
  std::vector<FaultyStretch> stretches = {};
  std::vector<Jump> jumps = {};
  /// The interval around the middle of the predictions in which the curvature has no fault for any label searched.
  std::optional<std::array<double, 2>> sound = {};

  /// Whether each row has a finite gradient and a curvature above the floor, at these predictions.
  [[nodiscard]] bool is_sound() const;
  /// What to do about what was found, each with its reason; empty where all is well.
  [[nodiscard]] std::vector<std::string> advice() const;
  /// All of it as a page: shares of rows, thresholds, jumps, advice.
  [[nodiscard]] std::string text() const;
};

/// How a loss behaves as an objective for boosting.
///
///   loss         theta is the prediction of one row: n numbers, 1 unless there are several classes
///   predictions  m by n, row i those of row i: the start of a training, or where it got to
///   labels       m by columns of the loss's table
///
/// Thresholds are bisected until two neighbouring numbers bracket them, all at once.
/// Cost: 2 (1 + n) gradients of the rows, and a few hundred thousand rows of labels times n for the thresholds.
/// Throws ShapeError for lengths that do not fit, NonFiniteError for a NaN prediction, OptionError for options that
/// make no sense.
///
///     const hesse::Loss loss(row_loss, hesse::Vector::Zero(1), labels);
///     std::cout << hesse::loss_health(loss, hesse::Matrix::Zero(labels.rows(), 1), labels).text();
[[nodiscard]] BoostingHealth loss_health(const Loss& loss, ConstMatrix predictions, ConstMatrix labels,
                                         const LossHealthOptions& options = {});

/// What the rows of a loss of n parameters add to its gradient at one point.
struct LossHealth {
  Index rows = 0;  ///< looked at
  Index parameters = 0;
  bool stopped = false;

  RowCount not_finite = {};           ///< value or gradient
  std::string first_not_finite = {};  ///< why, in words
  RowCount zero_gradient = {};        ///< rows that no parameter moves
  RowCount at_kinks = {};
  RowCount negative_curvature = {};  ///< along the gradient of the whole loss
  Spread values = {}, gradient_norms = {};
  double curvature_along_gradient = 0.0;  ///< d' H d of all rows together, d the gradient with length one

  Index heaviest_row = -1;    ///< with the longest gradient
  double heaviest_share = 0;  ///< its part of the sum of all lengths
  double effective_rows =
      0;                 ///< (sum of lengths)^2 / sum of their squares: m where all are as long, 1 where one decides
  double agreement = 0;  ///< |sum of gradients| / sum of lengths: 1 where all pull the same way, 0 at a minimum

  [[nodiscard]] std::vector<std::string> advice() const;
  [[nodiscard]] std::string text() const;
};

/// How a loss of n parameters behaves row by row at theta. Rows that are not finite are counted and left out of the
/// rest.
///
/// Cost: a value, a gradient, a Hessian-vector product and a sweep over every row, and room for the gradients of all
/// rows. Throws what Loss::per_row_gradient() throws. Rows are numbered as in the batch that the loss is.
///
///     std::cout << hesse::loss_health(loss, theta).text();
[[nodiscard]] LossHealth loss_health(const Loss& loss, ConstVector theta, const LossHealthOptions& options = {});

}  // namespace hesse
