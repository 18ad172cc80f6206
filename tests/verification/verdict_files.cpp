// SPDX-License-Identifier: BSL-1.0
//
// Verdicts as files, read back by Boost.PropertyTree.
#define BOOST_BIND_GLOBAL_PLACEHOLDERS  // PropertyTree of Boost 1.74 uses them, and Boost.Bind warns of it
#include <hesse/basics/error.hpp>
#include <hesse/verification/check.hpp>
#include <hesse/verification/verdict_files.hpp>

#include <boost/property_tree/json_parser.hpp>
#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <limits>
#include <sstream>

using namespace hesse;
using Tree = boost::property_tree::ptree;

namespace {

const auto cubic = [](const auto& x) { return x[0] * x[0] * x[1] + x[1] * x[1] * x[1]; };
const Vector at{{1.0, 2.0}};

Verdict verdict_on(double last) {
  return check_hessian(cubic,
                       [=](ConstVector x) {
                         return Matrix{{2 * x[1], 2 * x[0]}, {2 * x[0], last * x[1]}};
                       },
                       at, {.names = {"<a>", "s & t"}});
}

Verdict inconclusive() {
  return check_gradient([](const auto& x) { return log(x[0]); },
                        [](ConstVector x) -> Vector { return 1.0 / x.array(); }, Vector{{-1.0}});
}

}  // namespace

BOOST_AUTO_TEST_CASE(junit_files_hold_a_case_a_verdict) {
  const std::array verdicts{NamedVerdict{"right", verdict_on(6.0)}, NamedVerdict{"half \"s\"", verdict_on(3.0)},
                            NamedVerdict{"outside", inconclusive()}};
  std::istringstream stream(junit_xml("losses < 1", verdicts));
  Tree tree;
  boost::property_tree::read_xml(stream, tree);
  const Tree& suite = tree.get_child("testsuite");
  BOOST_TEST(suite.get<std::string>("<xmlattr>.name") == "losses < 1");
  BOOST_TEST(suite.get<int>("<xmlattr>.tests") == 3);
  BOOST_TEST(suite.get<int>("<xmlattr>.failures") == 1);
  BOOST_TEST(suite.get<int>("<xmlattr>.skipped") == 1);
  std::vector<std::string> names, kinds;
  for (const auto& [tag, child] : suite) {
    if (tag != "testcase") continue;
    names.push_back(child.get<std::string>("<xmlattr>.name"));
    kinds.push_back(child.count("failure") > 0 ? "failure" : child.count("skipped") > 0 ? "skipped" : "passed");
    if (kinds.back() == "failure") BOOST_TEST(child.get<std::string>("failure") == verdicts[1].verdict.report());
  }
  BOOST_TEST(names == (std::vector<std::string>{"right", "half \"s\"", "outside"}), boost::test_tools::per_element());
  BOOST_TEST(kinds == (std::vector<std::string>{"passed", "failure", "skipped"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_exit_code_is_that_of_the_worst) {
  const Verdict right = verdict_on(6.0), wrong = verdict_on(3.0), unknown = inconclusive();
  BOOST_TEST(exit_code({}) == 0);
  BOOST_TEST(exit_code(std::array{right, right}) == 0);
  BOOST_TEST(exit_code(std::array{right, unknown}) == 2);
  BOOST_TEST(exit_code(std::array{unknown, wrong, right}) == 1);
}

#ifdef HESSE_TEST_WITH_JSON

BOOST_AUTO_TEST_CASE(json_holds_the_whole_verdict) {
  const Verdict verdict = verdict_on(3.0);
  std::istringstream stream(to_json(verdict));
  Tree tree;
  boost::property_tree::read_json(stream, tree);
  const auto text = [&](const char* path) { return tree.get<std::string>(path); };
  BOOST_TEST(text("schema") == "hesse/verdict/1");
  BOOST_TEST(text("check") == "check_hessian");
  BOOST_TEST(text("status") == "failed");
  BOOST_TEST(text("passed") == "false");
  BOOST_TEST(text("report") == verdict.report());
  BOOST_TEST(text("cause.kind") == "one wrong entry");
  BOOST_TEST(text("cause.sentence") == verdict.cause->sentence);
  BOOST_TEST(tree.get<double>("slope") == *verdict.slope);
  BOOST_TEST(tree.get<Index>("points") == 7);
  BOOST_TEST(tree.get_child("multiples").size() == 2);
  BOOST_TEST(tree.get_child("routes").empty());
  BOOST_TEST(tree.get<Index>("confirmed") == 21);
  BOOST_TEST(text("stopped") == "false");
  BOOST_REQUIRE(tree.get_child("mistakes").size() == 1);
  const Tree& mistake = tree.get_child("mistakes").front().second;
  BOOST_TEST(mistake.get<std::string>("name") == "H[1][1] (d/d s & t, d/d s & t)");
  BOOST_TEST(mistake.get<double>("hand") == verdict.mistakes[0].hand);
  BOOST_TEST(mistake.get<double>("exact") == verdict.mistakes[0].exact);
}

BOOST_AUTO_TEST_CASE(what_is_not_there_is_null) {
  Verdict verdict;
  verdict.digits = std::numeric_limits<double>::infinity();
  const std::string json = to_json(verdict, -1);
  for (const char* name : {"cause", "slope", "digits"})
    BOOST_TEST(json.find("\"" + std::string(name) + "\":null") != std::string::npos, name);
}

#else

BOOST_AUTO_TEST_CASE(without_the_library_for_json_one_is_told_what_to_install) {
  BOOST_CHECK_THROW(to_json(Verdict()), OperationError);
}

#endif
