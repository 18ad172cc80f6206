// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/error.hpp>
#include <hesse/basics/parallel.hpp>

#include <fmt/format.h>

#include <algorithm>

#ifdef __SANITIZE_THREAD__
#include <atomic>
#include <future>
#include <vector>
#elif defined(HESSE_WITH_TBB)
#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>
#endif

namespace hesse {

#ifdef __SANITIZE_THREAD__
// ThreadSanitizer cannot follow oneTBB, which is not built with it, and is to see whether pieces are independent.
void for_each_piece(std::size_t count, int threads, const std::function<void(std::size_t)>& piece) {
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < count; i = next++) piece(i);
  };
  std::vector<std::future<void>> others;
  for (int i = 1; i < threads; ++i) others.push_back(std::async(std::launch::async, work));
  work();
  for (std::future<void>& other : others) other.get();
}
#elif defined(HESSE_WITH_TBB)
void for_each_piece(std::size_t count, int threads, const std::function<void(std::size_t)>& piece) {
  // oneTBB prints a warning where an arena asks for more.
  const auto allowed = tbb::global_control::active_value(tbb::global_control::max_allowed_parallelism);
  threads = static_cast<int>(std::min(static_cast<std::size_t>(std::max(threads, 1)), allowed));
  if (threads == 1 || count == 1) {
    for (std::size_t i = 0; i < count; ++i) piece(i);
    return;
  }
  tbb::task_arena arena(threads);
  arena.execute([&] {
    tbb::parallel_for(
        std::size_t{0}, count, [&](std::size_t i) { piece(i); }, tbb::simple_partitioner());
  });
}
#else
void for_each_piece(std::size_t count, int, const std::function<void(std::size_t)>& piece) {
  for (std::size_t i = 0; i < count; ++i) piece(i);
}
#endif

void require_threads(const char* asked, int threads) {
  if (threads < 1)
    throw OptionError("option.threads", fmt::format("{} was given {} threads. Pass at least 1.", asked, threads));
}

}  // namespace hesse
