// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/error.hpp>
#include <hesse/teaching/heat_maps.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "subject.hpp"

namespace hesse {

namespace {

void require_names(const std::vector<std::string>& names, Index rows) {
  if (!names.empty()) require_size("names of a heat map", static_cast<Index>(names.size()), rows, "name");
}

double log10_error(double hand, double exact) {
  if (hand == exact) return -std::numeric_limits<double>::infinity();
  return std::log10(std::abs(hand - exact) / std::max(std::abs(hand), std::abs(exact)));
}

}  // namespace

reports::HeatMap hessian_heat_map(ConstMatrix hessian, const std::vector<std::string>& names) {
  if (hessian.rows() != hessian.cols())
    throw ShapeError("shape.square_expected",
                     fmt::format("hessian_heat_map() got a matrix of {} by {} entries, but a Hessian is square. Pass "
                                 "as many rows as columns.",
                                 hessian.rows(), hessian.cols()));
  require_names(names, hessian.rows());
  return {.title = "Hessian",
          .values = hessian,
          .row_names = names,
          .column_names = names,
          .scale = reports::fitting_scale(hessian)};
}

reports::HeatMap hessian_heat_map(const Function& f, ConstVector x, const std::vector<std::string>& names) {
  static_cast<void>(tape_at("hessian_heat_map()", f, x, {.names = names}));
  return hessian_heat_map(f.hessian(x), names);
}

reports::HeatMap error_heat_map(ConstMatrix by_hand, ConstMatrix exact, const std::vector<std::string>& names) {
  if (by_hand.rows() != exact.rows() || by_hand.cols() != exact.cols())
    throw ShapeError("shape.matrices_differ",
                     fmt::format("error_heat_map() got {} by {} entries by hand, but {} by {} exact ones. Pass two "
                                 "matrices of the same shape.",
                                 by_hand.rows(), by_hand.cols(), exact.rows(), exact.cols()));
  require_names(names, exact.rows());
  return {.title = "Digits in which both agree",
          .values = by_hand.binaryExpr(exact, &log10_error),
          .row_names = names,
          .column_names = exact.rows() == exact.cols() ? names : std::vector<std::string>{},
          .scale = reports::HeatScale::digits};
}

}  // namespace hesse
