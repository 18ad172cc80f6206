// SPDX-License-Identifier: BSL-1.0
#include <hesse/programs/machine.hpp>
#include <hesse/programs/processor.hpp>
#include <hesse/programs/run.hpp>

#include <fmt/format.h>

#include <string_view>
#include <support/executors.hpp>

namespace hesse {

namespace {

Executor vector_executor(std::string_view processor, int threads) {
  return {fmt::format("vectors on {}, threads: {}", processor, threads), fmt::format("vectors on {}", processor),
          [=](const Program& program, std::span<double> cells, const RowBlock& block) {
            Machine(program, processor).run(cells, block, threads);
          }};
}

}  // namespace

const std::vector<Executor>& executors() {
  static const std::vector<Executor> all = [] {
    std::vector<Executor> list{{"reference", "reference", run<double>}};
    for (const std::string_view processor : processors())
      for (const int threads : {1, 7}) list.push_back(vector_executor(processor, threads));
    return list;
  }();
  return all;
}

}  // namespace hesse
