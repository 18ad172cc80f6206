// SPDX-License-Identifier: BSL-1.0
//
// A random program in the shapes in which functions come: as it stands, in a loop, and once for each row of a table. A
// Subject has what the sweeps need of it, tapes at points, and what executors need, a program over cells.
#pragma once

#include <hesse/programs/blocks.hpp>
#include <hesse/programs/program.hpp>
#include <hesse/recording/record.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <support/derivatives.hpp>
#include <support/executors.hpp>
#include <support/random_programs.hpp>
#include <vector>

namespace hesse {

struct Subject {
  /// The tape at a point, so many times.
  struct Term {
    Vector inputs;
    double times;
  };
  Recorded recording;
  std::vector<Term> terms;  ///< the function is their sum
  Vector x;                 ///< the first inputs of the tape: derivatives are taken for them
  Program value;            ///< with regions "x" and "y"
  std::vector<double> columns = {};
  std::size_t rows = 0;
  std::size_t additions = 0;  ///< of terms that are summed one after the other

  [[nodiscard]] bool is_constant() const { return recording.tape.outputs()[0].is_constant(); }
};

/// What a random program is made into.
struct Shape {
  const char* name;
  Subject (*make)(const RandomProgram&, std::size_t length);
  std::size_t longest;  ///< length that a test can afford; 1 where there is no loop
};
[[nodiscard]] const std::vector<Shape>& shapes();

/// By the sweeps over the tape, term by term.
template <class T>
Derivatives by_sweeps(const Subject& subject) {
  const Index n = subject.x.size();
  Derivatives sum{0.0, Vector::Zero(n), Matrix::Zero(n, n)};
  for (const auto& [inputs, times] : subject.terms) {
    const Derivatives of_term = derivatives<T>(subject.recording.tape, inputs, n);
    sum.value += times * of_term.value;
    sum.gradient += times * of_term.gradient;
    sum.hessian += times * of_term.hessian;
  }
  return sum;
}

/// The programs of a subject: "y"; "x_bar"; "x_bar_dot0", "x_bar_dot1", ... along as many directions as inputs.
struct DerivativePrograms {
  Program value, gradient, columns;
  std::optional<BlockProgram> blocks = {};  ///< of simplified programs
};
[[nodiscard]] DerivativePrograms as_written(const Subject& subject);
[[nodiscard]] DerivativePrograms simplified(const Subject& subject);

struct ProgramAnswers {
  Derivatives by_columns;
  std::optional<Matrix> by_blocks = {};
};
[[nodiscard]] ProgramAnswers by_programs(const DerivativePrograms& programs, const Subject& subject,
                                         const Executor& executor);

}  // namespace hesse
