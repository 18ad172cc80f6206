// SPDX-License-Identifier: BSL-1.0
#include "watch.hpp"

#include <hesse/basics/counted.hpp>
#include <hesse/basics/duration.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace hesse {

std::string CheckProgress::text() const {
  return points_done == points ? "all points are compared" : fmt::format("point {} of {}", points_done + 1, points);
}

void Watch::piece_done() {
  // A difference that is looked at once more takes pieces that nobody could expect.
  pieces_done_ = std::min(pieces_done_ + 1, pieces_);
  pause();
}

void Watch::point_done() {
  ++progress_.points_done;
  pieces_done_ = 0;
  pause();
}

void Watch::pause() {
  const auto points = static_cast<double>(progress_.points);
  const double at_point = static_cast<double>(pieces_done_) / static_cast<double>(pieces_);
  progress_.share =
      points > 0.0 ? std::min((static_cast<double>(progress_.points_done) + at_point) / points, 1.0) : 0.0;
  progress_.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  if (stop_token_.stop_requested() || callback_wants_end()) throw Stopped{};
}

bool Watch::callback_wants_end() const {
  if (!callback_) return false;
  try {
    return callback_(progress_) == Progress::stop;
  } catch (...) {
    throw Stopped{std::current_exception()};
  }
}

void Watch::note_stop(Verdict& verdict, const Stopped& stopped) const {
  if (stopped.thrown_by_callback) std::rethrow_exception(stopped.thrown_by_callback);
  verdict.stopped = true;
  verdict.status = Verdict::Status::inconclusive;
  verdict.notes.push_back(fmt::format("stopped by the caller after {} of {}, {} after the start.",
                                      progress_.points_done, counted(progress_.points, "point"),
                                      duration(progress_.seconds)));
}

}  // namespace hesse
