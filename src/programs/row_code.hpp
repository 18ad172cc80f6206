// SPDX-License-Identifier: BSL-1.0
//
// The rows of the table as C++: one operation in place, everything longer as a function that is defined once.
#pragma once

#include <hesse/ops/dispatch.hpp>

#include <cstddef>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace hesse {

class RowCode {
 public:
  /// scope: what stands before the name of a function where it is called, "f_parts::".
  explicit RowCode(std::string scope) : scope_(std::move(scope)) {}

  /// The row on these arguments. Those that are parameters of the row come as numbers behind them.
  std::string call(Opcode opcode, std::span<const std::string> arguments, std::span<const double> parameters);

  /// Definitions of the functions that calls so far need, and the headers of Boost.Math that these need.
  [[nodiscard]] const std::string& functions() const { return functions_; }
  [[nodiscard]] const std::set<std::string>& boost_headers() const { return headers_; }

 private:
  void define(const std::string& name, Opcode opcode, std::size_t count, std::span<const double> parameters);
  void define_from(std::vector<bool> decisions, Opcode opcode, std::span<const std::string> arguments,
                   std::span<const double> parameters, const std::string& indent);

  std::string scope_;
  std::string functions_;
  std::set<std::string> defined_;
  std::set<std::string> headers_;
};

}  // namespace hesse
