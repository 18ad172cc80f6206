// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/counted.hpp>
#include <hesse/basics/error.hpp>
#include <hesse/derivatives/diagnosis.hpp>
#include <hesse/derivatives/drivers.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace hesse::diagnosis {

namespace {

std::string place(SourceLocation where) {
  return where.line() == 0 ? "" : fmt::format(" ({}:{})", where.file_name(), where.line());
}

/// What differs between two tapes, if anything.
std::string first_difference(const Tape& a, const Tape& b) {
  if (a.inputs() != b.inputs() || a.instructions() != b.instructions())
    return fmt::format("{} instructions were recorded then, {} now", a.instructions(), b.instructions());
  for (std::size_t i = 0; i < a.instructions(); ++i)
    if (a.opcodes()[i] != b.opcodes()[i])
      return fmt::format("instruction {} was '{}' then, '{}' now{}", i, name_of(a.opcodes()[i]),
                         name_of(b.opcodes()[i]), place(b.where(b.inputs() + i)));
  if (!std::ranges::equal(a.operands(), b.operands())) return "the same instructions have other operands";
  for (std::size_t i = 0; i < a.constants().size(); ++i)
    if (a.constants()[i] != b.constants()[i] && !(std::isnan(a.constants()[i]) && std::isnan(b.constants()[i])))
      return fmt::format("constant {} was {:.17g} then, {:.17g} now", i, a.constants()[i], b.constants()[i]);
  if (!std::ranges::equal(a.outputs(), b.outputs())) return "the same instructions lead to other outputs";
  constexpr auto same_guard = [](const Guard& one, const Guard& other) {
    return one.left == other.left && one.right == other.right && one.comparison == other.comparison &&
           one.outcome == other.outcome;
  };
  if (!std::ranges::equal(a.guards(), b.guards(), same_guard)) return "the same instructions depend on other branches";
  return "";
}

}  // namespace

void require_no_nan(const char* asked, ConstVector x) {
  if (!has_nan(x)) return;
  for (Index i = 0; i < x.size(); ++i)
    if (std::isnan(x[i]))
      throw NonFiniteError("input.nan",
                           fmt::format("{}: input x[{}] is NaN, so no derivative can be trusted; it was NaN before "
                                       "hesse saw it. Use NonFinite::propagate to let it flow through.",
                                       asked, i));
}

void require_room(const char* asked, Index rows, Index columns, std::size_t limit, const char* advice,
                  const char* option) {
  const double bytes = 8.0 * static_cast<double>(rows) * static_cast<double>(columns);
  if (bytes <= static_cast<double>(limit)) return;
  throw LimitError("limit.dense_result",
                   fmt::format("{}: a dense {} x {} result needs {:.3g} GB, the limit is {:.3g} GB. {}, or raise {}.",
                               asked, rows, columns, bytes / 1e9, static_cast<double>(limit) / 1e9, advice, option));
}

void require_pattern(const char* asked, bool found, std::size_t limit, const char* advice, const char* option) {
  if (found) return;
  throw LimitError("limit.sparse_result", fmt::format("{}: the non-zeros need more than {:.3g} GB, the limit. {}, or "
                                                      "raise {}.",
                                                      asked, static_cast<double>(limit) / 1e9, advice, option));
}

void require_indices(const char* code, const char* asked, const char* what, std::span<const Index> indices,
                     const char* owner, Index count) {
  for (const Index index : indices)
    if (index < 0 || index >= count)
      throw OptionError(
          code, fmt::format("{} got {} {}, but {} has {}s 0 to {}.", asked, what, index, owner, what, count - 1));
}

void require_block(const char* asked, std::span<const Index> rows, std::span<const Index> columns, Index inputs) {
  require_indices("option.rows", asked, "row", rows, "the Hessian", inputs);
  require_indices("option.columns", asked, "column", columns, "the Hessian", inputs);
}

std::string describe_guard(const Tape& tape, std::size_t index) {
  const Guard& guard = tape.guards()[index];
  return fmt::format("\"{} {} {}\"{}", describe(tape, guard.left), symbol_of(guard.comparison),
                     describe(tape, guard.right), place(guard.where));
}

std::string describe_fork(const Tape& tape) {
  if (!tape.guards().empty()) return describe_guard(tape, 0);
  const PassiveRead& read = tape.passive_reads().front();
  return fmt::format("{}, read as a plain number{},", describe(tape, Operand::node(read.node)), place(read.where));
}

std::string explain_flip(const Tape& tape, std::size_t index, const double* values) {
  const Guard& guard = tape.guards()[index];
  const std::string left = describe(tape, guard.left), right = describe(tape, guard.right);
  const std::string_view symbol = symbol_of(guard.comparison);
  std::string numbers;
  for (const Operand operand : {guard.left, guard.right})
    if (!operand.is_constant())
      numbers += fmt::format("{}{} = {:.6g}", numbers.empty() ? "" : ", ", describe(tape, operand),
                             drivers::number_of(tape, operand, values));
  return fmt::format(
      "the recording took \"{0} {1} {2}\"{3} as {4} (by a margin of {5:.6g}), here it is {6} ({7}), and "
      "Branches::error "
      "was asked for. Use Branches::rerecord, or write select({0} {1} {2}, a, b).",
      left, symbol, right, place(guard.where), guard.outcome, std::abs(guard.margin), !guard.outcome, numbers);
}

ReplayCheck compare_recordings(const Tape& in_use, const Tape& fresh) {
  const std::string difference = first_difference(in_use, fresh);
  if (difference.empty()) return {true, ""};
  if (fresh.passive_read_count() != 0)
    return {false, fmt::format("the function does not repeat itself: {}. It reads {} of its variables as plain numbers "
                               "({:.6g} first{}), and what it makes of them stays as it was recorded. Compute with the "
                               "variables instead of .value().",
                               difference, fresh.passive_read_count(), fresh.passive_reads().front().value,
                               place(fresh.passive_reads().front().where))};
  return {false, fmt::format("the function does not repeat itself: {}. It reads something that changes besides its "
                             "inputs (captured data, random numbers, a clock). Make that an input, or record again "
                             "after changing it.",
                             difference)};
}

std::string summary(const Tape& tape) {
  return fmt::format(
      "function of {}, {}\n"
      "tape: {} instructions, {} constants, {} guards, {:.3g} MB\n"
      "passive reads: {}\n"
      "evaluation: sweeps over the tape\n",
      counted(static_cast<Index>(tape.inputs()), "input"), counted(static_cast<Index>(tape.outputs().size()), "output"),
      tape.instructions(), tape.constants().size(), tape.guards().size(), static_cast<double>(tape.bytes()) / 1e6,
      tape.passive_read_count());
}

}  // namespace hesse::diagnosis
