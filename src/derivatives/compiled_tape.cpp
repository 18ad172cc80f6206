// SPDX-License-Identifier: BSL-1.0
#include "compiled_tape.hpp"

#include <hesse/basics/pooled.hpp>
#include <hesse/programs/differentiate.hpp>
#include <hesse/programs/lower.hpp>
#include <hesse/programs/simplify.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace hesse {

namespace {

// Measured: compiling costs what ten to twenty gradients by sweeps cost. At the eighth evaluation it is likely that as
// many will follow.
constexpr int evaluations_before_compiling = 8;

// Below these the sweeps are as good.
constexpr std::size_t fewest_instructions = 500;
constexpr double least_share_in_loops = 0.5;
// A guard's two sides are copied one by one; a function with more comparisons flips one anyway.
constexpr std::size_t most_guards = 1000;

struct CellMemory;
using Cells = Pooled<double, CellMemory>;

bool is_worth_lowering(const Tape& tape) {
  return tape.instructions() >= fewest_instructions && tape.guards().size() <= most_guards && can_lower(tape);
}

bool repeats_itself(const Program& program) {
  double inside = 0.0;
  for (const ProgramLoop& loop : program.loops)
    if (loop.trips > 1) inside += static_cast<double>(loop.lines.size() * loop.trips);
  return inside >= least_share_in_loops * static_cast<double>(program.operations());
}

Program program_of(CompiledTape::Answer answer, const Program& lowered) {
  using Answer = CompiledTape::Answer;
  if (answer == Answer::value) return simplify(lowered, {"y", "guards"});
  Program gradient = simplify(adjoint(lowered), {"y", "x_bar", "guards"});
  if (answer == Answer::gradient) return gradient;
  return simplify(tangent(gradient), {"x_bar_dot", "guards"});
}

double* cells_of(Cells& cells, const Program& program, const char* region) {
  return cells.data() + program.region(region).first;
}

void fill(Cells& cells, const Program& program, ConstVector x) {
  cells.assign(program.cells, 0.0);
  std::copy(x.begin(), x.end(), cells_of(cells, program, "x"));
}

bool guards_hold(const Tape& tape, Cells& cells, const Program& program) {
  const double* sides = cells_of(cells, program, "guards");
  return std::ranges::all_of(tape.guards(), [&](const Guard& guard) {
    const double left = *sides++, right = *sides++;
    return compare(guard.comparison, left, right) == guard.outcome;
  });
}

Vector region(Cells& cells, const Program& program, const char* name) {
  return Eigen::Map<const Vector>(cells_of(cells, program, name), static_cast<Index>(program.region(name).size));
}

}  // namespace

const Machine* CompiledTape::machine(Answer answer, const Tape& tape, Compile policy, int evaluations) const {
  Form& form = forms_[static_cast<std::size_t>(answer)];
  if (policy == Compile::never) return nullptr;
  if (!form.ready.load(std::memory_order_acquire)) {
    const int asked = form.asked.fetch_add(evaluations, std::memory_order_relaxed) + evaluations;
    if (policy == Compile::when_repaid && asked < evaluations_before_compiling) return nullptr;
    std::unique_lock lock(mutex_, std::defer_lock);
    if (policy == Compile::at_once)
      lock.lock();
    else if (!lock.try_lock())
      return nullptr;
    if (!form.ready.load(std::memory_order_relaxed)) compile(answer, tape);
  }
  return form.machine ? &*form.machine : nullptr;
}

void CompiledTape::compile(Answer answer, const Tape& tape) const {
  Form& form = forms_[static_cast<std::size_t>(answer)];
  if (!is_lowered_ && is_worth_lowering(tape)) {
    lowered_ = lower(tape);
    if (!repeats_itself(*lowered_)) lowered_.reset();
  }
  is_lowered_ = true;
  if (lowered_) form.machine.emplace(program_of(answer, *lowered_));
  form.ready.store(true, std::memory_order_release);
}

std::optional<double> CompiledTape::value(const Tape& tape, Compile policy, ConstVector x) const {
  const Machine* const code = machine(Answer::value, tape, policy, 1);
  if (code == nullptr) return std::nullopt;
  Cells cells;
  fill(cells, code->program(), x);
  code->run({cells.data(), cells.size()});
  const double value = *cells_of(cells, code->program(), "y");
  if (!guards_hold(tape, cells, code->program()) || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<ValueAndGradient> CompiledTape::gradient(const Tape& tape, Compile policy, ConstVector x) const {
  const Machine* const code = machine(Answer::gradient, tape, policy, 1);
  if (code == nullptr) return std::nullopt;
  const Program& program = code->program();
  Cells cells;
  fill(cells, program, x);
  code->run({cells.data(), cells.size()});
  ValueAndGradient result{*cells_of(cells, program, "y"), region(cells, program, "x_bar")};
  if (!guards_hold(tape, cells, program) || !all_finite(result.gradient)) return std::nullopt;
  return result;
}

std::optional<Matrix> CompiledTape::products(const Tape& tape, Compile policy, ConstVector x,
                                             ConstMatrix directions) const {
  const Machine* const code = machine(Answer::product, tape, policy, static_cast<int>(directions.cols()));
  if (code == nullptr) return std::nullopt;
  const Program& program = code->program();
  Matrix products(x.size(), directions.cols());
  Cells cells;
  for (Index k = 0; k < directions.cols(); ++k) {
    fill(cells, program, x);
    std::ranges::copy(directions.col(k), cells_of(cells, program, "x_dot"));
    code->run({cells.data(), cells.size()});
    products.col(k) = region(cells, program, "x_bar_dot");
    if (!guards_hold(tape, cells, program) || !all_finite(products.col(k))) return std::nullopt;
  }
  return products;
}

std::optional<Vector> CompiledTape::product(const Tape& tape, Compile policy, ConstVector x,
                                            ConstVector direction) const {
  auto one = products(tape, policy, x, direction);
  if (!one) return std::nullopt;
  return Vector(one->col(0));
}

std::string CompiledTape::describe() const {
  static constexpr const char* names[] = {"value", "gradient", "product"};
  std::string text;
  for (std::size_t i = 0; i < forms_.size(); ++i) {
    if (!forms_[i].ready.load(std::memory_order_acquire)) continue;
    if (!forms_[i].machine) {
      text += fmt::format("{}: not compiled, the code does not repeat itself enough\n", names[i]);
      continue;
    }
    const Machine& machine = *forms_[i].machine;
    std::vector<std::string> loops;
    for (const ProgramLoop& loop : machine.program().loops)
      if (loop.trips > 1) loops.push_back(fmt::format("{} lines x {}", loop.lines.size(), loop.trips));
    text += fmt::format("{}: compiled for {}, loops: {}; {} lines, {} instructions, {} bytes\n", names[i],
                        machine.processor(), fmt::join(loops, ", "), machine.program().lines(), machine.instructions(),
                        machine.bytes());
  }
  return text;
}

}  // namespace hesse
