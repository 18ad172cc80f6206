// SPDX-License-Identifier: BSL-1.0
//
// Random programs: expression graphs over the rows of the table, with shared subexpressions, constants, choices and
// rows of any number of arguments. A program comes with a point at which every row is inside its domain. Tests of
// sweeps and executors run the same programs; one that fails is shrunk and printed.
#pragma once

#include <hesse/recording/record.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <random>
#include <string>
#include <vector>

namespace hesse {

/// How long a test goes on making programs, and from which seed: HESSE_RANDOM_SECONDS (5) and HESSE_RANDOM_SEED (1)
/// ask for more, or for others.
[[nodiscard]] std::chrono::duration<double> random_seconds();
[[nodiscard]] std::uint64_t first_random_seed();
/// Whether a test that has made so many programs since it started goes on: for random_seconds(), or until it has made
/// HESSE_RANDOM_PROGRAMS.
[[nodiscard]] bool goes_on(std::size_t programs, std::chrono::steady_clock::time_point start);

class RandomProgram {
 public:
  /// Which rows a program may use. Arithmetic: those that every processor rounds alike.
  enum class Rows { all, affine, arithmetic };

  /// A program of about `size` steps; the same seed gives the same program.
  static RandomProgram make(std::uint64_t seed, std::size_t inputs, std::size_t size, Rows rows = Rows::all);

  /// Runs the program; on constants it only computes.
  Var operator()(const VectorOf<Var>& x) const;

  [[nodiscard]] const Vector& point() const { return point_; }
  [[nodiscard]] std::size_t steps() const { return steps_.size(); }
  /// One line a step, then the point: enough to type it in again.
  [[nodiscard]] std::string text() const;

  /// The same program with each result multiplied by 1 + amplitude * u, u uniform in [-1, 1]: what its derivatives do
  /// then is what rounding errors can do to them.
  [[nodiscard]] RandomProgram with_noise(std::uint64_t seed, double amplitude) const;

  /// A smaller program that still fails.
  [[nodiscard]] RandomProgram shrunk(const std::function<bool(const RandomProgram&)>& fails) const;

 private:
  /// An earlier value (the inputs first, then the steps) or a constant.
  struct Argument {
    bool is_constant = false;
    std::size_t index = 0;
    double number = 0.0;
  };
  struct Step {
    std::size_t row = 0;
    std::vector<Argument> arguments;
  };

  [[nodiscard]] std::vector<Var> run(const VectorOf<Var>& x) const;
  [[nodiscard]] double value_of(const Argument& argument, const std::vector<double>& values) const;
  void drop_unused();
  [[nodiscard]] RandomProgram replacing(std::size_t value, const Argument& by) const;

  friend class ProgramWriter;

  Vector point_;
  std::vector<Step> steps_;
  Argument output_;
};

}  // namespace hesse
