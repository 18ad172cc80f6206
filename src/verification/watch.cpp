// SPDX-License-Identifier: BSL-1.0
#include "watch.hpp"

#include <algorithm>

namespace hesse {

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
  if (options_.stop_token.stop_requested() || callback_wants_end()) throw Stopped{};
}

bool Watch::callback_wants_end() const {
  if (!options_.callback) return false;
  try {
    return options_.callback(progress_) == Progress::stop;
  } catch (...) {
    throw Stopped{std::current_exception()};
  }
}

}  // namespace hesse
