// SPDX-License-Identifier: BSL-1.0
//
// The cases that are timed, by problem, quantity and tool. Files register theirs; main.cpp runs all and prints ratios
// to the plain double evaluation of the same problem.
#pragma once

#include <benchmark/benchmark.h>

#include <functional>
#include <serial_problems.hpp>
#include <string>

namespace cases {

/// What is timed. Recording stands outside the timed loop except in `anew`.
inline constexpr const char* plain = "plain evaluation";
inline constexpr const char* anew = "gradient, recorded anew";
inline constexpr const char* flipping = "gradient, other branches each time";
inline constexpr const char* gradient = "gradient on the finished tape";
inline constexpr const char* compiling = "gradient, recorded and compiled anew";
inline constexpr const char* product = "Hessian-vector product";
inline constexpr const char* dense = "dense Hessian";
inline constexpr const char* sparse = "sparse Hessian, its pattern known";

/// Lets main() call what registers cases: some tools cannot be used before it.
bool at_start(std::function<void()> register_cases);
void start();

void add(const std::string& problem, const char* quantity, const char* tool, std::function<double()> run);

/// A check before timing: throws where the tool's gradient or product is not the right one.
void expect_close(const std::string& what, const hesse::Vector& found, const hesse::Vector& expected);

/// Calls visit(name, function, point) for P1 to P8.
template <class Visitor>
void for_each_problem(Visitor&& visit) {
  using namespace problems;
  visit("P1", Rosenbrock(), Rosenbrock::start(10000));
  visit("P2", Logistic(2000, 30), Logistic::start(30));
  const GaussianMixture mixture(10, 25, 1000);
  visit("P3", mixture, mixture.start());
  visit("P4", Helmholtz(200), Helmholtz::start(200));
  visit("P5", Network(500), Network::start());
  visit("P6", Waves(), Waves::start(1000));
  visit("P7", Minors(), Minors::start());
  visit("P8", Reaction(), Reaction::start());
}

/// The gradient that every tool must find, and the product along (1, ..., 1), by this library.
const hesse::Vector& reference_gradient(const std::string& problem);
const hesse::Vector& reference_product(const std::string& problem);

}  // namespace cases
