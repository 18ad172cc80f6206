// SPDX-License-Identifier: BSL-1.0
#include "compiled_tape.hpp"

#include <hesse/basics/duration.hpp>
#include <hesse/derivatives/drivers.hpp>
#include <hesse/programs/cells.hpp>
#include <hesse/programs/differentiate.hpp>
#include <hesse/programs/lower.hpp>
#include <hesse/programs/simplify.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <limits>
#include <string_view>
#include <vector>

#include "passes.hpp"

namespace hesse {

namespace {

// A Hessian counts as so many, for its blocks take long to compile: the first comes from products or sweeps, and blocks
// are for those who ask again.
constexpr Index a_hessian_counts = 4;

// Below these the sweeps are as good.
constexpr std::size_t fewest_instructions = 500;
constexpr double least_share_in_loops = 0.5;
// Code that does not repeat itself takes longer to compile: lowering it alone as long as so many gradients by sweeps,
// and the rest as long as so many for each line that is left of an instruction. It is compiled once that much time has
// been spent on sweeps (bench/compiling).
constexpr Index evaluations_before_lowering_straight_code = 64;
constexpr Index evaluations_for_a_line_an_instruction = 150;
// Beyond, machine code no longer fits into the second cache of a processor, and is read more slowly than a tape.
constexpr std::size_t most_straight_lines = 50'000;
constexpr std::size_t most_straight_instructions = 1'000'000;
// A guard's two sides are copied one by one; a function with more comparisons flips one anyway.
constexpr std::size_t most_guards = 1000;

constexpr const char* names[] = {"value", "gradient", "product", "several products", "Hessian"};

bool is_worth_lowering(const Tape& tape) {
  return tape.instructions() >= fewest_instructions && tape.guards().size() <= most_guards && can_lower(tape);
}

Program program_of(CompiledTape::Answer answer, const Program& lowered, std::size_t& lines_before) {
  using Answer = CompiledTape::Answer;
  const auto simplified = [&](const Program& program, const std::vector<std::string_view>& wanted) {
    lines_before = program.lines();
    return simplify(program, wanted);
  };
  if (answer == Answer::value) return simplified(lowered, {"y", "guards"});
  Program gradient = simplified(adjoint(lowered), {"y", "x_bar", "guards"});
  if (answer == Answer::gradient) return gradient;
  if (answer == Answer::product) return simplified(tangent(gradient), {"x_bar_dot", "guards"});
  return several_products(gradient, {"guards"});
}

/// "31 columns of constants, 30 uniforms, 1 sum": how a body reaches its numbers, a count for each way.
std::string operands_in_words(const ProgramLoop& loop) {
  using Action = ProgramLine::Action;
  enum Way { column, uniform, affine, gather, sum, scatter, store, ways };
  static constexpr const char* names[ways][2] = {{"column of constants", "columns of constants"},
                                                 {"uniform", "uniforms"},
                                                 {"affine load", "affine loads"},
                                                 {"gather by table", "gathers by table"},
                                                 {"sum", "sums"},
                                                 {"scattered sum", "scattered sums"},
                                                 {"store", "stores"}};
  std::array<std::size_t, ways> counts{};
  for (const ProgramLine& line : loop.lines) {
    if (line.action == Action::evaluate) continue;
    const CellAccess& access = loop.accesses[line.access];
    if (line.action == Action::load)
      ++counts[access.is_uniform() ? uniform : access.table == CellAccess::no_table ? affine : gather];
    else if (line.action == Action::store)
      ++counts[store];
    else if (line.action == Action::add)
      ++counts[access.is_uniform() ? sum : scatter];
    else if (!access.is_uniform())
      ++counts[column];
  }
  std::vector<std::string> words;
  for (std::size_t way = 0; way < ways; ++way)
    if (counts[way] > 0) words.push_back(fmt::format("{} {}", counts[way], names[way][counts[way] == 1 ? 0 : 1]));
  return fmt::format("{}", fmt::join(words, ", "));
}

Cells cells_at(const Machine& machine, ConstVector x) {
  Cells cells = machine.cells();
  std::copy(x.begin(), x.end(), cells_of(cells, machine.program(), "x"));
  return cells;
}

bool guards_hold(const Tape& tape, Cells& cells, const Program& program) {
  const double* sides = cells_of(cells, program, "guards");
  return std::ranges::all_of(tape.guards(), [&](const Guard& guard) {
    const double left = *sides++, right = *sides++;
    return compare(guard.comparison, left, right) == guard.outcome;
  });
}

}  // namespace

const CompiledTape::Form* CompiledTape::form(Answer answer, const Tape& tape, const Options& options,
                                             Index evaluations) const {
  Form& form = forms_[static_cast<std::size_t>(answer)];
  if (options.compile == Compile::never) return nullptr;
  if (!form.ready.load(std::memory_order_acquire)) {
    const Index asked = form.asked.fetch_add(evaluations, std::memory_order_relaxed) + evaluations;
    const bool is_repaid =
        options.compile == Compile::at_once || asked >= evaluations_needed_.load(std::memory_order_relaxed);
    if (!is_repaid) return nullptr;
    std::unique_lock lock(mutex_, std::defer_lock);
    if (options.compile == Compile::at_once)
      lock.lock();
    else if (!lock.try_lock())
      return nullptr;
    if (!form.ready.load(std::memory_order_relaxed))
      compile(answer, tape, options.compile == Compile::at_once ? std::numeric_limits<Index>::max() : asked);
  }
  return form.any_machine() != nullptr ? &form : nullptr;
}

void CompiledTape::lower_tape(const Tape& tape, Index asked) const {
  const bool has_machine_code = Machine::has_machine_code();
  const Recurrences recurrences = has_machine_code ? Recurrences::as_loops : Recurrences::as_straight_code;
  if (stage_ == Stage::unseen) {
    stage_ = Stage::settled;
    if (!is_worth_lowering(tape)) return;
    lowered_ = lower_if_repetitive(tape, least_share_in_loops, recurrences);
    if (lowered_ || !has_machine_code || tape.instructions() > most_straight_instructions) return;
    stage_ = Stage::straight;
    evaluations_needed_ = evaluations_before_lowering_straight_code;
  }
  if (stage_ == Stage::straight && asked >= evaluations_needed_) {
    stage_ = Stage::settled;
    lowered_ = lower(tape, recurrences);
    const auto lines = static_cast<Index>(lowered_->lines()), instructions = static_cast<Index>(tape.instructions());
    evaluations_needed_ += evaluations_for_a_line_an_instruction * lines / instructions;
    if (lowered_->lines() > most_straight_lines) lowered_.reset();
  }
}

void CompiledTape::compile(Answer answer, const Tape& tape, Index asked) const {
  Form& form = forms_[static_cast<std::size_t>(answer)];
  const auto start = std::chrono::steady_clock::now();
  lower_tape(tape, asked);
  if (stage_ == Stage::straight || asked < evaluations_needed_) return;  // not yet
  if (lowered_ && answer != Answer::hessian) form.machine.emplace(program_of(answer, *lowered_, form.lines_before));
  if (lowered_ && answer == Answer::hessian)
    if (auto blocks = worthwhile_blocks(*lowered_, {"x_bar", "guards"})) form.blocks.emplace(std::move(*blocks));
  form.seconds_of_compiling = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  form.ready.store(true, std::memory_order_release);
}

Stopwatch CompiledTape::sweep(Answer answer) const {
  FastestTime& time = forms_[static_cast<std::size_t>(answer)].of_sweeps;
  return Stopwatch(time.takes_more() ? &time : nullptr);
}

std::optional<double> CompiledTape::value(const Tape& tape, const Options& options, ConstVector x) const {
  const Form* const known = form(Answer::value, tape, options, 1);
  if (known == nullptr) return std::nullopt;
  const Machine* const code = known->any_machine();
  const Stopwatch run(known->time_of_a_run());
  Cells cells = cells_at(*code, x);
  code->run({cells.data(), cells.size()}, {}, options.threads);
  const double value = *cells_of(cells, code->program(), "y");
  if (!guards_hold(tape, cells, code->program()) || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<ValueAndGradient> CompiledTape::gradient(const Tape& tape, const Options& options, ConstVector x) const {
  const Form* const known = form(Answer::gradient, tape, options, 1);
  if (known == nullptr) return std::nullopt;
  const Machine* const code = known->any_machine();
  const Program& program = code->program();
  const Stopwatch run(known->time_of_a_run());
  Cells cells = cells_at(*code, x);
  code->run({cells.data(), cells.size()}, {}, options.threads);
  ValueAndGradient result{*cells_of(cells, program, "y"), Vector(x.size())};
  if (!copy_finite(numbers_of(cells, program, "x_bar"), result.gradient) || !guards_hold(tape, cells, program))
    return std::nullopt;
  return result;
}

bool CompiledTape::fill_products(const Tape& tape, const Options& options, ConstVector x, ConstMatrix directions,
                                 Eigen::Ref<Matrix> products) const {
  const Index columns = directions.cols();
  const Form* known = nullptr;
  if (columns >= directions_of_a_pass)
    known = form(Answer::several_products, tape, options, columns / directions_of_a_pass);
  if (known == nullptr) known = form(Answer::product, tape, options, columns);
  if (known == nullptr) return false;
  const Machine& machine = *known->any_machine();
  const Program& program = machine.program();
  const Stopwatch time(columns == 1 ? known->time_of_a_run() : nullptr);
  const auto prepared = [&] { return cells_at(machine, x); };
  const auto run = [&](Cells& cells) {
    machine.run({cells.data(), cells.size()}, {}, options.threads);
    return guards_hold(tape, cells, program);
  };
  return run_passes(program, directions, products, prepared, run);
}

std::optional<Matrix> CompiledTape::products(const Tape& tape, const Options& options, ConstVector x,
                                             ConstMatrix directions) const {
  Matrix result(x.size(), directions.cols());
  return fill_products(tape, options, x, directions, result) ? std::optional(std::move(result)) : std::nullopt;
}

std::optional<Vector> CompiledTape::product(const Tape& tape, const Options& options, ConstVector x,
                                            ConstVector direction) const {
  Vector result(x.size());
  return fill_products(tape, options, x, direction, result) ? std::optional(std::move(result)) : std::nullopt;
}

/// Runs the blocks and has the result taken from the cells; whether it stands.
template <class Take>
bool CompiledTape::run_blocks(const BlockHessian& blocks, const Tape& tape, const Options& options, ConstVector x,
                              const Take& take) const {
  const Machine& machine = blocks.machine();
  Cells cells = cells_at(machine, x);
  machine.run({cells.data(), cells.size()}, {}, options.threads);
  return guards_hold(tape, cells, machine.program()) && take(cells.data());
}

const BlockHessian* CompiledTape::blocks(const Tape& tape, const Options& options, Index evaluations) const {
  const Form* const known = form(Answer::hessian, tape, options, evaluations);
  return known == nullptr ? nullptr : &*known->blocks;
}

std::optional<Matrix> CompiledTape::hessian(const Tape& tape, const Options& options, ConstVector x) const {
  const BlockHessian* const known = blocks(tape, options, a_hessian_counts);
  if (known == nullptr) {
    auto columns = products(tape, options, x, Matrix::Identity(x.size(), x.size()));
    if (columns) drivers::mirror_lower(*columns);
    return columns;
  }
  Matrix hessian;
  const bool stands = run_blocks(*known, tape, options, x, [&](const double* cells) {
    hessian = known->dense(cells);
    return all_finite(hessian.reshaped());
  });
  return stands ? std::optional(std::move(hessian)) : std::nullopt;
}

bool CompiledTape::sparse_hessian(const Tape& tape, const Options& options, ConstVector x, const Pattern& pattern,
                                  Triangle stored, Eigen::SparseMatrix<double>& matrix) const {
  const BlockHessian* const known = blocks(tape, options, a_hessian_counts);
  if (known == nullptr || !known->serves(pattern())) return false;
  return run_blocks(*known, tape, options, x,
                    [&](const double* cells) { return known->fill(cells, pattern(), stored, matrix); });
}

std::optional<Vector> CompiledTape::diagonal(const Tape& tape, const Options& options, ConstVector x) const {
  const BlockHessian* const known = blocks(tape, options, a_hessian_counts);
  if (known == nullptr) return std::nullopt;
  Vector diagonal;
  const bool stands = run_blocks(*known, tape, options, x, [&](const double* cells) {
    diagonal = known->diagonal(cells);
    return all_finite(diagonal);
  });
  return stands ? std::optional(std::move(diagonal)) : std::nullopt;
}

std::string CompiledTape::describe() const {
  std::string text;
  for (std::size_t i = 0; i < forms_.size(); ++i) {
    if (!forms_[i].ready.load(std::memory_order_acquire)) continue;
    if (forms_[i].any_machine() == nullptr) {
      text += fmt::format(
          "{}: not compiled, {}\n", names[i],
          lowered_ ? "its blocks are too many: it is made of products" : "it is short, or long without loops");
      continue;
    }
    const Machine& machine = *forms_[i].any_machine();
    text += fmt::format("{}: {}{}", names[i], machine.describe(), repayment(forms_[i]));
    if (forms_[i].lines_before > 0)
      text += fmt::format("; {} lines before they were simplified", forms_[i].lines_before);
    text += '\n';
    for (const ProgramLoop& loop : machine.program().loops)
      if (loop.trips > 1)
        text += fmt::format("  loop of {} lines x {}: {}\n", loop.lines.size(), loop.trips, operands_in_words(loop));
  }
  return text;
}

/// From what evaluations took before the form was compiled, and what they take since.
std::string CompiledTape::repayment(const Form& form) {
  std::string text = fmt::format("; compiled in {}", duration(form.seconds_of_compiling));
  if (!form.of_sweeps.is_measured() || !form.of_runs.is_measured()) return text;
  const double saved = form.of_sweeps.seconds() - form.of_runs.seconds();
  text += saved > 0 ? fmt::format(", repaid after {:.0f} evaluations", std::ceil(form.seconds_of_compiling / saved))
                    : std::string(", not repaid: sweeps are as fast");
  return text;
}

std::string CompiledTape::assembly() const {
  std::string text;
  for (std::size_t i = 0; i < forms_.size(); ++i) {
    if (!forms_[i].ready.load(std::memory_order_acquire)) continue;
    const Machine* const machine = forms_[i].any_machine();
    if (machine != nullptr && machine->machine_code_bytes() > 0)
      text += fmt::format("{}:\n{}", names[i], machine->assembly());
  }
  return text;
}

}  // namespace hesse
