// SPDX-License-Identifier: BSL-1.0
//
// The commands, run as processes: numbers of closed forms, files, exit codes. The function is Rosenbrock's at its
// classic start (Moré, Garbow, Hillstrom 1981, problem 1). By hand at x = -1.2, y = 1:
//   f_x = -400 x (y - x^2) - 2 (1 - x) = -215.6    f_y = 200 (y - x^2) = -88
//   f_xx = 1200 x^2 - 400 y + 2 = 1330             f_xy = -400 x = 480          f_yy = 200
#include <boost/test/unit_test.hpp>

#include <cmath>
#include <cstdlib>
#include <sstream>
#include <string>
#include <vector>

#include "process.hpp"

namespace {

const std::string rosenbrock = " '100*(y-x^2)^2+(1-x)^2' --at x=-1.2,y=1 ";

Finished shell(const std::string& line) {
  static const std::filesystem::path folder = fresh_folder("commands");
  return run_in_shell(line, folder);
}

Finished hesse_says(const std::string& words) { return shell("hesse " + words); }

/// The numbers of a CSV text below its first line, row by row; words are NaN.
std::vector<std::vector<double>> numbers_of(const std::string& csv) {
  std::vector<std::vector<double>> rows;
  std::istringstream lines(csv);
  std::string line, cell;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    std::istringstream cells(line);
    rows.emplace_back();
    while (std::getline(cells, cell, ',')) {
      char* end = nullptr;
      const double number = std::strtod(cell.c_str(), &end);
      rows.back().push_back(*end == '\0' ? number : NAN);
    }
  }
  return rows;
}

const auto to_rounding = boost::test_tools::tolerance(1e-14);

}  // namespace

BOOST_AUTO_TEST_CASE(the_gradient_is_the_one_written_by_hand_with_all_its_digits) {
  const Finished gradient = hesse_says("gradient" + rosenbrock + "--csv");
  BOOST_TEST(gradient.exit_code == 0);
  const auto rows = numbers_of(gradient.output);
  BOOST_REQUIRE(rows.size() == 2u);
  BOOST_TEST(rows[0][1] == -215.6, to_rounding);
  BOOST_TEST(rows[1][1] == -88.0, to_rounding);
  // The double next to 1/3 is 0.333333333333333314829616256247...
  BOOST_TEST(hesse_says("gradient x/3 --at x=1 --csv").output == "input,derivative\nx,0.33333333333333331\n");
}

BOOST_AUTO_TEST_CASE(the_hessian_is_the_one_written_by_hand_and_a_minimum_by_its_eigenvalues) {
  const auto rows = numbers_of(hesse_says("hessian" + rosenbrock + "--csv").output);
  BOOST_REQUIRE(rows.size() == 2u);
  BOOST_TEST(rows[0][0] == 1330.0, to_rounding);
  BOOST_TEST(rows[0][1] == 480.0, to_rounding);
  BOOST_TEST(rows[1][0] == 480.0, to_rounding);
  BOOST_TEST(rows[1][1] == 200.0, to_rounding);
  const Finished shown = hesse_says("hessian" + rosenbrock);
  BOOST_TEST(shown.output.find("\nx  1330  480\n") != std::string::npos);
  BOOST_TEST(shown.output.find("minimum: 2 positive, 0 zero, 0 negative") != std::string::npos);
}

// H (2, -1) = (2 * 1330 - 480, 2 * 480 - 200); the inputs of a direction come in any order.
BOOST_AUTO_TEST_CASE(the_hessian_times_a_direction_is_the_product_by_hand) {
  const auto rows = numbers_of(hesse_says("hvp" + rosenbrock + "--direction y=-1,x=2 --csv").output);
  BOOST_REQUIRE(rows.size() == 2u);
  BOOST_TEST(rows[0][1] == 2180.0, to_rounding);
  BOOST_TEST(rows[1][1] == 760.0, to_rounding);
}

