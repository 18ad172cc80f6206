// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/counted.hpp>
#include <hesse/basics/error.hpp>
#include <hesse/verification/black_box.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <limits>
#include <map>
#include <random>
#include <utility>

#include "difference_judge.hpp"
#include "entry_names.hpp"
#include "probes.hpp"

namespace hesse {

namespace {

void validate(ConstVector x, const BlackBoxOptions& options) {
  if (options.points < 1)
    throw OptionError("option.points",
                      fmt::format("BlackBoxOptions::points is {}, but it must be 1 or more.", options.points));
  if (!(options.radius >= 0.0 && options.radius < 1e3))
    throw OptionError("option.radius",
                      fmt::format("BlackBoxOptions::radius is {}, but it must be between 0 and 1000.", options.radius));
  if (!options.names.empty())
    require_size("BlackBoxOptions::names", static_cast<Index>(options.names.size()), x.size(), "name");
  if (options.scale.size() != 0) require_size("BlackBoxOptions::scale", options.scale.size(), x.size(), "size");
}

class BlackBoxCheck {
 public:
  BlackBoxCheck(Outputs& f, const Subject& subject, ConstVector x, const BlackBoxOptions& options, Watch& watch)
      : f_(f), subject_(subject), x_(x), sizes_(sizes_of(x, options.scale)), options_(options), watch_(watch) {
    verdict_.check = subject.check;
    verdict_.entries = subject.rows * subject.columns;
    verdict_.radius = options.radius;
    verdict_.seed = options.seed;
    verdict_.digits = -std::log10(std::numeric_limits<double>::epsilon() / 2.0);
    told_ = Eigen::Matrix<Index, -1, -1>::Zero(subject.rows, subject.columns);
    digits_ = Matrix::Constant(subject.rows, subject.columns, -std::numeric_limits<double>::infinity());
  }

  Verdict run() {
    bool comparable = true;
    watch_.until_stopped(verdict_, [&] { comparable = compare_everywhere(); });
    if (comparable) conclude();
    return std::move(verdict_);
  }

 private:
  /// False where the comparison cannot go on.
  bool compare_everywhere() {
    const Index points = options_.radius > 0.0 ? options_.points : 1;
    watch_.expect(points, verdict_.entries);
    const Matrix shifts = random_shifts(points);
    for (Index k = 0; k < points; ++k) {
      if (!compare_at(k, x_ + shifts.col(k))) return false;
      watch_.point_done();
    }
    return true;
  }

  /// None for the first point.
  [[nodiscard]] Matrix random_shifts(Index points) const {
    std::mt19937_64 random(options_.seed);
    Matrix shifts = Matrix::Zero(x_.size(), points);
    for (Index k = 1; k < points; ++k)
      for (Index i = 0; i < x_.size(); ++i)
        shifts(i, k) = options_.radius * sizes_[i] * ((static_cast<double>(random() >> 11) + 0.5) * 0x1p-52 - 1.0);
    return shifts;
  }

  /// False where the comparison cannot go on.
  bool compare_at(Index number, const Vector& point) {
    const Matrix by_hand = subject_.by_hand(point);
    if (!has_right_shape(by_hand)) return false;
    DifferenceJudge judge(f_, subject_, point, sizes_, options_.seed + static_cast<std::uint64_t>(number));
    const DifferenceQuotients& seen = judge.quotients();
    if (!seen.here().allFinite()) {
      note_not_finite(number);
      return true;
    }
    for (Index k = 0; k < f_.count(); ++k)
      if (seen.here()[k] != 0.0) noise_ = std::max(noise_, seen.noise()[k] / std::abs(seen.here()[k]));
    for (Index column = 0; column < subject_.columns; ++column)
      for (Index row = 0; row < subject_.rows; ++row) {
        take(number, row, column, by_hand(row, column), judge(row, column));
        watch_.piece_done();
      }
    ++verdict_.points;
    return true;
  }

