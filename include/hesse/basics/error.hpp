// SPDX-License-Identifier: BSL-1.0
//
// What misuse gets. Every message says what was asked, what was found, and what to do; `code()` is stable, the text is
// for people. A numerical outcome (a Hessian that is not positive definite, a search that stalls) is never an
// exception.
#pragma once

#include <stdexcept>
#include <string>

#ifdef __FAST_MATH__
#error "hesse: -ffast-math removes NaN and signed zeros, so no derivative could be trusted; compile without it"
#endif

namespace hesse {

class Error : public std::runtime_error {
 public:
  /// code: a string literal such as "shape.input", stable over releases.
  Error(const char* code, const std::string& message) : std::runtime_error(message), code_(code) {}
  [[nodiscard]] const char* code() const noexcept { return code_; }

 private:
  const char* code_;
};

/// A vector or matrix has the wrong number of entries.
struct ShapeError : Error {
  using Error::Error;
};

/// A variable was used outside the recording it belongs to, or a recording was started inside another.
struct RecordingError : Error {
  using Error::Error;
};

/// A recorded comparison came out differently and the function was told not to record again.
struct BranchError : Error {
  using Error::Error;
};

/// An input was NaN before the function saw it.
struct NonFiniteError : Error {
  using Error::Error;
};

/// A custom operation cannot answer what was asked of it.
struct OperationError : Error {
  using Error::Error;
};

/// A tape or a dense result would outgrow its limit.
struct LimitError : Error {
  using Error::Error;
};

/// An option has a value that makes no sense.
struct OptionError : Error {
  using Error::Error;
};

/// A checkpoint cannot be written, is damaged, or is of another run.
struct CheckpointError : Error {
  using Error::Error;
};

}  // namespace hesse
