// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/counted.hpp>
#include <hesse/basics/error.hpp>
#include <hesse/recording/custom.hpp>

#include <fmt/format.h>

namespace hesse::detail {

void throw_wrong_size(const std::string& operation, const char* what, Index found, Index inputs) {
  throw OperationError("operation.wrong_size",
                       fmt::format("custom operation '{}' was called with {}, but the {} is {}. Return one entry an "
                                   "input.",
                                   operation, counted(inputs, "input"), what, found));
}

}  // namespace hesse::detail
