// SPDX-License-Identifier: BSL-1.0
#include "cases.hpp"

#include <fmt/format.h>

#include <map>
#include <stdexcept>
#include <utility>
#include <vector>

namespace cases {

namespace {

/// Gradient and product of each problem, computed once.
const std::map<std::string, std::pair<hesse::Vector, hesse::Vector>>& references() {
  static const auto all = [] {
    std::map<std::string, std::pair<hesse::Vector, hesse::Vector>> found;
    for_each_problem([&](const std::string& name, const auto& f, const hesse::Vector& x) {
      found.emplace(name, std::pair(hesse::gradient(f, x), hesse::hessian_vector(f, x, hesse::Vector::Ones(x.size()))));
    });
    return found;
  }();
  return all;
}

std::vector<std::function<void()>>& waiting() {
  static std::vector<std::function<void()>> all;
  return all;
}

}  // namespace

bool at_start(std::function<void()> register_cases) {
  waiting().push_back(std::move(register_cases));
  return true;
}

void start() {
  for (const auto& register_cases : waiting()) register_cases();
}

void add(const std::string& problem, const char* quantity, const char* tool, std::function<double()> run) {
  const std::string name = fmt::format("{}/{}/{}", problem, quantity, tool);
  benchmark::RegisterBenchmark(name.c_str(), [run = std::move(run)](benchmark::State& state) {
    for (auto _ : state) {
      double result = run();
      benchmark::DoNotOptimize(result);
    }
  });
}

void expect_close(const std::string& what, const hesse::Vector& found, const hesse::Vector& expected) {
  const double error = (found - expected).norm() / expected.norm();
  if (!(error < 1e-9)) throw std::runtime_error(fmt::format("{} is wrong: relative error {:.2g}", what, error));
}

const hesse::Vector& reference_gradient(const std::string& problem) { return references().at(problem).first; }
const hesse::Vector& reference_product(const std::string& problem) { return references().at(problem).second; }

}  // namespace cases
