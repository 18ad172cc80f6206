// SPDX-License-Identifier: BSL-1.0
//
// What must be survived in one thread: user code that throws at any operation, memory that runs out at any allocation.
// The executable replaces operator new and wraps malloc and realloc, so that the n-th of them fails.
#include <hesse/hesse.hpp>
#include <hesse/programs/differentiate.hpp>
#include <hesse/programs/lower.hpp>
#include <hesse/programs/machine.hpp>
#include <hesse/programs/simplify.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdlib>
#include <new>
#include <problems.hpp>
#include <stdexcept>

using hesse::Function;
using hesse::Var;
using hesse::Vector;

namespace {

/// Allocations until one fails; negative: none does.
thread_local long until_failure = -1;

/// Of this thread, all in all.
thread_local long allocations = 0;

bool fails() {
  ++allocations;
  return until_failure >= 0 && until_failure-- == 0;
}

struct FailingAllocation {
  explicit FailingAllocation(long n) { until_failure = n; }
  ~FailingAllocation() { until_failure = -1; }
};

}  // namespace

// The linker sends the library's and Eigen's calls here (--wrap).
extern "C" {
void* __real_malloc(std::size_t bytes);
void* __real_realloc(void* block, std::size_t bytes);
void* __wrap_malloc(std::size_t bytes) { return fails() ? nullptr : __real_malloc(bytes); }
void* __wrap_realloc(void* block, std::size_t bytes) { return fails() ? nullptr : __real_realloc(block, bytes); }
}

[[gnu::noinline]] void* operator new(std::size_t bytes) {
  void* block = fails() ? nullptr : __real_malloc(bytes == 0 ? 1 : bytes);
  if (block == nullptr) throw std::bad_alloc();
  return block;
}
// libstdc++'s calls the one above; AddressSanitizer's does not, and its blocks would be freed by another's delete.
[[gnu::noinline]] void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept {
  return fails() ? nullptr : __real_malloc(bytes == 0 ? 1 : bytes);
}
[[gnu::noinline]] void operator delete(void* block) noexcept { std::free(block); }
[[gnu::noinline]] void operator delete(void* block, std::size_t) noexcept { std::free(block); }

namespace {

/// Touches every kind of node: fixed, variadic, custom, guards, passive reads; larger than one refill.
struct Everything {
  hesse::CustomFunction cube = hesse::custom_operation(
      "cube", [](const Vector& x) { return x[0] * x[0] * x[0]; }, [](const auto& x) { return (3 * x * x[0]).eval(); });

  template <class V>
  auto operator()(const V& x) const {
    using T = std::remove_cvref_t<decltype(x[0])>;
    T sum = 0;
    for (int i = 0; i < 3000; ++i) {
      sum += x[0] * 0.001;
      if (i % 300 == 0 && sum > -100 * x[1]) sum = sum + hesse::logsumexp({x[0], x[1], T(1)});
    }
    return sum + cube(x[0]) + x[1].value();
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(memory_that_runs_out_at_any_allocation_is_reported_and_then_all_works) {
  const Everything everything;
  const Vector x{{0.7, 0.003}}, v{{1, -2}};
  const Function oracle(everything, x);
  const Vector gradient = oracle.gradient(x), product = oracle.hessian_vector(x, v);

  long survived = 0;
  for (long n = 0;; ++n) {
    bool failed = false;
    try {
      const FailingAllocation failing(n);
      const Function f(everything, x);
      const Vector found = f.gradient(x), along = f.hessian_vector(x, v);
      until_failure = -1;
      BOOST_TEST((found == gradient && along == product), "allocation " << n);
    } catch (const std::bad_alloc&) {
      failed = true;
      ++survived;
    }
    const Function again(everything, x);
    BOOST_TEST((again.gradient(x) == gradient && again.hessian_vector(x, v) == product), "after allocation " << n);
    if (!failed) break;
  }
  BOOST_TEST_MESSAGE(survived << " allocations failed");
  BOOST_TEST(survived > 20);
}

BOOST_AUTO_TEST_CASE(a_compiled_program_that_was_warmed_up_allocates_nothing) {
  const problems::Logistic loss(3000, 12);
  const Vector x = problems::Logistic::start(12);
  const hesse::Program gradient = hesse::simplify(hesse::adjoint(hesse::lower(*Function(loss, x).tape())), {"x_bar"});
  const hesse::Machine machine(gradient);
  const auto run = [&] {
    hesse::Cells cells = machine.cells();
    std::ranges::copy(x, hesse::cells_of(cells, machine.program(), "x"));
    machine.run({cells.data(), cells.size()});
  };
  run();
  const long before = allocations;
  for (int i = 0; i < 3; ++i) run();
  BOOST_TEST(allocations == before);
}

// One Function, told to record again while memory runs out: the old tape stays in use.
BOOST_AUTO_TEST_CASE(a_function_whose_second_recording_runs_out_of_memory_keeps_its_first) {
  const Function f([](const auto& x) { return x[0] < 0 ? x[0] * x[0] : exp(x[0]); }, Vector{{-1}});
  for (long n = 0; n < 200; ++n) {
    try {
      const FailingAllocation failing(n);
      (void)f.gradient(Vector{{1}});
      until_failure = -1;
    } catch (const std::bad_alloc&) {
    }
    BOOST_TEST(f.gradient(Vector{{-2}})[0] == -4.0);
    BOOST_TEST(f.gradient(Vector{{0}})[0] == 1.0);
  }
}

// Who catches inside the recorded function goes on recording on a tape that is whole.
BOOST_AUTO_TEST_CASE(a_bad_alloc_caught_inside_the_recorded_function_leaves_the_tape_whole) {
  const Everything everything;
  const Vector x{{0.7, 0.003}};
  const auto twice = [&](const auto& v) { return everything(v) + everything(v); };
  const Vector expected = hesse::gradient(twice, x);
  for (long n = 0; n < 60; ++n) {
    const auto catches = [&](const auto& v) {
      try {
        const FailingAllocation failing(n);
        (void)everything(v);
      } catch (const std::bad_alloc&) {
      }
      return everything(v) + everything(v);
    };
    BOOST_TEST((hesse::gradient(catches, x) == expected), "allocation " << n);
  }
}

BOOST_AUTO_TEST_CASE(user_code_may_throw_at_any_operation) {
  int operations_left = -1;
  const auto step = [&] {
    if (operations_left-- == 0) throw std::domain_error("the user's own");
  };
  const auto f = [&](const auto& x) {
    auto y = x[0];
    for (int i = 0; i < 250; ++i) {
      step();
      y = i % 50 == 7 ? hesse::logsumexp({y, x[1]}) : sin(y) + x[1];
    }
    return y;
  };
  const Vector x{{0.5, 0.25}}, expected = hesse::gradient(f, x);
  for (int k = 0; k <= 200; ++k) {
    operations_left = k;
    BOOST_CHECK_EXCEPTION((void)hesse::gradient(f, x), std::domain_error,
                          [](const auto& e) { return std::string(e.what()) == "the user's own"; });
    for (int twice = 0; twice < 2; ++twice) {
      operations_left = -1;
      BOOST_TEST((hesse::gradient(f, x) == expected), "after operation " << k);
    }
  }
}
