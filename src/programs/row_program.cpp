// SPDX-License-Identifier: BSL-1.0
#include <hesse/programs/body_writer.hpp>
#include <hesse/programs/row_program.hpp>
#include <hesse/programs/symbol.hpp>

#include <vector>

namespace hesse {

namespace {

class RowProgram {
 public:
  RowProgram(const Tape& tape, const RowLayout& layout)
      : tape_(tape),
        layout_(layout),
        literals_(program_.data),
        stages_(tape.nodes()),
        once_(literals_),
        rows_(literals_) {}

  Program write() {
    place_regions();
    find_stages();
    numbers_.resize(tape_.nodes());
    for (std::size_t i = 0; i < tape_.inputs(); ++i) numbers_[i] = input(i);
    for_each_node(tape_, [&](const Node& node) { write_node(node); });
    if (layout_.results != RowLayout::Results::flips) write_outputs();
    if (counts_flips()) write_flips();
    program_.regions.back().size = program_.cells - program_.regions.back().first;
    if (once_.has_sinks()) program_.loops.push_back(once_.finish(1));
    program_.loops.push_back(rows_.finish(layout_.rows));
    return std::move(program_);
  }

 private:
  /// Where a node is computed.
  enum class Stage : unsigned char { once, rows };

  [[nodiscard]] bool has_shared_parameters() const { return layout_.have == RowLayout::Parameters::shared; }
  [[nodiscard]] bool adds_outputs() const {
    return layout_.results == RowLayout::Results::sums || layout_.results == RowLayout::Results::sums_and_flips;
  }
  [[nodiscard]] bool counts_flips() const {
    return layout_.results == RowLayout::Results::flips || layout_.results == RowLayout::Results::sums_and_flips;
  }

  std::size_t add_region(const char* name, std::size_t size, bool given) {
    program_.regions.push_back({name, program_.cells, size, given});
    program_.cells += size;
    return program_.regions.back().first;
  }
  void place_regions() {
    x_ = add_region("x", has_shared_parameters() ? layout_.parameters : layout_.parameters * layout_.rows, true);
    if (layout_.results != RowLayout::Results::flips)
      results_ =
          add_region("y", adds_outputs() ? tape_.outputs().size() : tape_.outputs().size() * layout_.rows, false);
    if (counts_flips()) flips_ = add_region("flips", adds_outputs() ? 1 : layout_.rows, false);
    add_region("z", 0, false);
  }

  /// What depends on no row is computed once, but for nodes that only loops over rows are of use to: all of them where
  /// parameters are a row's own.
  void find_stages() {
    for (std::size_t i = 0; i < tape_.inputs(); ++i)
      stages_[i] = has_shared_parameters() && i < layout_.parameters ? Stage::once : Stage::rows;
    for_each_node(tape_, [&](const Node& node) {
      stages_[node.index] = has_shared_parameters() ? Stage::once : Stage::rows;
      for (const Operand operand : node.operands)
        if (!operand.is_constant() && stages_[operand.node_index()] == Stage::rows) stages_[node.index] = Stage::rows;
    });
  }

  [[nodiscard]] CellAccess row_by_row(std::size_t first, std::size_t which) const {
    return {.base = static_cast<std::uint32_t>(first + which * layout_.rows), .stride = 1};
  }
  [[nodiscard]] static CellAccess single(std::size_t cell) { return {.base = static_cast<std::uint32_t>(cell)}; }

  Symbol input(std::size_t i) {
    if (i >= layout_.parameters) return rows_.column(row_by_row(0, i - layout_.parameters));
    return has_shared_parameters() ? once_.load(single(x_ + i)) : rows_.load(row_by_row(x_, i));
  }

  /// The number of an operand, for a line of the given stage.
  Symbol number(Operand operand, Stage stage) {
    if (operand.is_constant()) return tape_.constants()[operand.constant_index()];
    const std::size_t node = operand.node_index();
    if (stage == Stage::once || stages_[node] == Stage::rows) return numbers_[node];
    if (node < tape_.inputs()) return rows_.load(single(x_ + node));
    if (handed_over_.empty()) handed_over_.resize(tape_.nodes());
    if (handed_over_[node].is_literal()) {
      once_.store(single(program_.cells), numbers_[node]);
      handed_over_[node] = rows_.load(single(program_.cells++));
    }
    return handed_over_[node];
  }

  void write_node(const Node& node) {
    const Stage stage = stages_[node.index];
    std::vector<Symbol> arguments;
    for (const Operand operand : node.operands) arguments.push_back(number(operand, stage));
    numbers_[node.index] = (stage == Stage::once ? once_ : rows_).evaluate(on_variables(node.opcode), arguments);
  }

  void write_outputs() {
    for (std::size_t i = 0; i < tape_.outputs().size(); ++i) {
      const Symbol result = number(tape_.outputs()[i], Stage::rows);
      if (adds_outputs())
        rows_.add(single(results_ + i), result);
      else
        rows_.store(row_by_row(results_, i), result);
    }
  }

  void write_flips() {
    Symbol flips = 0.0;
    for (std::size_t i = 0; i < tape_.guards().size(); ++i) {
      const Guard& guard = tape_.guards()[i];
      const Symbol left = number(guard.left, Stage::rows), right = number(guard.right, Stage::rows);
      const double flip = flip_of(i);
      flips = flips + choose(guard.comparison, left, right, guard.outcome ? 0.0 : flip, guard.outcome ? flip : 0.0);
    }
    for (const PassiveRead& read : tape_.passive_reads())
      flips = flips + hesse::choose(number(Operand::node(read.node), Stage::rows) == Symbol(read.value), 0.0, 1.0);
    if (adds_outputs())
      rows_.add(single(flips_), flips);
    else
      rows_.store(row_by_row(flips_, 0), flips);
  }

  static Symbol choose(Comparison comparison, const Symbol& left, const Symbol& right, double yes, double no) {
    switch (comparison) {
      case Comparison::less:
        return hesse::choose(left < right, yes, no);
      case Comparison::less_equal:
        return hesse::choose(left <= right, yes, no);
      case Comparison::greater:
        return hesse::choose(left > right, yes, no);
      case Comparison::greater_equal:
        return hesse::choose(left >= right, yes, no);
      case Comparison::equal:
        return hesse::choose(left == right, yes, no);
      case Comparison::not_equal:
        return hesse::choose(left == right, no, yes);
    }
    __builtin_unreachable();
  }

  const Tape& tape_;
  const RowLayout& layout_;
  Program program_;
  Literals literals_;
  std::vector<Stage> stages_;
  BodyWriter once_, rows_;
  std::vector<Symbol> numbers_;
  std::vector<Symbol> handed_over_;  ///< once computed, as the loop loads it
  std::size_t x_ = 0, results_ = 0, flips_ = 0;
};

}  // namespace

Program row_program(const Tape& row, const RowLayout& layout) { return RowProgram(row, layout).write(); }

}  // namespace hesse
