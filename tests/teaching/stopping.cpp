// SPDX-License-Identifier: BSL-1.0
//
// Whoever asks for a picture or a report can end it: what was made by then is there, and says that more is missing.
#include <hesse/teaching/contours.hpp>
#include <hesse/teaching/difference_errors.hpp>
#include <hesse/teaching/race.hpp>
#include <hesse/teaching/report.hpp>

#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <stop_token>
#include <string>
#include <vector>

using namespace hesse;

namespace {

const Vector start{{-1.2, 1.0}};

Function rosenbrock() {
  return {[](const auto& x) { return 100 * square(x[1] - square(x[0])) + square(1 - x[0]); }, start};
}

std::stop_token asked_to_stop() {
  std::stop_source source;
  source.request_stop();
  return source.get_token();
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

// The Hessian there by hand: (1330, 480; 480, 200), of determinant 35600.
BOOST_AUTO_TEST_CASE(contours_that_were_stopped_have_their_eigenvectors_on_a_grid_of_unknown_values) {
  const Function f = rosenbrock();
  const Contours found = contours(f, start, {.stop_token = asked_to_stop()});
  BOOST_TEST(found.stopped);
  BOOST_TEST(found.map.values.array().isNaN().all());
  BOOST_TEST(found.eigenvalues.prod() == 35600.0, boost::test_tools::tolerance(1e-12));
  BOOST_TEST(!found.svg().empty());
  const Contours again = contours(f, start);
  BOOST_TEST(!again.stopped);
  BOOST_TEST(again.map.values.allFinite());
}

BOOST_AUTO_TEST_CASE(a_race_that_was_stopped_says_who_did_not_arrive) {
  const Race found = race(rosenbrock(), start, {.stop_token = asked_to_stop()});
  BOOST_TEST(found.stopped);
  BOOST_REQUIRE(found.runners.size() == 4u);
  for (const Race::Runner& runner : found.runners) {
    BOOST_TEST((runner.solution.status == Status::stopped_by_caller));
    BOOST_TEST(runner.solution.point == start, boost::test_tools::per_element());
  }
  BOOST_TEST(holds(found.text(), "failed: stopped_by_caller"), found.text());
  BOOST_TEST(!found.paths.svg().empty());
}

BOOST_AUTO_TEST_CASE(difference_errors_that_were_stopped_know_their_first_step) {
  const DifferenceErrors found =
      difference_errors(rosenbrock(), start, Vector::Ones(2), {.stop_token = asked_to_stop()});
  BOOST_TEST(found.stopped);
  BOOST_TEST(found.steps.size() == 1u);
  for (const auto& quotient : found.quotients) BOOST_TEST(quotient.errors.size() == 1u);
  BOOST_TEST(!found.svg().empty());
}

// The trace is always there: by hand, the first entry of the gradient is -215.6.
BOOST_AUTO_TEST_CASE(a_report_that_was_stopped_holds_its_trace_and_says_what_is_missing) {
  const Report found = report(rosenbrock(), start, {.stop_token = asked_to_stop()});
  BOOST_TEST(found.stopped);
  BOOST_TEST(found.trace.gradient[0] == -215.6, boost::test_tools::tolerance(1e-14));
  BOOST_TEST(!found.curvature.has_value());
  BOOST_TEST(found.pictures.empty());
  BOOST_TEST(holds(found.html(), "This report was stopped before the curvature: what would follow is missing."));
}

BOOST_AUTO_TEST_CASE(a_report_tells_how_far_it_is_and_ends_where_it_is_told_to) {
  std::vector<std::string> parts;
  Index last = -1;
  const auto until = [&](const std::string& end) {
    parts.clear();
    last = -1;
    return report(rosenbrock(), start, {.callback = [&, end](const ReportProgress& at) {
                    BOOST_TEST(at.parts_done == ++last);
                    BOOST_TEST(at.parts == 6);
                    BOOST_TEST(at.seconds >= 0.0);
                    parts.emplace_back(at.part);
                    return at.part == end ? Progress::stop : Progress::go_on;
                  }});
  };
  const Report whole = until("");
  BOOST_TEST(!whole.stopped);
  BOOST_TEST(parts.size() == 6u);
  const Report found = until("the race of optimizers");
  BOOST_TEST(found.stopped);
  BOOST_TEST(parts.back() == "the race of optimizers");
  BOOST_REQUIRE(found.pictures.size() == 1u);
  BOOST_TEST(found.pictures[0].svg == whole.pictures[0].svg);
  BOOST_TEST(holds(found.text(), "This report was stopped before the race of optimizers"), found.text());
}

BOOST_AUTO_TEST_CASE(what_the_callback_of_a_report_throws_passes_through) {
  const ReportOptions options{
      .callback = [](const ReportProgress&) -> Progress { throw std::runtime_error("enough"); }};
  BOOST_CHECK_THROW(static_cast<void>(report(rosenbrock(), start, options)), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(the_stop_token_of_a_report_ends_its_audit) {
  std::stop_source source;
  const ReportOptions options{.hessian = [&](ConstVector) -> Matrix {
                                source.request_stop();
                                return Matrix{{1330.0, 480.0}, {480.0, 200.0}};
                              },
                              .stop_token = source.get_token()};
  const Report found = report(rosenbrock(), start, options);
  BOOST_TEST(found.stopped);
  BOOST_REQUIRE(found.verdicts.size() == 1u);
  BOOST_TEST(found.verdicts[0].stopped);
  BOOST_TEST(holds(found.notes.back(), "stopped in its last part"), found.notes.back());
}
