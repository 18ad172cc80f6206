// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/error.hpp>
#include <hesse/programs/emit_cpp.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <iterator>
#include <map>
#include <optional>
#include <stdexcept>
#include <tuple>

#include "cpp_expression.hpp"
#include "row_code.hpp"

namespace hesse {

namespace {

using Action = ProgramLine::Action;

constexpr std::size_t most_cells_on_the_stack = 1024;
constexpr std::size_t numbers_in_a_row = 8;

void require_identifier(std::string_view name) {
  const auto is_word = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; };
  if (name.empty() || std::isdigit(static_cast<unsigned char>(name[0])) != 0 || !std::ranges::all_of(name, is_word))
    throw OptionError("option.name", fmt::format("emit_cpp() got the name '{}', which is no identifier of C++. Pass "
                                                 "letters, digits and underscores, no digit first.",
                                                 name));
}

/// static const <type> <name>[] = {...};
void write_array(std::string& out, std::string_view type, std::string_view name, const auto& numbers,
                 const auto& text_of) {
  out += fmt::format("static const {} {}[] = {{", type, name);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    out += i % numbers_in_a_row == 0 ? "\n    " : " ";
    out += text_of(numbers[i]) + ',';
  }
  out += "};\n\n";
}

/// What is constant: columns of numbers and tables of places, as arrays.
class Arrays {
 public:
  Arrays(const Program& program, std::string scope) : program_(program), scope_(std::move(scope)) {}

  std::string column(const CellAccess& access, std::size_t trips) {
    const auto [known, is_new] =
        columns_.try_emplace(std::tuple(access.base, access.stride, access.table, trips), columns_.size());
    const std::string name = fmt::format("column{}", known->second);
    if (is_new) {
      std::vector<double> numbers;
      for (std::size_t t = 0; t < trips; ++t) numbers.push_back(program_.data[program_.place(access, t)]);
      write_array(definitions_, "double", name, numbers, cpp_literal);
    }
    return scope_ + name;
  }

  std::string table(std::uint32_t index) {
    const auto [known, is_new] = tables_.try_emplace(index, tables_.size());
    const std::string name = fmt::format("table{}", known->second);
    if (is_new)
      write_array(definitions_, "std::uint32_t", name, program_.tables[index],
                  [](std::uint32_t place) { return fmt::format("{}", place); });
    return scope_ + name;
  }

  [[nodiscard]] const std::string& definitions() const { return definitions_; }

 private:
  const Program& program_;
  std::string scope_;
  std::map<std::tuple<std::uint32_t, std::int32_t, std::uint32_t, std::size_t>, std::size_t> columns_;
  std::map<std::uint32_t, std::size_t> tables_;
  std::string definitions_;
};

/// The program's regions and which of them it touches.
class Regions {
 public:
  explicit Regions(const Program& program) : program_(program), touched_(program.regions.size()) {}

  /// The region of all places of the access, now one of those that are touched.
  const CellRegion& of(const CellAccess& access, std::size_t trips) {
    const std::size_t which = index_of(program_.place(access, 0));
    const CellRegion& region = program_.regions[which];
    for (std::size_t t = 1; t < trips && !access.is_uniform(); ++t) {
      const std::size_t cell = program_.place(access, t);
      if (cell < region.first || cell >= region.first + region.size)
        throw std::invalid_argument("emit_cpp: the places of a line lie in more than one region");
    }
    touched_[which] = true;
    return region;
  }
  [[nodiscard]] bool touches(const CellRegion& region) const {
    return touched_[static_cast<std::size_t>(&region - program_.regions.data())];
  }

 private:
  [[nodiscard]] std::size_t index_of(std::size_t cell) const {
    const auto region = std::ranges::find_if(
        program_.regions, [&](const CellRegion& r) { return cell >= r.first && cell < r.first + r.size; });
    if (region == program_.regions.end()) throw std::invalid_argument("emit_cpp: a line's place lies in no region");
    return static_cast<std::size_t>(region - program_.regions.begin());
  }

  const Program& program_;
  std::vector<bool> touched_;
};

/// The rows that the function is called with, if its program works on rows.
class Table {
 public:
  explicit Table(std::optional<EmittedRows> rows) : rows_(rows) {}
  [[nodiscard]] bool is_there() const { return rows_.has_value(); }
  [[nodiscard]] bool is_averaged() const { return rows_ && rows_->are_averaged; }

