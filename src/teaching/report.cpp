// SPDX-License-Identifier: BSL-1.0
//
// What stands in a report: each part is made by the call of this floor that makes it alone.
#include <hesse/basics/error.hpp>
#include <hesse/teaching/contours.hpp>
#include <hesse/teaching/difference_errors.hpp>
#include <hesse/teaching/heat_maps.hpp>
#include <hesse/teaching/osculating_circle.hpp>
#include <hesse/teaching/race.hpp>
#include <hesse/teaching/report.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "subject.hpp"

namespace hesse {

namespace {

constexpr std::size_t entries_explained = 3;
constexpr Index most_rows_drawn = 64;
constexpr std::size_t longest_on_fifty_digits = 20'000;  // lines: a second of work

std::vector<std::string> names_of(const ReportOptions& options, Index inputs) {
  if (!options.names.empty()) return options.names;
  std::vector<std::string> names;
  for (Index i = 0; i < inputs; ++i) names.push_back(fmt::format("x[{}]", i));
  return names;
}

/// Places in the upper triangle, those of the largest entries first.
std::vector<std::pair<Index, Index>> largest_entries(const Matrix& hessian) {
  std::vector<std::pair<Index, Index>> places;
  for (Index j = 0; j < hessian.cols(); ++j)
    for (Index i = 0; i <= j; ++i)
      if (hessian(i, j) != 0.0) places.emplace_back(i, j);
  std::ranges::stable_sort(places, std::greater(),
                           [&](const auto& place) { return std::abs(hessian(place.first, place.second)); });
  places.resize(std::min(places.size(), entries_explained));
  return places;
}

class Author {
 public:
  Author(const Function& f, ConstVector x, const ReportOptions& options) : f_(f), x_(x), options_(options) {
    result_.title = options.title;
    result_.formula = options.formula;
    result_.names = names_of(options, x.size());
    result_.point = x;
    result_.direction = options.direction.size() != 0 ? options.direction : Vector::Ones(x.size());
  }

  Report write() {
    result_.trace = trace(f_, x_, result_.direction, {.names = result_.names, .lines = options_.lines});
    result_.graph = graph(f_, x_, {.names = result_.names, .values = true, .partials = true});
    if (const NonFiniteReport found = f_.explain_nonfinite(x_, result_.direction); !found.all_finite())
      result_.not_finite = found.text();
    if (const std::string kink = kink_in_words(f_, x_, result_.names); !kink.empty())
      result_.not_smooth = kink +
                           ": f may have no derivatives at this point. The numbers are those of one side, or the value "
                           "documented for the operation. Take a point beside it.\n";
    const std::vector<Part> parts = parts_to_write();
    for (std::size_t k = 0; k < parts.size() && !result_.stopped; ++k) {
      if (wants_end(parts[k], k, parts.size()))
        stop(fmt::format("before {}", parts[k].name));
      else
        (this->*parts[k].write)();
    }
    if (!result_.stopped && options_.stop_token.stop_requested()) stop("in its last part");
    return std::move(result_);
  }

 private:
  struct Part {
    const char* name;
    void (Author::*write)();
  };

  [[nodiscard]] std::vector<Part> parts_to_write() const {
    std::vector<Part> parts;
    if (result_.not_finite.empty()) {
      parts.push_back({"the curvature", &Author::add_curvature});
      parts.push_back({"the entries of the Hessian", &Author::add_entries});
      if (x_.size() == 1) parts.push_back({"the osculating circle", &Author::add_circle});
      if (x_.size() == 2) parts.push_back({"the contours", &Author::add_contours});
      if (x_.size() == 2) parts.push_back({"the race of optimizers", &Author::add_race});
      if (x_.size() > 1) parts.push_back({"the heat map", &Author::add_heat_map});
      parts.push_back({"the errors of difference quotients", &Author::add_difference_errors});
    }
    if (options_.gradient) parts.push_back({"the check of the gradient", &Author::add_check_of_gradient});
    if (options_.hessian) parts.push_back({"the check of the Hessian", &Author::add_check_of_hessian});
    return parts;
  }

