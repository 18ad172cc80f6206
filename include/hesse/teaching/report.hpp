// SPDX-License-Identifier: BSL-1.0
//
// All that can be shown of a function at a point, on one page: the numbers, the trace to be walked through step by
// step, where entries of the Hessian come from, pictures, and the audit of derivatives by hand. The page is one file of
// HTML that loads nothing: it works offline, prints, and says in words what its pictures show.
#pragma once

#include <hesse/curvature/hessian_report.hpp>
#include <hesse/teaching/contributions.hpp>
#include <hesse/teaching/graph.hpp>
#include <hesse/teaching/trace.hpp>
#include <hesse/verification/check.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace hesse {

/// How far a report has come.
struct ReportProgress {
  const char* part = "";  ///< that is made next: "the contours"
  Index parts_done = 0;
  Index parts = 0;
  double share = 0.0;    ///< of the parts that are done
  double seconds = 0.0;  ///< since the start

  [[nodiscard]] std::string text() const { return part; }
};

struct ReportOptions {
  std::string title = "Second derivatives of a function";
  std::string formula = {};  ///< as a person writes it; shown below the title
  /// One an input. Empty: "x[3]".
  std::vector<std::string> names = {};
  Vector direction = {};         ///< of the trace and its dots; empty: all ones
  GradientByHand gradient = {};  ///< audited where given
  HessianByHand hessian = {};    ///< the same
  CheckOptions check = {};       ///< of the audit; names and stop_token are those here
  SecondRoute route = {};        ///< for the audit: hesse::second_route(f) of the callable that was recorded
  std::size_t lines = 200;       ///< of the trace, listed at most
  Index dense_up_to = 100;       ///< inputs: beyond, entries of the Hessian are not shown one by one
  Index drawn_up_to = 1000;      ///< inputs: beyond, the Hessian is not drawn either
  /// Ends the report between two parts, and within those that take long. What is missing stands in its notes.
  std::stop_token stop_token = {};
  /// Called before each part, on the thread of the report; Progress::stop leaves out that part and all after it. What
  /// it throws passes through.
  std::function<Progress(const ReportProgress&)> callback = {};
};

/// What report() found.
class Report {
 public:
  struct Picture {
    std::string title;
    std::string svg;
    std::string text;  ///< what it shows
  };

  std::string title, formula;
  std::vector<std::string> names;  ///< one an input
  Vector point, direction;
  Trace trace;
  Graph graph;
  std::string not_finite;  ///< what is, and why; then what needs finite derivatives is left out
  std::string not_smooth;  ///< which line stands on a kink, and what that means; empty where none does
  std::optional<HessianReport> curvature;
  Matrix hessian;                      ///< 0 by 0 where it was not formed
  std::vector<Contributions> entries;  ///< where the largest entries of the Hessian come from
  std::vector<Picture> pictures;
  std::vector<Verdict> verdicts;
  std::vector<std::string> notes;  ///< what was left out, and why
  bool stopped = false;            ///< by the caller, before all was written

  /// The page. The same bytes for the same function.
  [[nodiscard]] std::string html() const;
  /// The page in characters.
  [[nodiscard]] std::string text() const;
};

/// A report on f at x.
///
///   f        a Function with one output, or a callable, which is recorded
///   x        n entries, in the units of the inputs
///   options  title, names, direction, derivatives by hand
///
/// Pictures: with one input the osculating circle, with two the contours and a race of optimizers, up to drawn_up_to
/// inputs a heat map of the Hessian, in blocks where it has more than 64 rows, always the errors of difference
/// quotients.
///
/// Cost: that of trace(), graph(), hessian_report(), contributions() for three entries, and of the pictures; of the
/// checks where there is something to check. Throws ShapeError for a wrong number of entries, names or outputs, and
/// what f throws.
///
///     std::ofstream("report.html") << hesse::report(f, x, {.names = {"a", "b"}, .hessian = by_hand}).html();
[[nodiscard]] Report report(const Function& f, ConstVector x, const ReportOptions& options = {});

template <Recordable F>
[[nodiscard]] Report report(F&& f, ConstVector x, const ReportOptions& options = {}) {
  return report(detail::borrow(f, x), x, options);
}

}  // namespace hesse
