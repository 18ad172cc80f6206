// SPDX-License-Identifier: BSL-1.0
#include <hesse/programs/machine.hpp>
#include <hesse/programs/processor.hpp>
#include <hesse/programs/run.hpp>

#include <fmt/format.h>

#include <string_view>
#include <support/executors.hpp>

namespace hesse {

namespace {

Executor vector_executor(std::string_view processor, MachineCode machine_code, int threads) {
  const char* const by = machine_code == MachineCode::allowed ? "machine code" : "vectors";
  return {fmt::format("{} on {}, threads: {}", by, processor, threads), fmt::format("{} on {}", by, processor),
          [=](const Program& program, std::span<double> cells, const RowBlock& block) {
            Machine(program, processor, machine_code).run(cells, block, threads);
          }};
}

}  // namespace

const std::vector<Executor>& executors() {
  static const std::vector<Executor> all = [] {
    std::vector<Executor> list{{"reference", "reference", run<double>}};
    for (const std::string_view processor : processors())
      for (const auto machine_code : {MachineCode::allowed, MachineCode::none})
        for (const int threads : {1, 7}) list.push_back(vector_executor(processor, machine_code, threads));
    return list;
  }();
  return all;
}

}  // namespace hesse
