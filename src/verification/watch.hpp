// SPDX-License-Identifier: BSL-1.0
//
// Lets the caller follow a check and end it between two pieces of its work.
#pragma once

#include <hesse/verification/check.hpp>

#include <chrono>
#include <exception>

namespace hesse {

class Watch {
 public:
  /// Thrown from where the work is: the caller wants no more of it. No std::exception, so that whoever forgives a
  /// function its exceptions does not forgive this.
  struct Stopped {
    std::exception_ptr thrown_by_callback;
  };

  explicit Watch(const CheckOptions& options) : options_(options), start_(std::chrono::steady_clock::now()) {}

  void expect(Index points, Index pieces_a_point) {
    progress_.points = points;
    pieces_ = pieces_a_point;
  }
  void piece_done();
  void point_done();
  /// Throws Stopped if the caller wants that.
  void pause();

  [[nodiscard]] const CheckProgress& progress() const { return progress_; }

 private:
  [[nodiscard]] bool callback_wants_end() const;

  const CheckOptions& options_;
  std::chrono::steady_clock::time_point start_;
  CheckProgress progress_;
  Index pieces_ = 1;
  Index pieces_done_ = 0;
};

}  // namespace hesse
