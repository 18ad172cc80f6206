// SPDX-License-Identifier: BSL-1.0
//
// What docs/command_line.md shows is what the command prints.
#include <boost/test/unit_test.hpp>

#include <fstream>
#include <string>
#include <support/project_folder.hpp>
#include <vector>

#include "process.hpp"

namespace {

struct Example {
  std::string line;    ///< of shell
  std::string output;  ///< below it on the page
};

/// The blocks marked as console: lines that begin with "$ ", each with its output.
std::vector<Example> examples_of(const std::filesystem::path& page) {
  std::vector<Example> examples;
  std::ifstream stream(page);
  bool inside = false;
  for (std::string line; std::getline(stream, line);) {
    if (line.starts_with("```"))
      inside = line == "```console";
    else if (inside && line.starts_with("$ "))
      examples.push_back({line.substr(2), ""});
    else if (inside)
      examples.back().output += line + '\n';
  }
  return examples;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_page_shows_what_the_command_prints) {
  const auto folder = fresh_folder("page");
  const std::vector<Example> examples = examples_of(support::project_folder() / "docs/command_line.md");
  BOOST_TEST(examples.size() >= 5u);
  for (const Example& example : examples) BOOST_TEST(run_in_shell(example.line, folder).output == example.output);
}