  bool has_right_shape(const Matrix& by_hand) {
    if (by_hand.rows() == subject_.rows && by_hand.cols() == subject_.columns) return true;
    verdict_.status = Verdict::Status::failed;
    verdict_.notes.push_back(fmt::format("the hand-made {} is {} x {}, but with {} it must be {} x {}.", subject_.noun,
                                         by_hand.rows(), by_hand.cols(), counted(x_.size(), "input"), subject_.rows,
                                         subject_.columns));
    return false;
  }

  void note_not_finite(Index number) {
    if (number > 0) {
      ++not_finite_;
      return;
    }
    verdict_.status = Verdict::Status::inconclusive;
    verdict_.notes.push_back(fmt::format("the black box has no finite value at the point given: {}.", f_.trouble()));
  }

  void take(Index number, Index row, Index column, double hand, const Finding& finding) {
    const double size = std::max(std::abs(finding.estimate), std::abs(hand));
    if (finding.kind == Finding::Kind::wrong) {
      ++told_(row, column);
      const Mistake here{row, column, subject_.name(row, column), hand, finding.estimate, finding.tolerance, number, 1};
      const auto [known, is_new] = mistakes_.try_emplace({row, column}, here);
      if (is_new) return;
      const Index wrong_at = known->second.wrong_at + 1;
      if (here.relative_difference() > known->second.relative_difference()) known->second = here;
      known->second.wrong_at = wrong_at;
    } else if (finding.kind == Finding::Kind::right) {
      ++told_(row, column);
      const double share =
          std::max(std::abs(hand - finding.estimate), finding.tolerance / DifferenceJudge::clear) / size;
      if (finding.tolerance <= DifferenceJudge::known_share * size)
        verdict_.digits = std::min(verdict_.digits, -std::log10(share));
    } else {
      why_.try_emplace({row, column}, finding.kind);
      if (size > 0.0 && std::isfinite(finding.tolerance))
        digits_(row, column) =
            std::max(digits_(row, column), -std::log10(finding.tolerance / DifferenceJudge::clear / size));
    }
  }

  void conclude() {
    for (const auto& [place, mistake] : mistakes_) verdict_.mistakes.push_back(mistake);
    std::ranges::stable_sort(verdict_.mistakes, std::greater(), [](const Mistake& mistake) {
      return std::isfinite(mistake.hand) ? mistake.relative_difference() : std::numeric_limits<double>::infinity();
    });
    if (verdict_.stopped) return;
    if (not_finite_ > 0)
      verdict_.notes.push_back(fmt::format("{} left out: the black box has no finite value there; first {}.",
                                           counted(not_finite_, "point chosen at random"), f_.trouble()));
    note_untold();
    if (verdict_.points == 0) {
      verdict_.status = Verdict::Status::inconclusive;
      verdict_.digits = 0.0;
    }
    if (!verdict_.mistakes.empty()) verdict_.status = Verdict::Status::failed;
    if (verdict_.points == 0) return;
    verdict_.notes.push_back(
        fmt::format("\"Exact\" are here extrapolated differences of the {}: exact to their error bars, of which a "
                    "wrong entry is at "
                    "least {:g} away. The noise was estimated as {:.2g} of the {}. {} of the black box.",
                    outputs_in_words(), DifferenceJudge::clear, noise_, outputs_in_words(),
                    counted(f_.evaluations(), "evaluation")));
  }

  [[nodiscard]] const char* outputs_in_words() const {
    return subject_.form == Subject::Form::hessian_of_gradient ? "hand-made gradient" : "values";
  }

  /// Entries that were not told at half of the points or more, a sentence for each reason.
  void note_untold() {
    struct Count {
      Index entries = 0, row = 0, column = 0;
    };
    std::map<Finding::Kind, Count> counts;
    for (Index column = told_.cols(); column-- > 0;)
      for (Index row = told_.rows(); row-- > 0;)
        if (verdict_.points > 0 && 2 * told_(row, column) <= verdict_.points) {
          Count& count = counts[why_.at({row, column})];
          count = {count.entries + 1, row, column};
        }
    for (const auto& [kind, count] : counts) {
      verdict_.status = Verdict::Status::inconclusive;
      verdict_.notes.push_back(fmt::format("{} of {} entries cannot be judged, {} first: {}", count.entries,
                                           told_.size(), subject_.name(count.row, count.column),
                                           reason(kind, digits_(count.row, count.column))));
    }
  }

