// SPDX-License-Identifier: BSL-1.0
//
// This file is compiled with HESSE_SOURCE_LOCATIONS against the ordinary library: errors and reports then say file and
// line.
#include <hesse/hesse.hpp>
#include <hesse/teaching/contributions.hpp>
#include <hesse/teaching/graph.hpp>
#include <hesse/teaching/trace.hpp>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include <array>
#include <functional>
#include <stdexcept>
#include <string>
#include <support/thrown.hpp>

using hesse::Function;
using hesse::Var;
using hesse::Vector;

namespace {
unsigned here(hesse::SourceLocation where = hesse::SourceLocation::current()) { return where.line(); }

const hesse::CustomFunction sum = hesse::custom_operation(
    "sum", [](const Vector& x) { return x.sum(); }, [](const Vector& x) { return Vector::Ones(x.size()).eval(); });
}  // namespace

BOOST_AUTO_TEST_CASE(each_operation_remembers_its_line) {
  unsigned first = 0;
  const auto recorded = hesse::record(
      [&](const auto& x) {
        first = here() + 1;
        auto y = x[0] * x[1];
        y += exp(x[0]);
        y = max(y, 0.0) + pow(x[1], 3);
        y /= 2;
        return select(x[0] < x[1], -y, y);
      },
      Vector{{1, 2}});
  const unsigned lines[] = {0, 1, 1, 2, 2, 2, 3, 4, 4};
  BOOST_REQUIRE(recorded.tape.instructions() == std::size(lines));
  for (std::size_t i = 0; i < std::size(lines); ++i) {
    BOOST_TEST(recorded.tape.where(2 + i).line() == first + lines[i], "instruction " << i);
    BOOST_TEST(recorded.tape.where(2 + i).file_name() == __FILE__);
  }
}

BOOST_AUTO_TEST_CASE(operations_of_any_number_of_arguments_remember_their_line) {
  unsigned first = 0;
  const auto recorded = hesse::record(
      [&](const auto& x) {
        first = here() + 1;
        const Var a = logsumexp(x);
        const Var b = hesse::norm({x[0], a});
        const Var c = squared_norm(std::array{a, b});
        const Var d = sum(c, 1.0, b);
        return sum(hesse::VectorOf<Var>{{c, d}});
      },
      Vector{{1, 2}});
  BOOST_REQUIRE(recorded.tape.instructions() == 5u);
  for (unsigned i = 0; i < 5; ++i) {
    BOOST_TEST(recorded.tape.where(2 + i).line() == first + i, "instruction " << i);
    BOOST_TEST(recorded.tape.where(2 + i).file_name() == __FILE__);
  }
}

// d sqrt(0) = 1 / 0; named with its line.
BOOST_AUTO_TEST_CASE(the_birthplace_of_an_infinity_has_a_line) {
  unsigned line = 0;
  const Function f([&](const auto& x) { return (line = here(), sqrt(x[0])); }, Vector{{1}});
  BOOST_TEST(f.explain_nonfinite(Vector{{0}}).adjoint.why ==
             fmt::format("v1 = sqrt(x[0]) with x[0] = 0 ({}:{}): its slope there is infinite. If you need the squared "
                         "length use squared_norm(x); norm(x) is defined at 0.",
                         __FILE__, line));
}

BOOST_AUTO_TEST_CASE(kinks_and_changed_instructions_have_lines) {
  unsigned line = 0;
  bool changed = false;
  const Function f(
      [&](const auto& x) {
        line = here() + 1;
        return changed ? exp(x[0]) : abs(x[0]);
      },
      Vector{{1}});
  const auto kinks = f.kinks(Vector{{0}});
  BOOST_REQUIRE(kinks.size() == 1u);
  BOOST_TEST(kinks[0].where.line() == line);
  changed = true;
  BOOST_TEST(f.verify_replay(Vector{{1}}).report ==
             fmt::format("the function does not repeat itself: instruction 0 was 'abs' then, 'exp' now ({}:{}). It "
                         "reads something that changes besides its inputs (captured data, random numbers, a clock). "
                         "Make that an input, or record again after changing it.",
                         __FILE__, line));
}

BOOST_AUTO_TEST_CASE(errors_of_recording_begin_with_file_and_line) {
  Var stale;
  (void)hesse::value([&](const auto& x) { return stale = x[0] * 1; }, Vector{{0.7311}});
  const unsigned line = here() + 2;
  support::check_error<hesse::RecordingError>(
      [&] { (void)(stale + 1); }, "recording.ended",
      fmt::format("{}:{}: this variable was recorded in a recording that has ended; its last value was 0.7311. Keep "
                  "results as double.",
                  __FILE__, line));
}

