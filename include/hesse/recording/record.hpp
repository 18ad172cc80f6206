// SPDX-License-Identifier: BSL-1.0
//
// record(f, x): calls f once on variables and keeps what it did.
#pragma once

#include <hesse/basics/shapes.hpp>
#include <hesse/recording/eigen_support.hpp>
#include <hesse/recording/recording.hpp>

#include <concepts>
#include <span>
#include <utility>
#include <vector>

namespace hesse {

/// A callable over a vector of variables that returns a number or a vector of numbers.
template <class F>
concept Recordable = std::invocable < F&,
        const VectorOf<Var>
& > ;

/// The outputs of f as variables: one for a number, all of a vector.
template <class Result>
bool collect_outputs(const Result& result, std::vector<Var>& outputs) {
  if constexpr (std::convertible_to<const Result&, Var>) {
    outputs.push_back(result);
    return true;
  } else if constexpr (std::is_base_of_v<Eigen::EigenBase<Result>, Result>) {
    const VectorOf<Var> all = result;
    outputs.assign(all.begin(), all.end());
    return false;
  } else {
    outputs.assign(std::begin(result), std::end(result));
    return false;
  }
}

/// The tape of f at x, and the values of its nodes there.
///
///   f   is called once, with a VectorOf<Var> of x.size() entries; it returns a number or a vector of numbers
///   x   any number of entries
///
/// Cost: linear in the operations of f; at most 24 bytes an operation. Throws RecordingError inside another recording,
/// LimitError beyond the limits, and what f throws.
///
///     const hesse::Recorded recorded = hesse::record(f, x);
///     recorded.tape.nodes();
template <Recordable F>
[[nodiscard]] Recorded record(F&& f, ConstVector x, RecordingLimits limits = {}) {
  Recording recording({x.data(), static_cast<std::size_t>(x.size())}, limits);
  VectorOf<Var> variables(x.size());
  for (Index i = 0; i < x.size(); ++i) variables[i] = recording.input(static_cast<std::size_t>(i));
  std::vector<Var> outputs;
  const bool returns_scalar = collect_outputs(f(std::as_const(variables)), outputs);
  return recording.finish(outputs, returns_scalar);
}

}  // namespace hesse
