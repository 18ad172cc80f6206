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

namespace {

struct Name {
  std::string problem, quantity, tool;
};

Name split(const std::string& name) {
  const auto first = name.find('/'), second = name.find('/', first + 1), third = name.find('/', second + 1);
  return {name.substr(0, first), name.substr(first + 1, second - first - 1),
          name.substr(second + 1, third - second - 1)};
}

/// Keeps the times of all repetitions and prints the ratios as a Markdown table.
class RatioTable : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context&) override { return true; }

  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      if (run.error_occurred || run.run_type != Run::RT_Iteration) continue;
      const Name name = split(run.benchmark_name());
      auto& times = seconds_[name.quantity][name.problem][name.tool];
      times.push_back(run.real_accumulated_time / static_cast<double>(run.iterations));
    }
  }

  void Finalize() override {
    fmt::print("| quantity | problem | tool | microseconds | times plain |\n|---|---|---|---:|---:|\n");
    for (auto& [quantity, problems] : seconds_)
      for (auto& [problem, tools] : problems)
        for (auto& [tool, times] : tools)
          fmt::print("| {} | {} | {} | {:.1f} | {:.2f} |\n", quantity, problem, tool, 1e6 * median(times),
                     median(times) / median(seconds_["plain evaluation"][problem]["double"]));
  }

 private:
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
  RatioTable table;
  benchmark::RunSpecifiedBenchmarks(&table);
  return 0;
}
