// SPDX-License-Identifier: BSL-1.0
//
// How long something takes that happens again and again: the fastest of the first few times. Later ones cost nothing.
#pragma once

#include <atomic>
#include <chrono>
#include <limits>
#include <utility>

namespace hesse {

/// Any number of threads may note times.
class FastestTime {
 public:
  [[nodiscard]] bool is_measured() const { return times_.load(std::memory_order_relaxed) > 0; }
  [[nodiscard]] bool takes_more() const { return times_.load(std::memory_order_relaxed) < most; }
  [[nodiscard]] double seconds() const { return seconds_.load(std::memory_order_relaxed); }
  void note(double seconds) {
    double known = seconds_.load(std::memory_order_relaxed);
    while (seconds < known && !seconds_.compare_exchange_weak(known, seconds, std::memory_order_relaxed)) continue;
    times_.fetch_add(1, std::memory_order_relaxed);
  }

 private:
  static constexpr int most = 8;
  std::atomic<int> times_ = 0;
  std::atomic<double> seconds_ = std::numeric_limits<double>::infinity();
};

/// Notes how long it lives, where it is given something to note that in.
class Stopwatch {
 public:
  explicit Stopwatch(FastestTime* time) : time_(time) {
    if (time_ != nullptr) start_ = Clock::now();
  }
  ~Stopwatch() {
    if (time_ != nullptr) time_->note(std::chrono::duration<double>(Clock::now() - start_).count());
  }
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;

 private:
  using Clock = std::chrono::steady_clock;
  FastestTime* time_;
  Clock::time_point start_;
};

}  // namespace hesse