  std::string trips(const ProgramLoop& loop) {
    if (!rows_) return fmt::format("{}", loop.trips);
    counts_ = true;
    return "rows";
  }
  /// "table[2 * rows + t]"
  std::string number(const CellAccess& access) {
    if (!rows_ || access.stride != 1 || access.base % rows_->apart != 0)
      throw std::invalid_argument("emit_cpp: a line reads a table that the function does not get");
    reads_ = true;
    const std::size_t column = access.base / rows_->apart;
    return column == 0 ? "table[t]" : fmt::format("table[{} * rows + t]", column);
  }

  [[nodiscard]] std::vector<std::string> arguments() const {
    if (!rows_) return {};
    return {reads_ ? "const double* table" : "const double* /*table*/",
            counts_ || is_averaged() ? "std::size_t rows" : "std::size_t /*rows*/"};
  }

 private:
  std::optional<EmittedRows> rows_;
  bool reads_ = false, counts_ = false;
};

/// Writes one loop. What is the same in every iteration stands before it, and running sums are kept in variables.
class LoopText {
 public:
  LoopText(const Program& program, const ProgramLoop& loop, Regions& regions, Arrays& arrays, RowCode& rows,
           Table& table)
      : program_(program), loop_(loop), regions_(regions), arrays_(arrays), rows_(rows), table_(table) {}

  std::string write() {
    for (const ProgramLine& line : loop_.lines)
      if (line.is_sink() && moves(line)) scattered_.push_back(&regions_.of(access_of(line), loop_.trips));
    for (std::size_t i = 0; i < loop_.lines.size(); ++i) write_line(i);
    if (loop_.trips == 1) return fmt::format("  {{\n{}{}  }}\n", before_, body_);
    const char* const heading =
        loop_.order == IterationOrder::backward ? "std::size_t t = {}; t-- > 0;" : "std::size_t t = 0; t < {}; ++t";
    return fmt::format("  {{\n{}    for ({}) {{\n{}    }}\n{}  }}\n", before_,
                       fmt::format(fmt::runtime(heading), table_.trips(loop_)), body_, behind_);
  }

 private:
  [[nodiscard]] const CellAccess& access_of(const ProgramLine& line) const { return loop_.accesses[line.access]; }
  [[nodiscard]] bool moves(const ProgramLine& line) const { return loop_.trips > 1 && !access_of(line).is_uniform(); }

  void write_line(std::size_t i) {
    const ProgramLine& line = loop_.lines[i];
    if (line.is_sink()) return write_sink(line);
    texts_.push_back(fmt::format("v{}", i));
    varies_.push_back(is_varying(line));
    numbers_.push_back(0.0);
    if (line.action == Action::constant && !varies_[i]) {
      numbers_[i] = program_.data[program_.place(access_of(line), 0)];
      texts_[i] = cpp_literal(numbers_[i]);
      return;
    }
    std::string& out = varies_[i] ? body_ : before_;
    out += fmt::format("{}const double {} = {};\n", varies_[i] ? "      " : "    ", texts_[i], text_of(line));
  }

  [[nodiscard]] bool is_varying(const ProgramLine& line) const {
    if (line.action != Action::evaluate) return moves(line);
    return std::ranges::any_of(loop_.operands_of(line), [&](std::uint32_t operand) { return varies_[operand]; });
  }

  std::string text_of(const ProgramLine& line) {
    if (line.action == Action::constant) return arrays_.column(access_of(line), loop_.trips) + "[t]";
    if (line.action == Action::column) return table_.number(access_of(line));
    if (line.action == Action::load) return place(line);
    std::vector<std::string> arguments;
    std::vector<double> parameters;
    const auto operands = loop_.operands_of(line);
    const auto variables = operands.size() - static_cast<std::size_t>(parameters_of_opcode(line.opcode));
    for (std::size_t k = 0; k < variables; ++k) arguments.push_back(texts_[operands[k]]);
    for (std::size_t k = variables; k < operands.size(); ++k) parameters.push_back(numbers_[operands[k]]);
    return rows_.call(line.opcode, arguments, parameters);
  }