  [[nodiscard]] bool wants_end(const Part& part, std::size_t done, std::size_t parts) const {
    if (options_.stop_token.stop_requested()) return true;
    if (!options_.callback) return false;
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start_;
    return options_.callback({.part = part.name,
                              .parts_done = static_cast<Index>(done),
                              .parts = static_cast<Index>(parts),
                              .share = static_cast<double>(done) / static_cast<double>(parts),
                              .seconds = elapsed.count()}) == Progress::stop;
  }

  void stop(const std::string& where) {
    result_.stopped = true;
    result_.notes.push_back(fmt::format("This report was stopped {}: what would follow is missing.", where));
  }

  void add_curvature() { result_.curvature = hessian_report(f_, x_, {.stop_token = options_.stop_token}); }

  void add_entries() {
    if (x_.size() > options_.dense_up_to) {
      result_.notes.push_back(
          fmt::format("The Hessian has {0} x {0} entries and is not shown entry by entry, which is "
                      "done up to {1} inputs{2}.",
                      x_.size(), options_.dense_up_to,
                      is_drawn() ? "" : fmt::format(", nor drawn, which is done up to {}", options_.drawn_up_to)));
      return;
    }
    result_.hessian = f_.hessian(x_);
    for (const auto& [i, j] : largest_entries(result_.hessian))
      result_.entries.push_back(contributions(f_, x_, i, j, {.names = result_.names, .lines = 10}));
  }

  template <class Picture>
  void add(const std::string& title, const Picture& picture) {
    result_.pictures.push_back({title, picture.svg(), picture.text()});
  }

  void add_circle() { add("The curve, its tangent and its circle", osculating_circle(f_, x_)); }

  void add_contours() {
    add("Contours, and what the Hessian says of them",
        contours(f_, x_, {.names = result_.names, .stop_token = options_.stop_token}));
  }

  void add_race() {
    const Race found = race(f_, x_, {.names = result_.names, .stop_token = options_.stop_token});
    result_.pictures.push_back(
        {"Optimizers from here", found.paths.svg(), found.results() + "\n" + found.paths.text()});
    result_.pictures.push_back({"How fast they fall", found.values.svg(), found.values.text()});
  }

  void add_heat_map() {
    if (!is_drawn()) return;
    const Matrix hessian = result_.hessian.size() > 0 ? result_.hessian : Matrix(f_.sparse_hessian(x_));
    add("The Hessian as colours", hessian_heat_map(hessian, result_.names).in_blocks(most_rows_drawn));
  }

  [[nodiscard]] bool is_drawn() const { return x_.size() <= std::max(options_.dense_up_to, options_.drawn_up_to); }

  void add_difference_errors() {
    if (result_.trace.nodes > longest_on_fifty_digits)
      return result_.notes.push_back(
          "Errors of difference quotients were left out: the function is too long for an "
          "evaluation on fifty digits.");
    try {
      add("Difference quotients along the direction, and these derivatives",
          difference_errors(f_, x_, result_.direction, {.stop_token = options_.stop_token}));
    } catch (const OperationError& error) {
      result_.notes.push_back(fmt::format("Errors of difference quotients were left out: {}", error.what()));
    }
  }

  [[nodiscard]] CheckOptions check_options() const {
    CheckOptions check = options_.check;
    check.names = result_.names;
    check.stop_token = options_.stop_token;
    return check;
  }

  void add_check_of_gradient() {
    result_.verdicts.push_back(check_gradient(f_, options_.gradient, x_, check_options(), options_.route));
  }

  void add_check_of_hessian() {
    result_.verdicts.push_back(check_hessian(f_, options_.hessian, x_, check_options(), options_.route));
    const Matrix by_hand = options_.hessian(x_);
    if (result_.hessian.size() > 0 && by_hand.rows() == x_.size() && by_hand.cols() == x_.size())
      add("Digits in which the Hessian by hand is right", error_heat_map(by_hand, result_.hessian, result_.names));
  }

  const Function& f_;
  Vector x_;
  const ReportOptions& options_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  Report result_;
};

}  // namespace

Report report(const Function& f, ConstVector x, const ReportOptions& options) {
  (void)tape_at("report()", f, x, {.names = options.names});
  if (options.direction.size() != 0)
    require_size("ReportOptions::direction", options.direction.size(), x.size(), "entry");
  return Author(f, x, options).write();
}

}  // namespace hesse
