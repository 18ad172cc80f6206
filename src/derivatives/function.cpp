// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/counted.hpp>
#include <hesse/basics/error.hpp>
#include <hesse/basics/parallel.hpp>
#include <hesse/derivatives/diagnosis.hpp>
#include <hesse/derivatives/drivers.hpp>
#include <hesse/programs/differentiate.hpp>
#include <hesse/programs/emit_cpp.hpp>
#include <hesse/programs/lower.hpp>
#include <hesse/programs/simplify.hpp>

#include <fmt/format.h>

#include <cmath>
#include <mutex>
#include <optional>

#include "emitted.hpp"
#include "function_state.hpp"

namespace hesse {

namespace {

constexpr const char* use_products = "Use hessian_vector(), which never forms it";

/// An error message may look for a sparse Hessian as long as that takes no more than this.
constexpr std::size_t bytes_of_a_cheap_pattern = std::size_t{256} << 20;

const Vector& one() {
  static const Vector weight = Vector::Ones(1);
  return weight;
}

Program lowered(const char* asked, const Tape& tape) {
  require_no_custom_operation(asked, tape, "function");
  return lower(tape);
}

}  // namespace

Function::Function(std::function<Recorded(ConstVector, RecordingLimits)> recorder, ConstVector x, Options options)
    : state_(std::make_shared<State>()) {
  require_threads("Function()", options.threads);
  state_->recorder = std::move(recorder);
  state_->options = options;
  if (options.non_finite == NonFinite::error) diagnosis::require_no_nan("Function()", x);
  Recorded recorded = state_->record(x);
  state_->inputs = x.size();
  state_->outputs = static_cast<Index>(recorded.tape.outputs().size());
  state_->replace(std::move(recorded.tape));
}

void Function::require_input(const char* asked, ConstVector x) const {
  if (state_->options.non_finite == NonFinite::error) diagnosis::require_no_nan(asked, x);
  require_size_of_input(asked, x);
}

void Function::require_size_of_input(const char* asked, ConstVector x) const {
  if (x.size() != inputs())
    throw ShapeError(
        "shape.inputs",
        fmt::format("{} got {}, but this function was recorded with {}. Pass exactly {}, or record again with {}.",
                    asked, counted(x.size(), "number"), counted(inputs(), "input"), inputs(), x.size()));
}

void Function::require_scalar(const char* asked) const {
  if (outputs() != 1)
    throw ShapeError("shape.scalar_expected",
                     fmt::format("{} needs a function with one output, this one has {}. Use values(), jacobian(), or "
                                 "hessian(x, weights).",
                                 asked, outputs()));
}

Function::Settled Function::settle(const char* asked, ConstVector x, bool needs_values) const {
  require_input(asked, x);
  return settle_any(asked, x, needs_values);
}

Function::Settled Function::settle_scalar(const char* asked, ConstVector x, bool needs_values) const {
  require_scalar(asked);
  return settle(asked, x, needs_values);
}

Function::Settled Function::settle_any(const char* asked, ConstVector x, bool needs_values) const {
  if (state_->keeps_flipping()) return record_anew(asked, x);
  Settled settled{state_->current(), {}, {}};
  if (!needs_values && settled.tape().guards().empty()) return settled;
  settled.swept = drivers::values(settled.tape(), x);
  const auto flipped = drivers::first_flipped_guard(settled.tape(), settled.values());
  if (!flipped) {
    state_->note_guards_held();
    return settled;
  }
  if (state_->options.branches == Branches::error)
    throw BranchError("branch.flipped", diagnosis::explain_flip(settled.tape(), *flipped, settled.values()));
  state_->note_flip(settled.tape(), *flipped);
  return record_anew(asked, x);
}

Function::Settled Function::record_anew(const char* asked, ConstVector x) const {
  Recorded fresh = state_->record(x);
  if (static_cast<Index>(fresh.tape.outputs().size()) != outputs())
    throw ShapeError(
        "shape.outputs",
        fmt::format("{}: recorded again on another branch, the function returned {} outputs instead of {}. "
                    "Return the same number on every branch.",
                    asked, fresh.tape.outputs().size(), outputs()));
  return {state_->replace(std::move(fresh.tape)), {}, std::move(fresh.values)};
}

void Function::require_room(const char* asked, Index rows, Index columns, const char* advice) const {
  diagnosis::require_room(asked, rows, columns, state_->options.memory_limit, advice, "Options::memory_limit");
}

void Function::require_room_for_hessian(const char* asked) const {
  const double n = static_cast<double>(inputs()), limit = static_cast<double>(state_->options.memory_limit);
  if (8.0 * n * n <= limit) return;
  const auto pattern = hesse::hessian_pattern(*tape(), bytes_of_a_cheap_pattern);
  const double sparse = pattern ? SparsityPattern::matrix_bytes(inputs(), pattern->nonzeros()) : 0.0;
  if (!pattern || sparse > limit) return require_room(asked, inputs(), inputs(), use_products);
  throw LimitError(
      "limit.dense_result",
      fmt::format("{}: a dense {} x {} Hessian needs {:.3g} GB, the limit is {:.3g} GB. This Hessian has "
                  "{} non-zeros: sparse_hessian() needs {:.3g} MB.",
                  asked, inputs(), inputs(), 8.0 * n * n / 1e9, limit / 1e9, pattern->nonzeros(), sparse / 1e6));
}

Index Function::inputs() const { return state_->inputs; }
Index Function::outputs() const { return state_->outputs; }

double Function::value(ConstVector x) const {
  const auto known = state_->current();
  if (const auto found = compiled(*known, "value()", x, &CompiledTape::value)) return *found;
  const Stopwatch sweep = known->compiled().sweep(CompiledTape::Answer::value);
  const Settled settled = settle_any("value()", x, true);
  return drivers::outputs(settled.tape(), settled.values())[0];
}

Vector Function::values(ConstVector x) const {
  const Settled settled = settle("values()", x, true);
  return drivers::outputs(settled.tape(), settled.values());
}

Vector Function::gradient(ConstVector x) const {
  const auto known = state_->current();
  if (auto found = compiled(*known, "gradient()", x, &CompiledTape::gradient)) return std::move(found->gradient);
  const Stopwatch sweep = known->compiled().sweep(CompiledTape::Answer::gradient);
  const Settled settled = settle_any("gradient()", x, true);
  return drivers::gradient(settled.tape(), x, settled.values(), one());
}

ValueAndGradient Function::value_and_gradient(ConstVector x) const {
  const auto known = state_->current();
  if (auto found = compiled(*known, "value_and_gradient()", x, &CompiledTape::gradient)) return std::move(*found);
  const Stopwatch sweep = known->compiled().sweep(CompiledTape::Answer::gradient);
  const Settled settled = settle_any("value_and_gradient()", x, true);
  return {drivers::outputs(settled.tape(), settled.values())[0],
          drivers::gradient(settled.tape(), x, settled.values(), one())};
}

Matrix Function::jacobian(ConstVector x) const {
  require_room("jacobian()", outputs(), inputs(),
               "Use vector_jacobian(), which differentiates a weighted sum of the outputs");
  const Settled settled = settle("jacobian()", x, true);
  return drivers::jacobian(settled.tape(), x, settled.values());
}

Vector Function::vector_jacobian(ConstVector x, ConstVector weights) const {
  require_size("vector_jacobian()", weights.size(), outputs(), "weight");
  const Settled settled = settle("vector_jacobian()", x, true);
  return drivers::gradient(settled.tape(), x, settled.values(), weights);
}

Matrix Function::hessian(ConstVector x) const {
  require_room_for_hessian("hessian()");
  if (auto found = compiled(*state_->current(), "hessian()", x, &CompiledTape::hessian)) return std::move(*found);
  const Settled settled = settle_any("hessian()", x, false);
  return drivers::hessian(settled.tape(), x, one());
}

Matrix Function::hessian(ConstVector x, ConstVector weights) const {
  require_size("hessian()", weights.size(), outputs(), "weight");
  require_room_for_hessian("hessian()");
  const Settled settled = settle("hessian()", x, false);
  return drivers::hessian(settled.tape(), x, weights);
}

Vector Function::hessian_vector(ConstVector x, ConstVector direction) const {
  require_size("hessian_vector()", direction.size(), inputs(), "entry in the direction");
  const auto known = state_->current();
  if (auto found = compiled(*known, "hessian_vector()", x, &CompiledTape::product, direction)) return std::move(*found);
  const Stopwatch sweep = known->compiled().sweep(CompiledTape::Answer::product);
  const Settled settled = settle_any("hessian_vector()", x, false);
  return drivers::along(settled.tape(), x, direction, one()).hessian_vector;
}

Matrix Function::hessian_vectors(ConstVector x, ConstMatrix directions) const {
  require_size("hessian_vectors()", directions.rows(), inputs(), "row of directions");
  require_room("hessian_vectors()", inputs(), directions.cols(), "Pass fewer directions at a time");
  if (auto found = compiled(*state_->current(), "hessian_vectors()", x, &CompiledTape::products, directions))
    return std::move(*found);
  const Settled settled = settle_any("hessian_vectors()", x, false);
  return drivers::along_all(settled.tape(), x, directions, one());
}

SecondOrder Function::second_order(ConstVector x) const {
  require_room_for_hessian("second_order()");
  require_scalar("second_order()");
  require_input("second_order()", x);
  ValueAndGradient first = value_and_gradient(x);
  return {first.value, std::move(first.gradient), hessian(x)};
}

Vector Function::third_derivative(ConstVector x, ConstVector u, ConstVector v) const {
  require_size("third_derivative()", u.size(), inputs(), "entry in u");
  require_size("third_derivative()", v.size(), inputs(), "entry in v");
  const Settled settled = settle_scalar("third_derivative()", x, false);
  return drivers::third(settled.tape(), x, u, v, one());
}

NonFiniteReport Function::explain_nonfinite(ConstVector x, ConstVector direction) const {
  require_size("explain_nonfinite()", direction.size(), inputs(), "entry in the direction");
  require_size_of_input("explain_nonfinite()", x);
  return diagnosis::explain_nonfinite(settle_any("explain_nonfinite()", x, false).tape(), x, direction);
}

NonFiniteReport Function::explain_nonfinite(ConstVector x) const {
  return explain_nonfinite(x, Vector::Ones(inputs()));
}

std::vector<Kink> Function::kinks(ConstVector x, double distance) const {
  const Settled settled = settle("kinks()", x, true);
  return diagnosis::kinks(settled.tape(), settled.values(), distance);
}

ReplayCheck Function::verify_replay(ConstVector x) const {
  const Settled settled = settle("verify_replay()", x, false);
  return diagnosis::compare_recordings(settled.tape(), state_->record(x).tape);
}

std::vector<PassiveRead> Function::passive_reads() const {
  const auto tape = this->tape();
  return {tape->passive_reads().begin(), tape->passive_reads().end()};
}

std::string Function::describe() const {
  const auto known = state_->current();
  return diagnosis::summary(known->tape()) + known->compiled().describe() + known->describe_hessian() +
         state_->describe_flips();
}

Program Function::program() const {
  const Program gradient = simplify(adjoint(lowered("program()", *tape())), {"y", "x_bar"});
  return simplify(tangent(gradient), {"y", "x_bar", "x_bar_dot"});
}

std::string Function::assembly() const { return state_->current()->compiled().assembly(); }

std::string Function::emit_cpp(std::string_view name, Emit what) const {
  const auto tape = this->tape();
  const Emitted written = emitted(lowered("emit_cpp()", *tape), what, tape->guards().empty() ? "" : "guards");
  return hesse::emit_cpp(written.program, name, written.outputs, tape->guards());
}

void Function::compile() const { state_->compiles_at_once = true; }

std::size_t Function::recordings() const {
  const std::lock_guard lock(state_->tape_mutex);
  return state_->recordings;
}

std::shared_ptr<const Tape> Function::tape() const {
  const auto known = state_->current();
  return {known, &known->tape()};
}

std::shared_ptr<const Tape> Function::tape(ConstVector x) const {
  const auto known = settle("tape()", x, false).known;
  return {known, &known->tape()};
}

}  // namespace hesse
