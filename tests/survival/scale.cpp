// SPDX-License-Identifier: BSL-1.0
//
// Long chains, many inputs, many recordings, small stacks.
#include <hesse/hesse.hpp>

#include <Eigen/SparseCholesky>
#include <boost/test/unit_test.hpp>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <optional>
#include <problems.hpp>
#include <pthread.h>
#include <unistd.h>

using hesse::Function;
using hesse::Index;
using hesse::Vector;

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool sanitized = true;  // freed memory is held back on purpose, and all is ten times slower
#else
constexpr bool sanitized = false;
#endif

std::size_t resident_bytes() {
  std::size_t pages = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> pages >> resident;
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

/// y <- c y with c = 1 - 1/length, `length` times, then squared: f = (c^n x)^2, f' = 2 c^2n x, f'' = 2 c^2n.
void check_chain(std::size_t length) {
  const double c = 1 - 1 / static_cast<double>(length), power = std::pow(c, 2 * static_cast<double>(length));
  std::optional<Function> f;
  f.emplace(
      [&](const auto& x) {
        auto y = x[0];
        for (std::size_t i = 0; i < length; ++i) y = c * y;
        return y * y;
      },
      Vector{{3}}, hesse::Options{.memory_limit = std::size_t{26} * (length + 8192)});
  BOOST_TEST(f->tape()->instructions() == length + 1);
  BOOST_TEST(f->tape()->bytes() <= 24 * length);
  // the rounding errors of a chain of n products add up: n units in the last place at most
  const double relative = 2.3e-16 * static_cast<double>(length);
  BOOST_TEST(f->gradient(Vector{{3}})[0] == 6 * power, boost::test_tools::tolerance(relative));
  BOOST_TEST(f->hessian_vector(Vector{{3}}, Vector{{1}})[0] == 2 * power, boost::test_tools::tolerance(relative));
}

void check_cycles(int cycles) {
  const Vector x = problems::Waves::start(20);
  const Vector expected = Function(problems::Waves(), x).gradient(x);
  std::size_t before = 0;
  for (int i = 0; i < cycles; ++i) {
    const Function f(problems::Waves(), x);
    if (f.gradient(x) != expected) BOOST_FAIL("cycle " << i);
    if (i == cycles / 10) before = resident_bytes();
  }
  BOOST_TEST((sanitized || resident_bytes() <= before + (std::size_t{1} << 20)));
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_chain_of_a_million_operations_is_differentiated_twice) { check_chain(1'000'000); }

BOOST_AUTO_TEST_CASE(slow_a_chain_of_a_hundred_million_operations_is_differentiated_twice,
                     *boost::unit_test::disabled()) {
  check_chain(100'000'000);
}

// P1 at its minimum 1: gradient 0; H times the first unit vector: (802, -400, 0, ...), the hand-written row.
BOOST_AUTO_TEST_CASE(a_million_inputs_have_a_gradient_and_a_product) {
  constexpr Index n = 1'000'000;
  const Vector x = Vector::Ones(n);
  const Function f(problems::Rosenbrock(), x);
  BOOST_TEST((f.gradient(x) == Vector::Zero(n)));
  const Vector product = f.hessian_vector(x, Vector::Unit(n, 0));
  BOOST_TEST(product[0] == 802.0);
  BOOST_TEST(product[1] == -400.0);
  BOOST_TEST((product.tail(n - 2) == Vector::Zero(n - 2)));
}

BOOST_AUTO_TEST_CASE(a_newton_step_on_a_million_variables_is_solved_by_a_sparse_factorisation) {
  constexpr Index n = sanitized ? 10'000 : 1'000'000;
  const Function f(problems::ConvexChain(), Vector::Zero(n));
  const Vector x = Vector::Zero(n), gradient = f.gradient(x);
  Eigen::SimplicialLDLT<Eigen::SparseMatrix<double>> factor(f.sparse_hessian(x, hesse::Triangle::lower));
  BOOST_REQUIRE((factor.info() == Eigen::Success));
  const Vector step = factor.solve(gradient);
  BOOST_TEST((f.hessian_vector(x, step) - gradient).lpNorm<Eigen::Infinity>() < 1e-14);
  BOOST_TEST(f.value(x - step) < f.value(x));
}

BOOST_AUTO_TEST_CASE(a_hundred_thousand_recordings_leave_memory_flat) { check_cycles(sanitized ? 1000 : 100'000); }

BOOST_AUTO_TEST_CASE(slow_a_million_recordings_leave_memory_flat, *boost::unit_test::disabled()) {
  check_cycles(1'000'000);
}

BOOST_AUTO_TEST_CASE(a_tape_of_ten_million_nodes_dies_on_a_stack_of_64_kib) {
  auto f = std::make_unique<Function>(
      [](const auto& x) {
        auto y = x[0];
        for (int i = 0; i < 10'000'000; ++i) y = y * x[0];
        return y;
      },
      Vector{{1}});
  pthread_attr_t attributes;
  BOOST_REQUIRE(pthread_attr_init(&attributes) == 0);
  BOOST_REQUIRE(pthread_attr_setstacksize(&attributes, 64 * 1024) == 0);
  pthread_t thread{};
  const auto destroy = [](void* function) -> void* {
    std::unique_ptr<Function>(static_cast<Function*>(function)).reset();
    return nullptr;
  };
  BOOST_REQUIRE(pthread_create(&thread, &attributes, destroy, f.release()) == 0);
  BOOST_TEST(pthread_join(thread, nullptr) == 0);
  pthread_attr_destroy(&attributes);
}
