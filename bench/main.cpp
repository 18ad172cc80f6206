// SPDX-License-Identifier: BSL-1.0
//
// How many plain evaluations does a derivative cost? Every case is timed several times in random order, so that a slow
// moment of the machine falls on all alike; the table divides medians by the median of the plain evaluation.
//
//     hesse_bench                                  everything, about ten minutes
//     hesse_bench --benchmark_filter='P2/'         one problem
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "cases.hpp"

namespace {

struct Name {
  std::string problem, quantity, tool;
};

Name split(const std::string& name) {
  const auto first = name.find('/'), second = name.find('/', first + 1), third = name.find('/', second + 1);
  return {name.substr(0, first), name.substr(first + 1, second - first - 1),
          name.substr(second + 1, third - second - 1)};
}

/// Keeps the times of all repetitions and prints the ratios as a Markdown table, a column a problem.
class RatioTable : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context&) override { return true; }

  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      if (run.error_occurred || run.run_type != Run::RT_Iteration) continue;
      const Name name = split(run.benchmark_name());
      auto& times = seconds_[name.quantity][name.tool][name.problem];
      times.push_back(run.real_accumulated_time / static_cast<double>(run.iterations));
    }
  }

  void Finalize() override {
    const std::vector<std::string> problems = names_of_problems();
    fmt::print("| | {} |\n|---|{}\n", fmt::join(problems, " | "), repeat("---:|", problems.size()));
    print_row("plain evaluation, microseconds", problems,
              [&](const std::string& problem) { return fmt::format("{:.1f}", 1e6 * plain(problem)); });
    for (const char* quantity :
         {cases::anew, cases::flipping, cases::gradient, cases::compiling, cases::product, cases::dense, cases::sparse})
      for (const std::string& tool : names_of_tools(quantity))
        print_row(fmt::format("{}: {}", quantity, tool), problems, [&](const std::string& problem) {
          auto& times = seconds_[quantity][tool][problem];
          return times.empty() ? std::string() : fmt::format("{:.1f}", median(times) / plain(problem));
        });
  }

 private:
  double plain(const std::string& problem) { return median(seconds_[cases::plain]["double"][problem]); }

  std::vector<std::string> names_of_problems() {
    std::vector<std::string> names;
    for (const auto& [problem, times] : seconds_[cases::plain]["double"]) names.push_back(problem);
    return names;
  }

  /// This library first, then its peers.
  std::vector<std::string> names_of_tools(const std::string& quantity) {
    std::vector<std::string> names;
    for (const auto& [tool, problems] : seconds_[quantity]) names.push_back(tool);
    std::stable_partition(names.begin(), names.end(),
                          [](const std::string& tool) { return tool.starts_with("hesse"); });
    return names;
  }

  template <class Cell>
  static void print_row(const std::string& title, const std::vector<std::string>& problems, const Cell& cell) {
    std::string row = "| " + title + " |";
    for (const std::string& problem : problems) row += " " + cell(problem) + " |";
    fmt::print("{}\n", row);
  }

  static std::string repeat(const char* text, std::size_t count) {
    std::string all;
    for (std::size_t i = 0; i < count; ++i) all += text;
    return all;
  }

  static double median(std::vector<double>& times) {
    if (times.empty()) return 0.0;
    const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
    std::nth_element(times.begin(), middle, times.end());
    return *middle;
  }

  std::map<std::string, std::map<std::string, std::map<std::string, std::vector<double>>>> seconds_;
};

}  // namespace

int main(int argc, char* argv[]) {
  std::vector<char*> arguments(argv, argv + argc);
  std::string repetitions = "--benchmark_repetitions=5", interleaving = "--benchmark_enable_random_interleaving=true",
              time = "--benchmark_min_time=0.1";
  arguments.insert(arguments.begin() + 1, {repetitions.data(), interleaving.data(), time.data()});
  int count = static_cast<int>(arguments.size());
  benchmark::Initialize(&count, arguments.data());
  cases::start();
  RatioTable table;
  benchmark::RunSpecifiedBenchmarks(&table);
  return 0;
}
