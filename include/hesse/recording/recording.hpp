// SPDX-License-Identifier: BSL-1.0
//
// Recording: the tape while it is being written. It belongs to one scope on one thread: there is at most one active
// recording a thread, and a variable of another one, or of one that has ended, is an error with a name.
#pragma once

#include <hesse/basics/source_location.hpp>
#include <hesse/recording/var.hpp>
#include <hesse/tape/tape.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace hesse {

struct RecordedValues;

/// How large a recording may grow before it throws LimitError.
struct RecordingLimits {
  std::size_t bytes = std::size_t{4} << 30;  ///< of instructions, operands, constants and values together
  std::size_t nodes = Operand::limit - 4;    ///< indices have 31 bits
};

/// A finished tape and the value of each of its nodes where it was recorded.
struct Recorded {
  Tape tape;
  Pooled<double, RecordedValues> values;
};

class Recording {
 public:
  /// Starts recording on this thread, at the given inputs. Throws RecordingError inside another recording.
  explicit Recording(std::span<const double> inputs, RecordingLimits limits = {});
  ~Recording();
  Recording(const Recording&) = delete;
  Recording& operator=(const Recording&) = delete;

  [[nodiscard]] Var input(std::size_t index) const {
    return Var(value_of_node_[index], static_cast<std::uint32_t>(index), id_);
  }
  /// Ends the recording: nothing can be appended any more.
  Recorded finish(std::span<const Var> outputs, bool returns_scalar);

  /// Row on arguments of which some may be constants; the result is a constant when all are.
  template <class Row, std::same_as<Var>... Args>
  [[gnu::always_inline]] static Var apply(const Args&... args) {
    const double y = evaluate<Row>(args.value_...);
    if ((args.is_constant() && ...)) return Var(y);
    Recording& recording = *active_;
    if (!((args.is_constant() || args.recording_ == recording.id_) && ...)) [[unlikely]]
      recording.refuse(Row::about.name, std::array<const Var*, sizeof...(Args)>{&args...});
    return recording.append<Row>(y, args...);
  }
  /// The same for a row with a trailing parameter.
  template <class Row>
  static Var apply_with_parameter(const Var& x, double parameter) {
    const double y = evaluate<Row>(x.value_, parameter);
    if (x.is_constant()) return Var(y);
    if (x.recording_ != active_->id_) active_->refuse(Row::about.name, std::array{&x});
    return active_->append<Row>(y, x, Var(parameter));
  }
  /// The same for rows of any number of arguments.
  template <class Row>
  static Var apply_all(std::span<const Var> args) {
    const std::vector<double> values = numbers(args);
    return append_counted(Row::about.name, opcode_of<Row>(), Row::value(std::span<const double>(values)), args, {});
  }
  static Var apply_custom(const std::shared_ptr<const CustomOperation>& operation, std::span<const Var> args);

  /// Throws RecordingError where a recording is going on.
  static void require_none();

  /// The line about to be recorded: errors name it until note_location() hears of the result.
  static void announce(SourceLocation where) { announced_ = where; }
  static void note_location(const Var& result, SourceLocation where);
  static void note_passive_read(const Var& read, SourceLocation where);
  static bool note_guard(const Condition& condition, SourceLocation where);

 private:
  struct Nobody {};
  explicit Recording(Nobody) {}

  template <class Row, class... Args>
  [[gnu::always_inline]] Var append(double value, const Args&... args) {
    if (node_ == next_refill_) [[unlikely]]
      refill(0);
    unsigned place = 0, constants = 0;
    ((constants |= args.is_constant() ? 1u << place : 0u, ++place), ...);
    Operand* operands = next_operand_;
    ((*operands++ = operand(args)), ...);
    next_operand_ = operands;
    return append_result(opcode_of<Row>(constants), value);
  }
  [[gnu::always_inline]] Var append_result(Opcode opcode, double value) {
    const std::size_t node = node_++;
    opcode_of_node_[node] = opcode;
    value_of_node_[node] = value;
    return Var(value, static_cast<std::uint32_t>(node), id_);
  }
  [[gnu::always_inline]] Operand operand(const Var& x) {
    return x.is_constant() ? constant(x.value_) : Operand::node(x.node_);
  }
  [[gnu::always_inline]] Operand constant(double number) {
    const std::size_t index = constants_++;
    constant_at_[index] = number;
    return Operand::constant(index);
  }
  /// Checks the limits and makes room for the next nodes, and for `operands` operands more.
  [[gnu::noinline, gnu::cold]] void refill(std::size_t operands);
  void check_limits() const;
  [[nodiscard]] std::size_t operands() const {
    return static_cast<std::size_t>(next_operand_ - tape_.operands_.data());
  }

  static std::vector<double> numbers(std::span<const Var> args);
  static Var append_counted(const char* name, Opcode opcode, double value, std::span<const Var> args,
                            const std::shared_ptr<const CustomOperation>& custom);
  std::size_t index_of(const std::shared_ptr<const CustomOperation>& custom);
  static std::string place();
  [[noreturn]] void refuse(const char* operation, std::span<const Var* const> args) const;

  static constinit thread_local Recording* active_;
  static constinit thread_local SourceLocation announced_;
  static Recording nobody_;  ///< active where nothing is recorded: its identity matches no variable

  // Where the next instruction goes. One comparison a node guards all five arrays: refill() makes room for a fixed
  // number of nodes in each. Rows of any number of arguments ask for theirs.
  std::size_t node_ = 0;
  std::size_t next_refill_ = 0;
  Operand* next_operand_ = nullptr;
  Opcode* opcode_of_node_ = nullptr;
  double* value_of_node_ = nullptr;
  double* constant_at_ = nullptr;
  std::size_t constants_ = 0;
  std::uint32_t id_ = std::numeric_limits<std::uint32_t>::max();

  Tape tape_;
  Pooled<double, RecordedValues> values_;
  RecordingLimits limits_;
};

}  // namespace hesse
