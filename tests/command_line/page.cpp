// SPDX-License-Identifier: BSL-1.0
//
// What the pages show under a line of shell is what the command prints.
#include <hesse/verification/cause.hpp>

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

BOOST_AUTO_TEST_CASE(the_pages_show_what_the_command_prints) {
  for (const char* page : {"command_line", "verify_your_hessian"}) {
    const auto folder = fresh_folder(page);
    const auto examples = examples_of(support::project_folder() / "docs" / (std::string(page) + ".md"));
    BOOST_TEST(examples.size() >= 5u);
    for (const Example& example : examples) BOOST_TEST(run_in_shell(example.line, folder).output == example.output);
  }
}

// The gallery: each of the twelve kinds of the list is shown once, in its order.
BOOST_AUTO_TEST_CASE(the_gallery_shows_every_kind_of_mistake) {
  std::vector<std::string> shown, kinds;
  for (const Example& example : examples_of(support::project_folder() / "docs/verify_your_hessian.md")) {
    static const std::string mark = "The mistake: ";
    const std::size_t start = example.output.find(mark);
    if (start == std::string::npos) continue;
    const std::size_t name = start + mark.size();
    shown.push_back(example.output.substr(name, example.output.find(". ", name) - name));
  }
#define HESSE_KIND(name, words) kinds.emplace_back(words);
  HESSE_CAUSES(HESSE_KIND)
#undef HESSE_KIND
  BOOST_TEST(shown == kinds, boost::test_tools::per_element());
}