  [[nodiscard]] std::string reason(Finding::Kind kind, double digits) const {
    if (kind == Finding::Kind::jump)
      return "the function has a kink or a jump there: what it tends to from one side and from the other differs.";
    if (kind == Finding::Kind::contradicted)
      return "it differs from the differences, but not at all steps that could tell. The function may not be smooth "
             "over its inputs' sizes (BlackBoxOptions::scale), or its noise may change from place to place.";
    if (kind == Finding::Kind::not_finite)
      return fmt::format("the black box has too few finite values around the point: {}.", f_.trouble());
    return fmt::format(
        "differences know only {:.1f} digits of it, for the noise of the values and the curvature of the function{}.",
        std::max(0.0, digits), subject_.from_values() ? ". BlackBox::gradient would sharpen them" : "");
  }

  Outputs& f_;
  const Subject& subject_;
  const Vector x_, sizes_;
  const BlackBoxOptions& options_;
  Watch& watch_;
  Verdict verdict_;
  std::map<std::pair<Index, Index>, Mistake> mistakes_;
  std::map<std::pair<Index, Index>, Finding::Kind> why_;
  Eigen::Matrix<Index, -1, -1> told_;
  Matrix digits_;  ///< of the entries that could not be told
  Index not_finite_ = 0;
  double noise_ = 0.0;
};

Outputs values_of(const BlackBox& f, Watch& watch) {
  return Outputs([&f](ConstVector x) -> Vector { return Vector::Constant(1, f.value(x)); }, 1, watch);
}

/// Those at the point; where it throws there, the rows of the Jacobian.
Index count_of_outputs(const BlackBoxOutputs& f, const std::function<Matrix(ConstVector)>& by_hand, ConstVector x) {
  try {
    return f.values(x).size();
  } catch (const std::exception&) {
    return by_hand(x).rows();
  }
}

}  // namespace

Verdict check_gradient(const BlackBox& f, const GradientByHand& by_hand, ConstVector x,
                       const BlackBoxOptions& options) {
  validate(x, options);
  Watch watch(options);
  Outputs values = values_of(f, watch);
  const auto name = [&](Index row, Index) { return name_of_slope(options.names, row); };
  const Subject subject{Subject::Form::gradient,
                        "check_gradient",
                        "gradient",
                        x.size(),
                        1,
                        [&](ConstVector at) -> Matrix { return by_hand(at); },
                        name};
  return BlackBoxCheck(values, subject, x, options, watch).run();
}

Verdict check_hessian(const BlackBox& f, const HessianByHand& by_hand, ConstVector x, const BlackBoxOptions& options) {
  validate(x, options);
  Watch watch(options);
  Outputs outputs = f.gradient ? Outputs(f.gradient, x.size(), watch) : values_of(f, watch);
  const auto form = f.gradient ? Subject::Form::hessian_of_gradient : Subject::Form::hessian_of_values;
  const auto name = [&](Index row, Index column) { return name_in_hessian(options.names, row, column); };
  const Subject subject{form, "check_hessian", "Hessian", x.size(), x.size(), by_hand, name};
  return BlackBoxCheck(outputs, subject, x, options, watch).run();
}

Verdict check_jacobian(const BlackBoxOutputs& f, const std::function<Matrix(ConstVector)>& by_hand, ConstVector x,
                       const BlackBoxOptions& options) {
  validate(x, options);
  Watch watch(options);
  Outputs outputs(f.values, count_of_outputs(f, by_hand, x), watch);
  const auto name = [&](Index row, Index column) { return name_in_jacobian(options.names, row, column); };
  const Subject subject{
      Subject::Form::jacobian, "check_jacobian", "Jacobian", outputs.count(), x.size(), by_hand, name};
  return BlackBoxCheck(outputs, subject, x, options, watch).run();
}

}  // namespace hesse