BOOST_AUTO_TEST_CASE(an_expression_may_begin_with_a_minus_sign) {
  const Finished gradient = hesse_says("gradient '-x^2' --at x=3");  // -2 x
  BOOST_TEST(gradient.output.find("x              -6\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_right_hessian_passes_and_a_wrong_one_is_named) {
  const Finished right = hesse_says("check" + rosenbrock + "--hessian '1200*x^2-400*y+2, -400*x; -400*x, 200'");
  BOOST_TEST(right.exit_code == 0, right.output);
  // Three entries of the upper triangle at seven points.
  BOOST_TEST(right.output.find("hyper-dual numbers, agrees in 21 derivatives") != std::string::npos, right.output);
  const Finished wrong = hesse_says("check" + rosenbrock + "--hessian '1200*x^2-400*y+2, -400*x; -400*x, 100'");
  BOOST_TEST(wrong.exit_code == 1);
  BOOST_TEST(wrong.output.find("H[1][1] (d/d y, d/d y)") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_right_gradient_passes_and_a_wrong_one_is_named) {
  const Finished right = hesse_says("check" + rosenbrock + "--gradient '-400*x*(y-x^2)-2*(1-x), 200*(y-x^2)'");
  BOOST_TEST(right.exit_code == 0, right.output);
  const Finished wrong = hesse_says("check" + rosenbrock + "--gradient '-400*x*(y-x^2)+2*(1-x), 200*(y-x^2)'");
  BOOST_TEST(wrong.exit_code == 1);
  BOOST_TEST(wrong.output.find("d/d x") != std::string::npos);
}

// At x = 1.1 one unit in the last place of x moves 1e17 x by 22: the cosine of it may be anything.
BOOST_AUTO_TEST_CASE(what_rounding_hides_is_inconclusive) {
  const Finished check = hesse_says("check 'sin(1e17*x)' --at x=1.1 --gradient '1e17*cos(1.0000000000000002e17*x)'");
  BOOST_TEST(check.exit_code == 2, check.output);
}

// Gradient descent along a valley of condition 1e10 whose floor is the sum of seven thousand lgamma takes minutes.
BOOST_AUTO_TEST_CASE(ctrl_c_ends_a_run_with_the_point_it_has_reached) {
  const std::string slow =
      "seq 3 7000 | sed 's/.*/lgamma(x+&)/' | paste -sd+ > slow.txt; "
      "timeout --foreground --preserve-status -s INT 3 hesse minimize \"$(cat slow.txt)+1e10*(y-x^2)^2\" "
      "--at x=-1.2,y=1 --method GradientDescent";
  const Finished stopped = shell(slow);
  BOOST_TEST(stopped.exit_code == 130, stopped.output);
  BOOST_TEST(stopped.output.find("at the end") != std::string::npos, stopped.output);
  BOOST_TEST(stopped.output.find("stopped_by_caller") != std::string::npos, stopped.output);
}

BOOST_AUTO_TEST_CASE(on_a_terminal_long_commands_show_how_far_they_are) {
  const auto on_terminal = [](const std::string& words) {
    return shell("script --quiet --return --command \"hesse " + words + "\" /dev/null").output;
  };
  const std::string check = on_terminal("check x^3 --at x=2 --gradient 3*x^2");
  BOOST_TEST(check.find(" point 1 of 7") != std::string::npos, check);
  const std::string minimize = on_terminal("minimize '(x-1)^2' --at x=2");
  BOOST_TEST(minimize.find(" iteration 0  f 1") != std::string::npos, minimize);
  const std::string report = on_terminal("report x^3 --at x=2 --output R.html");
  BOOST_TEST(report.find(" the osculating circle") != std::string::npos, report);
}

BOOST_AUTO_TEST_CASE(output_that_is_lost_is_no_success) {
  BOOST_TEST(hesse_says("gradient x^2 --at x=3 > /dev/full").exit_code == 70);
}

// log(-1) is NaN though its slope 1 / x is -1; |x| has no slope at 0; sqrt has an infinite one there.
BOOST_AUTO_TEST_CASE(what_is_not_finite_or_not_smooth_is_said_beside_the_derivatives) {
  const auto says = [](const std::string& words, const std::string& remark) {
    const Finished found = hesse_says(words);
    BOOST_TEST(found.exit_code == 0);
    BOOST_TEST(found.output.find(remark) != std::string::npos, found.output);
    BOOST_TEST(shell("hesse " + words + " 2>/dev/null").output.find("hesse:") == std::string::npos, words);
  };
  says("gradient 'log(u)' --at u=-1", "value: first NaN at node 1, v1 = log(u) with u = -1");
  says("hessian 'log(u)' --at u=-1", "Not all is finite: no point to be classified.");
  says("hvp 'sqrt(x)*y' --at x=0,y=1 --direction x=1", "v2 = sqrt(x) with x = 0: its slope there is infinite");
  says("gradient 'abs(a)+b' --at a=0,b=0", "f has a kink here, at v2 = abs(a)");
  BOOST_TEST(hesse_says("gradient 'abs(a)+b' --at a=1,b=0").output.find("kink") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_check_speaks_to_programs_too) {
  const Finished json = hesse_says("check x^2 --at x=1 --gradient x --json");
  BOOST_TEST(json.exit_code == 1);
  BOOST_TEST(json.output.find("\"status\": \"failed\"") != std::string::npos, json.output);
  const Finished junit = hesse_says("check x^2 --at x=1 --gradient '2*x' --junit");
  BOOST_TEST(junit.exit_code == 0);
  BOOST_TEST(junit.output.find("<testsuite name=\"x^2\" tests=\"1\" failures=\"0\"") != std::string::npos,
             junit.output);
}

BOOST_AUTO_TEST_CASE(functions_under_their_other_names_are_found) {
  for (const auto& [name, meant] : {std::pair{"ln", "log"},
                                    {"arcsin", "asin"},
                                    {"arccos", "acos"},
                                    {"arctan", "atan"},
                                    {"arsinh", "asinh"},
                                    {"arcosh", "acosh"},
                                    {"artanh", "atanh"},
                                    {"gammaln", "lgamma"},
                                    {"loggamma", "lgamma"},
                                    {"psi", "digamma"},
                                    {"expit", "sigmoid"},
                                    {"logistic", "sigmoid"}}) {
    const std::string at = "(x)' --at x=0.5";
    const std::string refused = hesse_says("gradient '" + std::string(name) + at).output;
    BOOST_TEST(refused.find(std::string("did you mean '") + meant + "'?") != std::string::npos, refused);
    BOOST_TEST(hesse_says("gradient '" + std::string(meant) + at).exit_code == 0, meant);
  }
}

BOOST_AUTO_TEST_CASE(a_written_hessian_is_read_back_by_check) {
  BOOST_TEST(hesse_says("hessian" + rosenbrock + "--csv --output H.csv").output == "");
  BOOST_TEST(hesse_says("check" + rosenbrock + "--hessian H.csv").exit_code == 0);
  BOOST_TEST(hesse_says("check '(x+y)^3' --at x=1,y=1 --hessian H.csv").exit_code == 1);
}

BOOST_AUTO_TEST_CASE(tables_of_numbers_are_read_with_other_line_ends_and_refused_with_their_line) {
  const auto check = [](const std::string& file) {
    return shell("printf '" + file + "' > T.csv; hesse check" + rosenbrock + "--hessian T.csv");
  };
  BOOST_TEST(check("\\357\\273\\277x,y\\r\\n1330, 480\\r\\n480,200\\r\\n").exit_code == 0);
  for (const auto& [file, message] : {std::pair{"1330,480\\n480,two\\n", "T.csv, line 2: 'two' is not a number"},
                                      {"1330,480\\n480\\n", "T.csv, line 2: a row of 1 numbers under one of 2"},
                                      {"1,2\\n1330;480\\n", "T.csv, line 2: '1330;480' is not a number"},
                                      {"7\\n", "T.csv holds 1 x 1 numbers, but the Hessian of 2 inputs has 2 x 2"},
                                      {"", "T.csv holds no row of numbers"}}) {
    const Finished refused = check(file);
    BOOST_TEST(refused.exit_code == 64);
    BOOST_TEST(refused.output.find(message) != std::string::npos, refused.output);
  }
}

BOOST_AUTO_TEST_CASE(a_folder_is_no_table) {
  const Finished refused = shell("mkdir -p folder.csv; hesse check" + rosenbrock + "--hessian folder.csv");
  BOOST_TEST(refused.output.find("cannot read folder.csv") != std::string::npos, refused.output);
}

// The bars of the last sweep are the gradient and, along y, the second column of the Hessian.
BOOST_AUTO_TEST_CASE(a_trace_ends_in_gradient_and_product) {
  const auto rows = numbers_of(hesse_says("trace" + rosenbrock + "--direction y=1 --csv").output);
  BOOST_REQUIRE(rows.size() > 2u);
  BOOST_TEST(rows[0][4] == -215.6, to_rounding);
  BOOST_TEST(rows[0][5] == 480.0, to_rounding);
  BOOST_TEST(rows[1][5] == 200.0, to_rounding);
  BOOST_TEST(hesse_says("trace" + rosenbrock + "--direction y=1 --latex").output.find("\\begin{tabular}") !=
             std::string::npos);
  BOOST_TEST(hesse_says("trace" + rosenbrock + "--direction y=1 --markdown").output.find("|---") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_graph_is_written_in_the_format_of_its_name) {
  BOOST_TEST(hesse_says("graph" + rosenbrock + "--output g.svg && head -c 4 g.svg").output == "<svg");
  BOOST_TEST(hesse_says("graph" + rosenbrock + "--output g.dot && head -c 7 g.dot").output == "digraph");
  BOOST_TEST(hesse_says("graph" + rosenbrock + "--output g.png").exit_code == 64);
}

// The minimum of Rosenbrock's function is 0 at (1, 1).
BOOST_AUTO_TEST_CASE(minimize_finds_the_minimum_by_methods_under_either_spelling) {
  for (const char* method : {"trust_region_newton", "LBFGS", "newton_cg", "bfgs"}) {
    const Finished found = hesse_says("minimize" + rosenbrock + "--csv --method " + method);
    BOOST_TEST(found.exit_code == 0, method);
    for (const auto& row : numbers_of(found.output)) BOOST_TEST(std::abs(row[1] - 1.0) < 1e-5, method);
  }
  BOOST_TEST(hesse_says("minimize" + rosenbrock).output.find("Outcome: converged") != std::string::npos);
  BOOST_TEST(hesse_says("minimize '-x^2' --at x=1").exit_code == 1);  // unbounded below
}

BOOST_AUTO_TEST_CASE(wrong_usage_is_explained_and_has_exit_code_64) {
  for (const auto& [words, message] :
       {std::pair{"", "a command is missing"},
        {"gradint x --at x=1", "'gradint' is not a command; did you mean 'gradient'?"},
        {"gradient --at x=1", "an expression is missing"},
        {"gradient x", "a point is missing"},
        {"gradient x --at x=1 --colour", "unrecognised option '--colour'"},
        {"gradient x y --at x=1", "too many positional options"},
        {"gradient 'sine(x)' --at x=1", "did you mean 'sin'?\n  sine(x)\n  ^"},
        {"hvp rate^2 --at rate=1", "a direction is missing"},
        {"hvp rate^2 --at rate=1 --direction rats=1", "'rats' is not an input; did you mean 'rate'?"},
        {"check x --at x=1", "check needs --hessian or --gradient"},
        {"check x*y --at x=1,y=1 --hessian '0, 1'", "--hessian needs 2 rows of 2 entries"},
        {"check x --at x=1 --hessian nowhere.csv", "cannot read nowhere.csv"},
        {"gradient x --at x=1 --method newton", "gradient takes no --method"},
        {"check x --at x=1 --gradient 1 --csv", "check takes no --csv"},
        {"gradient x --at x=1,5", "decimals stand behind a point"},
        {"check x --at x=1 --gradient 1 --json --junit", "exclude one another"},
        {"minimize x --at x=1 --method simplex", "'simplex' is none of GradientDescent, Newton"},
        {"gradient x --at x=1 --output no/where", "cannot write no/where: No such file"},
        {"report x^2 --at x=1 --output r.pdf", "a report is written as .html"},
        {"gradient x --at x=0/0", "is NaN"}}) {
    const Finished refused = hesse_says(words);
    BOOST_TEST(refused.exit_code == 64, words);
    BOOST_TEST(refused.output.find(message) != std::string::npos, words << ": " << refused.output);
  }
}

BOOST_AUTO_TEST_CASE(help_and_version_are_no_errors) {
  BOOST_TEST(hesse_says("--help").exit_code == 0);
  BOOST_TEST(hesse_says("help").output == hesse_says("--help").output);
  BOOST_TEST(hesse_says("--help").output.find("--direction") != std::string::npos);
  BOOST_TEST(hesse_says("--version").output.find("hesse ") == 0u);
}
