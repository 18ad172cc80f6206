// SPDX-License-Identifier: BSL-1.0
#include "faults.hpp"

#include <hesse/basics/error.hpp>
#include <hesse/reports/table.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace hesse {

namespace {

// Halfway between neighbours of single precision, where rounding to even goes outwards to infinity and inwards to 0.
constexpr double first_infinite_in_single = 0x1.ffffffp127;
constexpr double last_zero_in_single = 0x1p-150;
constexpr double smallest_normal_in_single = 0x1p-126;

constexpr std::array<const char*, fault_count> names = {
    "not finite",     "infinite in single precision", "negative",
    "zero",           "zero in single precision",     "subnormal in single precision",
    "below the floor"};

}  // namespace

const char* name_of(Fault fault) { return names[static_cast<std::size_t>(fault)]; }

std::array<Fault, fault_count> all_faults() {
  std::array<Fault, fault_count> all;
  for (std::size_t i = 0; i < fault_count; ++i) all[i] = static_cast<Fault>(i);
  return all;
}

bool is_faulty(double derivative, bool of_curvature, Fault fault, double floor) {
  if (!std::isfinite(derivative)) return fault == Fault::not_finite;
  const double size = std::abs(derivative);
  const bool is_negative = of_curvature && derivative < 0.0;
  switch (fault) {
    case Fault::not_finite:
      return false;
    case Fault::overflows_in_single:
      return size >= first_infinite_in_single;
    case Fault::negative:
      return is_negative;
    case Fault::zero:
      return size == 0.0;
    case Fault::zero_in_single:
      return !is_negative && size <= last_zero_in_single;
    case Fault::subnormal_in_single:
      return !is_negative && size < smallest_normal_in_single;
    case Fault::below_floor:
      return !is_negative && size < floor;
  }
  return false;
}

void require_options(const LossHealthOptions& options) {
  const auto require = [](bool holds, const char* code, const char* name, double found, const char* wanted) {
    if (!holds) throw OptionError(code, fmt::format("loss_health() got {} = {:.6g}. Pass {}.", name, found, wanted));
  };
  require(options.floor >= 0.0, "option.floor", "floor", options.floor, "0 or more");
  require(options.kink_distance >= 0.0, "option.kink_distance", "kink_distance", options.kink_distance, "0 or more");
  require(options.reach > 0.0 && std::isfinite(options.reach), "option.reach", "reach", options.reach,
          "a number above 0");
  require(options.points >= 2, "option.points", "points", static_cast<double>(options.points), "2 or more");
  require(options.labels >= 0, "option.labels", "labels", static_cast<double>(options.labels), "0 or more");
}

void note(RowCount& rows, Index row) {
  if (rows.count++ == 0) rows.first = row;
}

Spread spread_of(std::vector<double> numbers) {
  std::erase_if(numbers, [](double number) { return !std::isfinite(number); });
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  if (numbers.empty()) return {none, none, none};
  const auto [smallest, largest] = std::ranges::minmax(numbers);
  const auto middle = numbers.begin() + static_cast<std::ptrdiff_t>((numbers.size() - 1) / 2);
  std::ranges::nth_element(numbers, middle);
  return {smallest, *middle, largest};
}

std::string in_words(const RowCount& rows, Index all) {
  if (rows.count == 0) return "none";
  return fmt::format("{} % ({} of {}, first row {})",
                     reports::significant(100.0 * static_cast<double>(rows.count) / static_cast<double>(all), 3),
                     rows.count, all, rows.first);
}

}  // namespace hesse
