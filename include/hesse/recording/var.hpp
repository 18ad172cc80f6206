// SPDX-License-Identifier: BSL-1.0
//
// Var: the number that records. It is a value like a double: copy it, store it, return it. An operation on variables
// computes its result at once and writes itself on the tape of the active recording; an operation on constants only
// computes. There are no expression templates, so `auto y = a * b + c;` is a number and not a reference to temporaries.
#pragma once

#include <hesse/basics/source_location.hpp>
#include <hesse/tape/guard.hpp>

#include <concepts>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace hesse {

class Recording;

class Var {
 public:
  /// The constant 0.
  Var() = default;
  /// A constant.
  template <class T>
  requires std::is_arithmetic_v<T> Var(T constant) : value_(static_cast<double>(constant)) {}

  /// The number behind the variable. What is computed from it is a constant for the tape, so a read is put on the list
  /// of passive reads with its place in the source.
  [[nodiscard]] double value(SourceLocation where = SourceLocation::current()) const {
    if (!is_constant()) note_passive_read(where);
    return value_;
  }

  /// Whether the number depends on no input of a recording.
  [[nodiscard]] bool is_constant() const { return recording_ == 0; }

 private:
  friend class Recording;
  Var(double value, std::uint32_t node, std::uint32_t recording) : value_(value), node_(node), recording_(recording) {}
  void note_passive_read(SourceLocation where) const;

  double value_ = 0.0;
  std::uint32_t node_ = 0;
  std::uint32_t recording_ = 0;
};

/// A variable and the place in the source where it was used.
struct Located {
  Var variable;
  SourceLocation where;

  Located(const Var& v, SourceLocation place = SourceLocation::current()) : variable(v), where(place) {}
  template <class T>
  requires std::is_arithmetic_v<T> Located(T constant, SourceLocation place = SourceLocation::current())
      : variable(constant), where(place) {}
};

#ifdef HESSE_SOURCE_LOCATIONS
/// What functions of variables take: with locations each conversion notes the line it stands in.
using Argument = const Located&;
/// What functions of any number of variables take besides them: Place::current() is where the call stands.
using Place = SourceLocation;
inline Place place_of(const Located& argument) { return argument.where; }
void announce(SourceLocation where);  // in recording.cpp: errors name the line
inline const Var& variable_of(const Located& argument) {
  announce(argument.where);
  return argument.variable;
}
#else
using Argument = const Var&;
struct Place {
  static constexpr Place current() { return {}; }
};
inline Place place_of(const Var&) { return {}; }
inline void announce(Place) {}
inline const Var& variable_of(const Var& argument) { return argument; }
#endif

/// What a comparison of variables gives. Converted to bool it records a guard; in select() it records both sides.
class Condition {
 public:
  Condition(Comparison comparison, const Located& left, const Located& right)
      : left_(left.variable), right_(right.variable), comparison_(comparison), where_(left.where) {}

  operator bool() const;

  [[nodiscard]] const Var& left() const { return left_; }
  [[nodiscard]] const Var& right() const { return right_; }
  [[nodiscard]] Comparison comparison() const { return comparison_; }

 private:
  Var left_;
  Var right_;
  Comparison comparison_;
  SourceLocation where_;
};

inline Condition operator<(const Located& a, const Located& b) { return {Comparison::less, a, b}; }
inline Condition operator<=(const Located& a, const Located& b) { return {Comparison::less_equal, a, b}; }
inline Condition operator>(const Located& a, const Located& b) { return {Comparison::greater, a, b}; }
inline Condition operator>=(const Located& a, const Located& b) { return {Comparison::greater_equal, a, b}; }
inline Condition operator==(const Located& a, const Located& b) { return {Comparison::equal, a, b}; }
inline Condition operator!=(const Located& a, const Located& b) { return {Comparison::not_equal, a, b}; }

}  // namespace hesse

/// Generic code asks the limits of its number; those of a variable are plain numbers, and become constants.
template <>
struct std::numeric_limits<hesse::Var> : std::numeric_limits<double> {};
