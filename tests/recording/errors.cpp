// SPDX-License-Identifier: BSL-1.0
//
// Misuse of variables and recordings: each error verbatim, and after each of them everything still works.
#include <hesse/hesse.hpp>

#include <boost/test/unit_test.hpp>

#include <optional>
#include <string_view>
#include <support/thrown.hpp>
#include <thread>

using hesse::LimitError;
using hesse::RecordingError;
using hesse::Var;
using hesse::Vector;
using hesse::VectorOf;
using support::check_error;

namespace {

constexpr std::string_view nested =
    "a recording was started inside another recording on the same thread. Finish the outer one first, or compute the "
    "inner derivative outside the recorded function.";
constexpr std::string_view ended =
    "this variable was recorded in a recording that has ended; its last value was 0.7311. Keep results as double.";

auto cube(const VectorOf<Var>& x) { return x[0] * x[0] * x[0]; }

/// (x^3)'' = 6x on a fresh recording: the proof that nothing was left behind.
struct StillWorks {
  ~StillWorks() { BOOST_TEST(hesse::hessian(cube, Vector{{2}})(0, 0) == 12.0); }
};

/// A variable whose recording has ended, worth 0.7311.
Var stale_variable() {
  Var kept;
  (void)hesse::value(
      [&](const auto& x) {
        kept = x[0] + 0.0;
        return x[0];
      },
      Vector{{0.7311}});
  return kept;
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_recording_inside_a_recording_is_refused, StillWorks) {
  const auto inner_gradient = [](const VectorOf<Var>& x) { return x[0] * hesse::gradient(cube, Vector{{1}})[0]; };
  check_error<RecordingError>([&] { (void)hesse::value(inner_gradient, Vector{{1}}); }, "recording.nested", nested);
  const auto inner_function = [](const VectorOf<Var>& x) {
    const hesse::Function inner(cube, Vector{{1}});
    return x[0] * inner.value(Vector{{1}});
  };
  check_error<RecordingError>([&] { (void)hesse::value(inner_function, Vector{{1}}); }, "recording.nested", nested);
}

// Evaluating a finished Function records nothing, so it may happen inside a recording.
BOOST_FIXTURE_TEST_CASE(a_finished_function_may_be_evaluated_inside_a_recording, StillWorks) {
  const hesse::Function inner(cube, Vector{{1}});
  const auto outer = [&](const VectorOf<Var>& x) { return x[0] * inner.gradient(Vector{{2}})[0]; };
  BOOST_TEST(hesse::gradient(outer, Vector{{5}})[0] == 12.0);
}

// Recording again takes a lock; the callable that evaluates its own Function must get an error, not wait for itself.
BOOST_FIXTURE_TEST_CASE(a_callable_that_records_its_own_function_again_is_refused, StillWorks) {
  std::optional<hesse::Function> self;
  const auto f = [&](const VectorOf<Var>& x) {
    if (x[0] > 0) return Var(x[0] * 2);
    return Var(x[0] * (self ? self->value(Vector{{1}}) : 3.0));
  };
  self.emplace(f, Vector{{-1}});
  BOOST_TEST(self->value(Vector{{-1}}) == -3.0);
  check_error<RecordingError>([&] { (void)self->verify_replay(Vector{{-2}}); }, "recording.nested", nested);
  BOOST_TEST(self->value(Vector{{4}}) == 8.0);
}

BOOST_FIXTURE_TEST_CASE(a_variable_of_a_recording_that_has_ended_is_refused_by_every_operation, StillWorks) {
  const Var stale = stale_variable();
  BOOST_TEST(stale.value() == 0.7311);
  BOOST_TEST(!stale.is_constant());
  const auto operation = hesse::custom_operation(
      "twice", [](const Vector& x) { return 2 * x[0]; }, [](const auto& x) { return 0 * x; });
  const auto refused = [&](const auto& act) {
    check_error<RecordingError>(act, "recording.ended", ended);
    check_error<RecordingError>(
        [&] {
          (void)hesse::value(
              [&](const auto& x) {
                act();
                return x[0];
              },
              Vector{{1}});
        },
        "recording.ended", ended);
  };
  refused([&] { (void)(stale + 1); });
  refused([&] { (void)(2.0 / stale); });
  refused([&] { (void)-stale; });
  refused([&] { (void)exp(stale); });
  refused([&] { (void)pow(stale, 3); });
  refused([&] { (void)hesse::logsumexp({stale, Var(1.0)}); });
  refused([&] { (void)operation(stale); });
  refused([&] { (void)bool(stale < 1); });
  refused([&] { (void)select(stale < 1, Var(1), Var(2)); });
}

BOOST_FIXTURE_TEST_CASE(returning_a_stale_variable_is_refused, StillWorks) {
  const Var stale = stale_variable();
  check_error<RecordingError>([&] { (void)hesse::value([&](const auto&) { return stale; }, Vector{{1}}); },
                              "recording.ended", ended);
}

BOOST_FIXTURE_TEST_CASE(a_variable_of_another_threads_recording_is_refused, StillWorks) {
  const auto f = [](const VectorOf<Var>& x) {
    std::thread([&] {
      check_error<RecordingError>(
          [&] { (void)(x[0] * 2); }, "recording.foreign_thread",
          "'*' was called on a thread that records nothing, with a variable of a recording that "
          "is going on elsewhere. Record and compute on one thread.");
      check_error<RecordingError>([&] { (void)bool(x[0] <= 2); }, "recording.foreign_thread",
                                  "'<=' was called on a thread that records nothing, with a variable of a recording "
                                  "that is going on elsewhere. Record and compute on one thread.");
    }).join();
    return x[0] * x[0];
  };
  BOOST_TEST(hesse::gradient(f, Vector{{3}})[0] == 6.0);
}

BOOST_FIXTURE_TEST_CASE(variables_of_two_recordings_do_not_mix, StillWorks) {
  const auto f = [](const VectorOf<Var>& x) {
    std::thread([&] {
      const auto g = [&](const VectorOf<Var>& y) {
        check_error<RecordingError>(
            [&] { (void)(y[0] + x[0]); }, "recording.mixed",
            "'+' combines a variable of one recording with one of another. Variables belong to one recording; pass one "
            "of them as a number with .value() (this drops its derivative).");
        check_error<RecordingError>(
            [&] { (void)bool(x[0] < y[0]); }, "recording.mixed",
            "'<' combines a variable of one recording with one of another. Variables belong to one recording; pass one "
            "of them as a number with .value() (this drops its derivative).");
        return y[0] + x[0].value();
      };
      BOOST_TEST(hesse::value(g, Vector{{1}}) == 4.0);
    }).join();
    return x[0] * x[0];
  };
  BOOST_TEST(hesse::gradient(f, Vector{{3}})[0] == 6.0);
}

namespace {
auto chain(std::size_t length) {
  return [length](const auto& x) {
    auto y = x[0];
    for (std::size_t i = 0; i < length; ++i) y = sin(y);
    return y;
  };
}
}  // namespace

// Limits are looked at every 4096 nodes: 4096 instructions of one operand take 4096 * (1 + 4 + 8) bytes, the input 8.
BOOST_FIXTURE_TEST_CASE(a_recording_that_outgrows_its_memory_is_refused_while_it_grows, StillWorks) {
  const hesse::Options options{.memory_limit = 100'000};
  BOOST_TEST(hesse::Function(chain(4000), Vector{{1}}, options).tape()->instructions() == 4000u);
  check_error<LimitError>([&] { (void)hesse::Function(chain(100'000'000), Vector{{1}}, options); },
                          "limit.recording_bytes",
                          "the recording has reached 0.1 MB after 8193 nodes, the limit is 0.1 MB. Raise memory_limit, "
                          "or record a smaller piece of the function.");
}

BOOST_FIXTURE_TEST_CASE(a_recording_that_outgrows_its_indices_is_refused, StillWorks) {
  const hesse::RecordingLimits limits{.nodes = 1000};
  BOOST_TEST(hesse::record(chain(998), Vector{{1}}, limits).tape.nodes() == 999u);
  check_error<LimitError>([&] { (void)hesse::record(chain(1000), Vector{{1}}, limits); }, "limit.recording_nodes",
                          "the recording has reached its limit of 1000 nodes; an index has no room for more. Record a "
                          "smaller piece of the function.");
  check_error<LimitError>([&] { (void)hesse::record(cube, Vector::Zero(1001), limits); }, "limit.recording_nodes",
                          "the recording has reached its limit of 1000 nodes; an index has no room for more. Record a "
                          "smaller piece of the function.");
}

// A loop that only compares writes no node, but its guards take memory too.
BOOST_FIXTURE_TEST_CASE(a_loop_that_only_compares_meets_the_memory_limit, StillWorks) {
  const auto waits_for_ever = [](const auto& x) {
    while (x[0] < x[1]) {
    }
    return x[0];
  };
  BOOST_CHECK_THROW((void)hesse::Function(waits_for_ever, Vector{{1, 2}}, {.memory_limit = 1'000'000}), LimitError);
}
