// SPDX-License-Identifier: BSL-1.0
#include "row_path.hpp"

#include <hesse/derivatives/diagnosis.hpp>
#include <hesse/derivatives/drivers.hpp>
#include <hesse/programs/differentiate.hpp>
#include <hesse/programs/lower.hpp>
#include <hesse/programs/simplify.hpp>

#include <boost/container_hash/hash.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <functional>
#include <span>
#include <string_view>
#include <utility>

#include "passes.hpp"

namespace hesse {

namespace {

// About as many as could have been swept while a row is compiled.
constexpr std::size_t rows_before_compiling = 128;
// A function whose rows keep taking new paths would fill the memory with them.
constexpr std::size_t most_paths = 4096;
constexpr std::size_t most_bytes_of_paths = std::size_t{256} << 20;
constexpr std::size_t most_confirmed = std::size_t{1} << 16;

std::uint64_t bits(double number) { return std::bit_cast<std::uint64_t>(number); }

template <class T>
std::string_view bytes_of(std::span<const T> items) {
  return {reinterpret_cast<const char*>(items.data()), items.size_bytes()};
}

std::size_t hash_of(const Tape& tape) {
  const std::hash<std::string_view> hash;
  std::size_t result = hash(bytes_of(tape.opcodes()));
  boost::hash_combine(result, hash(bytes_of(tape.operands())));
  boost::hash_combine(result, hash(bytes_of(tape.constants())));
  for (const Guard& guard : tape.guards()) boost::hash_combine(result, guard.outcome);
  return result;
}

std::vector<const CustomOperation*> custom_operations_of(const Tape& tape) {
  std::vector<const CustomOperation*> all;
  if (bytes_of(tape.opcodes()).find(static_cast<char>(opcode_of<rows::Custom>())) == std::string_view::npos) return all;
  for_each_node(tape, [&](const Node& node) {
    if (node.custom != nullptr) all.push_back(node.custom);
  });
  return all;
}

bool are_equal(const Tape& a, const Tape& b) {
  const auto same_guard = [](const Guard& g, const Guard& h) {
    return g.left == h.left && g.right == h.right && g.comparison == h.comparison && g.outcome == h.outcome;
  };
  const auto same_read = [](const PassiveRead& g, const PassiveRead& h) {
    return g.node == h.node && bits(g.value) == bits(h.value);
  };
  return bytes_of(a.opcodes()) == bytes_of(b.opcodes()) && bytes_of(a.operands()) == bytes_of(b.operands()) &&
         std::ranges::equal(a.outputs(), b.outputs()) && bytes_of(a.constants()) == bytes_of(b.constants()) &&
         std::ranges::equal(a.guards(), b.guards(), same_guard) &&
         std::ranges::equal(a.passive_reads(), b.passive_reads(), same_read) &&
         custom_operations_of(a) == custom_operations_of(b);
}

/// A tape keeps the first reads only; where there were more, nobody can say whether a row is one of it.
bool knows_all_reads(const Tape& tape) { return tape.passive_read_count() == tape.passive_reads().size(); }

}  // namespace

RowPath::RowPath(Tape tape, std::size_t parameters, std::size_t rows_a_run, std::optional<MergeRule> rule)
    : tape_(std::move(tape)),
      rule_(std::move(rule)),
      layout_{.parameters = parameters, .rows = rows_a_run},
      can_be_compiled_(can_lower(tape_) && knows_all_reads(tape_)) {
  for (std::size_t i = 0; rule_ && i < tape_.guards().size(); ++i)
    outcomes_ |= std::uint64_t{tape_.guards()[i].outcome} << i;
}

bool RowPath::is_confirmed(double flips) const {
  return rule_ ? confirmed_.contains(static_cast<std::uint64_t>(flips) ^ outcomes_) : flips == 0;
}

bool RowPath::holds(const double* values) const {
  if (rule_) {
    double flips = 0;
    for (std::size_t i = 0; i < tape_.guards().size(); ++i)
      if (drivers::is_flipped(tape_, tape_.guards()[i], values)) flips += flip_of(i);
    const std::shared_lock lock(confirmed_mutex_);
    return is_confirmed(flips);
  }
  const auto same = [&](const PassiveRead& read) { return bits(read.value) == bits(values[read.node]); };
  return !drivers::first_flipped_guard(tape_, values) && std::ranges::all_of(tape_.passive_reads(), same) &&
         knows_all_reads(tape_);
}

std::vector<bool> RowPath::serves(std::span<const double> flips) const {
  const std::shared_lock lock(confirmed_mutex_);
  std::vector<bool> result;
  for (const double of_row : flips) result.push_back(is_confirmed(of_row));
  return result;
}

std::size_t RowPath::ways() const {
  const std::shared_lock lock(confirmed_mutex_);
  return rule_ ? confirmed_.size() : 1;
}

bool RowPath::adopt(const Tape& tape) const {
  if (!rule_) return are_equal(tape_, tape);
  const auto trace = trace_of(tape, rule_->alike());
  return trace && adopt(*trace);
}

ReplayCheck RowPath::compare(const Tape& fresh) const {
  if (rule_ && adopt(fresh)) return {true, ""};
  return diagnosis::compare_recordings(rule_ ? rule_->alike() : tape_, fresh);
}

bool RowPath::adopt(const PathTrace& trace) const {
  if (!rule_->explains(trace)) return false;
  const std::unique_lock lock(confirmed_mutex_);
  if (confirmed_.size() == most_confirmed) confirmed_.clear();
  confirmed_.insert(trace.outcomes);
  return true;
}

std::vector<PathTrace> RowPath::adopted() const {
  const std::shared_lock lock(confirmed_mutex_);
  std::vector<PathTrace> traces;
  for (const std::uint64_t outcomes : confirmed_) traces.push_back(rule_->trace(outcomes));
  return traces;
}

bool RowPath::is_worth_compiling(bool is_compiled, Compile policy, std::size_t rows) const {
  if (policy == Compile::never || !can_be_compiled_) return false;
  if (policy == Compile::at_once) return true;
  if (rows < fewest_rows_of_a_run) return false;
  return is_compiled || rows_swept_.fetch_add(rows) + rows >= rows_before_compiling;
}

const Machine* RowPath::machine(Form form, Compile policy, std::size_t rows) const {
  Compiled& compiled = forms_[static_cast<std::size_t>(form)];
  if (!is_worth_compiling(compiled.ready != nullptr, policy, rows)) return nullptr;
  if (const Machine* ready = compiled.ready.load(std::memory_order_acquire)) return ready;
  const std::lock_guard lock(mutex_);
  if (!compiled.machine) compiled.machine.emplace(program(form));
  compiled.ready.store(&*compiled.machine, std::memory_order_release);
  return &*compiled.machine;
}

const BlockHessian* RowPath::blocks(Compile policy, std::size_t rows) const {
  if (!is_worth_compiling(blocks_are_tried_, policy, rows)) return nullptr;
  if (!blocks_are_tried_.load(std::memory_order_acquire)) {
    const std::lock_guard lock(mutex_);
    if (!blocks_are_tried_) {
      if (auto blocks = worthwhile_blocks(row_program(tape_, layout_))) blocks_.emplace(std::move(*blocks));
      blocks_are_tried_.store(true, std::memory_order_release);
    }
  }
  return blocks_ ? &*blocks_ : nullptr;
}

namespace {

constexpr const char* names_of_forms[] = {
    "value",         "flips",        "gradient",        "product",          "several products", "flips of each row",
    "row gradients", "row products", "output tangents", "weighted gradient"};

}  // namespace

std::string RowPath::describe() const {
  std::string text;
  if (rule_) text += fmt::format("merged: {} ways through it are known\n", ways());
  for (std::size_t i = 0; i < forms_.size(); ++i)
    if (const Machine* const machine = forms_[i].ready.load(std::memory_order_acquire))
      text += fmt::format("{}: {}\n", names_of_forms[i], machine->describe());
  if (blocks_are_tried_.load(std::memory_order_acquire))
    text += blocks_ ? fmt::format("Hessian: compiled for {}, {} lines\n", blocks_->machine().processor(),
                                  blocks_->machine().program().lines())
                    : "Hessian: not compiled, products are cheaper than its blocks\n";
  return text;
}

std::string RowPath::assembly() const {
  std::string text;
  const auto append = [&](const char* name, const Machine& machine) {
    if (machine.machine_code_bytes() > 0) text += fmt::format("{}:\n{}", name, machine.assembly());
  };
  for (std::size_t i = 0; i < forms_.size(); ++i)
    if (const Machine* const machine = forms_[i].ready.load(std::memory_order_acquire))
      append(names_of_forms[i], *machine);
  if (blocks_are_tried_.load(std::memory_order_acquire) && blocks_) append("Hessian", blocks_->machine());
  return text;
}

Program RowPath::program(Form form) const {
  RowLayout layout = layout_;
  if (form == Form::row_flips || form == Form::row_gradients || form == Form::row_products)
    layout.have = RowLayout::Parameters::of_each_row;
  if (form == Form::output_tangents || form == Form::weighted_gradient) layout.results = RowLayout::Results::outputs;
  if (form == Form::flips || form == Form::row_flips) layout.results = RowLayout::Results::flips;
  const Program row = row_program(tape_, layout);
  switch (form) {
    case Form::value:
      return simplify(row, {"y"});
    case Form::flips:
    case Form::row_flips:
      return simplify(row, {"flips"});
    case Form::gradient:
      return simplify(adjoint(row), {"y", "x_bar"});
    case Form::product:
    case Form::row_products:
      return simplify(tangent(simplify(adjoint(row), {"x_bar"})), {"x_bar_dot"});
    case Form::several_products:
      return several_products(simplify(adjoint(row), {"x_bar"}), {});
    case Form::row_gradients:
    case Form::weighted_gradient:
      return simplify(adjoint(row), {"x_bar"});
    case Form::output_tangents:
      return simplify(tangent(row), {"y", "y_dot"});
  }
  __builtin_unreachable();
}

std::shared_ptr<const RowPath> RowPaths::path_of(Tape tape) {
  const std::lock_guard lock(mutex_);
  ++recordings_;
  for (const auto& path : paths_)
    if (path->is_merged() && path->adopt(tape)) return path;
  const std::size_t hash = hash_of(tape);
  const auto [begin, end] = by_hash_.equal_range(hash);
  for (auto entry = begin; entry != end; ++entry)
    if (entry->second->adopt(tape)) return entry->second;
  if (paths_.size() == most_paths || bytes_ > most_bytes_of_paths) forget_all();
  bytes_ += tape.bytes();
  paths_.push_back(std::make_shared<const RowPath>(std::move(tape), parameters_, rows_a_run_));
  by_hash_.emplace(hash, paths_.back());
  note_family(paths_.back());
  return paths_.back();
}

void RowPaths::note_family(const std::shared_ptr<const RowPath>& path) {
  if (!can_be_merged(path->tape())) return;
  Family& family = by_shape_[hash_of_shape(path->tape())];
  if (!family.alike) family.alike = {path, &path->tape()};
  if (trace_of(path->tape(), *family.alike)) family.alone.push_back(path);
}

/// Whoever evaluates with the old paths keeps them.
void RowPaths::forget_all() {
  paths_.clear();
  by_hash_.clear();
  by_shape_.clear();
  bytes_ = 0;
}

void RowPaths::merge_alike() {
  const std::lock_guard lock(mutex_);
  for (auto& [shape, family] : by_shape_)
    if (family.alone.size() >= family.merge_at) merge(family);
}

void RowPaths::merge(Family& family) {
  family.merge_at = 2 * family.alone.size();
  std::vector<PathTrace> traces;
  for (const auto& path : family.alone) traces.push_back(*trace_of(path->tape(), *family.alike));
  if (family.merged) std::ranges::move(family.merged->adopted(), std::back_inserter(traces));
  const auto rule = MergeRule::find(family.alike, traces);
  if (!rule) return;
  const auto merged = std::make_shared<const RowPath>(rule->write(), parameters_, rows_a_run_, rule);
  for (const PathTrace& trace : traces) merged->adopt(trace);
  const auto is_replaced = [&](const auto& path) { return path == family.merged || merged->adopt(path->tape()); };
  std::erase_if(by_hash_, [&](const auto& entry) { return is_replaced(entry.second); });
  std::erase_if(paths_, is_replaced);
  std::erase_if(family.alone, is_replaced);
  paths_.push_back(merged);
  bytes_ = 0;
  for (const auto& path : paths_) bytes_ += path->tape().bytes();
  family.merged = merged;
  family.merge_at = fewest_paths_to_merge;
}

std::vector<std::shared_ptr<const RowPath>> RowPaths::all() const {
  const std::lock_guard lock(mutex_);
  return paths_;
}

std::size_t RowPaths::recordings() const {
  const std::lock_guard lock(mutex_);
  return recordings_;
}

}  // namespace hesse
