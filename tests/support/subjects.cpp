// SPDX-License-Identifier: BSL-1.0
#include <hesse/programs/differentiate.hpp>
#include <hesse/programs/lower.hpp>
#include <hesse/programs/row_program.hpp>
#include <hesse/programs/simplify.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <support/block_matrix.hpp>
#include <support/subjects.hpp>
#include <utility>

namespace hesse {

namespace {

template <class F>
Subject recorded(const F& f, const Vector& x, std::size_t additions) {
  Subject subject{record(f, x), {{x, 1.0}}, x, {}};
  if (!subject.is_constant()) subject.value = lower(subject.recording.tape);
  subject.additions = additions;
  return subject;
}

/// The program at inputs that are shifted a little from row to row, added up.
Var over_rows(const RandomProgram& program, const VectorOf<Var>& x, std::size_t rows) {
  Var sum = 0;
  for (std::size_t row = 0; row < rows; ++row)
    sum += program(VectorOf<Var>(x * Var(1 + static_cast<double>(row) * 0.001)));
  return sum;
}

Subject as_it_stands(const RandomProgram& program, std::size_t) { return recorded(program, program.point(), 0); }

Subject in_a_loop(const RandomProgram& program, std::size_t length) {
  return recorded([&](const VectorOf<Var>& x) { return over_rows(program, x, length); }, program.point(), length);
}

/// Adjoints of the sum are known only behind its loop, and its own derivatives go on through a product and a sine.
Subject in_a_loop_whose_sum_goes_on(const RandomProgram& program, std::size_t length) {
  return recorded([&](const VectorOf<Var>& x) { return Var(sin(over_rows(program, x, length)) * x[0]); },
                  program.point(), length);
}

/// Each input of the program is one of two, picked anew in each iteration, and so is a factor, which may be one that
/// the program picked: gathers, and scattered adjoints that meet in one cell.
Subject in_a_loop_that_picks(const RandomProgram& program, std::size_t length) {
  const Index n = program.point().size();
  Vector x(2 * n);
  x << program.point(), program.point() * 1.001;
  const auto pick = [n](std::size_t row, Index input) {
    return input + n * Index((row * 2654435761U >> (9 + input)) & 1U);
  };
  const auto f = [&](const VectorOf<Var>& all) {
    Var sum = 0;
    for (std::size_t row = 0; row < length; ++row) {
      VectorOf<Var> picked(n);
      for (Index i = 0; i < n; ++i) picked[i] = all[pick(row, i)];
      sum += program(picked) * all[pick(row + 7, 0)];
    }
    return sum;
  };
  return recorded(f, x, length);
}

/// A state that each iteration makes of the two before it; all states are used, and the last one once more.
Subject in_a_recurrence(const RandomProgram& program, std::size_t length) {
  const auto f = [&](const VectorOf<Var>& x) {
    Var before = x[0], now = 0.5 * x[0], sum = 0;
    for (std::size_t row = 0; row < length; ++row) {
      VectorOf<Var> moved = x * Var(1 + static_cast<double>(row) * 0.001);
      moved[0] += 0.01 * now;
      const Var y = program(moved);
      const Var next = 0.5 * y / sqrt(1 + y * y) - 0.25 * before * now;
      sum += next * x[0];
      before = now;
      now = next;
    }
    return Var(sum + now * now);
  };
  return recorded(f, program.point(), length);
}

/// The first half of the inputs are parameters, the others the numbers of a row. Rows come in three kinds, so that the
/// oracle takes three tapes whatever their number.
Subject over_a_table(const RandomProgram& program, std::size_t rows) {
  constexpr std::size_t kinds = 3;
  const Vector& point = program.point();
  const Index parameters = (point.size() + 1) / 2;
  Subject subject{record(program, point), {}, point.head(parameters), {}};
  for (std::size_t kind = 0; kind < std::min(kinds, rows); ++kind) {
    Vector inputs = point;
    inputs.tail(point.size() - parameters) *= 1 + 0.001 * std::sin(static_cast<double>(kind));
    subject.terms.push_back({inputs, static_cast<double>((rows - kind + kinds - 1) / kinds)});
  }
  const std::size_t room = std::max<std::size_t>(rows, 2);  // rows of a column
  for (Index j = parameters; j < point.size(); ++j)
    for (std::size_t t = 0; t < room; ++t)
      subject.columns.push_back(subject.terms[std::min(t, rows - 1) % kinds].inputs[j]);
  subject.rows = subject.additions = rows;
  if (!subject.is_constant())
    subject.value =
        row_program(subject.recording.tape, {.parameters = static_cast<std::size_t>(parameters), .rows = room});
  return subject;
}

std::string direction(Index k, Index count) { return count == 1 ? "_dot" : fmt::format("_dot{}", k); }

/// The cells that the program leaves where it starts at x, along one unit vector for each of its directions.
std::vector<double> run_at(const Program& program, const Subject& subject, Index directions, const Executor& executor) {
  std::vector<double> cells(program.cells);
  std::ranges::copy(subject.x, cells.begin() + static_cast<std::ptrdiff_t>(program.region("x").first));
  for (Index k = 0; k < directions; ++k)
    cells[program.region("x" + direction(k, directions)).first + static_cast<std::size_t>(k)] = 1.0;
  executor.run(program, cells, {subject.columns.data(), subject.rows});
  return cells;
}

Eigen::Map<const Vector> region(const Program& program, const std::vector<double>& cells, std::string_view name) {
  const CellRegion& found = program.region(name);
  return {cells.data() + found.first, static_cast<Index>(found.size)};
}

Matrix hessian_of_blocks(const BlockProgram& blocks, const Subject& subject, const Executor& executor) {
  const std::vector<double> cells = run_at(blocks.program, subject, 0, executor);
  const auto lower = lower_triangle<double>(blocks, cells);
  Matrix hessian(subject.x.size(), subject.x.size());
  for (Index i = 0; i < hessian.rows(); ++i)
    for (Index j = 0; j <= i; ++j)
      hessian(i, j) = hessian(j, i) = lower[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)];
  return hessian;
}

}  // namespace

