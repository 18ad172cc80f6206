// SPDX-License-Identifier: BSL-1.0
#include "arguments.hpp"

#include <boost/program_options.hpp>

#include <set>
#include <sstream>

namespace hesse::command_line {

namespace {

namespace po = boost::program_options;

po::options_description visible_options(Arguments& to) {
  po::options_description options("Options");
  options.add_options()                                                                                      //
      ("at", po::value(&to.at), "the point, \"x=-1.2,y=1\": inputs in their order, numbers or expressions")  //
      ("direction", po::value(&to.direction), "of hvp, trace, report: \"x=1,y=0\"; inputs left out are 0")   //
      ("hessian", po::value<std::string>(),
       "of check, report: \"row; row\" of expressions, or a CSV file of numbers")                      //
      ("gradient", po::value<std::string>(), "of check, report: expressions apart by commas")          //
      ("method", po::value(&to.method), "of minimize: newton, lbfgs, newton_cg, ...")                  //
      ("csv", po::bool_switch(&to.csv), "comma-separated values with 17 digits")                       //
      ("markdown", po::bool_switch(&to.markdown), "of trace: a Markdown table")                        //
      ("latex", po::bool_switch(&to.latex), "of trace: a LaTeX table")                                 //
      ("json", po::bool_switch(&to.json), "of check: the verdict for programs")                        //
      ("junit", po::bool_switch(&to.junit), "of check: the verdict for continuous integration")        //
      ("output", po::value(&to.output), "a file to write to; of graph .svg or .dot, of report .html")  //
      ("help", po::bool_switch(&to.help), "this text")                                                 //
      ("version", po::bool_switch(&to.version), "the version");
  return options;
}

/// What was given of the options that not every command takes.
std::vector<std::string> special_options(const po::variables_map& found) {
  const std::set<std::string> of_all{"command", "expression", "at", "output", "help", "version"};
  std::vector<std::string> names;
  for (const auto& [name, value] : found)
    if (!value.defaulted() && !of_all.contains(name)) names.push_back(name);
  return names;
}

std::optional<std::string> given(const po::variables_map& found, const char* option) {
  return found.count(option) > 0 ? std::optional(found[option].as<std::string>()) : std::nullopt;
}

}  // namespace

// Only long options are known, so that an expression may begin with a minus sign.
Arguments read_arguments(const std::vector<std::string>& words) {
  Arguments to;
  po::options_description all = visible_options(to);
  all.add_options()("command", po::value(&to.command))("expression", po::value(&to.expression));
  po::positional_options_description positions;
  positions.add("command", 1).add("expression", 1);
  po::variables_map found;
  try {
    const int style = po::command_line_style::allow_long | po::command_line_style::long_allow_adjacent |
                      po::command_line_style::long_allow_next;
    po::store(po::command_line_parser(words).options(all).positional(positions).style(style).run(), found);
    po::notify(found);
  } catch (const po::error& error) {
    throw UsageError(error.what());
  }
  to.hessian = given(found, "hessian");
  to.gradient = given(found, "gradient");
  to.options = special_options(found);
  to.help = to.help || to.command == "help";
  if (to.help || to.version) return to;
  if (to.command.empty()) throw UsageError("a command is missing");
  if (found.count("expression") == 0) throw UsageError("an expression is missing");
  if (found.count("at") == 0) throw UsageError("a point is missing: --at x=1,y=2");
  if (to.csv + to.markdown + to.latex + to.json + to.junit > 1)
    throw UsageError("--csv, --markdown, --latex, --json and --junit exclude one another");
  return to;
}

std::string help() {
  Arguments unused;
  std::ostringstream text;
  text << "hesse COMMAND EXPRESSION --at POINT [OPTIONS]\n\n"
          "  gradient  its gradient\n"
          "  hessian   its Hessian, and what the signs of the eigenvalues say\n"
          "  hvp       its Hessian times a direction\n"
          "  trace     how these come about, line by line\n"
          "  graph     its computational graph, as text, SVG or DOT\n"
          "  minimize  a minimum near the point\n"
          "  check     whether a gradient or a Hessian by hand is right\n"
          "  report    all of this on one page of HTML, or as text\n\n"
          "  hesse gradient \"100*(y-x^2)^2+(1-x)^2\" --at x=-1.2,y=1\n\n"
       << visible_options(unused)
       << "\nExit codes: 0 done, of check and report passed, of minimize converged; 1 of check and report failed, of\n"
          "minimize not converged; 2 of check and report inconclusive; 64 wrong usage; 70 anything else; 130\n"
          "stopped by Ctrl-C, with what was found by then.\n";
  return text.str();
}

}  // namespace hesse::command_line
