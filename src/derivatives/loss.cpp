// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/counted.hpp>
#include <hesse/basics/error.hpp>
#include <hesse/basics/parallel.hpp>
#include <hesse/derivatives/diagnosis.hpp>
#include <hesse/derivatives/drivers.hpp>
#include <hesse/derivatives/loss.hpp>
#include <hesse/programs/differentiate.hpp>
#include <hesse/programs/emit_cpp.hpp>
#include <hesse/programs/row_program.hpp>
#include <hesse/programs/simplify.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "emitted.hpp"
#include "loss_state.hpp"

namespace hesse {

namespace {

using Form = RowPath::Form;

// With fewer, describe() says what to do about it.
constexpr Index rows_a_path_should_have = 16;

/// Rows of a run: enough for the work on them to outweigh what is done once a run, on the parameters and their cells.
/// Numbers of a row lie so far apart in memory; at multiples of 512 doubles they would share the same few lines of the
/// first cache.
std::size_t rows_of_a_run(Index rows, Index parameters, const Tape& row) {
  constexpr std::size_t few = 4096, cells_a_line = 8, page = 512, line = 8;
  const std::size_t lines = std::max<std::size_t>(row.instructions(), 1);
  const std::size_t enough = cells_a_line * static_cast<std::size_t>(parameters) / lines + few;
  const std::size_t some = whole_lines(std::max<std::size_t>(2, std::min(enough, static_cast<std::size_t>(rows))));
  return some % page == 0 ? some + line : some;
}

void require_one_number(const Tape& row) {
  if (row.outputs().size() != 1)
    throw ShapeError(
        "shape.row_loss",
        fmt::format("Loss() got a row function with {} outputs. A loss is one number a row: add its parts, "
                    "or give a model and a loss of its predictions.",
                    row.outputs().size()));
}

}  // namespace

Loss::Loss(Recorders recorders, ConstVector theta0, ConstMatrix table, LossOptions options) {
  require_threads("Loss()", options.threads);
  if (table.rows() < 1 || theta0.size() < 1)
    throw ShapeError("shape.table", fmt::format("Loss() got {} and a table of {} x {}. Pass at least one "
                                                "parameter and one row.",
                                                counted(theta0.size(), "parameter"), table.rows(), table.cols()));
  if (options.non_finite == NonFinite::error) diagnosis::require_no_nan("Loss()", theta0);
  Recorded first = recorders.loss(theta0, table.row(0).transpose(), {.bytes = options.memory_limit});
  require_one_number(first.tape);
  const std::size_t rows_a_run = rows_of_a_run(table.rows(), theta0.size(), first.tape);
  state_ = std::make_shared<State>(std::move(recorders), options, theta0, table, rows_a_run);
  state_->paths.path_of(std::move(first.tape));
}

Loss Loss::batch(std::span<const Index> rows) const {
  if (rows.empty()) throw OptionError("option.rows", "batch() got no rows. Pass at least 1.");
  diagnosis::require_indices("option.rows", "batch()", "row", rows, "the table", state_->table.rows());
  Loss result = *this;
  result.batch_ = std::make_shared<const std::vector<Index>>(rows.begin(), rows.end());
  return result;
}

Index Loss::inputs() const { return state_->inputs; }
Index Loss::rows() const { return static_cast<Index>(rows_to_evaluate().size()); }

Reduction Loss::reduction() const { return state_->options.reduction; }
bool Loss::in_two_parts() const { return static_cast<bool>(state_->recorders.model); }

std::span<const Index> Loss::rows_to_evaluate() const { return batch_ ? *batch_ : state_->all_rows; }

double Loss::weight() const { return reduction() == Reduction::mean ? 1.0 / static_cast<double>(rows()) : 1.0; }

Loss::Evaluation Loss::evaluation(const char* asked, ConstVector theta) const {
  if (state_->options.non_finite == NonFinite::error) diagnosis::require_no_nan(asked, theta);
  require_size(asked, theta.size(), inputs(), "parameter");
  return Evaluation(*state_, state_->table, rows_to_evaluate(), RowMatrix(theta.transpose()));
}

void Loss::require_room(const char* asked, Index rows, Index columns, const char* advice) const {
  diagnosis::require_room(asked, rows, columns, state_->options.memory_limit, advice, "LossOptions::memory_limit");
}

double Loss::value(ConstVector theta) const {
  const Evaluation at = evaluation("value()", theta);
  const auto machines = at.machines(Form::value);
  const auto by_sweeps = [&](const RowPiece& piece) {
    double sum = 0.0;
    for (const Index position : piece.positions) {
      const Tape& tape = at.path(piece).tape();
      sum += drivers::outputs(tape, drivers::values(tape, at.inputs(position)).data())[0];
    }
    return sum;
  };
  const Vector total = at.sum(1, [&](const RowPiece& piece, Eigen::Ref<Vector> result) {
    if (const Machine* const machine = machines[piece.group]) {
      Cells cells = at.cells_for(piece, *machine);
      at.run(piece, *machine, cells);
      result = numbers_of(cells, machine->program(), "y");
    }
    if (machines[piece.group] == nullptr || !all_finite(result)) result[0] = by_sweeps(piece);
  });
  return weight() * total[0];
}

Vector Loss::gradient(ConstVector theta) const { return value_and_gradient(theta).gradient; }

ValueAndGradient Loss::value_and_gradient(ConstVector theta) const {
  const Evaluation at = evaluation("value_and_gradient()", theta);
  const Index n = inputs();
  const auto machines = at.machines(Form::gradient);
  const auto by_sweeps = [&](const RowPiece& piece, Eigen::Ref<Vector> result) {
    result.setZero();
    const Tape& tape = at.path(piece).tape();
    for (const Index position : piece.positions) {
      const Vector inputs = at.inputs(position);
      const auto values = drivers::values(tape, inputs);
      result[n] += drivers::outputs(tape, values.data())[0];
      result.head(n) += drivers::gradient(tape, inputs, values.data(), one()).head(n);
    }
  };
  Vector total = at.sum(n + 1, [&](const RowPiece& piece, Eigen::Ref<Vector> result) {
    if (const Machine* const machine = machines[piece.group]) {
      Cells cells = at.cells_for(piece, *machine);
      at.run(piece, *machine, cells);
      result << numbers_of(cells, machine->program(), "x_bar"), numbers_of(cells, machine->program(), "y");
    }
    if (machines[piece.group] == nullptr || !all_finite(result)) by_sweeps(piece, result);
  });
  total *= weight();
  return {total[n], total.head(n)};
}

Vector Loss::hessian_vector(ConstVector theta, ConstVector direction) const {
  require_size("hessian_vector()", direction.size(), inputs(), "entry in the direction");
  return products(evaluation("hessian_vector()", theta), direction);
}

Matrix Loss::hessian_vectors(ConstVector theta, ConstMatrix directions) const {
  require_size("hessian_vectors()", directions.rows(), inputs(), "row of directions");
  require_room("hessian_vectors()", inputs(), directions.cols(), "Pass fewer directions at a time");
  return products(evaluation("hessian_vectors()", theta), directions);
}

Matrix Loss::products(const Evaluation& at, ConstMatrix directions) const {
  const Index n = inputs(), count = directions.cols();
  const auto machines = at.machines(count < directions_of_a_pass ? Form::product : Form::several_products);
  const Vector total = at.sum(n * count, [&](const RowPiece& piece, Eigen::Ref<Vector> flat) {
    Eigen::Map<Matrix>(flat.data(), n, count) = products_of(at, piece, machines[piece.group])(directions);
  });
  return weight() * Eigen::Map<const Matrix>(total.data(), n, count);
}

Matrix Loss::swept_products(const Evaluation& at, const RowPiece& piece, ConstMatrix directions) const {
  const Index n = inputs();
  Matrix padded = Matrix::Zero(n + state_->table.columns(), directions.cols());
  padded.topRows(n) = directions;
  Matrix result = Matrix::Zero(n, directions.cols());
  for (const Index position : piece.positions)
    result += drivers::along_all(at.path(piece).tape(), at.inputs(position), padded, one()).topRows(n);
  return result;
}

Matrix Loss::hessian(ConstVector theta) const {
  require_room("hessian()", inputs(), inputs(), "Use hessian_vector(), which never forms it");
  const Evaluation at = evaluation("hessian()", theta);
  const Index n = inputs();
  const Matrix columns = Matrix::Identity(n, n);
  const auto blocks = at.blocks();
  Matrix result;
  if (std::ranges::count(blocks, nullptr) == 0) {
    const Vector total = at.sum(n * n, [&](const RowPiece& piece, Eigen::Ref<Vector> flat) {
      Eigen::Map<Matrix> sum(flat.data(), n, n);
      sum = blocks[piece.group]->dense(at.run_blocks(piece, *blocks[piece.group]).data());
      if (!all_finite(flat)) sum = swept_products(at, piece, columns);
    });
    result = weight() * Eigen::Map<const Matrix>(total.data(), n, n);
  } else {
    result = products(at, columns);
  }
  drivers::mirror_lower(result);
  return result;
}

Vector Loss::third_derivative(ConstVector theta, ConstVector u, ConstVector v) const {
  require_size("third_derivative()", u.size(), inputs(), "entry in u");
  require_size("third_derivative()", v.size(), inputs(), "entry in v");
  const Evaluation at = evaluation("third_derivative()", theta);
  const Index n = inputs();
  Matrix padded = Matrix::Zero(n + state_->table.columns(), 2);
  padded.topRows(n) << u, v;
  return weight() * at.sum(n, [&](const RowPiece& piece, Eigen::Ref<Vector> result) {
    for (const Index position : piece.positions)
      result += drivers::third(at.path(piece).tape(), at.inputs(position), padded.col(0), padded.col(1), one()).head(n);
  });
}

SecondOrder Loss::second_order(ConstVector theta) const {
  ValueAndGradient first = value_and_gradient(theta);
  return {first.value, std::move(first.gradient), hessian(theta)};
}

std::string Loss::explain_nonfinite(ConstVector theta) const {
  require_size("explain_nonfinite()", theta.size(), inputs(), "parameter");
  const Evaluation at(*state_, state_->table, rows_to_evaluate(), RowMatrix(theta.transpose()));
  Vector direction = Vector::Zero(inputs() + state_->table.columns());
  direction.head(inputs()).setOnes();
  Index first = at.size();
  std::string text;
  at.for_each_row([&](const RowPath& path, Index position) {
    if (position > first) return;
    const NonFiniteReport report = diagnosis::explain_nonfinite(path.tape(), at.inputs(position), direction);
    if (report.all_finite()) return;
    first = position;
    text = fmt::format("row {}: {}", rows_to_evaluate()[static_cast<std::size_t>(position)], report.text());
  });
  return text;
}

std::vector<Kink> Loss::kinks(ConstVector theta, double distance) const {
  const Evaluation at = evaluation("kinks()", theta);
  std::vector<std::pair<Index, Kink>> found;
  at.for_each_row([&](const RowPath& path, Index position) {
    const auto values = drivers::values(path.tape(), at.inputs(position));
    for (Kink& kink : diagnosis::kinks(path.tape(), values.data(), distance)) {
      kink.what = fmt::format("row {}: {}", rows_to_evaluate()[static_cast<std::size_t>(position)], kink.what);
      found.emplace_back(position, std::move(kink));
    }
  });
  std::ranges::sort(found, {},
                    [](const auto& one) { return std::tuple(one.second.distance, one.first, one.second.node); });
  std::vector<Kink> kinks;
  for (auto& [position, kink] : found) kinks.push_back(std::move(kink));
  return kinks;
}

ReplayCheck Loss::verify_replay(ConstVector theta) const {
  const Evaluation at = evaluation("verify_replay()", theta);
  ReplayCheck result{true, {}};
  at.for_each_row([&](const RowPath& path, Index position) {
    if (!result.passed) return;
    const Tape fresh = state_->record(state_->recorders.loss, theta, at.row(position)).tape;
    result = path.compare(fresh);
    if (!result.passed)
      result.report = fmt::format("row {}: {}", rows_to_evaluate()[static_cast<std::size_t>(position)], result.report);
  });
  return result;
}

std::string Loss::describe() const {
  std::string text = fmt::format("{} rows of {} numbers, {} parameters, {} a run, {} threads\n", rows(),
                                 state_->table.columns(), inputs(), state_->table.block(), state_->options.threads);
  const auto paths = state_->paths.all();
  text += fmt::format("{} seen, {} recorded\n", counted(static_cast<Index>(paths.size()), "path"),
                      counted(static_cast<Index>(state_->paths.recordings()), "row"));
  constexpr std::size_t most_described = 8;
  for (std::size_t i = 0; i < std::min(paths.size(), most_described); ++i)
    text += fmt::format("path {}: {}", i, diagnosis::summary(paths[i]->tape())) + paths[i]->describe();
  if (static_cast<Index>(paths.size()) > state_->table.rows() / rows_a_path_should_have)
    text += fmt::format(
        "few rows share a way: {} decides it in one of them. Rows alone are recorded at every evaluation; "
        "write select(), max(), softplus() or logsumexp() instead of a branch.\n",
        diagnosis::describe_fork(paths.front()->tape()));
  return text;
}

std::string Loss::assembly() const {
  std::string text;
  for (const auto& path : state_->paths.all()) text += path->assembly();
  return text;
}

Program Loss::program() const {
  const auto path = state_->paths.all().front();
  require_no_custom_operation("program()", path->tape(), "loss");
  return simplify(tangent(path->program(Form::gradient)), {"y", "x_bar", "x_bar_dot"});
}

std::string Loss::emit_cpp(std::string_view name, Emit what) const {
  const Evaluation at = evaluation("emit_cpp()", state_->made_at);  // looks which way each row goes
  const auto paths = state_->paths.all();
  const Tape& row = paths.front()->tape();
  if (paths.size() > 1 || paths.front()->ways() > 1 || row.passive_read_count() > row.passive_reads().size())
    throw Error("loss.several_ways",
                fmt::format("emit_cpp() writes one way through the code, but the rows of this loss went {}: {} decides "
                            "it. Write select(), max(), softplus() or logsumexp() instead of a branch.",
                            std::max(paths.size(), paths.front()->ways()), diagnosis::describe_fork(row)));
  require_no_custom_operation("emit_cpp()", row, "loss");
  const bool has_fork = !paths.front()->has_no_fork();
  const RowLayout layout{.parameters = static_cast<std::size_t>(inputs()),
                         .rows = 2,
                         .results = has_fork ? RowLayout::Results::sums_and_flips : RowLayout::Results::sums};
  const Emitted written = emitted(row_program(row, layout), what, has_fork ? "flips" : "");
  return hesse::emit_cpp(written.program, name, written.outputs, {layout.rows, reduction() == Reduction::mean});
}

void Loss::compile() const { state_->compiles_at_once = true; }

std::size_t Loss::recordings() const { return state_->paths.recordings(); }

}  // namespace hesse
