// SPDX-License-Identifier: BSL-1.0
//
// Many threads: each recording, all evaluating one Function, one dying in the middle of a recording. Boost.Test's
// checks are not thread-safe, so the threads count and the test checks.
#include <hesse/hesse.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <memory>
#include <problems.hpp>
#include <stdexcept>
#include <thread>
#include <vector>

using hesse::Function;
using hesse::Var;
using hesse::Vector;

namespace {

constexpr int thread_count = 16;

/// Runs body(t) on 16 threads; returns how many of them said true.
template <class Body>
int agreeing(const Body& body) {
  std::atomic<int> agree = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < thread_count; ++t)
    threads.emplace_back([&, t] {
      if (body(t)) ++agree;
    });
  for (std::thread& thread : threads) thread.join();
  return agree;
}

}  // namespace

BOOST_AUTO_TEST_CASE(sixteen_threads_record_at_the_same_time) {
  const Vector x = problems::Waves::start(50);
  const hesse::SecondOrder expected = hesse::second_order(problems::Waves(), x);
  BOOST_TEST(agreeing([&](int) {
               bool same = true;
               for (int i = 0; i < 20; ++i) {
                 const hesse::SecondOrder found = hesse::second_order(problems::Waves(), x);
                 same = same && found.gradient == expected.gradient && found.hessian == expected.hessian;
               }
               return same;
             }) == thread_count);
}

BOOST_AUTO_TEST_CASE(sixteen_threads_evaluate_one_function) {
  const Vector x = problems::Waves::start(50);
  const Function f(problems::Waves(), x);
  const hesse::SecondOrder expected = f.second_order(x);
  BOOST_TEST(agreeing([&](int) {
               bool same = true;
               for (int i = 0; i < 20; ++i)
                 same = same && f.gradient(x) == expected.gradient && f.hessian(x) == expected.hessian &&
                        f.value(x) == expected.value;
               return same;
             }) == thread_count);
  BOOST_TEST(f.recordings() == 1u);
}

// Each thread asks on its own side of a fork, so tapes are replaced under the others all the time. The callable counts
// without a lock: recording is done by one thread at a time.
BOOST_AUTO_TEST_CASE(sixteen_threads_evaluate_one_function_that_is_recorded_again_and_again) {
  std::size_t calls = 0;
  const Function f(
      [&](const auto& x) {
        ++calls;
        return x[0] < 0 ? x[0] * x[0] : x[0] * x[0] * x[0];
      },
      Vector{{1}});
  BOOST_TEST(agreeing([&](int t) {
               const double at = t % 2 == 0 ? -2.0 - t : 2.0 + t;
               const double expected = at < 0 ? 2.0 : 6 * at;
               const std::size_t operations = at < 0 ? 1 : 2;
               bool same = true;
               for (int i = 0; i < 200; ++i)
                 same = same && f.hessian(Vector{{at}})(0, 0) == expected &&
                        f.tape(Vector{{at}})->instructions() == operations;
               return same;
             }) == thread_count);
  BOOST_TEST(f.recordings() == calls);
}

BOOST_AUTO_TEST_CASE(a_thread_that_dies_in_the_middle_of_a_recording_disturbs_nobody) {
  const auto cube = [](const auto& x) { return x[0] * x[0] * x[0]; };
  const auto outer = [&](const auto& x) {
    const auto y = x[0] * x[0];
    std::thread([] {
      try {
        (void)hesse::value(
            [](const auto& z) -> Var {
              (void)exp(z[0]);
              throw std::runtime_error("dead");
            },
            Vector{{1}});
      } catch (const std::runtime_error&) {
      }
    }).join();
    return y * x[0];
  };
  BOOST_TEST(hesse::gradient(outer, Vector{{2}})[0] == 12.0);
  BOOST_TEST(agreeing([&](int t) {
               try {
                 (void)hesse::value([](const auto&) -> Var { throw std::runtime_error("dead"); }, Vector{{1}});
               } catch (const std::runtime_error&) {
               }
               const double at = t + 1.0;
               return hesse::gradient(cube, Vector{{at}})[0] == 3 * at * at;
             }) == thread_count);
}

// The tape is freed on another thread than the one that recorded it.
BOOST_AUTO_TEST_CASE(a_function_may_be_made_on_one_thread_and_die_on_another) {
  const Vector x = problems::Waves::start(100);
  const Vector expected = hesse::gradient(problems::Waves(), x);
  std::vector<std::unique_ptr<Function>> functions(thread_count);
  BOOST_TEST(agreeing([&](int t) {
               functions[static_cast<std::size_t>(t)] = std::make_unique<Function>(problems::Waves(), x);
               return true;
             }) == thread_count);
  BOOST_TEST(agreeing([&](int t) {
               auto mine = std::move(functions[static_cast<std::size_t>(thread_count - 1 - t)]);
               return mine->gradient(x) == expected;
             }) == thread_count);
}