  void write_sink(const ProgramLine& line) {
    texts_.emplace_back(), varies_.push_back(false), numbers_.push_back(0.0);
    const std::string& number = texts_[loop_.operands[line.first]];
    const char* const sign = line.action == Action::add ? "+=" : "=";
    const CellRegion& region = regions_.of(access_of(line), loop_.trips);
    const bool is_sum = loop_.trips > 1 && line.action == Action::add && !moves(line) &&
                        std::ranges::find(scattered_, &region) == scattered_.end();
    std::string& out = loop_.trips == 1 ? before_ : body_;
    out += fmt::format("{}{} {} {};\n", loop_.trips == 1 ? "    " : "      ", is_sum ? sum(line) : place(line), sign,
                       number);
  }

  /// The variable that holds a cell while the loop adds to it.
  std::string sum(const ProgramLine& line) {
    const std::string cell = place(line);
    const auto [known, is_new] = sums_.try_emplace(cell, fmt::format("sum{}", sums_.size()));
    if (is_new) {
      before_ += fmt::format("    double {} = {};\n", known->second, cell);
      behind_ += fmt::format("    {} = {};\n", cell, known->second);
    }
    return known->second;
  }

  /// "x[3]", "x[2 * t + 1]", "x[table0[t]]"
  std::string place(const ProgramLine& line) {
    const CellAccess& access = access_of(line);
    const CellRegion& region = regions_.of(access, loop_.trips);
    if (!moves(line)) return fmt::format("{}[{}]", region.name, program_.place(access, 0) - region.first);
    if (table_.is_there()) throw std::invalid_argument("emit_cpp: rows hand on more than sums");
    const auto base = static_cast<std::int64_t>(access.base) - static_cast<std::int64_t>(region.first);
    if (access.table != CellAccess::no_table)
      return fmt::format("{}[{}[t]{}]", region.name, arrays_.table(access.table), offset(base));
    if (access.stride < 0) return fmt::format("{}[{} - {} * t]", region.name, base, -std::int64_t{access.stride});
    const std::string step = access.stride == 1 ? "t" : fmt::format("{} * t", access.stride);
    return fmt::format("{}[{}{}]", region.name, step, offset(base));
  }
  static std::string offset(std::int64_t base) {
    return base == 0 ? "" : fmt::format(" {} {}", base < 0 ? '-' : '+', base < 0 ? -base : base);
  }

  const Program& program_;
  const ProgramLoop& loop_;
  Regions& regions_;
  Arrays& arrays_;
  RowCode& rows_;
  Table& table_;
  std::vector<const CellRegion*> scattered_;  // where a place that moves may meet one that stands still
  std::vector<std::string> texts_;            // of each line: its name, or the literal it is
  std::vector<double> numbers_;               // of literals
  std::vector<bool> varies_;                  // from one iteration to the next
  std::map<std::string, std::string> sums_;   // cell to variable
  std::string before_, body_, behind_;
};

class CppFile {
 public:
  CppFile(const Program& program, std::string_view name, const std::vector<std::string_view>& outputs,
          std::span<const Guard> guards, std::optional<EmittedRows> rows)
      : program_(program),
        name_(name),
        scope_(fmt::format("{}_parts::", name)),
        guards_(guards),
        regions_(program),
        arrays_(program, scope_),
        rows_(scope_),
        table_(rows) {
    for (const std::string_view output : outputs) outputs_.push_back(&program.region(output));
  }

  std::string write() {
    std::string loops;
    for (const ProgramLoop& loop : program_.loops)
      if (loop.trips > 0) loops += LoopText(program_, loop, regions_, arrays_, rows_, table_).write();
    const std::string checks = guard_checks();
    return includes() + parts() + fmt::format("extern \"C\" bool {}({}) {{\n", name_, fmt::join(arguments(), ", ")) +
           zeroed_outputs() + scratch() + loops + averages() + checks + "  return true;\n}\n";
  }

 private:
  [[nodiscard]] bool is_output(const CellRegion& region) const {
    return std::ranges::find(outputs_, &region) != outputs_.end();
  }
  [[nodiscard]] bool is_scratch(const CellRegion& region) const {
    return regions_.touches(region) && !region.given && !is_output(region);
  }
  [[nodiscard]] std::size_t scratch_cells() const {
    std::size_t sum = 0;
    for (const CellRegion& region : program_.regions) sum += is_scratch(region) ? region.size : 0;
    return sum;
  }

