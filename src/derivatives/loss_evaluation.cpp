// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/parallel.hpp>
#include <hesse/derivatives/drivers.hpp>

#include <algorithm>
#include <numeric>
#include <unordered_map>
#include <unordered_set>

#include "loss_state.hpp"

namespace hesse {

namespace {

using Form = RowPath::Form;

struct RowNumbers;

// Where rows are too few to be told apart by a compiled program, up to so many known paths are tried by sweeps before a
// row is recorded.
constexpr std::size_t most_paths_to_try = 4;
// A path that was just found is looked for among all rows at once; where paths are many, recording is cheaper.
constexpr std::size_t most_new_paths_to_select = 8;
// Of paths that keep their two parts.
constexpr std::size_t most_parts = 1024;

}  // namespace

Loss::State::State(Recorders the_recorders, LossOptions the_options, ConstVector theta0, ConstMatrix rows,
                   std::size_t rows_a_run)
    : recorders(std::move(the_recorders)),
      options(the_options),
      inputs(theta0.size()),
      table(rows, rows_a_run),
      all_rows(static_cast<std::size_t>(rows.rows())),
      made_at(theta0),
      paths(static_cast<std::size_t>(theta0.size()), rows_a_run),
      patterns(theta0.size()) {
  std::iota(all_rows.begin(), all_rows.end(), Index{0});
}

Recorded Loss::State::record(const Recorder& recorder, ConstVector theta, ConstVector row) {
  Recording::require_none();  // before the lock: a callable that evaluates its own Loss must not wait for itself
  const std::lock_guard lock(recorder_mutex);
  return recorder(theta, row, {.bytes = options.memory_limit});
}

RowParts Loss::State::parts_of(const std::shared_ptr<const RowPath>& path, ConstVector theta, ConstVector row) {
  const std::lock_guard lock(parts_mutex_);
  if (const auto known = parts_.find(path); known != parts_.end()) return known->second;
  Recorded model = record(recorders.model, theta, row);
  const Vector predictions = drivers::outputs(model.tape, model.values.data());
  Recorded loss = record(recorders.prediction_loss, predictions, row);
  const auto path_of = [&](Tape tape, ConstVector parameters) {
    return std::make_shared<const RowPath>(std::move(tape), static_cast<std::size_t>(parameters.size()), table.block());
  };
  const RowParts parts{path_of(std::move(model.tape), theta), path_of(std::move(loss.tape), predictions)};
  if (parts_.size() >= most_parts) parts_.clear();
  parts_.emplace(path, parts);
  return parts;
}

Loss::Evaluation::Evaluation(State& state, const RowTable& table, std::span<const Index> rows, RowMatrix thetas)
    : state_(state), table_(table), rows_(rows), thetas_(std::move(thetas)) {
  sort_rows();
  // By their first rows: the same sums whichever path was found first.
  std::ranges::sort(groups_, {}, [](const Group& group) { return group.positions.front(); });
  for (const Group& group : groups_) group.path->note_rows(group.positions.size());
  cut_into_pieces();
}

void Loss::Evaluation::sort_rows() {
  state_.paths.merge_alike();
  std::vector<Index> open(rows_.size());
  std::iota(open.begin(), open.end(), Index{0});
  std::vector<std::shared_ptr<const RowPath>> untold;
  for (const auto& path : state_.paths.all())
    if (!open.empty() && (!path->is_common() || !take(path, open))) untold.push_back(path);
  if (untold.size() > most_paths_to_try) untold.clear();
  std::unordered_map<std::shared_ptr<const RowPath>, std::vector<Index>> one_by_one;
  std::size_t taken = 0;
  while (!open.empty()) {
    auto path = path_of_row(untold, open.back());
    const bool is_new = !one_by_one.contains(path);
    if (is_new && taken++ < most_new_paths_to_select && take(path, open)) continue;
    one_by_one[std::move(path)].push_back(open.back());
    open.pop_back();
  }
  for (const auto& [path, positions] : one_by_one) add_to_group(path, positions);
}

void Loss::Evaluation::add_to_group(const std::shared_ptr<const RowPath>& path, std::span<const Index> positions) {
  auto group = std::ranges::find(groups_, path, &Group::path);
  if (group == groups_.end()) group = groups_.insert(group, {path, {}});
  group->positions.insert(group->positions.end(), positions.begin(), positions.end());
  std::ranges::sort(group->positions);
}

bool Loss::Evaluation::take(const std::shared_ptr<const RowPath>& path, std::vector<Index>& open) {
  if (path->has_no_fork()) {
    groups_.push_back({path, std::exchange(open, {})});
    return true;
  }
  const std::vector<double> flips = flips_of(path, open);
  if (flips.empty()) return false;
  if (path->is_merged()) confirm(path, open, flips);
  const std::vector<bool> is_of_path = path->serves(flips);
  std::vector<Index> positions, others;
  for (std::size_t i = 0; i < open.size(); ++i) (is_of_path[i] ? positions : others).push_back(open[i]);
  if (positions.empty()) return true;
  groups_.push_back({path, std::move(positions)});
  open = std::move(others);
  return true;
}

/// Records a row of each outcome of the comparisons that no recording has confirmed yet.
void Loss::Evaluation::confirm(const std::shared_ptr<const RowPath>& path, std::span<const Index> open,
                               std::span<const double> flips) {
  const std::vector<bool> is_confirmed = path->serves(flips);
  std::unordered_set<double> asked;
  for (std::size_t i = 0; i < open.size(); ++i)
    if (!is_confirmed[i] && !recorded_.contains(open[i]) && asked.insert(flips[i]).second)
      recorded_[open[i]] = record(open[i]);
}

std::vector<double> Loss::Evaluation::flips_of(const std::shared_ptr<const RowPath>& path,
                                               std::span<const Index> positions) const {
  const Form form = thetas_.rows() == 1 ? Form::flips : Form::row_flips;
  const Machine* const machine = path->machine(form, state_.compile_policy(), positions.size());
  if (machine == nullptr) return {};
  const std::size_t block = table_.block(), pieces = (positions.size() + block - 1) / block;
  std::vector<double> flips(positions.size());
  for_each_piece(pieces, state_.options.threads, [&](std::size_t i) {
    const std::size_t first = i * block, count = std::min(block, positions.size() - first);
    const RowPiece piece{0, positions.subspan(first, count)};
    Cells cells = cells_for(piece, *machine);
    run(piece, *machine, cells);
    std::copy_n(cells.data() + machine->program().region("flips").first, count, flips.data() + first);
  });
  return flips;
}

std::shared_ptr<const RowPath> Loss::Evaluation::path_of_row(std::span<const std::shared_ptr<const RowPath>> untold,
                                                             Index position) {
  for (const auto& path : untold)
    if (path->holds(drivers::values(path->tape(), inputs(position)).data())) return path;
  const auto known = recorded_.find(position);
  return known != recorded_.end() ? known->second : record(position);
}

std::shared_ptr<const RowPath> Loss::Evaluation::record(Index position) {
  return state_.paths.path_of(state_.record(state_.recorders.loss, theta(position), row(position)).tape);
}

void Loss::Evaluation::cut_into_pieces() {
  for (std::size_t group = 0; group < groups_.size(); ++group) {
    const std::span<const Index> all = groups_[group].positions;
    for (std::size_t first = 0; first < all.size(); first += table_.block())
      pieces_.push_back({group, all.subspan(first, std::min(table_.block(), all.size() - first))});
  }
  threads_of_a_run_ = pieces_.size() == 1 ? state_.options.threads : 1;
}

Vector Loss::Evaluation::sum(Index size, const Evaluate& evaluate) const {
  Vector total = Vector::Zero(size);
  const auto from_zero = [&](const RowPiece& piece, Vector& result) {
    result.setZero();
    evaluate(piece, result);
  };
  in_order(total, from_zero, [&](const Vector& result) { total += result; });
  return total;
}

std::size_t Loss::Evaluation::pieces_at_a_time() const {
  const int threads = state_.options.threads;
  return std::min(pieces_.size(), threads == 1 ? 1 : 4 * static_cast<std::size_t>(threads));
}

void Loss::Evaluation::for_each(const std::function<void(const RowPiece&)>& evaluate) const {
  for_each_piece(pieces_.size(), state_.options.threads, [&](std::size_t i) { evaluate(pieces_[i]); });
}

std::vector<const Machine*> Loss::Evaluation::machines(Form form) const {
  std::vector<const Machine*> all;
  for (const Group& group : groups_)
    all.push_back(group.path->machine(form, state_.compile_policy(), group.positions.size()));
  return all;
}

Cells Loss::Evaluation::cells_for(const RowPiece& piece, const Machine& machine) const {
  Cells cells = machine.cells();
  const CellRegion& x = machine.program().region("x");
  double* const parameters = cells.data() + x.first;
  if (x.size == static_cast<std::size_t>(thetas_.cols())) {
    std::ranges::copy(theta(0), parameters);
    return cells;
  }
  for (std::size_t t = 0; t < piece.positions.size(); ++t)
    for (Index j = 0; j < thetas_.cols(); ++j)
      parameters[static_cast<std::size_t>(j) * table_.block() + t] = theta(piece.positions[t])[j];
  return cells;
}

void Loss::Evaluation::run(const RowPiece& piece, const Machine& machine, Cells& cells) const {
  const std::size_t count = piece.positions.size();
  const auto first = static_cast<std::size_t>(row_number(piece.positions.front()));
  bool is_block = first % table_.block() == 0;
  for (std::size_t t = 0; is_block && t < count; ++t)
    is_block = static_cast<std::size_t>(row_number(piece.positions[t])) == first + t;
  if (is_block)
    return machine.run({cells.data(), cells.size()}, {table_.numbers(first / table_.block()), count},
                       threads_of_a_run_);
  Pooled<double, RowNumbers> numbers;
  numbers.resize(table_.block() * static_cast<std::size_t>(table_.columns()));
  std::vector<Index> rows(count);
  for (std::size_t t = 0; t < count; ++t) rows[t] = row_number(piece.positions[t]);
  table_.gather(rows, numbers.data());
  machine.run({cells.data(), cells.size()}, {numbers.data(), count}, threads_of_a_run_);
}

Cells Loss::Evaluation::run_blocks(const RowPiece& piece, const BlockHessian& blocks) const {
  Cells cells = cells_for(piece, blocks.machine());
  run(piece, blocks.machine(), cells);
  return cells;
}

bool Loss::Evaluation::run_products(const RowPiece& piece, const Machine& machine, ConstMatrix directions,
                                    Eigen::Ref<Matrix> products) const {
  const auto prepared = [&] { return cells_for(piece, machine); };
  const auto run_it = [&](Cells& cells) {
    run(piece, machine, cells);
    return true;
  };
  return run_passes(machine.program(), directions, products, prepared, run_it);
}

Vector Loss::Evaluation::inputs(Index position) const {
  Vector all(thetas_.cols() + table_.columns());
  all << theta(position), row(position);
  return all;
}

std::vector<const BlockHessian*> Loss::Evaluation::blocks() const {
  std::vector<const BlockHessian*> all;
  for (const Group& group : groups_) all.push_back(group.path->blocks(state_.compile_policy(), group.positions.size()));
  return all;
}

std::vector<const Machine*> Loss::Evaluation::machines(Form form, std::span<const RowParts> parts,
                                                       std::shared_ptr<const RowPath> RowParts::*part) const {
  std::vector<const Machine*> all;
  for (std::size_t i = 0; i < groups_.size(); ++i)
    all.push_back((parts[i].*part)->machine(form, state_.compile_policy(), groups_[i].positions.size()));
  return all;
}

std::vector<RowParts> Loss::Evaluation::parts() const {
  std::vector<RowParts> all;
  for (const Group& group : groups_) {
    const Index position = group.positions.front();
    all.push_back(state_.parts_of(group.path, theta(position), row(position)));
  }
  return all;
}

}  // namespace hesse
