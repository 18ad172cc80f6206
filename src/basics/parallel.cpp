// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/error.hpp>
#include <hesse/basics/parallel.hpp>

#include <fmt/format.h>

#include <algorithm>

#ifdef __SANITIZE_THREAD__
#include <sanitizer/tsan_interface.h>
#endif
#ifdef HESSE_WITH_TBB
#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>
#endif

namespace hesse {

#ifdef HESSE_WITH_TBB
namespace {

/// Where threads part and meet again. ThreadSanitizer does not see it: oneTBB is not built with it.
class Crossing {
 public:
  void arrive() {
#ifdef __SANITIZE_THREAD__
    __tsan_release(this);
#endif
  }
  void pass() {
#ifdef __SANITIZE_THREAD__
    __tsan_acquire(this);
#endif
  }
};

}  // namespace
#endif

void for_each_piece(std::size_t count, int threads, const std::function<void(std::size_t)>& piece) {
#ifdef HESSE_WITH_TBB
  // oneTBB prints a warning where an arena asks for more.
  const auto allowed = tbb::global_control::active_value(tbb::global_control::max_allowed_parallelism);
  threads = static_cast<int>(std::min(static_cast<std::size_t>(std::max(threads, 1)), allowed));
  if (threads > 1 && count > 1) {
    Crossing start, end;
    start.arrive();
    tbb::task_arena arena(threads);
    arena.execute([&] {
      tbb::parallel_for(
          std::size_t{0}, count,
          [&](std::size_t i) {
            start.pass();
            piece(i);
            end.arrive();
          },
          tbb::simple_partitioner());
    });
    end.pass();
    return;
  }
#else
  static_cast<void>(threads);
#endif
  for (std::size_t i = 0; i < count; ++i) piece(i);
}

void require_threads(const char* asked, int threads) {
  if (threads < 1)
    throw OptionError("option.threads", fmt::format("{} was given {} threads. Pass at least 1.", asked, threads));
}

}  // namespace hesse