const std::vector<Shape>& shapes() {
  static const std::vector<Shape> all{{"as it stands", as_it_stands, 1},
                                      {"in a loop", in_a_loop, 50},
                                      {"in a loop whose sum goes on", in_a_loop_whose_sum_goes_on, 50},
                                      {"in a loop that picks", in_a_loop_that_picks, 50},
                                      {"in a recurrence", in_a_recurrence, 50},
                                      {"over a table", over_a_table, 30'000}};
  return all;
}

DerivativePrograms as_written(const Subject& subject) {
  DerivativePrograms programs{subject.value, adjoint(subject.value), {}};
  programs.columns = tangent(programs.gradient, static_cast<std::size_t>(subject.x.size()));
  return programs;
}

DerivativePrograms simplified(const Subject& subject) {
  DerivativePrograms programs{simplify(subject.value, {"y"}), simplify(adjoint(subject.value), {"y", "x_bar"}), {}};
  const Index n = subject.x.size();
  std::vector<std::string> names{"y", "x_bar"};
  for (Index k = 0; k < n; ++k) names.push_back("x_bar" + direction(k, n));
  programs.columns = simplify(tangent(programs.gradient, static_cast<std::size_t>(n)), {names.begin(), names.end()});
  programs.blocks = block_program(simplify(adjoint(subject.value), {"x_bar"}));
  return programs;
}

ProgramAnswers by_programs(const DerivativePrograms& programs, const Subject& subject, const Executor& executor) {
  const Index n = subject.x.size();
  ProgramAnswers answers{{0.0, Vector(n), Matrix(n, n)}};
  const std::vector<double> value = run_at(programs.value, subject, 0, executor),
                            gradient = run_at(programs.gradient, subject, 0, executor),
                            columns = run_at(programs.columns, subject, n, executor);
  answers.by_columns.value = region(programs.value, value, "y")[0];
  answers.by_columns.gradient = region(programs.gradient, gradient, "x_bar");
  for (Index k = 0; k < n; ++k)
    answers.by_columns.hessian.col(k) = region(programs.columns, columns, "x_bar" + direction(k, n));
  if (programs.blocks) answers.by_blocks = hessian_of_blocks(*programs.blocks, subject, executor);
  return answers;
}

}  // namespace hesse
