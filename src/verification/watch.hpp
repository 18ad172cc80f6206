// SPDX-License-Identifier: BSL-1.0
//
// Lets the caller follow a check and end it between two pieces of its work.
#pragma once

#include <hesse/verification/check.hpp>

#include <chrono>
#include <exception>
#include <functional>
#include <stop_token>

namespace hesse {

class Watch {
 public:
  /// Thrown from where the work is: the caller wants no more of it. No std::exception, so that whoever forgives a
  /// function its exceptions does not forgive this.
  struct Stopped {
    std::exception_ptr thrown_by_callback;
  };

  /// For the options of any check: they outlive the watch.
  explicit Watch(const auto& options)
      : stop_token_(options.stop_token), callback_(options.callback), start_(std::chrono::steady_clock::now()) {}

  void expect(Index points, Index pieces_a_point) {
    progress_.points = points;
    pieces_ = pieces_a_point;
  }
  void piece_done();
  void point_done();
  /// Throws Stopped if the caller wants that.
  void pause();

  /// Does the work to its end, or until the caller wants no more of it: the verdict is then inconclusive and says how
  /// far it came. What the callback throws passes through.
  template <class Work>
  void until_stopped(Verdict& verdict, const Work& work) const {
    try {
      work();
    } catch (const Stopped& stopped) {
      note_stop(verdict, stopped);
    }
  }

 private:
  [[nodiscard]] bool callback_wants_end() const;
  void note_stop(Verdict& verdict, const Stopped& stopped) const;

  const std::stop_token& stop_token_;
  const std::function<Progress(const CheckProgress&)>& callback_;
  std::chrono::steady_clock::time_point start_;
  CheckProgress progress_;
  Index pieces_ = 1;
  Index pieces_done_ = 0;
};

}  // namespace hesse