BOOST_AUTO_TEST_CASE(errors_in_operations_of_any_number_of_arguments_begin_with_file_and_line) {
  Var stale;
  (void)hesse::value([&](const auto& x) { return stale = x[0] * 1; }, Vector{{0.7311}});
  unsigned line = 0;
  const std::function<Var()> calls[] = {
      [&] {
        return (line = here(), norm(std::array{stale, stale}));
      },
      [&] { return (line = here(), logsumexp(std::array{stale})); },
      [&] { return (line = here(), sum(stale, 1)); },
      [&] { return (line = here(), sum(hesse::VectorOf<Var>::Constant(1, stale))); },
  };
  for (const auto& call : calls) {
    std::string found;
    try {
      (void)call();
    } catch (const hesse::RecordingError& error) {
      found = error.what();
    }
    BOOST_TEST(found == fmt::format("{}:{}: this variable was recorded in a recording that has ended; its last value "
                                    "was 0.7311. Keep results as double.",
                                    __FILE__, line));
  }
}

// The error comes from the end of the recording, which stands on no line of the program.
BOOST_AUTO_TEST_CASE(the_line_of_an_operation_that_threw_is_not_the_line_of_the_next_error) {
  const auto throws = hesse::custom_operation(
      "throws", [](const Vector&) -> double { throw std::runtime_error("no"); }, [](const Vector& x) { return x; });
  Var stale;
  (void)hesse::value([&](const auto& x) { return stale = x[0] * 1; }, Vector{{0.7311}});
  const auto f = [&](const auto& x) {
    BOOST_CHECK_THROW(throws(x[0]), std::runtime_error);
    return stale;
  };
  support::check_error<hesse::RecordingError>(
      [&] { (void)hesse::value(f, Vector{{1}}); }, "recording.ended",
      "this variable was recorded in a recording that has ended; its last value was 0.7311. Keep results as double.");
}

BOOST_AUTO_TEST_CASE(derivatives_are_the_same_with_locations) {
  const auto f = [](const auto& x) { return exp(x[0]) * x[1] + hesse::logsumexp({x[0], x[1]}); };
  const Vector x{{0.3, 2}};
  const hesse::Dual<double> along = f(std::array{hesse::Dual<double>(0.3, 1.0), hesse::Dual<double>(2.0, 0.0)});
  BOOST_TEST(hesse::gradient(f, x)[0] == along.tangent, boost::test_tools::tolerance(1e-15));
}

BOOST_AUTO_TEST_CASE(traces_and_contributions_name_the_line) {
  unsigned line = 0;
  const auto f = [&](const auto& x) {
    line = here() + 1;
    return exp(x[0]);
  };
  const std::string trace = hesse::trace(f, Vector{{1}}, Vector{{1}}).text();
  const std::string place = fmt::format("  locations.cpp:{}\n", line);
  BOOST_TEST(trace.find(place) != std::string::npos, trace);
  const std::string contributions = hesse::contributions(f, Vector{{1}}, 0, 0).text();
  BOOST_TEST(contributions.find(place) != std::string::npos, contributions);
}

// Three iterations of a loop: a sine in each of two lines, and a sum; the inputs are one node.
BOOST_AUTO_TEST_CASE(a_summary_of_a_graph_tells_the_lines_of_a_loop_apart) {
  unsigned first = 0;
  const auto f = [&](const auto& x) {
    Var sum = x[0];
    for (const Var& input : x) {
      first = here() + 1;
      const Var a = sin(input);
      const Var b = sin(a);
      sum += b;
    }
    return sum;
  };
  const hesse::Graph found = hesse::graph(f, Vector{{1, 2, 3}}, {.nodes = 5});
  BOOST_REQUIRE(found.nodes.size() == 4u);
  const std::string expected[] = {"input, 3 times", fmt::format("sin at locations.cpp:{}, 3 times", first),
                                  fmt::format("sin at locations.cpp:{}, 3 times", first + 1),
                                  fmt::format("+ at locations.cpp:{}, 3 times", first + 2)};
  for (std::size_t k = 0; k < 4; ++k) BOOST_TEST(found.nodes[k].words == expected[k]);
  BOOST_TEST(hesse::graph(f, Vector{{1, 2, 3}}, {.nodes = 3}).nodes.size() == 3u);  // by operation alone
}
