// SPDX-License-Identifier: BSL-1.0
//
// A Function gets faster by itself, and nothing else about it changes.
#include <hesse/hesse.hpp>
#include <hesse/programs/machine.hpp>

#include <boost/test/unit_test.hpp>

#include <serial_problems.hpp>
#include <thread>

#ifdef HESSE_TEST_WITH_TBB
#include <tbb/global_control.h>
#endif

namespace hesse {

namespace {

const problems::Logistic logistic(200, 5);

bool close(const Matrix& a, const Matrix& b) {
  return (a - b).lpNorm<Eigen::Infinity>() <= 1e-13 * (1 + a.lpNorm<Eigen::Infinity>());
}

/// Every answer of a compiled function is that of a swept one.
template <class F>
void expect_same_answers(const F& f, const Vector& x) {
  const Function swept(f, x, {.compile = Compile::never}), compiled(f, x, {.compile = Compile::at_once});
  for (const double shift : {0.0, 0.01, -0.02}) {
    const Vector at = x.array() + shift;
    const Vector v = Vector::LinSpaced(x.size(), -1, 1);
    BOOST_TEST(std::abs(swept.value(at) - compiled.value(at)) <= 1e-13 * std::abs(swept.value(at)));
    BOOST_TEST(close(swept.gradient(at), compiled.gradient(at)));
    BOOST_TEST(close(swept.hessian_vector(at, v), compiled.hessian_vector(at, v)));
    const Matrix H = compiled.hessian(at);
    BOOST_TEST(close(swept.hessian(at), H));
    BOOST_TEST((H == H.transpose()));
    const SecondOrder all = compiled.second_order(at);
    BOOST_TEST((all.hessian == H));
    BOOST_TEST((all.gradient == compiled.value_and_gradient(at).gradient));
  }
  BOOST_TEST(swept.describe().find("compiled") == std::string::npos);
  BOOST_TEST(compiled.describe().find("gradient: compiled for") != std::string::npos, compiled.describe());
}

}  // namespace

BOOST_AUTO_TEST_CASE(compiled_functions_answer_like_swept_ones) {
  using namespace problems;
  expect_same_answers(Rosenbrock(), Rosenbrock::start(300));
  expect_same_answers(logistic, Logistic::start(5));
  const GaussianMixture mixture(2, 3, 50);
  expect_same_answers(mixture, mixture.start());
  expect_same_answers(Helmholtz(40), Helmholtz::start(40));
  expect_same_answers(Network(20), Network::start());
  expect_same_answers(Waves(), Waves::start(200));
}

BOOST_AUTO_TEST_CASE(a_function_has_the_same_bits_on_any_number_of_threads) {
#ifdef HESSE_TEST_WITH_TBB
  const tbb::global_control more_than_processors(tbb::global_control::max_allowed_parallelism, 16);
#endif
  const problems::GaussianMixture mixture(3, 4, 8000);
  const Vector x = mixture.start(), v = Vector::Ones(x.size());
  const Function one(mixture, x, {.compile = Compile::at_once});
  for (const int threads : {2, 7, 16}) {
    const Function several(mixture, x, {.compile = Compile::at_once, .threads = threads});
    BOOST_TEST(several.value(x) == one.value(x));
    BOOST_TEST((several.gradient(x) == one.gradient(x)));
    BOOST_TEST((several.hessian_vector(x, v) == one.hessian_vector(x, v)));
    BOOST_TEST((several.hessian(x) == one.hessian(x)));
  }
}

BOOST_AUTO_TEST_CASE(a_function_is_compiled_once_evaluations_repeat) {
  const Function function(logistic, problems::Logistic::start(5));
  const Vector x = Vector::Constant(5, 0.1);
  for (int i = 0; i < 7; ++i) (void)function.gradient(x);
  BOOST_TEST(function.describe().find("compiled") == std::string::npos);
  const Vector before = function.gradient(x);
  BOOST_TEST(function.describe().find("gradient: compiled for") != std::string::npos);
  BOOST_TEST(function.describe().find("product") == std::string::npos);
  BOOST_TEST(close(before, function.gradient(x)));
}

BOOST_AUTO_TEST_CASE(what_is_compiled_can_be_read_and_says_when_it_is_repaid) {
  const Function function(problems::Rosenbrock(), problems::Rosenbrock::start(1000));
  const Vector x = problems::Rosenbrock::start(1000);
  BOOST_TEST(function.assembly().empty());
  for (int i = 0; i < 10; ++i) (void)function.gradient(x);
  const std::string about = function.describe(), text = function.assembly();
  BOOST_TEST(about.find("; compiled in ") != std::string::npos, about);
  BOOST_TEST(about.find("repaid") != std::string::npos, about);
  const bool has_machine_code = about.find("bytes of machine code") != std::string::npos;
  BOOST_TEST(text.starts_with("gradient:\n") == has_machine_code, text);
  BOOST_TEST((text.find("for t = 0 ... 99") != std::string::npos) == has_machine_code, text);
  BOOST_TEST((text.find("vmulpd") != std::string::npos) == has_machine_code, text);
}

// Without machine code, the instructions of a recurrence would be called for one number each.
BOOST_AUTO_TEST_CASE(recurrences_are_compiled_where_there_is_machine_code) {
  const problems::Reaction reaction{100};
  const Vector x = problems::Reaction::start(), v = Vector::LinSpaced(6, -1, 1);
  const Function function(reaction, x), swept(reaction, x, {.compile = Compile::never});
  for (int i = 0; i < 8; ++i) (void)function.gradient(x), (void)function.hessian_vector(x, v);
  BOOST_TEST((function.describe().find("gradient: compiled for") != std::string::npos) == Machine::has_machine_code());
  BOOST_TEST(close(function.gradient(x), swept.gradient(x)));
  BOOST_TEST(close(function.hessian_vector(x, v), swept.hessian_vector(x, v)));
  BOOST_TEST(close(function.hessian(x).reshaped(), swept.hessian(x).reshaped()));
}

BOOST_AUTO_TEST_CASE(recurrences_of_elementary_functions_are_compiled_too) {
  const auto f = [](const VectorOf<Var>& x) {
    Var y = x[0];
    for (int i = 0; i < 400; ++i) y = y + 0.01 * sin(y) * x[1];
    return y;
  };
  const Vector x{{0.1, 0.2}};
  const Function function(f, x, {.compile = Compile::at_once}), swept(f, x, {.compile = Compile::never});
  BOOST_TEST(close(function.gradient(x), swept.gradient(x)));
  BOOST_TEST((function.describe().find("gradient: compiled for") != std::string::npos) == Machine::has_machine_code());
}

// Compiling it takes as long as many gradients by sweeps, so that many come first.
BOOST_AUTO_TEST_CASE(code_that_does_not_repeat_itself_is_compiled_later) {
  const problems::Minors determinant;
  const Vector x = problems::Minors::start(), v = Vector::LinSpaced(x.size(), -1, 1);
  const Function function(determinant, x), swept(determinant, x, {.compile = Compile::never});
  for (int i = 0; i < 63; ++i) (void)function.gradient(x);
  BOOST_TEST(function.describe().find("compiled for") == std::string::npos);
  for (int i = 0; i < 10; ++i) BOOST_TEST(close(function.gradient(x), swept.gradient(x)));
  BOOST_TEST((function.describe().find("gradient: compiled for") != std::string::npos) == Machine::has_machine_code());
  const Function at_once(determinant, x, {.compile = Compile::at_once});
  BOOST_TEST(close(at_once.hessian_vector(x, v), swept.hessian_vector(x, v)));
  BOOST_TEST(at_once.describe().find("product: compiled for") != std::string::npos);
}

// Eight directions a pass, side by side; the last pass takes what is left.
BOOST_AUTO_TEST_CASE(straight_code_takes_eight_directions_a_pass) {
  const problems::Minors determinant;
  const Vector x = problems::Minors::start();
  const Function function(determinant, x, {.compile = Compile::at_once}),
      swept(determinant, x, {.compile = Compile::never});
  for (const Index directions : {4, 8, 13}) {
    const Matrix all = problems::Uniform(14).vector(x.size() * directions, -1, 1).reshaped(x.size(), directions);
    BOOST_TEST(close(function.hessian_vectors(x, all).reshaped(), swept.hessian_vectors(x, all).reshaped()));
  }
  BOOST_TEST(close(function.hessian(x).reshaped(), swept.hessian(x).reshaped()));
}

// A guard inside a compiled function: the flip is noticed, the stale value never returned.
BOOST_AUTO_TEST_CASE(guards_hold_in_compiled_functions) {
  int calls = 0;
  const auto f = [&](const VectorOf<Var>& x) {
    ++calls;
    Var sum = 0;
    for (int i = 0; i < 200; ++i) sum += x[0] * x[1] * i;
    if (x[0] > 0) return sum;
    return Var(-sum + x[1]);
  };
  const Vector positive{{1.0, 2.0}}, negative{{-1.0, 2.0}};
  const Function function(f, positive, {.compile = Compile::at_once});
  BOOST_TEST(function.value(positive) == 2.0 * 19900);
  BOOST_TEST(function.gradient(negative)[0] == -2.0 * 19900);
  BOOST_TEST(function.value(negative) == 2.0 * 19900 + 2.0);
  BOOST_TEST(function.hessian(positive)(0, 1) == 19900.0);
  BOOST_TEST(calls == 3);
  const Function strict(f, positive, {.branches = Branches::error, .compile = Compile::at_once});
  BOOST_CHECK_THROW((void)strict.gradient(negative), BranchError);
  BOOST_TEST(strict.gradient(positive)[0] == 2.0 * 19900);
}

// Logistic regression: x is uniform to its loop, the features are columns, the gradient is one running sum an input.
BOOST_AUTO_TEST_CASE(a_compiled_function_tells_how_its_loops_reach_their_numbers) {
  const auto f = [](const VectorOf<Var>& x) {
    Var sum = 0;
    for (int row = 0; row < 200; ++row) sum += softplus(x[0] * (0.1 * row) + x[1] * (1.0 / (row + 1)));
    for (Index i = 2; i < x.size(); ++i) sum += exp(x[i]) * x[(i * 37) % 100 + 2];
    return sum;
  };
  const Function function(f, Vector::Constant(102, 0.1), {.compile = Compile::at_once});
  (void)function.gradient(Vector::Constant(102, 0.2));
  const std::string text = function.describe();
  for (const char* part : {"; 46 lines; ", "; 62 lines before they were simplified\n",
                           "  loop of 7 lines x 100: 1 affine load, 1 gather by table, 1 sum, 2 scattered sums\n",
                           "  loop of 14 lines x 199: 2 columns of constants, 2 uniforms, 3 sums\n"})
    BOOST_TEST(text.find(part) != std::string::npos, part << "is not in\n" << text);
}

// The comparison comes out differently at every point: the function is recorded each time, and no sweep finds out
// first.
BOOST_AUTO_TEST_CASE(a_function_that_keeps_flipping_records_anew) {
  const auto f = [](const VectorOf<Var>& x) { return x[0] > 0 ? Var(x[0] * x[0] * 3) : Var(x[0] * x[0]); };
  const Function function(f, Vector{{1.0}});
  double sign = -1.0;
  for (int i = 0; i < 30; ++i, sign = -sign) {
    BOOST_TEST(function.value(Vector{{sign}}) == (sign > 0 ? 3.0 : 1.0));
    BOOST_TEST(function.gradient(Vector{{sign}})[0] == (sign > 0 ? 6.0 : -2.0));
    BOOST_TEST(function.hessian(Vector{{sign}})(0, 0) == (sign > 0 ? 6.0 : 2.0));
  }
  const std::string text = function.describe();
  BOOST_TEST(text.find("recorded anew at every evaluation: \"x[0] > 0\"") != std::string::npos, text);
  BOOST_TEST(text.find("tiers.cpp:") != std::string::npos, text);
}

// A derivative that is structurally zero beside an infinite slope stays zero: the program leaves such points to sweeps.
BOOST_AUTO_TEST_CASE(infinite_slopes_are_left_to_the_sweeps) {
  const auto f = [](const VectorOf<Var>& x) {
    Var sum = 0;
    for (Index i = 0; i < x.size(); ++i) sum += sqrt(x[i]) + x[i] * x[i] * x[i] * x[i];
    return sum;
  };
  Vector x = Vector::Ones(100);
  x[3] = 0.0;
  const Function swept(f, x, {.compile = Compile::never}), compiled(f, x, {.compile = Compile::at_once});
  BOOST_TEST((compiled.gradient(x) == swept.gradient(x)));
  const Vector unit = Vector::Unit(100, 0);
  BOOST_TEST((compiled.hessian_vector(x, unit) == swept.hessian_vector(x, unit)));
}

BOOST_AUTO_TEST_CASE(many_threads_share_one_compiled_function) {
  const Function function(logistic, problems::Logistic::start(5));
  const Vector x = Vector::Constant(5, 0.2);
  const Vector expected = Function(logistic, x, {.compile = Compile::never}).gradient(x);
  std::vector<std::thread> threads;
  std::atomic<int> wrong = 0;
  for (int t = 0; t < 8; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 20; ++i)
        if (!close(function.gradient(x), expected)) ++wrong;
    });
  for (std::thread& thread : threads) thread.join();
  BOOST_TEST(wrong == 0);
}

BOOST_AUTO_TEST_CASE(the_code_of_the_derivatives_can_be_read) {
  const auto f = [](const VectorOf<Var>& x) { return exp(x[0]) * x[1]; };
  const Function function(f, Vector{{0.0, 1.0}});
  BOOST_TEST(function.program().text() == R"(v0 = x[0]
v1 = exp(v0)
v2 = x[1]
v3 = v1 * v2
z = v3
v0 = z
v1 = x[0]
v2 = exp(v1)
v3 = x[1]
v4 = v2 * v3
v5 = x_dot[0]
v6 = v2 * v5
v7 = x_dot[1]
v8 = v3 * v6
v9 = v2 * v7
v10 = v8 + v9
y = v0
x_bar[1] += v2
x_bar[0] += v4
x_bar_dot[1] += v6
x_bar_dot[0] += v10
)");
  const CustomFunction cube = custom_operation(
      "cube", [](const Vector& x) { return x[0] * x[0] * x[0]; }, [](const auto& x) { return (3 * x * x[0]).eval(); });
  const auto with_custom = [&](const VectorOf<Var>& x) { return cube(x[0]); };
  BOOST_CHECK_THROW((void)Function(with_custom, Vector{{1.0}}).program(), Error);
}

}  // namespace hesse
