// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/error.hpp>
#include <hesse/recording/recording.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <unordered_set>
#include <utility>

namespace hesse {

namespace {

constexpr std::size_t nodes_between_refills = 4096;
constexpr std::size_t most_operands = 4;  // of a row with a fixed number of arguments
constexpr std::size_t longest_read_list = 1000;

/// Which recordings are going on, on any thread; only messages ask.
class Register {
 public:
  std::uint32_t enter() {
    const std::lock_guard lock(mutex_);
    do {
      ++last_;
    } while (last_ == 0 || last_ == std::numeric_limits<std::uint32_t>::max() || going_on_.contains(last_));
    going_on_.insert(last_);
    return last_;
  }
  void leave(std::uint32_t id) {
    const std::lock_guard lock(mutex_);
    going_on_.erase(id);
  }
  bool is_going_on(std::uint32_t id) {
    const std::lock_guard lock(mutex_);
    return going_on_.contains(id);
  }

 private:
  std::mutex mutex_;
  std::unordered_set<std::uint32_t> going_on_;
  std::uint32_t last_ = 0;
};

Register& recordings() {
  static Register the_register;
  return the_register;
}

}  // namespace

Recording Recording::nobody_{Recording::Nobody()};
constinit thread_local Recording* Recording::active_ = &Recording::nobody_;
constinit thread_local SourceLocation Recording::announced_ = {};

Recording::Recording(std::span<const double> inputs, RecordingLimits limits) : limits_(limits) {
  require_none();
  tape_.inputs_ = inputs.size();
  values_.resize(inputs.size());
  std::ranges::copy(inputs, values_.begin());
  node_ = inputs.size();
  refill(0);
  id_ = recordings().enter();
  active_ = this;
}

void Recording::require_none() {
  if (active_ != &nobody_)
    throw RecordingError("recording.nested",
                         "a recording was started inside another recording on the same thread. Finish the outer one "
                         "first, or compute the inner derivative outside the recorded function.");
}

Recording::~Recording() {
  if (active_ != this) return;
  active_ = &nobody_;
  recordings().leave(id_);
}

Recorded Recording::finish(std::span<const Var> outputs, bool returns_scalar) {
  refill(outputs.size());  // an output may be a constant
  tape_.outputs_.reserve(outputs.size());
  for (const Var& y : outputs) {
    if (!y.is_constant() && y.recording_ != id_) refuse("return", std::array{&y});
    tape_.outputs_.push_back(operand(y));
  }
  tape_.returns_scalar_ = returns_scalar;
  tape_.opcodes_.resize(node_ - tape_.inputs_);
  tape_.operands_.resize(operands());
  tape_.constants_.resize(constants_);
  values_.resize(node_);
  active_ = &nobody_;
  recordings().leave(id_);
  return {std::move(tape_), std::move(values_)};
}

std::vector<double> Recording::numbers(std::span<const Var> args) {
  std::vector<double> values;
  values.reserve(args.size());
  for (const Var& x : args) values.push_back(x.value_);
  return values;
}

Var Recording::append_counted(const char* name, Opcode opcode, double value, std::span<const Var> args,
                              const std::shared_ptr<const CustomOperation>& custom) {
  if (std::ranges::all_of(args, &Var::is_constant)) return Var(value);
  Recording& recording = *active_;
  for (const Var& x : args)
    if (!x.is_constant() && x.recording_ != recording.id_) recording.refuse(name, std::array{&x});
  // All that may throw comes before the first operand is written: whoever catches it can go on recording.
  const std::size_t operation = custom ? recording.index_of(custom) : 0;
  const std::size_t count = args.size() + (custom ? 1 : 0);
  recording.refill(count + 2);
  *recording.next_operand_++ = Operand::raw(count);
  if (custom) *recording.next_operand_++ = Operand::raw(operation);
  for (const Var& x : args) *recording.next_operand_++ = recording.operand(x);
  *recording.next_operand_++ = Operand::raw(count);
  return recording.append_result(opcode, value);
}

std::size_t Recording::index_of(const std::shared_ptr<const CustomOperation>& custom) {
  auto& operations = tape_.custom_operations_;
  const auto known = static_cast<std::size_t>(std::ranges::find(operations, custom) - operations.begin());
  if (known == operations.size()) operations.push_back(custom);
  return known;
}

Var Recording::apply_custom(const std::shared_ptr<const CustomOperation>& operation, std::span<const Var> args) {
  const SourceLocation where = std::exchange(announced_, {});  // the author's code may throw
  const double value = operation->value(numbers(args));
  announced_ = where;
  return append_counted(operation->name().c_str(), opcode_of<rows::Custom>(), value, args, operation);
}

void Recording::note_location(const Var& result, SourceLocation where) {
  announced_ = {};
  if (result.is_constant() || result.recording_ != active_->id_) return;
  Tape& tape = active_->tape_;
  tape.locations_.resize(active_->node_ - tape.inputs_);
  tape.locations_[result.node_ - tape.inputs_] = where;
}

void Recording::note_passive_read(const Var& read, SourceLocation where) {
  if (read.recording_ != active_->id_) return;
  Tape& tape = active_->tape_;
  ++tape.passive_read_count_;
  if (tape.passive_reads_.size() < longest_read_list) tape.passive_reads_.push_back({read.node_, read.value_, where});
}

/// "loss.cpp:12: " while a function of a program compiled with HESSE_SOURCE_LOCATIONS is at work.
std::string Recording::place() {
  const SourceLocation where = std::exchange(announced_, {});
  return where.line() == 0 ? "" : fmt::format("{}:{}: ", where.file_name(), where.line());
}

bool Recording::note_guard(const Condition& condition, SourceLocation where) {
  const Var& left = condition.left();
  const Var& right = condition.right();
  const bool outcome = compare(condition.comparison(), left.value_, right.value_);
  if (left.is_constant() && right.is_constant()) return outcome;
  Recording& recording = *active_;
  for (const Var* x : {&left, &right})
    if (!x->is_constant() && x->recording_ != recording.id_)
      recording.refuse(symbol_of(condition.comparison()).data(), std::array{&left, &right});
  const std::size_t promised = most_operands * (recording.next_refill_ - recording.node_);
  Tape& tape = recording.tape_;
  if (recording.constants_ + promised + 2 > tape.constants_.capacity() ||
      tape.guards_.size() == tape.guards_.capacity())
    recording.refill(2);
  const Operand left_operand = recording.operand(left);
  const Operand right_operand = recording.operand(right);
  const double margin = left.value_ - right.value_;
  tape.guards_.push_back({left_operand, right_operand, condition.comparison(), outcome, margin, where});
  return outcome;
}

void Recording::refill(std::size_t more_operands) {
  check_limits();
  const std::size_t used_operands = operands();
  const std::size_t more_nodes = std::min(nodes_between_refills, limits_.nodes - std::max(node_, constants_));
  // Each place follows its array at once: whoever catches a bad_alloc of the next one can go on recording.
  tape_.opcodes_.reserve(node_ - tape_.inputs_ + more_nodes);
  opcode_of_node_ = tape_.opcodes_.data() - tape_.inputs_;
  tape_.operands_.reserve(used_operands + most_operands * more_nodes + more_operands);
  next_operand_ = tape_.operands_.data() + used_operands;
  tape_.constants_.reserve(constants_ + most_operands * more_nodes + more_operands);
  constant_at_ = tape_.constants_.data();
  values_.reserve(node_ + more_nodes);
  value_of_node_ = values_.data();
  next_refill_ = node_ + more_nodes;
}

void Recording::check_limits() const {
  const std::size_t bytes = (node_ - tape_.inputs_) * sizeof(Opcode) + operands() * sizeof(Operand) +
                            (constants_ + node_) * sizeof(double) + tape_.guards_.size() * sizeof(Guard);
  if (bytes > limits_.bytes)
    throw LimitError(
        "limit.recording_bytes",
        fmt::format("{}the recording has reached {:.1f} MB after {} nodes, the limit is {:.1f} MB. Raise "
                    "memory_limit, or record a smaller piece of the function.",
                    place(), static_cast<double>(bytes) / 1e6, node_, static_cast<double>(limits_.bytes) / 1e6));
  if (std::max(node_, constants_) >= limits_.nodes)
    throw LimitError("limit.recording_nodes",
                     fmt::format("{}the recording has reached its limit of {} nodes; an index has no room for more. "
                                 "Record a smaller piece of the function.",
                                 place(), limits_.nodes));
}

void Recording::refuse(const char* operation, std::span<const Var* const> args) const {
  const auto foreign =
      *std::ranges::find_if(args, [&](const Var* x) { return !x->is_constant() && x->recording_ != id_; });
  if (!recordings().is_going_on(foreign->recording_))
    throw RecordingError("recording.ended",
                         fmt::format("{}this variable was recorded in a recording that has ended; its last value was "
                                     "{:.6g}. Keep results as double.",
                                     place(), foreign->value_));
  if (active_ == &nobody_)
    throw RecordingError(
        "recording.foreign_thread",
        fmt::format("{}'{}' was called on a thread that records nothing, with a variable of a recording "
                    "that is going on elsewhere. Record and compute on one thread.",
                    place(), operation));
  throw RecordingError(
      "recording.mixed",
      fmt::format("{}'{}' combines a variable of one recording with one of another. Variables belong to "
                  "one recording; pass one of them as a number with .value() (this drops its "
                  "derivative).",
                  place(), operation));
}

void announce(SourceLocation where) { Recording::announce(where); }

void Var::note_passive_read(SourceLocation where) const { Recording::note_passive_read(*this, where); }

Condition::operator bool() const { return Recording::note_guard(*this, where_); }

}  // namespace hesse
