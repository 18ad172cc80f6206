// SPDX-License-Identifier: BSL-1.0
//
// Loops whose iterations need what earlier ones made: time steps, filters, prefix sums.
#include <hesse/hesse.hpp>
#include <hesse/programs/body_writer.hpp>
#include <hesse/programs/lower.hpp>
#include <hesse/programs/machine.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <serial_problems.hpp>
#include <support/lowered.hpp>

namespace hesse {

namespace {

bool has_recurrence(const Program& program) { return std::ranges::any_of(program.loops, &ProgramLoop::is_recurrence); }

/// Right, and all but what starts it in one loop.
template <class F>
void expect_recurrence(const F& f, const Vector& x) {
  const Program program = expect_right(f, x);
  BOOST_TEST(has_recurrence(program));
  BOOST_TEST(share_in_loops(program) > 0.8);
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_step_that_needs_the_last_is_a_recurrence) {
  const auto f = [](const VectorOf<Var>& x) {
    Var y = x[0];
    for (int step = 0; step < 100; ++step) y = y + 0.01 * sin(y) * x[1];
    return y * y;
  };
  expect_recurrence(f, Vector{{0.3, 0.7}});
  BOOST_TEST(lower(record(f, Vector{{0.3, 0.7}}).tape).text().find("in this order") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(time_steps_of_a_reaction_are_a_recurrence) {
  expect_recurrence(problems::Reaction{100}, problems::Reaction::start());
}

// Verlet's method takes the two states before; the loss takes every state, in a loop of its own.
BOOST_AUTO_TEST_CASE(all_states_of_a_recurrence_can_be_used) {
  const auto f = [](const VectorOf<Var>& x) {
    std::vector<Var> places{x[0], x[0] + 0.1 * x[1]};
    for (std::size_t t = 2; t < 80; ++t)
      places.push_back(2 * places[t - 1] - places[t - 2] - 0.01 * x[2] * sin(places[t - 1]));
    Var sum = 0;
    for (std::size_t t = 0; t < places.size(); ++t) sum += square(places[t] - 0.01 * static_cast<double>(t));
    return sum;
  };
  const Vector x{{0.3, 0.7, 2.0}};
  expect_recurrence(f, x);
  const Program program = lower(record(f, x).tape);
  BOOST_TEST(std::ranges::count_if(program.loops, [](const ProgramLoop& loop) { return loop.trips > 70; }) == 2);
}

// GARCH(1,1) (Bollerslev 1986): a variance that follows the data, and a sum over all of them.
BOOST_AUTO_TEST_CASE(a_recurrence_may_read_data_and_add_to_sums) {
  const Vector returns = problems::Uniform(12).vector(200, -1, 1);
  const auto f = [&](const VectorOf<Var>& x) {
    Var variance = x[0] / (1 - x[1] - x[2]), sum = 0;
    for (const double r : returns) {
      sum += log(variance) + r * r / variance;
      variance = x[0] + x[1] * (r * r) + x[2] * variance;
    }
    return sum;
  };
  expect_recurrence(f, Vector{{0.1, 0.2, 0.6}});
}

// Which input a step takes stands in a table, and which of its numbers it uses twice as well.
BOOST_AUTO_TEST_CASE(a_recurrence_may_gather_and_choose) {
  const auto f = [](const VectorOf<Var>& x) {
    Var state = x[0] * x[1];
    for (Index t = 0; t < 120; ++t) {
      const Var a = sin(state * x[(t * 7 + t * t) % 5]), b = cos(state - x[1]);
      state = a * b + ((t * t) % 3 == 1 ? a : b);
    }
    return state;
  };
  expect_recurrence(f, problems::Uniform(13).vector(5, 0.5, 1.5));
}

BOOST_AUTO_TEST_CASE(comparisons_in_a_recurrence_stay_guards) {
  const auto f = [](const VectorOf<Var>& x) {
    Var y = x[0];
    for (int step = 0; step < 60; ++step) y = y > 5 ? Var(y * 0.5) : Var(y + 0.1 * x[1] * y);
    return y;
  };
  const Function function(f, Vector{{1.0, 0.1}}, {.compile = Compile::at_once});
  for (const double rate : {0.1, 0.2, 0.5, 3.0, 0.1}) {
    const Vector x{{1.0, rate}};
    const Function swept(f, x, {.compile = Compile::never});
    BOOST_TEST((function.gradient(x) - swept.gradient(x)).norm() <= 1e-12 * swept.gradient(x).norm());
  }
}

// The way back needs the cosine of each step, which the way forward computes with the sine.
BOOST_AUTO_TEST_CASE(what_a_recurrence_calls_for_is_kept_for_the_way_back) {
  const auto f = [](const VectorOf<Var>& x) {
    Var y = x[0];
    for (int step = 0; step < 100; ++step) y = y + 0.01 * sin(y) * x[1];
    return y * y;
  };
  const Program gradient = simplify(adjoint(lower(record(f, Vector{{0.3, 0.7}}).tape)), {"y", "x_bar"});
  const auto calls = [&](IterationOrder order, Opcode row) {
    std::ptrdiff_t count = 0;
    for (const ProgramLoop& loop : gradient.loops)
      if (loop.order == order && loop.trips > 1)
        count += std::ranges::count_if(loop.lines, [&](const ProgramLine& line) {
          return line.action == ProgramLine::Action::evaluate && line.opcode == row;
        });
    return count;
  };
  for (const Opcode row : {opcode_of<rows::Sin>(), opcode_of<rows::Cos>()}) {
    BOOST_TEST(calls(IterationOrder::forward, row) == 1);
    BOOST_TEST(calls(IterationOrder::backward, row) == 0);
  }
}

// Units of a layer look alike, but each reaches back to all of the layer before: the loop is that of the layers.
BOOST_AUTO_TEST_CASE(layers_of_units_are_a_recurrence) {
  for (const std::size_t units : {2, 3, 8}) {
    const auto f = [=](const VectorOf<Var>& x) {
      std::vector<Var> layer(units, x[0]);
      for (int t = 0; t < 60; ++t) {
        std::vector<Var> next;
        for (std::size_t i = 0; i < units; ++i) {
          Var sum = x[static_cast<Index>(units * units + i)] * std::sin(0.1 * t);
          for (std::size_t j = 0; j < units; ++j) sum += x[static_cast<Index>(units * i + j)] * layer[j];
          next.push_back(tanh(sum));
        }
        layer = next;
      }
      Var squares = 0;
      for (const Var& unit : layer) squares += unit * unit;
      return squares;
    };
    expect_recurrence(f, problems::Uniform(14).vector(static_cast<Index>(units * (units + 1)), -0.5, 0.5));
  }
}

// The heat equation by explicit steps, with ends that are held.
BOOST_AUTO_TEST_CASE(a_grid_in_time_is_a_recurrence) {
  const auto f = [](const VectorOf<Var>& x) {
    std::vector<Var> grid(x.begin(), x.end() - 1), next = grid;
    const Var& diffusion = x[x.size() - 1];
    for (int step = 0; step < 50; ++step) {
      for (std::size_t i = 1; i + 1 < grid.size(); ++i)
        next[i] = grid[i] + diffusion * (grid[i - 1] - 2 * grid[i] + grid[i + 1]);
      grid.swap(next);
    }
    return grid[3] * grid[7];
  };
  expect_recurrence(f, problems::Uniform(15).vector(13, 0.1, 0.4));
}

// A running sum whose intermediate values are used is a recurrence, inside its loop and outside.
BOOST_AUTO_TEST_CASE(prefix_sums_are_recurrences) {
  const auto inside = [](const VectorOf<Var>& x) {
    Var sum = 0, result = 0;
    for (Index i = 0; i < x.size(); ++i) {
      sum += x[i] * x[i];
      result += sum * 0.5;
    }
    return result;
  };
  expect_recurrence(inside, problems::Uniform(6).vector(60, -1, 1));
  const auto outside = [](const VectorOf<Var>& x) {
    std::vector<Var> sums{Var(0.0)};
    for (Index i = 0; i < x.size(); ++i) sums.push_back(sums.back() + x[i] * x[i] * x[i]);
    return sums[20] * sums.back();
  };
  expect_recurrence(outside, problems::Uniform(7).vector(60, -1, 1));
}

// A pendulum: only the angle is used in the end, which needs the speed of every step, which needs the angle.
BOOST_AUTO_TEST_CASE(states_that_only_other_states_need_are_kept) {
  const auto f = [](const VectorOf<Var>& x) {
    Var angle = x[0], speed = x[1];
    for (int step = 0; step < 100; ++step) {
      const Var fall = -x[2] * sin(angle);
      angle += 0.01 * speed;
      speed += 0.01 * fall;
    }
    return angle;
  };
  expect_recurrence(f, Vector{{0.3, 0.7, 9.81}});
}

// y = u[4], u[t + 1] = v[t], v[t + 1] = x + v[t]: what depends on x reaches u only in the second iteration.
BOOST_AUTO_TEST_CASE(derivatives_go_round_as_often_as_it_takes) {
  Program program;
  program.regions = {{"x", 0, 1, true}, {"y", 1, 1, false}, {"u", 2, 5, false}, {"v", 7, 5, false}};
  program.cells = 12;
  Literals literals(program.data);
  BodyWriter step(literals);
  const Symbol v = step.load({.base = 7, .stride = 1});
  step.store({.base = 3, .stride = 1}, v);
  step.store({.base = 8, .stride = 1}, step.evaluate(opcode_of<rows::Add>(), std::array{step.load({.base = 0}), v}));
  program.loops.push_back(step.finish(4, IterationOrder::forward));
  BodyWriter result(literals);
  result.store({.base = 1}, result.load({.base = 6}));
  program.loops.push_back(result.finish(1));
  for (const Program& gradient : {adjoint(program), simplify(adjoint(program), {"y", "x_bar"})}) {
    std::vector<double> cells(gradient.cells);
    cells[0] = 2.0;
    run<double>(gradient, cells);
    BOOST_TEST(cells[gradient.region("y").first] == 6.0);
    BOOST_TEST(cells[gradient.region("x_bar").first] == 3.0);
  }
}

BOOST_AUTO_TEST_CASE(how_far_a_recurrence_looks_back) {
  for (std::size_t lag = 1; lag <= 6; ++lag) {
    const auto f = [&](const VectorOf<Var>& x) {
      std::vector<Var> states;
      for (std::size_t t = 0; t < lag; ++t) states.push_back(x[0] * (1 + 0.1 * static_cast<double>(t)));
      for (std::size_t t = lag; t < 100; ++t) states.push_back(x[1] * sin(states[t - lag]) * 1.1 + cos(states[t - 1]));
      return states.back();
    };
    BOOST_TEST(has_recurrence(expect_right(f, Vector{{0.3, 0.7}})) == (lag <= 3), "lag " << lag);
  }
}

// Wherever one step is another, what is rolled up is right.
BOOST_AUTO_TEST_CASE(a_step_that_differs_is_noticed_wherever_it_stands) {
  for (int odd = 0; odd < 60; ++odd) {
    const auto skips_a_state = [&](const VectorOf<Var>& x) {
      Var before = x[0], now = x[1], sum = 0;
      for (int i = 0; i < 60; ++i) {
        const Var next = sin(i == odd ? before : now) * x[2] + 0.5;
        sum += next * x[0];
        before = now;
        now = next;
      }
      return sum + now;
    };
    const auto reads_an_input = [&](const VectorOf<Var>& x) {
      Var state = sin(x[0]) * x[1];
      for (int i = 0; i < 60; ++i) state = cos(i == odd ? x[2] : state) * x[1];
      return state;
    };
    expect_right(skips_a_state, Vector{{0.3, 0.7, 0.9}});
    expect_right(reads_an_input, Vector{{0.3, 0.7, 0.9}});
  }
}

}  // namespace hesse