  std::string guard_checks() {
    std::string text;
    for (const CellRegion& region : program_.regions)
      if (table_.is_there() && region.name == "flips" && regions_.touches(region))
        text += "  if (flips[0] != 0.0) return false;\n";
    if (guards_.empty()) return text;
    const CellRegion& sides = program_.region("guards");
    for (std::size_t i = 0; i < guards_.size(); ++i) {
      const auto side = [&](std::size_t k) {
        return fmt::format("{}[{}]", regions_.of({.base = static_cast<std::uint32_t>(sides.first + k)}, 1).name, k);
      };
      const std::string holds = fmt::format("{} {} {}", side(2 * i), symbol_of(guards_[i].comparison), side(2 * i + 1));
      text += guards_[i].outcome ? fmt::format("  if (!({})) return false;\n", holds)
                                 : fmt::format("  if ({}) return false;\n", holds);
    }
    return text;
  }

  [[nodiscard]] std::string includes() const {
    std::string text;
    for (const std::string& header : rows_.boost_headers())
      text += fmt::format("#include <boost/math/special_functions/{}>\n", header);
    if (!text.empty()) text += '\n';
    return text + "#include <cmath>\n#include <cstddef>\n#include <cstdint>\n#include <limits>\n#include <vector>\n\n";
  }

  [[nodiscard]] std::string parts() const {
    const std::string quiet =
        rows_.boost_headers().empty() ? "" : fmt::format("using quiet = {};\n\n", detail::text_of_quiet);
    if (quiet.empty() && rows_.functions().empty() && arrays_.definitions().empty()) return {};
    return fmt::format("namespace {0}_parts {{\n\n{1}{2}{3}}}  // namespace {0}_parts\n\n", name_, quiet,
                       rows_.functions(), arrays_.definitions());
  }

  [[nodiscard]] std::vector<std::string> arguments() const {
    std::vector<std::string> all;
    for (const CellRegion& region : program_.regions)
      if (region.given)
        all.push_back("const double* " + (regions_.touches(region) ? region.name : "/*" + region.name + "*/"));
    std::ranges::copy(table_.arguments(), std::back_inserter(all));
    for (const CellRegion* output : outputs_) all.push_back(fmt::format("double* {}", output->name));
    return all;
  }

  [[nodiscard]] std::string zeroed_outputs() const {
    std::string text;
    for (const CellRegion* output : outputs_)
      text += fmt::format("  for (std::size_t i = 0; i < {}; ++i) {}[i] = 0.0;\n", output->size, output->name);
    return text;
  }

  [[nodiscard]] std::string averages() const {
    if (!table_.is_averaged()) return {};
    std::string text = "  const double weight = 1.0 / static_cast<double>(rows);\n";
    for (const CellRegion* output : outputs_)
      text += fmt::format("  for (std::size_t i = 0; i < {}; ++i) {}[i] *= weight;\n", output->size, output->name);
    return text;
  }

  [[nodiscard]] std::string scratch() const {
    const std::size_t cells = scratch_cells();
    if (cells == 0) return {};
    std::string text = cells <= most_cells_on_the_stack
                           ? fmt::format("  double scratch[{}] = {{}};\n", cells)
                           : fmt::format(
                                 "  std::vector<double> memory({});\n  double* const scratch = "
                                 "memory.data();\n",
                                 cells);
    std::size_t first = 0;
    for (const CellRegion& region : program_.regions)
      if (is_scratch(region)) {
        text += fmt::format("  double* const {} = scratch + {};\n", region.name, first);
        first += region.size;
      }
    return text;
  }

  const Program& program_;
  std::string name_, scope_;
  std::span<const Guard> guards_;
  std::vector<const CellRegion*> outputs_;
  Regions regions_;
  Arrays arrays_;
  RowCode rows_;
  Table table_;
};

}  // namespace

std::string emit_cpp(const Program& program, std::string_view name, const std::vector<std::string_view>& outputs,
                     std::span<const Guard> guards) {
  require_identifier(name);
  return CppFile(program, name, outputs, guards, std::nullopt).write();
}

std::string emit_cpp(const Program& program, std::string_view name, const std::vector<std::string_view>& outputs,
                     const EmittedRows& rows) {
  require_identifier(name);
  return CppFile(program, name, outputs, {}, rows).write();
}

}  // namespace hesse
